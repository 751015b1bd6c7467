from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.law.run_folders import KINDS, write_run

from simlaw.law import Estimate, read_points
from simlaw.report.answers.points_shown import ms_of, points_shown, verdict_of_run
from simlaw.study.run_folder import load_result


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(KINDS["another metric"], tmp_path_factory.mktemp("runs") / "one")


def test_beside_its_record_a_curve_has_the_verdict_of_its_run(run: Path, tmp_path: Path) -> None:
    result = load_result(run)
    found = verdict_of_run(run / "curve.csv", "rmse")
    assert found is not None
    assert found[0].to_dict() == result.verdict.to_dict()
    copy = tmp_path / "curve.csv"
    copy.write_bytes((run / "curve.csv").read_bytes())
    alone = verdict_of_run(copy)
    assert alone is not None
    assert alone[0].status == result.verdict.status == "helps"
    assert alone[1].metric == "mae"


def test_another_table_is_judged_by_its_points(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    rows = [f"{n},{0.5 * n**-0.5 + 0.1}" for n in (50, 100, 200, 400, 800)]
    path.write_text("\n".join(["n,error", *rows]))
    assert verdict_of_run(path) is None
    assert verdict_of_run(tmp_path / "none.csv") is None
    table = read_points(path)
    law = table.fit()
    assert ms_of(table) == [0.0]
    found, lead = points_shown(table, {0: law}, None)
    assert found is not None
    assert (found.status, found.by_m[0].shape, lead) == ("unknown", "falls", ())


def test_replicates_beside_a_known_error_without_simulations(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    rows = [
        f"{r},{n},{(0.5 * n**-0.5 + 0.1) * (1 + 0.01 * r)}"
        for r in range(5)
        for n in (50, 100, 200, 400, 800)
    ]
    path.write_text("\n".join(["replicate,n,error", *rows]))
    table = read_points(path)
    for error, status in ((0.3, "helps"), (0.05, "harms")):
        table.direct.clear()
        table.direct[0] = Estimate(error, error, error, 0.9)
        found, (lead,) = points_shown(table, {0: table.fit()}, None)
        assert found is not None
        assert found.status == status
        assert "with the measurements alone" in lead
