from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.cli.command_line import Outcome

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
    trials.write_bytes(b"".join(trials.read_bytes().splitlines(keepends=True)[:11]))
    outcome = simlaw("report", "runs/tiny")
    assert "This study is not finished: 7 of 12 trials are done" in outcome.out
    page = (finished / "runs/tiny/report.html").read_text(encoding="utf-8")
    assert "7 of 12" in page


def test_no_run_folder(tmp_path: Path, simlaw: Call) -> None:
    assert "there is no such run folder" in simlaw("report", tmp_path / "none").refusal()
    assert "not a run folder" in simlaw("report", tmp_path).refusal()
    assert not any(tmp_path.iterdir())


def test_a_folder_of_another_version_of_the_law_says_what_moved(
    finished: Path, simlaw: Call
) -> None:
    path = finished / "runs/tiny/law.json"
    law = json.loads(path.read_text(encoding="utf-8"))
    law.pop("version", None)
    assert "Note:" not in simlaw("report", "runs/tiny").out
    now = json.loads(path.read_text(encoding="utf-8"))
    moved = law | {"version": 0, "status": "of old"}
    moved["forecast"] = law["forecast"] | {"mean": [2 * one for one in law["forecast"]["mean"]]}
    path.write_text(json.dumps(moved), encoding="utf-8")
    outcome = simlaw("report", "runs/tiny")
    said = next(line for line in outcome.out.splitlines() if line.startswith("Note: "))
    assert "was by version 0" in said
    assert f"the status was of old and is {now['status']}" in said
    assert said.count("the error forecast at n = ") == len(now["forecast"]["n"])
    page = (finished / "runs/tiny/report.html").read_text(encoding="utf-8")
    assert said.removeprefix("Note: ") in page
    assert json.loads(path.read_text(encoding="utf-8")) == now


def test_a_broken_result(finished: Path, simlaw: Call) -> None:
    (finished / "runs/tiny/plan.json").write_text("{", encoding="utf-8")
    assert "plan.json: cannot be read" in simlaw("report", "runs/tiny").refusal()
