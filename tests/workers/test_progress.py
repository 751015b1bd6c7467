"""Progress: what a terminal, a log file and a resumed run are told."""

import io

import pytest
from rich.console import Console as RichConsole

from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished, Row
from simlaw.workers import progress
from simlaw.workers.progress import SILENT, Console, Pace

UNITS = [Trial(r, n) for r in range(4) for n in (0, 50, 500)]


def done(trial: Trial, mae: float = 0.5) -> Finished:
    method = "fine-tune" if trial.n else "direct"
    return Finished(trial, (Row(10, method, mae, 2 * mae),), 0.1)


def test_running_means_per_n_and_method() -> None:
    text = io.StringIO()
    console = Console(RichConsole(file=text, width=120))
    with console.trials(UNITS, [done(UNITS[1], 0.25)], torn=True) as tell:
        tell(done(Trial(1, 50), 0.75))
        tell(done(Trial(1, 0), 2.0))
    said = text.getvalue()
    assert "torn by a crash" in said
    assert "1 of 12 trials are finished already" in said
    assert "3/12 trials" in said
    row = next(line for line in said.splitlines() if " 50 " in line)
    assert "0.5" in row
    assert "fine-tune, m = 10" in said
    assert "direct, m = 10" in said


def test_what_follows_the_trials_starts_on_a_line_of_its_own() -> None:
    text = io.StringIO()
    console = Console(RichConsole(file=text))
    with console.trials(UNITS, [], torn=False) as tell:
        tell(done(UNITS[0]))
    with console.stage("writing the report"):
        pass
    line = next(line for line in text.getvalue().splitlines() if "writing" in line)
    assert line.startswith("writing the report")


def test_a_log_file_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOG_EVERY", 0.0)
    text = io.StringIO()
    with Console(RichConsole(file=text)).trials(UNITS, [], torn=False) as tell:
        for trial in UNITS[:3]:
            tell(done(trial))
    assert [line.split()[0] for line in text.getvalue().splitlines()[:3]] == [
        "1/12",
        "2/12",
        "3/12",
    ]


def test_pace_counts_only_fresh_units_for_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 10.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    pace = Pace(UNITS, [done(trial) for trial in UNITS[:6]])
    assert pace.line.__self__.finished == 6
    for trial in UNITS[6:9]:
        pace.note(done(trial))
    assert pace.line() == "9/12 trials, 18.0/min, 10 s left"


def test_pace_takes_units_that_were_decided_on_the_way() -> None:
    pace = Pace(UNITS[:3], [])
    pace.note(done(UNITS[5]))
    assert pace.line().startswith("1/4 trials")


def test_silence_takes_everything() -> None:
    with SILENT.stage("x") as tick, SILENT.trials(UNITS, [], torn=False) as tell:
        tick(1, 2)
        tell(done(UNITS[0]))
