from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.command_line import Outcome, changed, in_a_process

import simlaw as package


def test_a_run_leaves_everything_the_documentation_names(
    finished_once: tuple[Path, Outcome],
) -> None:
    folder, outcome = finished_once
    run = folder / "runs" / "tiny"
    for name in (
        "report.html",
        "law.json",
        "curve.csv",
        "trials.jsonl",
        "study.toml",
        "plan.json",
        "result.json",
    ):
        assert (run / name).stat().st_size > 0
    assert list((run / "figures").glob("*.svg"))
    assert "Report: runs/tiny/report.html" in outcome.out
    assert "With m = 16 measured" in outcome.out
    assert "GPa" in outcome.out


def test_curve_csv_is_tidy(finished: Path) -> None:
    frame = pd.read_csv(finished / "runs/tiny/curve.csv")
    assert list(frame.columns) == ["replicate", "n", "m", "method", "mae", "rmse"]
    counted = frame.groupby("method").size().to_dict()
    assert counted == {"fine-tune": 3 * 3 * 2, "zero-shot": 3 * 3, "direct": 3 * 2}
    assert set(frame.loc[frame["method"] == "direct", "n"]) == {0}
    assert (frame["rmse"] >= frame["mae"]).all()


def test_law_json_says_the_law_of_the_curve(finished: Path) -> None:
    law = json.loads((finished / "runs/tiny/law.json").read_text(encoding="utf-8"))
    assert law["m"] == 16
    assert set(law["by_m"]) == {"8", "16"}
    for name in ("D", "alpha", "C"):
        part = law["law"][name]
        assert part["low"] <= part["estimate"] <= part["high"]
        assert part["level"] == 0.9
    again = package.load_result(finished / "runs/tiny").law
    assert again is not None
    assert again.alpha.estimate == law["law"]["alpha"]["estimate"]


def test_a_second_run_trains_nothing_and_says_the_same(
    finished_once: tuple[Path, Outcome], finished: Path, simlaw: Callable[..., Outcome]
) -> None:
    before = (finished / "runs/tiny/trials.jsonl").read_bytes()
    again = simlaw("run", "tiny.toml", "--quiet")
    assert again == Outcome(0, finished_once[1].out, "")
    assert (finished / "runs/tiny/trials.jsonl").read_bytes() == before


def test_the_resolved_study_runs_from_anywhere(
    finished: Path, simlaw: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = finished / "runs/tiny"
    monkeypatch.chdir(tmp_path)
    # Its paths lead to the tables of the original, which hold the same.
    again = simlaw("run", run / "study.toml", "-o", run, "--quiet")
    assert again.status == 0
    assert (run / "trials.jsonl").read_text(encoding="utf-8").count('{"replicate"') == 3 * 4


def test_more_replicates_keep_those_there_are(
    finished: Path, simlaw: Callable[..., Outcome]
) -> None:
    before = (finished / "runs/tiny/trials.jsonl").read_bytes()
    assert simlaw("run", "tiny.toml", "-w", 1, "--replicates", 4, "--quiet").status == 0
    after = (finished / "runs/tiny/trials.jsonl").read_bytes()
    assert after.startswith(before)
    curve = pd.read_csv(finished / "runs/tiny/curve.csv")
    assert sorted(curve["replicate"].unique()) == [0, 1, 2, 3]


def test_keys_can_be_set_on_the_command_line(
    finished: Path, simlaw: Callable[..., Outcome]
) -> None:
    words = ("--set", "law.metric=rmse", "--set", "design.n=[10, 60, 25]", "--set", "law.m=8")
    outcome = simlaw("run", "tiny.toml", "--quiet", "--replicates", 3, *words)
    assert outcome.status == 0, outcome
    law = json.loads((finished / "runs/tiny/law.json").read_text(encoding="utf-8"))
    assert (law["metric"], law["m"]) == ("rmse", 8)
    kept = (finished / "runs/tiny/study.toml").read_text(encoding="utf-8")
    assert 'metric = "rmse"' in kept
    assert (finished / "runs/tiny/trials.jsonl").read_bytes().count(b'{"replicate"') == 3 * 4


def test_rows_chosen_by_a_key_on_the_command_line(
    tiny: Path, simlaw: Callable[..., Outcome]
) -> None:
    frame = pd.read_csv(tiny / "computed.csv")
    more = frame.assign(type="other", stiffness=0.0) if "stiffness" in frame else frame
    pd.concat([frame.assign(type="dft"), more.assign(type="other")]).to_csv(
        tiny / "computed.csv", index=False
    )
    where = ("--set", 'source.where={ type = "dft" }')
    assert simlaw("run", "tiny.toml", "-w", 1, "--quiet", *where).status == 0
    told = json.loads((tiny / "runs/tiny/result.json").read_text(encoding="utf-8"))["source"]
    assert (told["not_chosen"], told["materials"]) == (len(frame), len(frame))
    page = (tiny / "runs/tiny/report.html").read_text(encoding="utf-8")
    assert "Rows not chosen" in page
    message = simlaw("run", "tiny.toml", "--set", "source.where={type='x'}").refusal()
    assert "where 'type' is 'x': no row is left" in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("design.replicats=3", "no key 'design.replicats' in a study file. Did you mean 'design."),
        ("design.replicates=1", "tiny.toml: design.replicates: found 1"),
        ("seed", "--set seed: give it as KEY=VALUE"),
    ],
)
def test_what_cannot_be_set_is_said(
    tiny: Path, simlaw: Callable[..., Outcome], text: str, said: str
) -> None:
    assert said in simlaw("run", "tiny.toml", "--set", text).refusal()


def test_progress_goes_to_standard_error_alone(
    finished_once: tuple[Path, Outcome], finished: Path, simlaw: Callable[..., Outcome]
) -> None:
    again = simlaw("run", "tiny.toml")
    assert again.out == finished_once[1].out
    assert "12 of 12 trials are finished already" in again.err


def test_a_torn_last_line_is_mended(finished: Path, simlaw: Callable[..., Outcome]) -> None:
    trials = finished / "runs/tiny/trials.jsonl"
    whole = trials.read_bytes()
    curve = pd.read_csv(finished / "runs/tiny/curve.csv")
    trials.write_bytes(whole[:-40])
    again = simlaw("run", "tiny.toml", "-w", 1)
    assert again.status == 0
    assert "torn" in again.err
    lines, mended = whole.splitlines(), trials.read_bytes().splitlines()
    assert mended[:-1] == lines[:-1]
    for key in ("rows", "errors", "fingerprint"):
        assert json.loads(mended[-1])[key] == json.loads(lines[-1])[key]
    pd.testing.assert_frame_equal(pd.read_csv(finished / "runs/tiny/curve.csv"), curve)


def test_html_in_the_data_is_escaped_in_the_report(
    tiny: Path, simlaw: Callable[..., Outcome]
) -> None:
    bad = "<script>alert(1)</script>"
    for name in ("computed.csv", "measured.csv"):
        text = (tiny / name).read_text(encoding="utf-8").replace("stiffness", f"<b>{bad}")
        # A material with markup in its label is refused for its missing value, and so is shown.
        (tiny / name).write_text(f"{text}{bad},1,1,\n", encoding="utf-8")
    changed(tiny, 'value = "stiffness"', f'value = "<b>{bad}"\nname = "{bad}"')
    changed(tiny, 'name = "tiny"', f'name = "tiny"\ntitle = "T {bad}"')
    run = tiny / "an odd' <b>run"
    outcome = simlaw("run", "tiny.toml", "-w", 1, "--quiet", "-o", run)
    assert outcome.status == 0, outcome
    page = (run / "report.html").read_text(encoding="utf-8")
    assert bad not in page
    assert "<b><script>" not in page
    assert "<b>run" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for figure in (run / "figures").glob("*.svg"):
        assert "<script" not in figure.read_text(encoding="utf-8")
    command = json.loads((run / "result.json").read_text(encoding="utf-8"))["command"]
    assert shlex.split(command) == ["simlaw", "run", str(run / "study.toml"), "--output", str(run)]


def test_a_study_that_comes_along_is_found_by_name(tiny: Path) -> None:
    wrong = in_a_process("run", "refractive-indx", cwd=tiny)
    assert "Did you mean 'refractive-index'?" in wrong.refusal()


def test_threads_give_what_processes_give(finished: Path, simlaw: Callable[..., Outcome]) -> None:
    outcome = simlaw("run", "tiny.toml", "-o", "runs/threads", "--executor", "threads", "--quiet")
    assert outcome.status == 0, outcome
    curves = [(finished / "runs" / name / "curve.csv").read_bytes() for name in ("tiny", "threads")]
    assert curves[0] == curves[1]


def test_options_belong_to_their_executor(finished: Path, simlaw: Callable[..., Outcome]) -> None:
    for words, said in (
        (["--together", "4"], "--together belongs to: --executor gpu"),
        (["--share", "path"], "--scheduler and --share belong to: --executor dask"),
        (["--executor", "gpu", "--share", "path"], "belong to: --executor dask"),
    ):
        assert said in simlaw("run", "tiny.toml", *words).refusal()
