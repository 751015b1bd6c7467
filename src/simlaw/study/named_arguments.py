"""Where a study runs and when it has enough, given one by one or together."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from simlaw.study.allocate.until_goal import Goal
from simlaw.workers.cores import usable_cores
from simlaw.workers.place import Hands, Place
from simlaw.workers.progress import SILENT, Watcher


class Named(TypedDict, total=False):
    """Parts of `Place` and `Goal`, as keywords."""

    workers: int | None
    executor: Hands | None
    cache: Path | None
    watcher: Watcher
    until_width: float | None
    forecast_at: float | None
    time_budget: float | None
    redraw: bool
    capacity: bool


def gathered(place: Place | None, goal: Goal | None, named: Named) -> tuple[Place, Goal | None]:
    """Return what was given together, or made of what was named one by one.

    Raises
    ------
    TypeError
        For an unknown name, or one whose whole is given too.
    """
    unknown = named.keys() - Named.__annotations__.keys()
    if unknown:
        raise TypeError(f"unexpected keyword arguments: {', '.join(sorted(unknown))}")
    for whole, given, parts in (
        ("place", place, ("workers", "executor", "cache", "watcher")),
        ("goal", goal, ("until_width", "forecast_at", "time_budget")),
    ):
        twice = [part for part in parts if part in named]
        if given is not None and twice:
            raise TypeError(f"{', '.join(twice)}: given beside {whole}, which says it")
    if place is None:
        place = Place(
            named.get("workers") or usable_cores(),
            named.get("cache"),
            named.get("executor"),
            named.get("watcher", SILENT),
        )
    if goal is None:
        goal = Goal.given(
            named.get("until_width"), named.get("forecast_at"), named.get("time_budget")
        )
    return place, goal
