"""Fit a law to measured points."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError, nearest
from simlaw.law.diagnose import diagnose
from simlaw.law.forms import FORMS, Form
from simlaw.law.interval import resample_means
from simlaw.law.law import Draws, Estimate, Law, _level
from simlaw.law.points import Points, arrange

Floats = npt.NDArray[np.float64]


def fit(
    n: Any,
    error: Any,
    *,
    stderr: Any = None,
    replicate: Any = None,
    form: str = "auto",
    direct: Any = None,
    level: float = 0.9,
    resamples: int = 2000,
    seed: int = 0,
) -> Law:
    """Fit a law to errors measured at several sizes.

    Parameters
    ----------
    n, error
        Sizes and errors above zero, one entry per measured point, in any order. Errors may be in
        any unit (percent, eV): the fit does not depend on their scale.
    stderr
        Standard error of each point, when points are means.
    replicate
        Which replicate each point belongs to. Replicates are resampled as wholes.
    form
        ``"auto"``, or the name of one form of `simlaw.law.FORMS`.
    direct
        Error of direct learning (a number or an `Estimate`), to recognise negative transfer.
    level
        Level of the intervals of the parameters.
    resamples
        Number of resamples, at least 100.
    seed
        Seed of the resampling; the same seed gives the same law.

    Returns
    -------
    Law

    Raises
    ------
    InputError
        If the points cannot be used.

    Examples
    --------
    >>> n = [100, 200, 400, 800, 1600]
    >>> law = fit(n, [2.0 * size**-0.5 + 0.1 for size in n])
    >>> round(law.alpha.estimate, 2)
    0.5
    """
    points = arrange(n, error, stderr=stderr, replicate=replicate)
    level = _level(level)
    if int(resamples) < 100:
        raise InputError(f"resamples must be at least 100, but is {resamples}.")
    chosen = choose_form(form)
    rng = np.random.default_rng(seed)
    return _fit_points(points, chosen, direct, level, int(resamples), rng)


def choose_form(name: str) -> Form:
    """The form of that name; ``"auto"`` is power + offset."""
    if name == "auto":
        return FORMS["power+offset"]
    if name not in FORMS:
        raise InputError(
            f"There is no form {name!r}.{nearest(name, FORMS)} Allowed: auto, {', '.join(FORMS)}."
        )
    return FORMS[name]


def _fit_points(
    points: Points,
    form: Form,
    direct: Any,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> Law:
    mean = points.mean
    relative = np.full(mean.shape, 1.0) if points.stderr is None else points.stderr / mean
    floor = max(float(np.median(relative)) / 3.0, 1e-9)
    weight = 1.0 / (mean * np.maximum(relative, floor)) ** 2
    weight = weight / weight.mean()
    theta = form.fit(points.n, mean, weight)
    residual = mean / form.predict(theta, points.n) - 1.0
    spare = max(points.n.size - len(form.parameters), 1)
    scatter = float(np.sqrt(np.sum(residual**2) / spare))
    if points.stderr is None:
        points = dataclasses.replace(points, stderr=np.maximum(scatter, 1e-12) * mean)
    means = resample_means(points, resamples, rng)
    thetas = form.fit(points.n, means, weight)
    if points.replicated:
        counts = np.sum(~np.isnan(points.rows), axis=0)
        assert points.stderr is not None
        one = float(np.mean(points.stderr * np.sqrt(counts) / mean))
    else:
        assert points.stderr is not None
        one = float(np.mean(points.stderr / mean))
    noise = one * rng.standard_normal(resamples)
    drift = np.zeros(resamples)
    low, high = np.quantile(thetas, [(1 - level) / 2, (1 + level) / 2], axis=0)
    parameters = {
        name: Estimate(
            float(theta[i]),
            float(min(low[i], theta[i])),
            float(max(high[i], theta[i])),
            level,
        )
        for i, name in enumerate(form.parameters)
    }
    law = Law(
        form=form.name,
        theta=theta,
        parameters=parameters,
        status="ok",
        notes=(),
        n=points.n,
        mean=mean,
        stderr=points.stderr,
        replicates=points.replicates,
        draws=Draws(thetas, drift, noise),
        level=level,
    )
    status, notes = diagnose(law, points, direct)
    return dataclasses.replace(law, status=status, notes=notes)
