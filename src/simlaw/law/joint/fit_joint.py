"""Fit the joint law over source size n and target size m.

``error(n, m) = (A * n**-alpha + B) * m**-beta + E`` with A, B, E >= 0 (after Mikami et al. 2021,
arXiv 2108.11018), by `simlaw.law.joint.joint_projection`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError, nearest
from simlaw.law.checked_arguments import checked_level
from simlaw.law.estimate import Estimate, Note
from simlaw.law.joint.joint_law import FORMULAS, JointDraws, JointLaw, predict_joint
from simlaw.law.joint.joint_projection import RATE_HIGH, RATE_LOW, absolute, project
from simlaw.law.points import check_positive, flat_numbers

Floats = npt.NDArray[np.float64]


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
    **resampling
        ``resamples``, the number of resamples, at least 50 (500 by default); ``seed`` of the
        resampling (0 by default).

    Returns
    -------
    JointLaw

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
    draws = project(x, y, means, weight, form)
    theta = absolute(relative[0], sizes.max(), targets.max(), form)
    thetas = absolute(draws, sizes.max(), targets.max(), form)
    noise_of_means = float(np.std(np.log(means / mean), axis=0).mean())
    drift = _extrapolation(x, y, mean, weight, noise_of_means, form)
    names = ("A", "alpha", "B", "beta", "E")
    low, high = np.quantile(thetas, [(1 - level) / 2, (1 + level) / 2], axis=0)
    parameters = {
        name: Estimate(
            float(theta[i]), float(min(low[i], theta[i])), float(max(high[i], theta[i])), level
        )
        for i, name in enumerate(names)
    }
    status, notes = _judge(parameters, rows.shape[0], inflate, mean.size)
    noise = np.asarray(one * rng.standard_normal(thetas.shape[0]))
    return JointLaw(
        theta=theta,
        parameters=parameters,
        status=status,
        notes=notes,
        n=sizes,
        m=targets,
        mean=mean,
        replicates=rows.shape[0],
        draws=JointDraws(thetas, drift * rng.standard_normal((thetas.shape[0], 2)), noise),
        level=level,
        form=form,
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
    counts = present.sum(axis=0)
    one = float(np.sqrt(np.sum((deviation / mean) ** 2) / np.sum(np.maximum(counts - 1, 1))))
    known = one / float(np.sqrt(np.mean(counts)))
    # Replicates share much of their noise between cells, so misfit beyond it is the form's.
    inflate = scatter / known if known > 0 else 1.0
    # Unbiased variance, and the width of a t with R - 1 degrees of freedom instead of a normal.
    wide = np.sqrt(count / (count - 1)) * np.sqrt((count - 1) / max(count - 3, 1))
    drawn = mean + shift * min(wide, 3.0)
    extra = np.sqrt(max(scatter**2 - known**2, 0.0))
    drawn = drawn * np.exp(extra * rng.standard_normal(drawn.shape))
    return np.maximum(drawn, 1e-3 * mean), one, inflate


def _extrapolation(
    x: Floats, y: Floats, mean: Floats, weight: Floats, noise: float, form: str
) -> Floats:
    """Relative error per unit of log distance when the largest n or m are held out, shape (2,).

    What the noise of the held-out means and of their forecasts explains (twice its variance) is
    taken off. One observation of half a percent per unit is added, so that a lucky hold-out is
    not believed.
    """
    out = np.full(2, 0.01)
    for axis, coordinate in enumerate((x, y)):
        levels = np.unique(coordinate)
        if levels.size < 4:
            out[axis] = 0.03
            continue
        edge = levels[-2]
        seen = coordinate <= edge + 1e-12
        theta = project(x[seen], y[seen], mean[None, seen], weight[seen], form)[0]
        predicted = predict_joint(theta, np.exp(x), np.exp(y), form)
        miss = np.log(predicted[~seen] / mean[~seen]) / -edge
        excess = max(float(np.mean(miss**2)) - 2 * (noise / edge) ** 2, 0.0)
        out[axis] = float(np.sqrt((excess * miss.size + 0.005**2) / (miss.size + 1)))
    return out


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
