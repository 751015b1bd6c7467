"""What is wrong with a law, in one status word and plain sentences."""

from __future__ import annotations

from typing import Any

import numpy as np

from simlaw.law.forms import ALPHA_HIGH, ALPHA_LOW
from simlaw.law.law import Estimate, Law, Note
from simlaw.law.points import Points

STATUSES = (
    "ok",
    "alpha_at_bound",
    "gap_unidentified",
    "no_decay",
    "negative_transfer",
    "too_few_sizes",
)
"""Every status a law may have, from best to worst identified."""


def diagnose(law: Law, points: Points, direct: Any = None) -> tuple[str, tuple[Note, ...]]:
    """Status and notes of a fitted law.

    Parameters
    ----------
    law
        The fitted law.
    points
        The points it was fitted to.
    direct
        Error of direct learning (number or `Estimate`), or None.
    """
    status = "ok"
    notes: list[Note] = []
    n, mean = points.n, points.mean
    last = float(n[-1])
    first_draws, last_draws = law.curves(n[[0, -1]]).T
    falling = float(np.mean(last_draws < first_draws * (1 - 1e-6)))
    drop = float(1 - law.predict(last) / law.predict(n[0]))
    if "C" in law.parameters:
        gap = law.C
        reach = float(law.predict(last))
        if gap.low <= 0.01 * reach and gap.high > 0.3 * reach:
            status = "gap_unidentified"
            notes.append(
                Note(
                    "gap_unidentified",
                    f"The transfer gap C is not identified: anything from {gap.low:.3g} to "
                    f"{gap.high:.3g} fits. Larger n are needed to see the curve level off.",
                )
            )
    if "alpha" in law.parameters and not (
        ALPHA_LOW * 1.05 < law.alpha.estimate < ALPHA_HIGH * 0.95
    ):
        status = "alpha_at_bound"
        notes.append(
            Note(
                "alpha_at_bound",
                f"The decay rate alpha = {law.alpha.estimate:.3g} is at the bound of its range; "
                "the points do not determine it.",
            )
        )
    if n.size < 5:
        status = "too_few_sizes" if n.size < 4 else status
        notes.append(
            Note(
                "too_few_sizes",
                f"Only {n.size} sizes: a law with three parameters cannot be checked. "
                "Measure at least five sizes.",
            )
        )
    if falling < 0.9 or drop < 1e-3:
        status = "no_decay"
        notes.append(
            Note(
                "no_decay",
                f"The error does not fall with n between n = {n[0]:g} and {last:g}: more source "
                "samples of this kind are not expected to help.",
            )
        )
    if direct is not None:
        level = direct.estimate if isinstance(direct, Estimate) else float(direct)
        above = float(np.mean(last_draws > level))
        if above > 0.5:
            status = "negative_transfer"
            notes.append(
                Note(
                    "negative_transfer",
                    f"At n = {last:g} the error {float(law.predict(last)):.4g} is above that of "
                    f"direct learning, {level:.4g}: pretraining does not help at this size.",
                )
            )
    return status, tuple(notes)
