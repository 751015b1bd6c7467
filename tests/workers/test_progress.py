"""Progress of any tasks: what a terminal, a log file and a resumed run are told."""

import io

import pytest
from rich.console import Console as RichConsole

from simlaw.workers import progress
from simlaw.workers.progress import SILENT, Console, Pace, Work

SHARES = {f"task {at}": 1.0 for at in range(12)}
LABELS = list(SHARES)


def test_what_is_done_what_is_noted_and_the_table_are_shown() -> None:
    text = io.StringIO()
    console = Console(RichConsole(file=text, width=120))
    work = Work(SHARES, LABELS[:1], "trials", ("a note",), lambda: "the table")
    with console.tasks(work) as tell:
        tell(LABELS[1])
        tell(LABELS[2])
    said = text.getvalue()
    assert said.index("a note") < said.index("1 of 12 trials are finished already")
    assert "3/12 trials" in said
    assert "the table" in said


def test_what_follows_the_tasks_starts_on_a_line_of_its_own() -> None:
    text = io.StringIO()
    console = Console(RichConsole(file=text))
    with console.tasks(Work(SHARES)) as tell:
        tell(LABELS[0])
    with console.stage("writing the report"):
        pass
    line = next(line for line in text.getvalue().splitlines() if "writing" in line)
    assert line.startswith("writing the report")


def test_a_log_file_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOG_EVERY", 0.0)
    text = io.StringIO()
    with Console(RichConsole(file=text)).tasks(Work(SHARES)) as tell:
        for label in LABELS[:3]:
            tell(label)
    assert [line.split()[0] for line in text.getvalue().splitlines()[:3]] == [
        "1/12",
        "2/12",
        "3/12",
    ]


def test_a_goal_is_shown_and_counts_what_is_decided() -> None:
    text = io.StringIO()
    console = Console(RichConsole(file=text))
    with console.tasks(Work(SHARES)) as tell:
        console.goal("half way", {**SHARES, "one more": 2.0})
        tell("one more")
    assert "half way" in text.getvalue()
    assert "1/13 tasks" in text.getvalue()


def test_pace_counts_only_fresh_tasks_for_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 10.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    pace = Pace(SHARES, LABELS[:6], "trials")
    assert pace.finished == 6
    for label in LABELS[6:9]:
        pace.note(label)
    assert pace.line() == "9/12 trials, 18.0/min, 10 s left"


def test_pace_takes_tasks_that_were_decided_on_the_way() -> None:
    pace = Pace({"a": 1.0, "b": 3.0})
    pace.note("c")
    assert pace.line().startswith("1/3 tasks")
    lonely = Pace({})
    lonely.note("c")
    assert lonely.line().startswith("1/1 tasks")


def test_silence_takes_everything() -> None:
    with SILENT.stage("x") as tick, SILENT.tasks(Work(SHARES)) as tell:
        tick(1, 2)
        tell(LABELS[0])
        SILENT.goal("far", SHARES)
