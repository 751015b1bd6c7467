"""What a watcher is told of a study's trials: their shares of the time, and errors so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished
from simlaw.workers.progress import Shares, Watcher, Work

if TYPE_CHECKING:
    from rich.table import Table

Errors: TypeAlias = dict[tuple[str, int, int], list[float]]
"""Mean absolute errors by method, m and n."""

MOST_COLUMNS = 5
"""Curves that stand side by side in the running table; more stand below each other."""


@contextmanager
def watched(
    watcher: Watcher, trials: Sequence[Trial], done: Sequence[Finished], *, torn: bool
) -> Iterator[Callable[[Finished], None]]:
    """Tell a watcher of trials; yields what is to be called with each that is finished.

    Parameters
    ----------
    watcher
        Is told.
    trials, done
        All trials of the study, and those finished before.
    torn
        Whether the record was torn.
    """
    errors: Errors = defaultdict(list)
    note_errors(errors, done)
    note = "the last record was torn by a crash; its trial runs again"
    work = Work(
        shares(trials),
        [finished.trial for finished in done],
        what="trials",
        notes=(note,) if torn else (),
        table=lambda: error_table(errors),
    )
    with watcher.tasks(work) as tell:

        def told(finished: Finished) -> None:
            note_errors(errors, [finished])
            tell(finished.trial)

        yield told


def shares(trials: Sequence[Trial]) -> Shares:
    """Return a guess of each trial's share of the time: a fixed part, and one that grows with n."""
    largest = max(trial.n for trial in trials)
    return {trial: 0.15 + trial.n / largest for trial in trials}


def note_errors(errors: Errors, finished: Sequence[Finished]) -> None:
    """Add the errors of finished trials to a running table."""
    for done in finished:
        for row in done.rows:
            errors[row.method, row.m, done.trial.n].append(row.mae)


def error_table(errors: Errors) -> Table:
    """Return the running mean error by n, and by method and m; the many are the rows."""
    from rich.table import Table

    curves = sorted({(method, m) for method, m, _ in errors})
    sizes = sorted({n for _, _, n in errors})
    cells = {key: f"{sum(found) / len(found):.4g}" for key, found in errors.items()}
    names = [f"{method}, m = {m}" if m else method for method, m in curves]
    table = Table(title="mean absolute error so far", title_justify="left")
    if len(curves) <= MOST_COLUMNS:
        table.add_column("n", justify="right")
        for name in names:
            table.add_column(name, justify="right")
        for n in sizes:
            table.add_row(f"{n:,}", *(cells.get((*curve, n), "") for curve in curves))
        return table
    table.add_column("n =")
    for n in sizes:
        table.add_column(f"{n:,}", justify="right")
    for name, curve in zip(names, curves, strict=True):
        table.add_row(name, *(cells.get((*curve, n), "") for n in sizes))
    return table
