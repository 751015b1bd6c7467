"""Fit a law to measured points."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError
from simlaw.law.answers.outlying_size import TRUSTED, left_out_note, trusted_sizes
from simlaw.law.answers.short_formula import first_within
from simlaw.law.average.averaged_law import (
    averaged_draws,
    averaged_forecast,
    influence_of_prior,
    parameter_draws,
    parameters_of,
    told_as_law,
)
from simlaw.law.average.candidate_shapes import ACCELERATING
from simlaw.law.average.scatter_of_errors import new_run_scatter, scatter_of
from simlaw.law.checked_arguments import checked_level
from simlaw.law.diagnose import diagnose
from simlaw.law.distribution import Draws, grid_of
from simlaw.law.estimate import Note
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.forms.protocol import Form
from simlaw.law.forms.registry import AUTO, choose_form
from simlaw.law.forms.robust_power_offset import huber_fit
from simlaw.law.law import Law
from simlaw.law.new_materials.noise_of_means import THESE, MeanNoise
from simlaw.law.points import MAX_SIZES, MIN_SIZES, Points, arrange, condense
from simlaw.law.resample_replicates import resample_means
from simlaw.law.rolling_origin import Skill

Floats = npt.NDArray[np.float64]


def fit(
    n: Any,
    error: Any,
    *,
    stderr: Any = None,
    replicate: Any = None,
    form: str | Form = AUTO,
    direct: Any = None,
    level: float = 0.9,
    resamples: int = 2000,
    seed: int = 0,
    robust: bool = False,
    noise: MeanNoise | None = None,
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
        ``"auto"``, the name of one form of `simlaw.law.FORMS`, or a form of your own: an object
        that follows `simlaw.law.Form`.
    direct
        Error of direct learning (a number or an `Estimate`), to recognise negative transfer.
    level
        Level of the intervals of the parameters.
    resamples
        Number of resamples, at least 100.
    seed
        Seed of the resampling; the same seed gives the same law.
    robust
        Whether sizes that lie far off the others count less, by Huber's loss on logs.
    noise
        What the mean of each size, in increasing order, may be off by for new materials, from
        `simlaw.law.noise_of_means`; by default the scatter of the replicates stands for it, and
        intervals are about these materials.

    Returns
    -------
    Law

    Raises
    ------
    InputError
        If the points cannot be used.

    Examples
    --------
    >>> n = [100, 200, 400, 800, 1600, 3200, 6400]
    >>> law = fit(n, [2.0 * size**-0.5 + 0.1 for size in n])
    >>> round(law.alpha.estimate, 2)
    0.5
    """
    points = arrange(n, error, stderr=stderr, replicate=replicate)
    points, condensed = condense(points.with_noise(noise))
    level = checked_level(level)
    if int(resamples) < 100:
        raise InputError(f"resamples must be at least 100, but is {resamples}.")
    rng = np.random.default_rng(seed)
    trust = np.ones(points.n.size)
    if robust:
        # Squared, so that a size is given the noise that its distance asks for.
        trust = huber_fit(points.n, points.mean, trust)[1] ** 2
    if isinstance(form, str) and form == AUTO:
        law, drifting, accelerating = _fit_averaged(points, level, int(resamples), rng, trust)
    else:
        law = _fit_form(points, choose_form(form), level, int(resamples), rng, trust)
        drifting = accelerating = 0.0
    status, notes = diagnose(
        law, trusted_sizes(points, trust), direct, drifting=drifting, accelerating=accelerating
    )
    off: tuple[Note, ...] = ()
    if robust:
        # What is suggested is done already.
        notes = tuple(note for note in notes if note.code != "outlying_size")
        off = left_out_note(points, trust)
    about = THESE if points.noise is None else points.noise.inference
    law = dataclasses.replace(law, inference=about)
    return dataclasses.replace(law, status=status, notes=(*notes, *off, *condensed_note(condensed)))


def condensed_note(sizes: int) -> tuple[Note, ...]:
    """A note that `sizes` sizes were put together, if they were."""
    if sizes == 0:
        return ()
    text = f"{sizes:,} sizes were put together to {MAX_SIZES} or fewer by their logarithm."
    return (Note("sizes_condensed", text),)


def _fit_averaged(
    points: Points, level: float, resamples: int, rng: np.random.Generator, trust: Floats
) -> tuple[Law, float, float]:
    """The averaged law, the probability that the form is departed from, and of acceleration."""
    used = _used(trust)
    averaged = averaged_draws(points.at_sizes(used), resamples, rng, trust[used])
    posterior, draws = averaged.posterior, averaged.draws
    columns = parameter_draws(points, averaged)
    law = Law(
        family=PowerOffset(),
        theta=told_as_law(points, draws, columns),
        parameters=parameters_of(columns, level),
        status="ok",
        notes=(),
        n=points.n,
        mean=points.mean,
        stderr=points.stderr,
        replicates=points.replicates,
        draws=draws,
        level=level,
        skill=Skill(points, averaged_forecast),
        fitted_by=f"averaged over shapes, Bayesian, {resamples:,} draws",
        prior=influence_of_prior(averaged, columns, level),
    )
    accelerating = float(np.mean(posterior.shapes.family == ACCELERATING))
    return law, posterior.departs, accelerating


def _used(trust: Floats) -> npt.NDArray[np.bool_]:
    """Which sizes the averaged law is made of; the largest stays, as n is counted from it.

    Sizes before its law are taken as measured, so that less trust alone would not free it of them.
    """
    used = trust >= TRUSTED
    used[-1] = True
    return used if used.sum() >= MIN_SIZES else np.ones_like(used)


def _fit_form(
    points: Points,
    form: Form,
    level: float,
    resamples: int,
    rng: np.random.Generator,
    trust: Floats,
) -> Law:
    """One form by weighted least squares, with plain resampling of whole replicates.

    Estimates are medians over the resampled fits, as are forecasts, and not the fit to the mean:
    both then belong to the distribution that their intervals come from.
    """
    mean = points.mean
    relative = np.ones(mean.shape) if points.stderr is None else points.stderr / mean
    floor = max(float(np.median(relative)) / 3.0, 1e-9)
    weight = trust / (mean * np.maximum(relative, floor)) ** 2
    weight = weight / weight.mean()
    theta = form.fit(points.n, mean, weight)
    residual = mean / form.predict(theta, points.n) - 1.0
    spare = max(points.n.size - len(form.parameters), 1)
    misfit = float(np.sqrt(np.sum(residual**2) / spare))
    known = points.stderr
    if known is None:
        points = dataclasses.replace(points, stderr=max(misfit, 1e-12) * mean)
    thetas = form.fit(points.n, resample_means(points, resamples, rng), weight)
    grid = grid_of(points.n)
    curves = form.predict(thetas, points.n[-1] * np.exp(grid))
    scatter = scatter_of(points)
    noise = new_run_scatter(scatter, np.full(resamples, misfit), rng)
    columns = {name: thetas[:, i] for i, name in enumerate(form.parameters)}
    drawn = Draws(grid, np.log(np.maximum(curves, 1e-300)), noise, scatter.power)
    medians = np.median(thetas, axis=0)
    resampled = "resampled replicates" if points.replicated else "resampled errors"
    return Law(
        family=form,
        theta=first_within(form, (medians, theta), drawn, points.n)[0],
        parameters=parameters_of(columns, level),
        status="ok",
        notes=(),
        n=points.n,
        mean=mean,
        stderr=known,
        replicates=points.replicates,
        draws=drawn,
        level=level,
        skill=Skill(points, partial(_plain, form)),
        fitted_by=f"least squares, {resamples:,} {resampled}",
    )


def _plain(form: Form, points: Points, n: Floats) -> Floats:
    """Least-squares forecast of one form."""
    return form.predict(form.fit(points.n, points.mean, 1.0 / points.mean**2), n)
