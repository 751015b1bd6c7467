"""Running a study towards a goal: a pilot, then the trials that pay, until the goal is reached.

What was decided is written down before it is run, so that an interrupted run goes on where it was.
Decisions rest on what is recorded alone: errors, and seconds of the trials.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simlaw.disk.whole_files import write_text
from simlaw.errors import InputError
from simlaw.law import LearningCurve
from simlaw.law.points import arrange
from simlaw.study.allocate.next_trials import Limits, choose, relative_width, seconds_by_size
from simlaw.study.design.design import Design, Trial
from simlaw.study.run.record import rows_of
from simlaw.study.run.runner import trial_workers
from simlaw.study.run.trial import Finished
from simlaw.study.run.trial_progress import shares
from simlaw.workers.interrupts import StoppedError
from simlaw.workers.place import Place

ALLOCATION = "allocation.json"
FORMAT, VERSION = "simlaw-allocation", 1

LEVEL = 0.9
"""Level of the interval whose width is wanted."""

FAR = 4.0
"""The forecast is for this many times the largest n, unless another size is named."""

PILOT = 8
"""Whole replicates before anything is decided; fewer where the study has fewer."""

PILOT_OF_DRAWS = 5
"""The same where several draws share a pretraining: each replicate says more, and takes longer."""

MOST = 50
"""No more than this many times the trials of the study's own plan."""


@dataclass(frozen=True)
class Goal:
    """When a run has trials enough.

    Attributes
    ----------
    until_width
        Width of the 90 % interval of the mean curve at `forecast_at`, relative to the forecast;
        None for no such goal.
    forecast_at
        Source size that the forecast is for; four times the largest n by default.
    time_budget
        Seconds of trials, summed over workers and over earlier runs in the same folder; None for
        no limit.
    """

    until_width: float | None = None
    forecast_at: float | None = None
    time_budget: float | None = None

    def __post_init__(self) -> None:
        if self.until_width is None and self.time_budget is None:
            raise InputError(
                "A size to forecast needs a goal: give until_width (--until-width), time_budget "
                "(--time-budget), or both."
            )
        for name in ("until_width", "forecast_at", "time_budget"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise InputError(f"{name} must be finite and above 0, but is {value:g}.")

    @classmethod
    def given(
        cls, until_width: float | None, forecast_at: float | None, time_budget: float | None
    ) -> Goal | None:
        """Return the goal, None where nothing was asked for."""
        if until_width is None and forecast_at is None and time_budget is None:
            return None
        return cls(until_width, forecast_at, time_budget)

    def at(self, design: Design) -> float:
        """Return the size that the forecast is for."""
        return self.forecast_at or FAR * design.n[-1]


@dataclass(frozen=True)
class Allocation:
    """How the trials of a run were allocated so far.

    Attributes
    ----------
    decided
        All trials decided on, the pilot and those of earlier runs among them.
    pilot
        Whole replicates that everything was decided from.
    batches
        How often trials were decided.
    width
        Width reached, relative; None before the pilot is done.
    ended
        ``"width"``, ``"time"`` or ``"most"``: why no more are wanted; None before.
    """

    decided: tuple[Trial, ...]
    pilot: int
    batches: int = 0
    width: float | None = None
    ended: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "pilot": self.pilot,
            "batches": self.batches,
            "width": self.width,
            "ended": self.ended,
            "planned": len(self.decided),
            "decided": [[trial.replicate, trial.n] for trial in self.decided],
        }


@dataclass(frozen=True)
class Wanted:
    """Which law the goal is about: of one method at one m, in one metric and form."""

    m: int
    method: str
    metric: str
    form: str


def pilot_size(design: Design) -> int:
    """Return the number of replicates in the pilot."""
    return min(PILOT if design.draws == 1 else PILOT_OF_DRAWS, design.replicates)


def pilot_of(design: Design) -> list[Trial]:
    """Return the trials of the pilot, direct learning among them."""
    return replace(design, replicates=pilot_size(design)).trials()


@dataclass(frozen=True)
class AllocationFile:
    """The file in a run folder that says what was decided.

    Attributes
    ----------
    home
        The run folder; `ALLOCATION` in it is kept up to date.
    digest
        Fingerprint of the study.
    """

    home: Path
    digest: str

    def save(self, state: Allocation) -> None:
        """Write what was decided."""
        save_allocation(state, self.home, self.digest)

    def load(self) -> Allocation | None:
        """Return what was decided, None where nothing was or of another study."""
        return load_allocation(self.home, self.digest)


def spend(
    goal: Goal,
    wanted: Wanted,
    design: Design,
    file: AllocationFile,
    *,
    done: Sequence[Finished],
    run: Callable[[list[Trial]], None],
    place: Place,
) -> Allocation:
    """Run trials until the goal is reached.

    Parameters
    ----------
    goal, wanted
        When to stop, and the law it is about.
    design
        Sizes, and the replicates of the plan.
    file
        Where is written what was decided.
    done
        Finished trials; `run` adds to it.
    run
        Runs trials and returns when all are recorded.
    place
        At least as many trials are decided together as it has workers; its watcher is told how
        far the goal is.
    """
    sizes = {0, *design.n}
    recorded = [d.trial for d in done if d.trial.n in sizes]
    earlier = file.load()
    known = [trial for trial in earlier.decided if trial.n in sizes] if earlier else []
    pilot = pilot_of(design)
    decided = tuple(dict.fromkeys([*pilot, *known, *recorded]))
    state = Allocation(decided, pilot_size(design), earlier.batches if earlier else 0)
    place.watcher.goal("pilot", shares(state.decided))
    while True:
        file.save(state)
        ready = {d.trial for d in done}
        run([trial for trial in state.decided if trial not in ready])
        state = _next(state, goal, wanted, design, done, place)
        if state.ended:
            file.save(state)
            return state


@contextmanager
def lasting(place: Place) -> Iterator[Place]:
    """Yield a place whose workers stay from batch to batch.

    Raises
    ------
    StoppedError
        After Ctrl-C, also while the next trials are decided.
    """
    try:
        with trial_workers(place) as workers:
            yield replace(place, executor=workers)
    except KeyboardInterrupt:
        raise StoppedError("Stopped; run the same command to go on.") from None


def _next(
    state: Allocation,
    goal: Goal,
    wanted: Wanted,
    design: Design,
    done: Sequence[Finished],
    place: Place,
) -> Allocation:
    """Return the state with the next trials, or with the reason why there are none."""
    counted = [d for d in done if d.trial.n in {0, *design.n}]
    frame_rows = rows_of(counted)
    curve = LearningCurve.from_rows(frame_rows, metric=wanted.metric)
    law = curve.fit(m=wanted.m, form=wanted.form, level=LEVEL, method=wanted.method)
    points = curve.points(wanted.m, wanted.method)
    rows = arrange(points["n"], points["error"], replicate=points["replicate"]).rows
    labels = [int(label) for label in np.unique(points["replicate"])]
    seconds: dict[int, list[float]] = defaultdict(list)
    for one in counted:
        # As the record has them, so that a resumed run decides alike.
        seconds[one.trial.n].append(round(one.seconds, 4))
    spent = sum(sum(each) for each in seconds.values())
    at = goal.at(design)
    width = relative_width(law, at, LEVEL)
    state = replace(state, width=width)
    place.watcher.goal(progress_line(goal, at, width, spent), shares(state.decided))
    if goal.until_width is not None and width <= goal.until_width:
        return replace(state, ended="width")
    if len(state.decided) >= MOST * len(design.trials()):
        return replace(state, ended="most")
    limits = Limits(
        spent,
        least=place.workers,
        until=goal.until_width or 0.0,
        budget=np.inf if goal.time_budget is None else goal.time_budget - spent,
    )
    typical = seconds_by_size(design.n, seconds)
    chosen = choose(law, rows, labels, typical, at, limits, level=LEVEL)
    if not chosen.trials:
        return replace(state, ended="time")
    return replace(state, decided=(*state.decided, *chosen.trials), batches=state.batches + 1)


def progress_line(goal: Goal, at: float, width: float, spent: float) -> str:
    """Return how wide the forecast's interval is, and what is left.

    Examples
    --------
    >>> progress_line(Goal(until_width=0.05), 4000, 0.1, 60)
    'interval at n = 4,000: 10.0 % wide, wanted 5.0 %, about 3 min of trials left'
    """
    text = f"interval at n = {at:,.0f}: {100 * width:.1f} % wide"
    left = math.inf
    if goal.until_width is not None:
        text += f", wanted {100 * goal.until_width:.1f} %"
        # The variance falls as the reciprocal of what is spent.
        left = max(spent * ((width / goal.until_width) ** 2 - 1), 0.0)
    if goal.time_budget is not None:
        left = min(left, max(goal.time_budget - spent, 0.0))
    named = f"{left / 60:.0f} min" if left > 90 else f"{left:.0f} s"
    return f"{text}, about {named} of trials left"


def trials_by_size(finished: Iterable[Finished]) -> list[list[int]]:
    """Return ``[n, trials]`` of every size, increasing."""
    counts: dict[int, int] = defaultdict(int)
    for one in finished:
        counts[one.trial.n] += 1
    return [[n, counts[n]] for n in sorted(counts)]


def save_allocation(state: Allocation, home: Path, digest: str) -> None:
    """Write what was decided into a run folder."""
    head = {"format": FORMAT, "version": VERSION, "study": digest}
    write_text(home / ALLOCATION, json.dumps({**head, **state.to_dict()}) + "\n")


def load_allocation(home: Path, digest: str | None = None) -> Allocation | None:
    """Return what was decided in a run folder, None where nothing was or of another study.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    path = home / ALLOCATION
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT or content["version"] > VERSION:
            raise ValueError("not of this format, or of a newer version")
        if digest is not None and content["study"] != digest:
            return None
        decided = tuple(Trial(int(r), int(n)) for r, n in content["decided"])
        width = content["width"]
        return Allocation(
            decided,
            int(content["pilot"]),
            int(content["batches"]),
            None if width is None else float(width),
            content["ended"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: cannot be read ({error}). Remove this file: the next run decides from the "
            "trials that are recorded."
        ) from None
