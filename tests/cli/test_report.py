from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.cli.command_line import Outcome

from simlaw.law import LAW_VERSION

Call = Callable[..., Outcome]


def test_everything_but_the_trials_can_be_written_again(
    finished_once: tuple[Path, Outcome], finished: Path, simlaw: Call
) -> None:
    run = finished / "runs/tiny"
    before = {name: (run / name).read_bytes() for name in ("law.json", "curve.csv")}
    for name in ("report.html", *before):
        (run / name).unlink()
    for figure in (run / "figures").iterdir():
        figure.unlink()
    outcome = simlaw("report", "runs/tiny")
    assert outcome.status == 0
    assert outcome.out == finished_once[1].out
    assert {name: (run / name).read_bytes() for name in before} == before
    assert (run / "report.html").stat().st_size > 10_000
    assert list((run / "figures").glob("*.svg"))


def test_a_run_that_is_going_on_says_so(finished: Path, simlaw: Call) -> None:
    trials = finished / "runs/tiny/trials.jsonl"
    trials.write_bytes(b"".join(trials.read_bytes().splitlines(keepends=True)[:8]))
    outcome = simlaw("report", "runs/tiny")
    assert "This study is not finished: 7 of 12 trials are done" in outcome.out
    page = (finished / "runs/tiny/report.html").read_text(encoding="utf-8")
    assert "7 of 12" in page


def test_figures_of_an_older_law_are_said_to_have_moved(finished: Path, simlaw: Call) -> None:
    path = finished / "runs/tiny/law.json"
    assert "figures have moved" not in simlaw("report", "runs/tiny").out
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content.pop("version") == LAW_VERSION
    path.write_text(json.dumps(content), encoding="utf-8")
    said = simlaw("report", "runs/tiny").out
    assert "The figures have moved: the report before was by version 1 of the law" in said
    assert "figures have moved" not in simlaw("report", "runs/tiny").out


def test_no_run_folder(tmp_path: Path, simlaw: Call) -> None:
    assert "there is no such run folder" in simlaw("report", tmp_path / "none").refusal()
    assert "not a run folder" in simlaw("report", tmp_path).refusal()
    assert not any(tmp_path.iterdir())


def test_a_broken_result(finished: Path, simlaw: Call) -> None:
    (finished / "runs/tiny/plan.json").write_text("{", encoding="utf-8")
    assert "plan.json: cannot be read" in simlaw("report", "runs/tiny").refusal()
