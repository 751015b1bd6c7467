"""The noise of a curve's means, for new materials, another table or these materials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError, nearest
from simlaw.law.new_materials.crossed_components import (
    LEAST_COMPLETE,
    Components,
    Observations,
    by_size,
    components,
)
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.law.new_materials.pigeonhole import drawn_metrics
from simlaw.law.new_materials.source_as_one_draw import missing_of_source
from simlaw.law.new_materials.training_influence import from_training

Floats = npt.NDArray[np.float64]

NEW, TABLE, THESE = "new", "table", "these"

POWERS: Mapping[str, float] = MappingProxyType({"mae": 1.0, "rmse": 2.0})
"""Errors that are a root of a mean, and of which power of the absolute error."""

INFERENCES: Mapping[str, str] = MappingProxyType(
    {
        NEW: "on new materials of the same kind as the measured table, of predictors trained on m "
        "materials of this table",
        TABLE: "on new materials, of predictors trained on m materials of another table of the "
        "same kind",
        THESE: "on the materials of this table: other draws of test set and samples from it",
    }
)
"""What an interval is about."""


@dataclass(frozen=True, eq=False)
class MeanNoise:
    """What the means of a curve may be off by.

    Attributes
    ----------
    covariance
        Of the logs of the means, float64 of shape (k, k).
    freedom
        Degrees of freedom.
    inference
        A name in `INFERENCES`.
    wide
        Whether no material is tested twice, so that intervals are wider than they need be.
    mean
        The means themselves, over all tests, float64 of shape (k,).
    """

    covariance: Floats
    freedom: float
    inference: str = NEW
    wide: bool = False
    mean: Floats | None = None

    def some(self, kept: npt.NDArray[np.bool_]) -> MeanNoise:
        """That of some of the sizes (k,)."""
        mean = None if self.mean is None else self.mean[kept]
        return replace(self, covariance=self.covariance[np.ix_(kept, kept)], mean=mean)

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Deviations of the log means, float64 of shape (count, k), multivariate t."""
        values, vectors = np.linalg.eigh(self.covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        normal = rng.standard_normal((count, values.size)) @ root.T
        wide = np.sqrt(self.freedom / rng.chisquare(self.freedom, (count, 1)))
        return np.asarray(normal * wide)


def checked_inference(inference: str) -> str:
    """Return the name of an inference, or refuse it."""
    if inference not in INFERENCES:
        raise InputError(
            f"There is no inference {inference!r}.{nearest(inference, INFERENCES)} Allowed: "
            f"{', '.join(INFERENCES)}."
        )
    return inference


def observed_errors(errors: MaterialErrors, cells: list[Cell], power: float) -> Observations:
    """The absolute errors of some cells to a power, row by row."""
    values = [np.full((len(cells), test.size), np.nan) for test in errors.test]
    for index, cell in enumerate(cells):
        # A cell is read from its file once, and not for each row.
        for here, found in zip(values, errors.errors[cell], strict=True):
            if found is not None:
                here[index] = np.abs(found.astype(np.float64)) ** power
    return Observations(errors.materials, errors.replicate, list(errors.test), values)


def shares(errors: MaterialErrors, ms: Floats) -> Floats:
    """The share m / (N - m), at most 1, of each m; N are the materials ever used."""
    count = errors.materials
    return np.asarray(np.minimum(1.0, ms / np.maximum(count - ms, 1.0)))


def covariance_of_means(
    tested: Observations,
    errors: MaterialErrors,
    ms: Floats,
    inference: str = NEW,
    shared: float = 1.0,
) -> tuple[Floats, Floats, float, bool] | None:
    """Mean and covariance of numbers of tested materials at every size.

    Parameters
    ----------
    tested
        The numbers.
    errors
        What is known of test and training sets.
    ms
        Target samples behind each size, float64 of shape (k,).
    inference
        `NEW` or `TABLE`.
    shared
        What part of the share m / (N - m) of the rest counts as the material's.

    Returns
    -------
    tuple or None
        Means (k,), covariance (k, k), degrees of freedom, and whether no material is tested twice;
        None where a size has fewer than two replicates.
    """
    rho = shared * shares(errors, ms)
    has = tested.has
    whole = np.asarray(has.all(axis=1))
    groups = errors.groups
    complete = None
    if whole.all() or np.unique(tested.replicate[whole]).size >= LEAST_COMPLETE:
        complete = components(tested.some(whole, np.arange(has.shape[1])))
    if complete is not None and whole.all():
        covariance = _with_table(complete, tested, errors, ms, rho, inference)
        return complete.mean, covariance, complete.freedom(groups), not complete.repeated
    found = list(by_size(tested))
    if any(one is None for one in found):
        return None
    sizes = [one for one in found if one is not None]
    mean = np.array([one.mean[0] for one in sizes])
    own = np.array(
        [one.covariance(rho[[i]], groups)[0, 0] for i, one in enumerate(sizes)], dtype=float
    )
    correlation = np.eye(mean.size)
    if complete is not None:
        together = complete.covariance(rho, groups)
        scale = np.sqrt(np.maximum(np.diag(together), 1e-300))
        correlation = together / np.outer(scale, scale)
    covariance = correlation * np.sqrt(np.outer(own, own))
    freedom = min(one.freedom(groups) for one in sizes)
    return mean, covariance, freedom, not all(one.repeated for one in sizes)


def _with_table(
    found: Components,
    tested: Observations,
    errors: MaterialErrors,
    ms: Floats,
    rho: Floats,
    inference: str,
) -> Floats:
    covariance = found.covariance(rho, errors.groups)
    if inference != TABLE:
        return covariance
    moved = from_training(tested, errors, ms, found)
    beside = np.sqrt(np.outer(rho, rho)) * found.replicate
    return np.asarray(covariance + moved + beside)


def noise_of_means(
    errors: MaterialErrors,
    cells: list[Cell],
    *,
    metric: str = "mae",
    inference: str = NEW,
) -> MeanNoise | None:
    """What the mean errors of some cells may be off by; None with fewer than two replicates.

    Parameters
    ----------
    errors
        Signed errors of the tested materials.
    cells
        Method, m and n of each point.
    metric
        Name of the error: of the root mean square error by the delta method, of others that are no
        means by the pigeonhole bootstrap, which tells nothing of another table.
    inference
        `NEW` or `TABLE`.

    Notes
    -----
    The source is one draw, too: see `simlaw.law.new_materials.source_as_one_draw`.
    """
    if metric not in POWERS:
        return _by_pigeonhole(errors, cells, metric, inference)
    power = POWERS[metric]
    tested = observed_errors(errors, cells, power)
    ms = np.array([m for _, m, _ in cells], dtype=np.float64)
    found = covariance_of_means(tested, errors, ms, inference)
    if found is None:
        return None
    mean, covariance, freedom, wide = found
    relative = covariance / np.outer(mean, mean) / power**2
    if errors.source_rows:
        relative = relative + missing_of_source(tested, cells, errors.source_rows) / power**2
    return MeanNoise(relative, freedom, inference, wide, mean ** (1 / power))


def _by_pigeonhole(
    errors: MaterialErrors, cells: list[Cell], metric: str, inference: str
) -> MeanNoise | None:
    found = drawn_metrics(errors, cells, metric)
    if found is None:
        return None
    mean, drawn, freedom = found
    least = 1e-3 * np.maximum(mean, 1e-12)
    logs = np.log(np.maximum(drawn, least))
    covariance = np.atleast_2d(np.cov(logs, rowvar=False))
    return MeanNoise(covariance, freedom, inference, mean=mean)
