"""Rolling-origin validation: forecast sizes already measured from the smaller ones alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simlaw.law.forms.power import Power
from simlaw.law.points import Points

Floats = npt.NDArray[np.float64]
Forecaster = Callable[[Points, Floats], Floats]

MIN_SEEN = 4
"""Fewest sizes that a forecast starts from."""

REACH = 4.0
"""How many times beyond the sizes seen a forecast is scored."""


def origins(n: Floats) -> list[int]:
    """Numbers of sizes seen: those up to 1/2, 1/4, 1/8 and 1/16 of the largest."""
    counts = {int(np.sum(n <= n[-1] / 2.0**step * 1.0001)) for step in range(1, 5)}
    return sorted(count for count in counts if MIN_SEEN <= count < n.size)


def last_value(points: Points, n: Floats) -> Floats:
    """The error stays what it is at the largest size seen."""
    return np.full(n.size, points.mean[-1])


def power_law(points: Points, n: Floats) -> Floats:
    """The pure power law by least squares on relative residuals."""
    form = Power()
    return form.predict(form.fit(points.n, points.mean, 1.0 / points.mean**2), n)


def rolling_errors(points: Points, forecasters: Mapping[str, Forecaster]) -> dict[str, Floats]:
    """Errors in logs of forecasts from every origin.

    Parameters
    ----------
    points
        All points.
    forecasters
        Functions of the points seen and the sizes wanted that return errors.

    Returns
    -------
    dict
        For each forecaster, log(forecast / measured) over all origins and sizes, shape (h,).
    """
    out: dict[str, list[Floats]] = {name: [] for name in forecasters}
    mean = points.mean
    for count in origins(points.n):
        seen = first_sizes(points, count)
        ahead = (np.arange(points.n.size) >= count) & (points.n <= REACH * points.n[count - 1])
        if not ahead.any():
            ahead = np.arange(points.n.size) == count
        for name, forecast in forecasters.items():
            predicted = forecast(seen, points.n[ahead])
            out[name].append(np.log(predicted / mean[ahead]))
    return {name: np.concatenate(parts) if parts else np.empty(0) for name, parts in out.items()}


def first_sizes(points: Points, count: int) -> Points:
    """The points at the `count` smallest sizes, without replicates that have none of them."""
    rows = points.rows[:, :count]
    rows = rows[~np.isnan(rows).all(axis=1)]
    stderr = None if points.stderr is None else points.stderr[:count]
    return Points(points.n[:count], rows, stderr, points.replicated and rows.shape[0] > 1)


class Skill(Mapping[str, float]):
    """How well a forecaster does on the points, against last value and pure power.

    Made when it is first asked for: it costs several fits. Empty when there are too few sizes.

    The keys are ``forecasts`` (their number), ``rmsle``, ``rmsle_last_value``, ``rmsle_power``, and
    the skills ``against_last_value`` and ``against_power``: 1 - (ratio of the RMSLEs) squared, so
    1 is perfect, 0 no better and negative worse.
    """

    def __init__(self, points: Points, forecast: Forecaster) -> None:
        self._points, self._forecast = points, forecast

    @cached_property
    def _found(self) -> dict[str, float]:
        return skill(self._points, self._forecast)

    def __getitem__(self, name: str) -> float:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def skill(points: Points, forecast: Forecaster) -> dict[str, float]:
    """How well a forecaster does on the points, with the keys of `Skill`."""
    errors = rolling_errors(points, {"own": forecast, "last_value": last_value, "power": power_law})
    if errors["own"].size == 0:
        return {}
    size = {name: float(np.sqrt(np.mean(values**2))) for name, values in errors.items()}

    def against(name: str) -> float:
        if size[name] < 1e-12:
            return 0.0
        return 1.0 - (size["own"] / size[name]) ** 2

    return {
        "forecasts": float(errors["own"].size),
        "rmsle": size["own"],
        "rmsle_last_value": size["last_value"],
        "rmsle_power": size["power"],
        "against_last_value": against("last_value"),
        "against_power": against("power"),
    }
