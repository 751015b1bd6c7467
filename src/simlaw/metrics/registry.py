"""Metrics by their names, those with a number in it included."""

from __future__ import annotations

import re
from collections.abc import Callable

from simlaw.metrics.metric import Metric
from simlaw.metrics.order_of_materials import MissedBest, OrderError
from simlaw.metrics.size_of_errors import MAE, RMSE, QuantileOfErrors, ShareOutside
from simlaw.registry import Provenance, Registry

_NUMBERED: tuple[tuple[str, Callable[[str], Metric]], ...] = (
    (r"q([1-9]\d?)", lambda text: QuantileOfErrors(int(text))),
    (r"outside-(\d+(?:\.\d+)?(?:e-?\d+)?)", lambda text: ShareOutside(float(text))),
    (r"missed-best-([1-9]\d{0,5})", lambda text: MissedBest(int(text))),
    (r"missed-lowest-([1-9]\d{0,5})", lambda text: MissedBest(int(text), highest=False)),
)


def numbered(name: object) -> Metric | None:
    """Return the metric of a name with a number in it; None where it is no such name.

    Examples
    --------
    >>> numbered("outside-0.1").title, numbered("q95").title, numbered("q")
    ('share of errors above 0.1', '95 % quantile of the absolute error', None)
    """
    if not isinstance(name, str):
        return None
    for pattern, make in _NUMBERED:
        found = re.fullmatch(pattern, name)
        if found is not None:
            return make(found[1])
    return None


class Metrics(Registry[Metric]):
    """Finds metrics by name; a name may hold a number, as ``outside-0.1`` does."""

    def __getitem__(self, name: str) -> Metric:
        found = numbered(name) if not super().__contains__(name) else None
        return super().__getitem__(name) if found is None else found

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or numbered(name) is not None

    def adopt(self, given: str | Metric, *, where: str = "") -> str:
        """Make an object known by its name, see `Registry.adopt`; one with a number is known."""
        if not isinstance(given, str) and numbered(getattr(given, "name", "")) == given:
            return given.name
        return super().adopt(given, where=where)

    def provenance(self, wanted: str | Metric) -> Provenance | None:
        """Return where an entry or object comes from; None for what comes with simlaw."""
        known = isinstance(wanted, str) and not super().__contains__(wanted)
        return None if known and numbered(wanted) is not None else super().provenance(wanted)


METRICS = Metrics(
    "metric",
    (MAE, RMSE, QuantileOfErrors(50), QuantileOfErrors(90), OrderError(), MissedBest(10)),
    needs=("name", "title", "of"),
)
"""Every metric by its name."""

STANDARD = (MAE.name, RMSE.name)
"""Those that every trial records."""


def title_of(name: str) -> str:
    """Return what a metric is in some words; its name where it is not known here.

    Examples
    --------
    >>> title_of("mae"), title_of("mine")
    ('mean absolute error', 'mine')
    """
    return METRICS[name].title if name in METRICS else name


def unit_of(name: str, unit: str) -> str:
    """Return the unit of a metric of values in some unit: none of a share or a correlation.

    Examples
    --------
    >>> unit_of("q90", "eV"), unit_of("outside-0.1", "eV")
    ('eV', '1')
    """
    if name in METRICS and getattr(METRICS[name], "dimensionless", False):
        return "1"
    return unit
