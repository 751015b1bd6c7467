"""Telling how work goes on: silently, or on a terminal or notebook through rich."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from rich.console import Console as RichConsole
    from rich.console import RenderableType

Tick: TypeAlias = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

Tell: TypeAlias = Callable[[Hashable], None]
"""Called with the label of each finished task."""

Shares: TypeAlias = Mapping[Hashable, float]
"""By label, the share of the time that each of several tasks takes, in any unit."""


LOG_EVERY = 20.0
"""Seconds between two lines of progress where nothing can be drawn over."""


@dataclass(frozen=True)
class Work:
    """Tasks that are about to be done, as a watcher is told of them.

    Attributes
    ----------
    shares
        All of them.
    done
        Labels of those that were finished before.
    what
        What several of them are called.
    notes
        Lines to say first.
    table
        Returns what is shown below the pace, such as a rich table; None for nothing.
    """

    shares: Shares
    done: Collection[Hashable] = ()
    what: str = "tasks"
    notes: tuple[str, ...] = ()
    table: Callable[[], RenderableType] | None = None


class Watcher(Protocol):
    """Is told of progress."""

    def stage(self, text: str) -> AbstractContextManager[Tick]:
        """Enter a stage of preparation."""
        ...

    def tasks(self, work: Work) -> AbstractContextManager[Tell]:
        """Enter tasks, some of which may be done already."""
        ...

    def goal(self, text: str, shares: Shares) -> None:
        """Hear how far off the goal of the tasks is, and of all that are decided so far."""
        ...


class Silent:
    """Says nothing."""

    @contextmanager
    def stage(self, text: str) -> Iterator[Tick]:
        """Enter a stage of preparation."""
        yield lambda _done, _total: None

    @contextmanager
    def tasks(self, work: Work) -> Iterator[Tell]:
        """Enter tasks."""
        yield lambda _: None

    def goal(self, text: str, shares: Shares) -> None:
        """Hear how far off the goal is."""


SILENT = Silent()
"""The watcher that says nothing."""


class Console:
    """Shows bars, rate, time left, and what else there is to show of tasks.

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

    @property
    def _moves(self) -> bool:
        """Whether what was shown can be drawn over."""
        return bool(self.console.is_terminal or self.console.is_jupyter)

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
    def tasks(self, work: Work) -> Iterator[Tell]:
        """Show how many tasks are done, rate, time left, and the table that comes with them."""
        from rich.console import Group
        from rich.live import Live
        from rich.text import Text

        for note in work.notes:
            self.console.print(note)
        if work.done:
            total = len(work.shares)
            self.console.print(f"{len(work.done)} of {total} {work.what} are finished already")
        pace = self._pace = Pace(work.shares, work.done, work.what)
        said = time.monotonic()
        with Live(console=self.console, refresh_per_second=4, auto_refresh=self._moves) as live:

            def show() -> None:
                goal = [Text(self._goal)] if self._goal else []
                table = [work.table()] if work.table is not None else []
                live.update(Group(Text(pace.line()), *goal, *table))

            def tell(label: Hashable) -> None:
                nonlocal said
                pace.note(label)
                show()
                # A log file cannot be drawn over: it gets a line now and then.
                if not self._moves and time.monotonic() - said > LOG_EVERY:
                    said = time.monotonic()
                    self.console.print(pace.line())

            try:
                show()
                yield tell
            finally:
                live.stop()
                # rich ends what it draws with a line break on a terminal alone.
                if not self._moves:
                    self.console.line()
                self._goal, self._pace = "", None

    def goal(self, text: str, shares: Shares) -> None:
        """Show how far off the goal is, below the pace."""
        self._goal = text
        if self._pace is not None:
            self._pace.decided(shares)
        if not self._moves:
            self.console.print(text)


class Pace:
    """How many tasks are done, how fast they come, and how long the rest will take.

    Parameters
    ----------
    shares, done, what
        As in `Work`.
    """

    def __init__(
        self, shares: Shares, done: Collection[Hashable] = (), what: str = "tasks"
    ) -> None:
        self.finished = len(done)
        self._what = what
        self._shares = dict(shares)
        self._left = sum(self._shares.values()) - sum(self._shares[label] for label in done)
        self._fresh = 0
        self._spent = 0.0
        self._begun = time.monotonic()

    @property
    def total(self) -> int:
        """Tasks known so far."""
        return len(self._shares)

    def note(self, label: Hashable) -> None:
        """Count a finished task; one that was not announced counts as decided just now."""
        if label not in self._shares:
            self.decided({label: sum(self._shares.values()) / max(1, self.total) or 1.0})
        share = self._shares[label]
        self.finished += 1
        self._fresh += 1
        self._spent += share
        self._left -= share

    def decided(self, shares: Shares) -> None:
        """Hear of all tasks of a run that decides as it goes."""
        fresh = {label: share for label, share in shares.items() if label not in self._shares}
        self._left += sum(fresh.values())
        self._shares |= fresh

    def line(self) -> str:
        """Return, for instance, ``48/144 trials, 2.1/s, 40 s left``."""
        text = f"{self.finished}/{self.total} {self._what}"
        elapsed = time.monotonic() - self._begun
        if not self._fresh or elapsed <= 0:
            return text
        seconds = elapsed * max(self._left, 0.0) / self._spent
        rate = self._fresh / elapsed
        speed = f"{rate:.1f}/s" if rate >= 1 else f"{60 * rate:.1f}/min"
        left = f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"
        return f"{text}, {speed}, {left} left"
