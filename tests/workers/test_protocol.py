"""The order in which trials are started."""

from hypothesis import given
from hypothesis import strategies as st

from simlaw.study.design.design import Trial
from simlaw.workers.protocol import LAST, ending_together

UNITS = st.lists(st.builds(Trial, st.integers(0, 9), st.integers(0, 99)), unique=True)


@given(UNITS, st.integers(1, 8))
def test_only_the_last_are_moved_longest_first(trials: list[Trial], workers: int) -> None:
    order = ending_together(trials, workers)
    assert sorted(order, key=hash) == sorted(trials, key=hash)
    whole = max(0, len(trials) - LAST * workers)
    assert order[:whole] == trials[:whole]
    sizes = [trial.n for trial in order[whole:]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_long_unit_is_not_left_for_the_end() -> None:
    trials = [Trial(r, n) for r in range(4) for n in (17_000, 50, 0)]
    assert ending_together(trials, 3)[-1].n == 0
    assert [trial.n for trial in ending_together(trials, 3)[:4]] == [17_000] * 4
