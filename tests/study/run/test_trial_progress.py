"""What a watcher is told of trials: their shares of the time, and errors so far."""

import io

from rich.console import Console as RichConsole

from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished, Row
from simlaw.study.run.trial_progress import MOST_COLUMNS, error_table, shares, watched
from simlaw.workers.progress import SILENT, Console

TRIALS = [Trial(r, n) for r in range(4) for n in (0, 50, 500)]


def done(trial: Trial, mae: float = 0.5) -> Finished:
    method = "fine-tune" if trial.n else "direct"
    return Finished(trial, (Row(10, method, mae, 2 * mae),), 0.1)


def test_running_means_per_n_and_method() -> None:
    text = io.StringIO()
    console = Console(RichConsole(file=text, width=120))
    with watched(console, TRIALS, [done(TRIALS[1], 0.25)], torn=True) as tell:
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


def test_a_whole_record_is_not_called_torn() -> None:
    text = io.StringIO()
    with watched(Console(RichConsole(file=text)), TRIALS, [], torn=False):
        pass
    assert "torn" not in text.getvalue()
    assert "already" not in text.getvalue()


def test_long_trials_have_larger_shares() -> None:
    found = shares(TRIALS)
    assert set(found) == set(TRIALS)
    assert found[Trial(0, 0)] < found[Trial(0, 50)] < found[Trial(0, 500)]


def test_many_curves_stand_below_each_other() -> None:
    few = {(f"method {at}", 10, 50): [0.5] for at in range(MOST_COLUMNS)}
    assert str(error_table(few).columns[0].header) == "n"
    many = {**few, ("one more", 0, 50): [0.5, 1.0]}
    table = error_table(many)
    assert [str(column.header) for column in table.columns] == ["n =", "50"]
    assert list(table.columns[1].cells)[-1] == "0.75"


def test_a_silent_watcher_is_told_too() -> None:
    with watched(SILENT, TRIALS, [], torn=False) as tell:
        tell(done(TRIALS[0]))
