"""Fit the joint law over source size n and target size m.

``error(n, m) = (A * n**-alpha + B) * m**-beta + E`` with A, B, E >= 0 (after Mikami et al. 2021,
arXiv 2108.11018), by `simlaw.law.joint.joint_projection`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError, nearest
from simlaw.law.checked_arguments import checked_level
from simlaw.law.estimate import Estimate, Note
from simlaw.law.joint.extrapolation import departure, persistent
from simlaw.law.joint.joint_law import JointLaw, estimates
from simlaw.law.joint.joint_projection import RATE_HIGH, RATE_LOW, absolute, project
from simlaw.law.joint.surface import FORMULAS, JointDraws, predict_joint, surfaces
from simlaw.law.new_materials.noise_of_means import THESE, MeanNoise
from simlaw.law.points import check_positive, flat_numbers

Floats = npt.NDArray[np.float64]

PARAMETERS = ("A", "alpha", "B", "beta", "E")

CLOSE = 1e-3
"""The formula counts as inside a band whose end it misses by less than this share."""


@dataclass(frozen=True)
class Resampling:
    """How often whole replicates are resampled, and with which seed."""

    resamples: int = 500
    seed: int = 0

    def __post_init__(self) -> None:
        if int(self.resamples) < 50:
            raise InputError(f"resamples must be at least 50, but is {self.resamples}.")


class ResamplingOptions(TypedDict, total=False):
    """The fields of `Resampling` as keywords."""

    resamples: int
    seed: int


def _cells(
    n: Any, m: Any, error: Any, replicate: Any
) -> tuple[Floats, Floats, Floats, npt.NDArray[np.int64]]:
    """Sizes of the cells and the replicates x cells matrix of errors."""
    sizes = flat_numbers("n", n)
    targets = flat_numbers("m", m, sizes.size)
    errors = flat_numbers("error", error, sizes.size)
    for name, values in (("n", sizes), ("m", targets), ("error", errors)):
        check_positive(name, values)
    pairs = np.stack([targets, sizes], axis=-1)
    unique, column = np.unique(pairs, axis=0, return_inverse=True)
    column = column.reshape(-1)
    for name, values in (("n", unique[:, 1]), ("m", unique[:, 0])):
        count = np.unique(values).size
        if count < 3:
            raise InputError(
                f"The joint law needs at least 3 different {name}, but there are {count}. "
                "Fit the law in one of them alone, or measure more sizes."
            )
    if unique.shape[0] < 6:
        raise InputError(
            f"The joint law has five parameters and needs at least 6 pairs of n and m, but there "
            f"are {unique.shape[0]}."
        )
    labels = np.zeros(sizes.size, dtype=np.int64)
    if replicate is not None:
        labels = np.unique(np.asarray(replicate).astype(str), return_inverse=True)[1].reshape(-1)
        if labels.size != sizes.size:
            raise InputError(
                f"replicate has {labels.size} entries, but n has {sizes.size}; give one for each."
            )
    cell = labels * unique.shape[0] + column
    repeats = np.bincount(cell)
    if repeats.max() > 1:
        where = int(np.flatnonzero(cell == int(np.argmax(repeats > 1)))[0])
        hint = "" if replicate is not None else " Give a replicate for each point."
        raise InputError(
            f"There are {int(repeats.max())} errors of one replicate at n = {sizes[where]:g}, "
            f"m = {targets[where]:g}; there may be one.{hint}"
        )
    rows = np.full((int(labels.max()) + 1) * unique.shape[0], np.nan)
    rows[cell] = errors
    matrix = rows.reshape(-1, unique.shape[0])
    return unique[:, 1], unique[:, 0], matrix, column


def fit_joint(
    n: Any,
    m: Any,
    error: Any,
    *,
    replicate: Any = None,
    level: float = 0.9,
    form: str = "joint",
    noise: MeanNoise | None = None,
    **resampling: Unpack[ResamplingOptions],
) -> JointLaw:
    """Fit the joint law to errors measured over n and m.

    Parameters
    ----------
    n, m, error
        Source sizes, target sizes and errors above zero, one entry per point, in any order.
        The grid of n and m need not be complete.
    replicate
        Which replicate each point belongs to; replicates are resampled as wholes, with all their
        n and m.
    level
        Level of the intervals.
    form
        ``"joint"``, or ``"joint-sum"`` for ``A * n**-alpha + B * m**-beta + E``.
    noise
        What the mean of each pair, sorted by m and then n, may be off by for new materials, from
        `simlaw.law.noise_of_means`; by default whole replicates are resampled, and intervals are
        about these materials.
    **resampling
        ``resamples``, the number of resamples, at least 50 (500 by default); ``seed`` of the
        resampling (0 by default).

    Returns
    -------
    JointLaw
        Its estimates are medians over the draws, its intervals quantiles of the same draws.

    Raises
    ------
    InputError
        If the points cannot be used.

    Examples
    --------
    >>> n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10.0, 40, 160]))
    >>> law = fit_joint(n, m, (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05, resamples=50)
    >>> round(law.alpha.estimate, 3), round(law.beta.estimate, 3)
    (0.5, 0.3)
    """
    level = checked_level(level)
    if form not in FORMULAS:
        raise InputError(
            f"There is no joint form {form!r}.{nearest(form, FORMULAS)} "
            f"Allowed: {', '.join(FORMULAS)}."
        )
    options = Resampling(**resampling)
    sizes, targets, rows, _ = _cells(n, m, error, replicate)
    mean = np.nanmean(rows, axis=0)
    counts = np.sum(~np.isnan(rows), axis=0)
    x, y = np.log(sizes / sizes.max()), np.log(targets / targets.max())
    weight = counts / mean**2
    weight = weight / weight.mean()
    rng = np.random.default_rng(options.seed)
    relative = project(x, y, mean[None, :], weight, form)
    fitted = predict_joint(relative[0], np.exp(x), np.exp(y), form)
    misfit = np.log(mean / fitted)
    spare = max(mean.size - 5, 1)
    scatter = float(np.sqrt(np.sum(misfit**2) / spare))
    means, one, inflate = _resampled(rows, mean, fitted, scatter, int(options.resamples), rng)
    if noise is not None:
        means = _for_new_materials(noise, mean, means, rng)
    edge = float(sizes.max()), float(targets.max())
    thetas = absolute(project(x, y, means, weight, form), *edge, form)
    beside = persistent(x, y, misfit)
    # A cell lies beside the form by as much as its neighbours do, which more cells do not mend.
    level_of_draw = np.exp(beside * rng.standard_normal(thetas.shape[0]))
    thetas[:, [0, 2, 4]] *= level_of_draw[:, None]
    drift = departure(x, y, mean, means, weight, form).draw(thetas.shape[0], rng)
    of_one_run = np.asarray(one * rng.standard_normal(thetas.shape[0]))
    drawn = JointDraws(thetas, drift, of_one_run)
    parameters = estimates(PARAMETERS, thetas, level)
    status, notes = _judge(parameters, rows.shape[0], inflate, mean.size)
    law = JointLaw(
        theta=_formula(drawn, sizes, targets, form),
        parameters=parameters,
        status=status,
        notes=notes,
        n=sizes,
        m=targets,
        mean=mean,
        replicates=rows.shape[0],
        draws=drawn,
        level=level,
        form=form,
        inference=THESE if noise is None else noise.inference,
    )
    return replace(law, notes=(*notes, *no_short_formula(law)))


def _formula(draws: JointDraws, n: Floats, m: Floats, form: str) -> Floats:
    """Parameters (5,) closest to the median surface over the cells and up to twice beyond."""
    edge = float(n.max()), float(m.max())
    all_n, all_m = np.append(np.unique(n), 2 * edge[0]), np.append(np.unique(m), 2 * edge[1])
    beyond_n = np.concatenate([n, np.full(all_m.size, all_n[-1]), all_n[:-1]])
    beyond_m = np.concatenate([m, all_m, np.full(all_n.size - 1, all_m[-1])])
    median = np.median(surfaces(draws, beyond_n, beyond_m, edge, form), axis=0)
    x, y = np.log(beyond_n / edge[0]), np.log(beyond_m / edge[1])
    weight = 1 / median**2
    fitted = project(x, y, median[None, :], weight / weight.mean(), form)
    return np.asarray(absolute(fitted, *edge, form)[0])


def no_short_formula(law: JointLaw) -> tuple[Note, ...]:
    """A note where the formula lies outside the 90 % band of the mean error at a measured cell."""
    band = law.forecast(law.n, law.m, 0.9, band="mean")
    told = predict_joint(law.theta[None, :], law.n, law.m, law.form)[0]
    outside = np.maximum(np.log(told / band.high), np.log(band.low / told))
    worst = int(np.argmax(outside))
    if outside[worst] <= CLOSE:
        return ()
    return (
        Note(
            "no_short_formula",
            f"No short formula describes the law: at n = {law.n[worst]:,.10g}, "
            f"m = {law.m[worst]:,.10g} the closest one gives {told[worst]:.4g}, the law "
            f"{band.mean[worst]:.4g} with a 90 % interval from {band.low[worst]:.4g} to "
            f"{band.high[worst]:.4g}. Take errors from the law, not from its parameters.",
        ),
    )


def _resampled(
    rows: Floats,
    mean: Floats,
    fitted: Floats,
    scatter: float,
    resamples: int,
    rng: np.random.Generator,
) -> tuple[Floats, float, float]:
    """Resampled cell means, the relative scatter of one run, and the misfit over the noise."""
    count = rows.shape[0]
    if count < 2:
        drawn = fitted * np.exp(scatter * rng.standard_normal((resamples, mean.size)))
        return drawn, scatter, 1.0
    present = ~np.isnan(rows)
    deviation = np.where(present, rows - mean, 0.0)
    weights = rng.multinomial(count, np.full(count, 1 / count), size=resamples).astype(float)
    total = weights @ present
    shift = (weights @ deviation) / np.where(total > 0, total, 1.0)
    ratio = 1.0 + shift / mean
    counts = present.sum(axis=0)
    one = float(np.sqrt(np.sum((deviation / mean) ** 2) / np.sum(np.maximum(counts - 1, 1))))
    known = one / float(np.sqrt(np.mean(counts)))
    # Replicates share much of their noise between cells, so misfit beyond it is the form's.
    inflate = scatter / known if known > 0 else 1.0
    # Unbiased variance, and the width of a t with R - 1 degrees of freedom instead of a normal.
    wide = np.sqrt(count / (count - 1)) * np.sqrt((count - 1) / max(count - 3, 1))
    drawn = mean * ratio ** min(wide, 3.0)
    extra = np.sqrt(max(scatter**2 - known**2, 0.0))
    return drawn * np.exp(extra * rng.standard_normal(drawn.shape)), one, inflate


def _for_new_materials(
    noise: MeanNoise, mean: Floats, means: Floats, rng: np.random.Generator
) -> Floats:
    """Drawn cell means as far from the mean as new materials are, or as the misfit is if more."""
    if noise.covariance.shape[0] != mean.size:
        raise InputError(f"noise is of {noise.covariance.shape[0]} pairs; there are {mean.size}.")
    drawn = noise.draw(means.shape[0], rng)
    # What lies beside the form is in the resampled means and not in the noise of materials.
    beside = np.log(means / mean)
    known = np.maximum(drawn.std(axis=0), 1e-12)
    extra = np.sqrt(np.maximum(1.0 - (known / np.maximum(beside.std(axis=0), 1e-12)) ** 2, 0.0))
    return np.asarray(mean * np.exp(drawn + extra * beside))


def _judge(
    parameters: dict[str, Estimate], replicates: int, inflate: float, cells: int
) -> tuple[str, tuple[Note, ...]]:
    notes = []
    status = "ok"
    for name in ("alpha", "beta"):
        value = parameters[name].estimate
        if value <= RATE_LOW * 1.01 or value >= RATE_HIGH * 0.99:
            status = f"{name}_at_bound"
            notes.append(
                Note(
                    status,
                    f"{name} = {value:.3g} is at the bound of its range; the points do not "
                    "determine it.",
                )
            )
    if parameters["A"].estimate <= 0:
        status = "no_decay"
        notes.append(Note("no_decay", "The error does not fall with n at any m."))
    if replicates > 1 and inflate > 2.5 and cells > 8:
        notes.append(
            Note(
                "departs_from_form",
                f"The cells depart from the joint law by {inflate:.1f} times what the replicates' "
                "scatter explains; the intervals are widened for it.",
            )
        )
    if replicates == 1:
        notes.append(
            Note(
                "no_replicates",
                "There are no replicates: the scatter is taken from the misfit of the law.",
            )
        )
    return status, tuple(notes)
