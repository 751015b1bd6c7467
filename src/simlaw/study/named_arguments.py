"""Where a study runs, when it has enough and where it comes from, given one by one or together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from simlaw.study.allocate.until_goal import Goal
from simlaw.workers.cores import usable_cores
from simlaw.workers.place import Hands, Place
from simlaw.workers.progress import SILENT, Watcher


@dataclass(frozen=True)
class Origin:
    """Where a study comes from, for its report.

    Attributes
    ----------
    spec_toml
        Text of the study file.
    command
        What runs it again.
    """

    spec_toml: str = ""
    command: str = ""


class Named(TypedDict, total=False):
    """Parts of `Place`, `Goal` and `Origin`, as keywords."""

    workers: int | None
    executor: Hands | None
    cache: Path | None
    watcher: Watcher
    until_width: float | None
    forecast_at: float | None
    time_budget: float | None
    spec_toml: str
    command: str


def gathered(
    place: Place | None, goal: Goal | None, origin: Origin | None, named: Named
) -> tuple[Place, Goal | None, Origin]:
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
        ("origin", origin, ("spec_toml", "command")),
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
    if origin is None:
        origin = Origin(named.get("spec_toml", ""), named.get("command", ""))
    return place, goal, origin
