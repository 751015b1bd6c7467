"""Whether a run's figures moved because its law is fitted otherwise than when they were written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simlaw.printed_numbers import count, value

__all__ = ["law_moved", "read_law"]

_UNNAMED = 1
"""Version of a law.json that names none."""

_KEPT = 1e-3
"""Figures that moved by less, relatively, print the same."""


def read_law(folder: str | Path) -> dict[str, Any] | None:
    """Return the law.json of a run folder; None where there is none that can be read."""
    try:
        content = json.loads((Path(folder) / "law.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def law_moved(old: dict[str, Any] | None, new: dict[str, Any] | None) -> str | None:
    """Return which figures moved with the law's version; None where it is the same.

    Parameters
    ----------
    old, new
        What law.json held before and holds now; None where there was or is none.

    Examples
    --------
    >>> old = {"m": 30, "status": "ok", "forecast": {"n": [200], "mean": [0.2]}}
    >>> law_moved(old, {**old, "version": 2, "status": "no_decay"})
    'The law is fitted by version 2, and was by version 1 when this folder was last written: \
the status was ok and is no_decay.'
    """
    if old is None or new is None:
        return None
    before, after = old.get("version", _UNNAMED), new.get("version", _UNNAMED)
    if before == after:
        return None
    said = (
        f"The law is fitted by version {after}, and was by version {before} when this folder was "
        "last written"
    )
    if old.get("m") != new.get("m") or old.get("metric") != new.get("metric"):
        return f"{said}, for another m or another error: the figures cannot be compared."
    moved = [*_forecasts(old, new), *_status(old, new)]
    told = "; ".join(moved) if moved else "no forecast moved by 0.1 % or more"
    also = "" if _points(old) == _points(new) else " The measured points are not the same either."
    return f"{said}: {told}.{also}"


def _forecasts(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Yield the forecasts that moved, at the sizes that both laws tell."""
    before, after = _by_size(old), _by_size(new)
    for n in sorted(before.keys() & after.keys()):
        was, now = before[n], after[n]
        if any(_differ(one, other) for one, other in zip(was, now, strict=True)):
            yield f"the error forecast at n = {count(n)} was {_span(was)} and is {_span(now)}"


def _by_size(law: dict[str, Any]) -> dict[float, list[float | None]]:
    forecast = law.get("forecast")
    forecast = forecast if isinstance(forecast, dict) else {}
    sizes = forecast.get("n") or []
    columns = [forecast.get(name) or [None] * len(sizes) for name in ("mean", "low", "high")]
    return {float(n): list(row) for n, *row in zip(sizes, *columns, strict=False)}


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > _KEPT * max(abs(one), abs(other))


def _span(row: list[float | None]) -> str:
    mean, low, high = row
    if low is None and high is None:
        return value(mean)
    top = "∞" if high is None else value(high, like=mean)
    return f"{value(mean)} ({value(low, like=mean)} to {top})"


def _status(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    was, now = old.get("status"), new.get("status")
    if was != now:
        yield f"the status was {was} and is {now}"


def _points(law: dict[str, Any]) -> Any:
    points = law.get("points")
    return (points["n"], points["error"]) if isinstance(points, dict) else None
