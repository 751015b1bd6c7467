"""Telling how a study goes on: silently, or on a terminal or notebook through rich."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeAlias

from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished

if TYPE_CHECKING:
    from rich.console import Console as RichConsole
    from rich.table import Table

Tick: TypeAlias = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

Tell: TypeAlias = Callable[[Finished], None]
"""Called with each finished trial."""


LOG_EVERY = 20.0
"""Seconds between two lines of progress where nothing can be drawn over."""


class Watcher(Protocol):
    """Is told of a study's progress."""

    def stage(self, text: str) -> AbstractContextManager[Tick]:
        """Enter a stage of preparation."""
        ...

    def trials(
        self, trials: Sequence[Trial], done: Sequence[Finished], *, torn: bool
    ) -> AbstractContextManager[Tell]:
        """Enter the trials, some of which may be recorded already."""
        ...

    def goal(self, text: str, trials: Sequence[Trial]) -> None:
        """Hear how far off a run's goal is, and of all trials decided so far."""
        ...


class Silent:
    """Says nothing."""

    @contextmanager
    def stage(self, text: str) -> Iterator[Tick]:
        """Enter a stage of preparation."""
        yield lambda _done, _total: None

    @contextmanager
    def trials(
        self, trials: Sequence[Trial], done: Sequence[Finished], *, torn: bool
    ) -> Iterator[Tell]:
        """Enter the trials."""
        yield lambda _: None

    def goal(self, text: str, trials: Sequence[Trial]) -> None:
        """Hear how far off a run's goal is."""


SILENT = Silent()
"""The watcher that says nothing."""


class Console:
    """Shows bars, rate, time left and the running mean error of each n.

    Parameters
    ----------
    console
        A rich console; by default one on standard error, so that results can be piped.
    """

    def __init__(self, console: RichConsole | None = None) -> None:
        from rich.console import Console as RichConsole

        self.console = console or RichConsole(stderr=True)
        self._goal = ""
        self._pace: Pace | None = None

    @contextmanager
    def stage(self, text: str) -> Iterator[Tick]:
        """Show a bar for a stage of preparation."""
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=self.console,
        )
        with bar:
            task = bar.add_task(text, total=None)

            def tick(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            yield tick
            bar.update(task, total=1, completed=1)

    @contextmanager
    def trials(
        self, trials: Sequence[Trial], done: Sequence[Finished], *, torn: bool
    ) -> Iterator[Tell]:
        """Show how many trials are done, rate, time left and running mean errors."""
        from rich.console import Group
        from rich.live import Live
        from rich.text import Text

        if torn:
            self.console.print("the last record was torn by a crash; its trial runs again")
        if done:
            self.console.print(f"{len(done)} of {len(trials)} trials are finished already")
        errors: dict[tuple[str, int, int], list[float]] = defaultdict(list)
        note_errors(errors, done)
        pace = self._pace = Pace(trials, done)
        moves = self.console.is_terminal or self.console.is_jupyter
        said = time.monotonic()
        with Live(console=self.console, refresh_per_second=4, auto_refresh=moves) as live:

            def show() -> None:
                goal = [Text(self._goal)] if self._goal else []
                live.update(Group(Text(pace.line()), *goal, error_table(errors)))

            def tell(finished: Finished) -> None:
                nonlocal said
                pace.note(finished)
                note_errors(errors, [finished])
                show()
                # A log file cannot be drawn over: it gets a line now and then.
                if not moves and time.monotonic() - said > LOG_EVERY:
                    said = time.monotonic()
                    self.console.print(pace.line())

            try:
                show()
                yield tell
            finally:
                live.stop()
                # rich ends what it draws with a line break on a terminal alone.
                if not moves:
                    self.console.line()
                self._goal, self._pace = "", None

    def goal(self, text: str, trials: Sequence[Trial]) -> None:
        """Show how far off a run's goal is, below the bar."""
        self._goal = text
        if self._pace is not None:
            self._pace.decided(trials)
        if not (self.console.is_terminal or self.console.is_jupyter):
            self.console.print(text)


MOST_COLUMNS = 5
"""Curves that stand side by side in the running table; more stand below each other."""


class Pace:
    """How many trials are done, how fast they come, and how long the rest will take.

    Parameters
    ----------
    trials, done
        All trials of the study, and those finished before.
    """

    def __init__(self, trials: Sequence[Trial], done: Sequence[Finished]) -> None:
        self.total = len(trials)
        self.finished = len(done)
        self._work = _work(trials)
        self._left = sum(self._work.values()) - sum(self._work[d.trial] for d in done)
        self._fresh = 0
        self._spent = 0.0
        self._begun = time.monotonic()

    def note(self, finished: Finished) -> None:
        """Count a finished trial; one that was not announced counts as decided just now."""
        if finished.trial not in self._work:
            self.decided([*self._work, finished.trial])
        work = self._work[finished.trial]
        self.finished += 1
        self._fresh += 1
        self._spent += work
        self._left -= work

    def decided(self, trials: Sequence[Trial]) -> None:
        """Hear of all trials of a study that decides as it goes."""
        work = _work(trials)
        self._left += sum(share for trial, share in work.items() if trial not in self._work)
        self._work |= {trial: share for trial, share in work.items() if trial not in self._work}
        self.total = len(self._work)

    def line(self) -> str:
        """Return, for instance, ``48/144 trials, 2.1/s, 40 s left``."""
        text = f"{self.finished}/{self.total} trials"
        elapsed = time.monotonic() - self._begun
        if not self._fresh or elapsed <= 0:
            return text
        seconds = elapsed * max(self._left, 0.0) / self._spent
        rate = self._fresh / elapsed
        speed = f"{rate:.1f}/s" if rate >= 1 else f"{60 * rate:.1f}/min"
        left = f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"
        return f"{text}, {speed}, {left} left"


def _work(trials: Sequence[Trial]) -> dict[Trial, float]:
    """A guess of each trial's share of the time: a fixed part, and one that grows with n."""
    largest = max(trial.n for trial in trials)
    return {trial: 0.15 + trial.n / largest for trial in trials}


def note_errors(
    errors: dict[tuple[str, int, int], list[float]], finished: Sequence[Finished]
) -> None:
    """Add the errors of finished trials to a running table."""
    for done in finished:
        for row in done.rows:
            errors[row.method, row.m, done.trial.n].append(row.mae)


def error_table(errors: dict[tuple[str, int, int], list[float]]) -> Table:
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
