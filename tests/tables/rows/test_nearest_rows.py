"""The rows of a material that are nearest to a wanted condition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simlaw.tables.rows.nearest_rows import choose_nearest, nearest_rows

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=30
)


@given(ROWS, st.integers(-9, 9), st.integers(-9, 9))
def test_the_first_column_decides_then_the_second(
    rows: list[tuple[int, int, int]], first: int, second: int
) -> None:
    numbers = np.array([row[1:] for row in rows], dtype=np.float64)
    near = nearest_rows(np.array([row[0] for row in rows]), numbers, [first, second])
    away = [(row[0], abs(row[1] - first), abs(row[2] - second)) for row in rows]
    least = {code: min(one[1:] for one in away if one[0] == code) for code, *_ in away}
    assert near.tolist() == [tuple(one[1:]) == least[one[0]] for one in away]


def test_nothing_is_said_where_all_rows_are_as_wanted() -> None:
    near, findings = choose_nearest(["a", "b", "a"], np.full((3, 1), 298.15), {"T": 298.15})
    assert near.all()
    assert findings == ()


def test_how_far_off_they_are_is_said() -> None:
    numbers = np.array([[290.0], [300.0], [350.0]])
    near, (found,) = choose_nearest(["a", "a", "b"], numbers, {"T": 298.0})
    assert near.tolist() == [False, True, True]
    assert found.code == "condition_chosen"
    assert "off by 27 in the median and by 52 at most" in found.text
