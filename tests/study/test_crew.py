"""The order in which units are started."""

from hypothesis import given
from hypothesis import strategies as st

from simlaw.study.crew import LAST, ending_together
from simlaw.study.design import Unit

UNITS = st.lists(st.builds(Unit, st.integers(0, 9), st.integers(0, 99)), unique=True)


@given(UNITS, st.integers(1, 8))
def test_only_the_last_are_moved_longest_first(units: list[Unit], workers: int) -> None:
    order = ending_together(units, workers)
    assert sorted(order, key=hash) == sorted(units, key=hash)
    whole = max(0, len(units) - LAST * workers)
    assert order[:whole] == units[:whole]
    sizes = [unit.n for unit in order[whole:]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_long_unit_is_not_left_for_the_end() -> None:
    units = [Unit(r, n) for r in range(4) for n in (17_000, 50, 0)]
    assert ending_together(units, 3)[-1].n == 0
    assert [unit.n for unit in ending_together(units, 3)[:4]] == [17_000] * 4
