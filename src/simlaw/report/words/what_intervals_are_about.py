"""What the intervals of a run are about, in words: new materials, another table, or these."""

from __future__ import annotations

import numpy as np

from simlaw.law import LearningCurve
from simlaw.law.new_materials.noise_of_means import TABLE, THESE
from simlaw.printed_numbers import chance, count

__all__ = ["about_sentence", "best_of_sentence"]

FEW = 100
"""With fewer tested materials it is said that more of them, and nothing else, narrow intervals."""


def about_sentence(
    curve: LearningCurve, m: int, things: str = "materials", about: str | None = None
) -> str:
    """Say what intervals are about, and what they rest on.

    Parameters
    ----------
    curve
        The errors of a run.
    m
        Target samples learned from; 0 where that is not known.
    things
        What is measured, in the plural.
    about
        The inference of the law that is spoken of; by default that of the curve.
    """
    errors, about = curve.materials, curve.inference_of() if about is None else about
    if errors is None or about == THESE:
        return (
            "Intervals are about these measurements: how far other draws from the same table would "
            f"move the error. Those for new {things} are wider, and need the error of every "
            f"{'one' if errors is None else 'material'}, "
            + (
                "which is not on record here."
                if errors is None
                else 'which is on record: ask with inference = "new".'
            )
        )
    trained = f"m = {count(m)} {things}" if m else things
    where = "of another table like it" if about == TABLE else "of it"
    tested = int(np.count_nonzero(errors.times_tested))
    rest = f"{count(tested)} {things}"
    if errors.groups is not None:
        groups = np.unique(errors.groups[errors.times_tested > 0]).size
        rest += f" in {count(groups)} groups"
    said = (
        f"Intervals are for new {things} of the same kind as the measured table, of predictors "
        f"trained on {trained} {where}; they rest on the errors of {rest}."
    )
    if tested < FEW:
        said += f" More measured {things} would narrow them, more replicates hardly."
    return said


def best_of_sentence(sure: float | None, methods: int) -> str:
    """Say how sure it is that the best of several methods is the best; empty where unknown.

    Examples
    --------
    >>> best_of_sentence(0.62, 4)[:50]
    'It was chosen as the best of 4 by the same errors;'
    """
    if sure is None or methods < 2:
        return ""
    return (
        f"It was chosen as the best of {count(methods)} by the same errors; on new materials it is "
        f"with probability {chance(sure)}."
    )
