"""``simlaw classes``: classes of a real run, by rule and by column, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.cli.command_line import Outcome
from tests.small_study import SHORT

import simlaw as package
from simlaw.materials.families.scaffold import scaffold_of
from simlaw.tables import catalog


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short run on real indices, its measured table a file with a column of classes."""
    folder = tmp_path_factory.mktemp("classes")
    rng = np.random.default_rng(0)
    measured = catalog.load("refractive-index-crc")
    measured = measured.take(np.sort(rng.permutation(len(measured))[:120]))
    frame = pd.DataFrame({"smiles": measured.keys, "ri": measured.values})
    frame["made by"] = ["north" if i % 3 else "south" for i in range(120)]
    again = frame.iloc[:20].assign(ri=lambda one: one["ri"] + 0.01 * rng.standard_normal(20))
    pd.concat([frame, again]).to_csv(folder / "measured.csv", index=False)
    computed = catalog.load("refractive-index-d4")
    computed = computed.take(np.sort(rng.permutation(len(computed))[:300]))
    pd.DataFrame({"smiles": computed.keys, "ri": computed.values}).to_csv(
        folder / "computed.csv", index=False
    )
    names = {"kind": "molecule", "material": "smiles", "value": "ri"}
    source, target = (
        package.read_table(folder / f"{one}.csv", **names) for one in ("computed", "measured")
    )
    package.Study(
        source,
        target,
        descriptor="morgan",
        m=[20],
        n=[30, 80, 200],
        replicates=3,
        recipe=SHORT,
        name="indices",
    ).run(folder / "run")
    return folder


Caller = Callable[..., Outcome]


def test_classes_distance_twins_and_noise_are_told(simlaw: Caller, ran: Path) -> None:
    told = simlaw("classes", ran / "run", "--by", "scaffold", "--laws", "1")
    assert told.status == 0, told
    for piece in (
        "By scaffold:",
        "Law of",
        "rank correlation of distance and error",
        "tested materials the source holds",
        "20 materials were measured more than once (40 rows)",
    ):
        assert piece in told.out
    content = json.loads(simlaw("classes", ran / "run", "--by", "scaffold", "--json").out)
    keys = pd.read_csv(ran / "measured.csv")["smiles"]
    common = keys.map(scaffold_of).value_counts().index[0]
    assert common in [one["name"] for one in content["classes"]["classes"]]
    assert content["floor"]["alike"] == 0
    assert 0 <= content["twins"]["same"] <= content["tested"]
    assert content["twins"]["same_used"] == 0


def test_a_column_of_the_measured_table_makes_classes(simlaw: Caller, ran: Path) -> None:
    content = json.loads(simlaw("classes", ran / "run", "--by", "column:made by", "--json").out)
    found = {one["name"]: one["materials"] for one in content["classes"]["classes"]}
    assert set(found) == {"north", "south"}
    assert found["north"] > found["south"]


def test_what_there_is_not_is_refused(simlaw: Caller, ran: Path) -> None:
    for words, piece in (
        (("--by", "scafold"), "Did you mean 'scaffold'"),
        (("--by", "column:maker"), "no column 'maker'"),
        (("--m", "7"), "m = 20"),
    ):
        told = simlaw("classes", ran / "run", *words)
        assert told.status == 2
        assert piece in told.err


def test_tables_that_are_gone_leave_out_what_they_tell(simlaw: Caller, ran: Path) -> None:
    (ran / "computed.csv").rename(ran / "elsewhere.csv")
    try:
        told = simlaw("classes", ran / "run")
    finally:
        (ran / "elsewhere.csv").rename(ran / "computed.csv")
    assert told.status == 0
    assert "By cluster:" in told.out  # most molecules have a scaffold of their own
    assert "left out" in told.out
    assert "not at hand any more" in told.out


def test_a_report_in_another_metric_and_for_candidates(simlaw: Caller, ran: Path) -> None:
    catalog.load("refractive-index-crc").take(np.arange(60)).frame[["material"]].to_csv(
        ran / "wanted.csv", index=False
    )
    told = simlaw("report", ran / "run", "--metric", "median", "--candidates", ran / "wanted.csv")
    assert told.status == 0, told
    assert "60 candidates of wanted.csv" in told.out
    page = (ran / "run/metric-median/report.html").read_text(encoding="utf-8")
    assert "median absolute error" in page
    assert "effective measured materials" in page
    fitted = simlaw("fit", ran / "run", "--metric", "q90", "--json")
    assert fitted.status == 0, fitted
    told = simlaw("report", ran / "run", "--metric", "medain")
    assert told.status == 2
    assert "median" in told.err
