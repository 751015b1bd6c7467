"""Rows are checked one by one, and a refusal says where, what is allowed and what to do."""

from __future__ import annotations

import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.law.given_points.checked_points import GivenColumns, checked_points
from simlaw.law.given_points.column_choice import PointOptions
from simlaw.law.given_points.point_table import PointTable

N = [100, 200, 400, 800]
ERROR = [0.5, 0.35, 0.25, 0.2]


def points(
    others: tuple[str, ...] = (), options: PointOptions | None = None, **cells: object
) -> PointTable:
    frame = pd.DataFrame({"n": N, "error": ERROR} | cells, dtype=object)
    names = {str(role): str(role) for role in frame.columns}
    given = GivenColumns("c.csv", range(2, len(frame) + 2), names, frame, others)
    return checked_points(given, options or PointOptions())


ACCURACY = PointOptions(values="accuracy")
AS_THEY_STAND = PointOptions(values="error")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"n": [0, 200, 400, 800]}, r"row 2: '0'\)\. n = 0 is direct learning.* --direct"),
        ({"error": [0.5, 0.35, 0.25, 0.0]}, "never reaches an error of exactly 0"),
        ({"error": [-one for one in ERROR]}, "write them without"),
        ({"error": [0.5, 0.35, -0.25, 0.2]}, r"row 4: '-0.25'\)\. Correct or remove"),
        ({"error": [0.5, "", 0.25, 0.2]}, r"row 3: ''"),
        ({"replicate": ["a", " ", "b", "b"]}, "'replicate': row 3 is empty"),
        ({"error": [50, 35, 0.25, 0.2]}, r"Per cent: row 2: 50, row 3: 35. Fractions: row 4"),
        ({"n": [100, 100, 200, 200]}, r"\(rows 2 and 3\), and so at 1 more sizes and no repl"),
        ({"n": [100, 100, 200, 400], "replicate": [1, 1, 1, 1]}, r"rows 2 and 3 .*n = 100, repl"),
    ],
)
def test_rows_that_cannot_be_used(cells: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        points(**cells)


def test_a_column_that_may_tell_repeated_sizes_apart_is_proposed() -> None:
    with pytest.raises(InputError, match="--columns replicate=Seed"):
        points(others=("remark", "Seed"), n=[100, 100, 200, 200])
    with pytest.raises(InputError, match="--columns m=n_target"):
        points(others=("n_target",), n=[100, 100, 200, 200])


def test_errors_are_taken_as_they_stand_where_that_was_said() -> None:
    table = points(options=AS_THEY_STAND, error=[50, 35, 0.25, 0.2])
    assert table.frame["error"].tolist() == [50, 35, 0.25, 0.2]
    assert points(options=AS_THEY_STAND, error=[0.5, 0.6, 0.7, 0.8]).notes == ()


@pytest.mark.parametrize("whole", [1, 100])
def test_what_accuracies_leave_is_fitted(whole: float) -> None:
    options = PointOptions(values="accuracy", direct=0.4 * whole)
    table = points(options=options, error=[whole * (1 - one) for one in ERROR])
    assert table.frame["error"].tolist() == pytest.approx([whole * one for one in ERROR])
    assert table.direct[0].estimate == pytest.approx(0.6 * whole)
    assert [note.text for note in table.notes] == [f"The errors are {whole} - error."]


def test_a_score_below_zero_leaves_more_than_one() -> None:
    table = points(options=ACCURACY, error=[-0.25, 0.25, 0.5, 0.75])
    assert table.frame["error"].tolist() == [1.25, 0.75, 0.5, 0.25]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ([0.5, 0.75, 0.875, 1], r"below 1; these are not: row 5: 1\."),
        ([50, 75, 87.5, 100], "below 100"),
        ([50, 75, 87.5, 101], "row 5: 101"),
        ([-50, 75, 87.5, 90], "row 2: -50"),
        ([0.5, 0.75, 87.5, 90], "some errors look like per cent"),
    ],
)
def test_accuracies_that_are_none(error: list[float], said: str) -> None:
    with pytest.raises(InputError, match=said):
        points(options=ACCURACY, error=error)


def test_direct_learning_is_part_of_the_law() -> None:
    assert points(options=PointOptions(direct=0.01)).fit().status == "negative_transfer"
    halves = points(options=PointOptions(direct=0.01), m=[2.5, 2.5, 2.5, 7]).at_m(2.5)
    assert halves.direct[2].estimate == 0.01
    with pytest.raises(InputError, match="direct learning must be finite and above zero"):
        points(options=PointOptions(direct=0.0))


def test_replicates_keep_their_names() -> None:
    n, error = [100, 200, 400] * 2, [0.5, 0.35, 0.25, 0.5, 0.36, 0.26]
    named = points(n=n, error=error, replicate=["a"] * 3 + ["b"] * 3)
    assert named.frame["replicate"].tolist() == ["a"] * 3 + ["b"] * 3
    numbered = points(n=n, error=error, replicate=["1"] * 3 + ["2"] * 3)
    assert numbered.frame["replicate"].tolist() == [1] * 3 + [2] * 3
