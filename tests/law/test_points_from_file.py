"""Points from files: what is taken from which columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.law import fit
from simlaw.law.points_from_file import read_points

N = [50, 100, 200, 400, 800]


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    """Return a file of three replicates at five n and three m."""
    rng = np.random.default_rng(0)
    rows = [
        (n, m, r, ((2 * n**-0.5 + 0.3) * m**-0.3 + 0.05) * np.exp(0.01 * rng.standard_normal()))
        for m in (20, 40, 80)
        for n in N
        for r in ("a", "b", "c")
    ]
    path = tmp_path / "grid.csv"
    pd.DataFrame(rows, columns=["n", "m", "replicate", "error"]).to_csv(path, index=False)
    return path


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the curve.csv of a run: four replicates at five n, one m, two methods and direct."""
    rows = [(r, 0, 30, "direct", 0.9 + 0.01 * r) for r in range(4)]
    rows += [(r, n, 30, "fine-tune", 2 * n**-0.5 + 0.3 + 0.01 * r) for r in range(4) for n in N]
    rows += [(r, n, 0, "zero-shot", 1.5) for r in range(4) for n in N]
    frame = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae"])
    path = tmp_path / "curve.csv"
    frame.assign(rmse=2 * frame["mae"]).to_csv(path, index=False)
    return path


def test_two_columns_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    error = [2 * n**-0.5 + 0.1 for n in N]
    pd.DataFrame({"n": N, "error": error, "remark": "x"}).to_csv(path, index=False)
    table = read_points(path)
    assert list(table.frame.columns) == ["n", "error"]
    assert not table.joint
    assert table.fit().to_dict() == fit(N, error).to_dict()


def test_standard_errors_are_read_and_used(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    error = np.array([2 * n**-0.5 + 0.1 for n in N])
    stderr = 0.05 * error
    pd.DataFrame({"n": N, "error": error, "stderr": stderr}).to_csv(path, index=False)
    law = read_points(path).fit(form="power+offset", level=0.8, seed=3)
    same = fit(N, error, stderr=stderr, form="power+offset", level=0.8, seed=3)
    assert law.to_dict() == same.to_dict()


def test_a_grid_is_joint_and_taken_apart_by_m(grid: Path) -> None:
    table = read_points(grid)
    assert table.joint
    part = table.at_m(40)
    assert not part.joint
    assert part.frame["m"].unique().tolist() == [40]
    assert len(part.frame) == 15
    assert part.fit().replicates == 3
    law = table.fit_joint(resamples=50)
    assert law.predict([200.0], [40.0])[0] == pytest.approx(
        part.frame.loc[part.frame["n"] == 200, "error"].mean(), rel=0.05
    )


def test_a_grid_is_a_learning_curve_too(grid: Path) -> None:
    curve = read_points(grid).curve()
    assert curve.ms.tolist() == [20, 40, 80]
    assert sorted(curve.frame["replicate"].unique()) == [0, 1, 2]


def test_points_without_m_are_a_curve_at_none(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    pd.DataFrame({"n": N, "error": [5.0, 4, 3, 2, 1]}).to_csv(path, index=False)
    curve = read_points(path).curve()
    assert curve.ms.tolist() == [0]
    assert curve.mean(0)["error"].tolist() == [5, 4, 3, 2, 1]


def test_the_curve_of_a_run_gives_its_fine_tuned_trials_and_direct_learning(run: Path) -> None:
    table = read_points(run)
    assert len(table.frame) == 20
    assert table.frame["m"].unique().tolist() == [30]
    assert table.direct[30].estimate == pytest.approx(0.915)
    assert table.at_m(30).direct == table.direct
    with pytest.raises(InputError, match="no points at m = 31; there are some at m = 30"):
        table.at_m(31)
    twice = read_points(run, metric="rmse")
    assert twice.frame["error"].tolist() == pytest.approx((2 * table.frame["error"]).tolist())


def test_direct_learning_decides_the_status_of_a_runs_law(run: Path) -> None:
    table = read_points(run)
    better = pd.read_csv(run).assign(mae=lambda t: t["mae"].where(t["method"] != "direct", 0.01))
    better.to_csv(run, index=False)
    assert read_points(run).fit().status == "negative_transfer"
    assert table.fit().status != "negative_transfer"


@pytest.mark.parametrize(
    ("column", "entry", "said"),
    [
        ("m", "-4", r"column 'm': 1 of 45 entries .* \(row 4: '-4'\)"),
        ("error", "1e400", r"column 'error': 1 of 45 .* finite numbers above zero"),
        ("n", "many", r"row 4: 'many'"),
    ],
)
def test_a_wrong_entry_is_shown_with_its_row(
    grid: Path, column: str, entry: str, said: str
) -> None:
    frame = pd.read_csv(grid, dtype=str)
    frame.loc[2, column] = entry
    frame.to_csv(grid, index=False)
    with pytest.raises(InputError, match=said):
        read_points(grid)


def test_a_standard_error_may_be_zero_but_not_below(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    frame = pd.DataFrame({"n": N, "error": N, "stderr": [0, 1, 2, 3, 4]})
    frame.to_csv(path, index=False)
    assert read_points(path).frame["stderr"].tolist() == [0, 1, 2, 3, 4]
    frame.assign(stderr=-1).to_csv(path, index=False)
    with pytest.raises(InputError, match="5 of 5 entries are not finite numbers zero or above"):
        read_points(path)
