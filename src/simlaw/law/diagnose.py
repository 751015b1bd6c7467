"""What is wrong with a law, in one status word and plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from simlaw.errors import InputError
from simlaw.law.answers.outlying_size import outlying_size
from simlaw.law.average.scatter_of_errors import scatter_of
from simlaw.law.estimate import Estimate, Note, Reference
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.forms.variable_projection import ALPHA_HIGH, ALPHA_LOW
from simlaw.law.law import Law
from simlaw.law.points import Points
from simlaw.law.required_n import CAPACITY_LIMITED, OPEN

Floats = npt.NDArray[np.float64]

STATUSES = (
    "ok",
    "gap_unidentified",
    "alpha_at_bound",
    "too_few_sizes",
    "no_decay",
    "negative_transfer",
)
"""Every status a law may have; where several apply, the last one of this list is given."""

FEW_SIZES = 5
"""With fewer sizes than this, three parameters cannot be checked against the points."""

SURE = 0.95
"""Probability from which a fall or a rise of the error counts as shown."""

WORSE = 0.95
"""Probability of being above direct learning from which the status is negative transfer."""


def diagnose(
    law: Law,
    points: Points,
    direct: Any = None,
    *,
    drifting: float = 0.0,
    accelerating: float = 0.0,
) -> tuple[str, tuple[Note, ...]]:
    """Status and notes of a fitted law.

    Parameters
    ----------
    law
        The fitted law.
    points
        The points it was fitted to; of a robust fit, those at the sizes that it trusts.
    direct
        Error of direct learning (number or `Estimate`), or None.
    drifting
        Probability that the points depart from the form.
    accelerating
        Probability that the error falls faster than any power of n.

    Returns
    -------
    status : str
        One of `STATUSES`.
    notes : tuple of Note
        What else the reader must know; the status has a note of its own code.
    """
    slope = falling(points)
    notes = [
        *_few(law),
        *_decay(law, points, slope),
        *_direct(law, direct),
        *_alpha(law, accelerating),
        *_gap(law),
        *_departure(drifting),
        *_formula(law),
        *_outlying(points),
        *_non_monotone(points, slope),
        *_dominated(points),
        *_incomplete(points),
    ]
    codes = {note.code for note in notes}
    status = next((word for word in reversed(STATUSES) if word in codes), "ok")
    return status, tuple(notes)


def falling(points: Points) -> float:
    """Probability that the error falls with n, from the slope of log error on log n.

    With replicates each one has its own slope and a t test is made over them as wholes; single
    points are tested on the residuals of the straight line.
    """
    x = np.log(points.n / points.n[-1])
    x = x - x.mean()
    if points.replicated:
        present = ~np.isnan(points.rows)
        logs = np.log(np.where(present, points.rows, 1.0) / np.where(present, points.mean, 1.0))
        enough = present.sum(axis=1) >= 2
        centred = np.where(present, x, 0.0)
        count = np.maximum(present.sum(axis=1), 1)
        middle = centred.sum(axis=1) / count
        along = np.where(present, x - middle[:, None], 0.0)
        weight = np.sum(along**2, axis=1)
        common = float(np.polyfit(x, np.log(points.mean), 1)[0])
        own = common + np.sum(along * logs, axis=1)[enough] / weight[enough]
        if own.size > 1:
            error = float(own.std(ddof=1) / np.sqrt(own.size))
            return _below_zero(float(own.mean()), error, own.size - 1)
    line = np.polyfit(x, np.log(points.mean), 1)
    slope, residual = line[0], np.log(points.mean) - np.polyval(line, x)
    freedom = max(points.n.size - 2, 1)
    error = float(np.sqrt(np.sum(residual**2) / freedom / np.sum(x**2)))
    return _below_zero(float(slope), error, freedom)


def _below_zero(slope: float, error: float, freedom: int) -> float:
    if abs(slope) < 1e-9:
        return 0.5
    if error < 1e-12:
        return 1.0 if slope < 0 else 0.0
    return float(stdtr(freedom, -slope / error))


def _few(law: Law) -> Iterator[Note]:
    if law.n.size < FEW_SIZES:
        yield Note(
            "too_few_sizes",
            f"There are only {law.n.size} sizes: three parameters cannot be checked against so "
            f"few points. Measure at least {FEW_SIZES} sizes, better 7.",
        )


def _decay(law: Law, points: Points, slope: float) -> Iterator[Note]:
    first, last = points.n[0], points.n[-1]
    if slope < 1 - SURE:
        yield Note(
            "negative_transfer",
            f"The error rises with n between n = {first:,.10g} and {last:,.10g} (probability "
            f"{_share(1 - slope)}): more source samples of this kind do harm. The law is held "
            "flat.",
        )
    elif slope < SURE:
        yield Note(
            "no_decay",
            f"The points do not show that the error falls with n between n = {first:,.10g} and "
            f"{last:,.10g} (probability of a fall {_share(slope)}). More source samples of this "
            "kind may not help.",
        )


def direct_estimate(direct: Any) -> tuple[float, float]:
    """Error of direct learning and its standard error, from a number or an `Estimate`."""
    if isinstance(direct, Estimate):
        half = (direct.high - direct.low) / 2
        wide = float(ndtri((1 + direct.level) / 2))
        return direct.estimate, half / wide if np.isfinite(half) else 0.0
    try:
        value = float(direct)
    except (TypeError, ValueError):
        value = np.nan
    if not (np.isfinite(value) and value > 0):
        raise InputError(
            f"The error of direct learning must be finite and above zero, but is {direct!r}."
        )
    return value, 0.0


def _direct(law: Law, direct: Any) -> Iterator[Note]:
    if direct is None:
        return
    level, error = direct_estimate(direct)
    curves = law.curves(law.n[-1:])[:, 0]
    spread = np.hypot(float(np.std(curves)), error)
    gap = float(np.median(curves)) - level
    worse = float(ndtr(gap / spread)) if spread > 0 else float(gap > 0)
    if isinstance(direct, Reference) and direct.below is not None:
        worse = direct.below
    last, here = law.n[-1], float(np.median(curves))
    if worse > WORSE:
        yield Note(
            "negative_transfer",
            f"At n = {last:,.10g} the error {here:.4g} is above that of direct learning, "
            f"{level:.4g} (probability {_share(worse)}): pretraining on this source does harm.",
        )
    elif worse > 0.5:
        yield Note(
            "no_gain",
            f"At n = {last:,.10g} the error {here:.4g} is not below that of direct learning, "
            f"{level:.4g}; whether pretraining helps is not decided by these trials.",
        )


def _alpha(law: Law, accelerating: float) -> Iterator[Note]:
    if accelerating > 0.5:
        yield Note(
            "alpha_at_bound",
            "At the largest n the error falls faster the larger n is, faster than any power of n "
            f"(probability {_share(accelerating)}); D, alpha and C describe it over a short range "
            "alone.",
        )
    elif "alpha" in law.parameters:
        alpha = law.alpha.estimate
        if alpha <= ALPHA_LOW * 1.01 or alpha >= ALPHA_HIGH * 0.99:
            yield Note(
                "alpha_at_bound",
                f"The decay rate alpha = {alpha:.3g} is at the bound of its range; the points do "
                "not determine it.",
            )


def _gap(law: Law) -> Iterator[Note]:
    if "C" not in law.parameters:
        return
    gap, reach = law.C, float(law.predict(law.n[-1]))
    if (gap.low <= 0.02 * reach and gap.high >= 0.25 * reach) or gap.high - gap.low > reach / 2:
        yield Note(
            "gap_unidentified",
            f"The transfer gap C is not identified: anything from {gap.low:.3g} to "
            f"{gap.high:.3g} is compatible with the points. Only larger n can show where the "
            "curve levels off.",
        )


def _departure(drifting: float) -> Iterator[Note]:
    if drifting > 0.9:
        yield Note(
            "departs_from_form",
            f"The points depart from a power law with offset (probability {_share(drifting)}); the "
            "intervals are widened for it, the more the further the forecast reaches.",
        )


def _formula(law: Law) -> Iterator[Note]:
    if not law.formula_holds:
        yield Note(
            "no_short_formula",
            "No short formula describes the curve: "
            f"{law.family.formula} leaves the band of the mean error at the sizes measured. The "
            "forecasts are medians of the law's curves and follow them.",
        )


def _outlying(points: Points) -> Iterator[Note]:
    found = outlying_size(points)
    if found is not None:
        yield found.note()


def _non_monotone(points: Points, slope: float) -> Iterator[Note]:
    """A rise between two sizes that noise does not explain, in a curve that falls overall."""
    if slope < 1 - SURE or points.n.size < 4:
        return
    logs = np.log(points.mean)
    if points.replicated and points.stderr is not None:
        noise = scatter_of(points).covariance(points.mean)
    else:
        # Second differences hold noise and little of a smooth curve.
        curve = np.diff(logs, 2)
        noise = np.eye(logs.size) * float(np.median(np.abs(curve)) / 0.6745) ** 2 / 6.0
    variance = np.diag(noise)[:, None] + np.diag(noise)[None, :] - 2 * noise
    rise = np.triu(logs[None, :] - logs[:, None], 1)
    score = rise / np.sqrt(np.maximum(variance, 1e-10))
    pairs = logs.size * (logs.size - 1) / 2
    limit = -float(stdtrit(max(points.replicates - 1, 8), 0.01 / pairs))
    start, end = np.unravel_index(np.argmax(score), score.shape)
    # Without replicates a large rise is worth a word even where scatter might explain it.
    large = not points.replicated and rise.max() > 0.2
    if large and not score[start, end] > limit:
        start, end = np.unravel_index(np.argmax(rise), rise.shape)
        yield Note(
            "non_monotone",
            f"{_rise(points, rise, int(start), int(end))}. Without replicates it cannot "
            "be told from scatter.",
        )
    elif score[start, end] > limit and rise[start, end] > 0.02:
        yield Note(
            "non_monotone",
            f"{_rise(points, rise, int(start), int(end))}, more than the scatter explains (double "
            "descent, or a change in the training); a power law describes the part beyond it at "
            "best.",
        )


def _dominated(points: Points) -> Iterator[Note]:
    """One replicate without which the forecast is another."""
    if not points.replicated or points.replicates < 5:
        return
    present = ~np.isnan(points.rows)
    total = np.where(present, points.rows, 0.0).sum(axis=0)
    others = np.maximum(present.sum(axis=0) - present, 1)
    without = (total - np.where(present, points.rows, 0.0)) / others
    usable = (present.sum(axis=0) - present > 0).all(axis=1)
    if usable.sum() < 5 or not (without[usable] > 0).all():
        return
    form = PowerOffset()
    step = max(1, points.replicates // 400)
    theta = form.fit(points.n, without[usable][::step], 1.0 / points.mean**2)
    ahead = np.log(form.predict(theta, points.n[-1:] * 4.0)[:, 0])
    shift = np.abs(ahead - np.median(ahead))
    usual = float(np.median(shift)) * 1.4826
    worst = int(np.argmax(shift))
    if shift[worst] > 0.02 and shift[worst] > 8 * usual:
        yield Note(
            "dominating_replicate",
            f"One replicate (number {int(np.flatnonzero(usable)[worst * step]) + 1} in sorted "
            f"order) moves the forecast at four times the largest n by "
            f"{100 * shift[worst]:.0f} % alone. Look at its errors.",
        )


def _incomplete(points: Points) -> Iterator[Note]:
    gone = int(np.isnan(points.rows).sum())
    if gone:
        yield Note(
            "incomplete_replicates",
            f"{gone} of {points.rows.size} pairs of replicate and size are not measured; the "
            "others are used.",
        )


def _rise(points: Points, rise: Floats, start: int, end: int) -> str:
    return (
        f"The error rises by {100 * np.expm1(rise[start, end]):.0f} % from n = "
        f"{points.n[start]:,.10g} to {points.n[end]:,.10g}"
    )


def _share(share: float) -> str:
    """A share of draws, of which there are too few to say 0 or 100 %."""
    if share < 0.01:
        return "under 1 %"
    return "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def doubts(law: Law) -> frozenset[str]:
    """Return the codes of everything said about a law, its status among them."""
    return frozenset({law.status, *(note.code for note in law.notes)})


def rests_on_points(law: Law, name: str) -> bool:
    """Whether a parameter, alpha or C, is determined by the points and not by the prior.

    Only then is it said as a finding, and C only where no larger network does better. Where the gap
    is open, both go where the prior puts them.

    Parameters
    ----------
    law
        The fitted law.
    name
        Name of the parameter.
    """
    codes = doubts(law)
    if name == "C" and CAPACITY_LIMITED in codes:
        return False
    if codes & {"gap_unidentified", "no_decay"} or (name == "alpha" and "alpha_at_bound" in codes):
        return False
    return law.prior is None or not law.prior.decides(name)


def gain_is_open(law: Law) -> bool:
    """Whether how much more samples bring should be told as a probability."""
    codes = doubts(law)
    return bool(codes & set(OPEN))
