"""What a method would say of its own training materials, had it not seen them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from simlaw.transfer.methods.protocol import Attempt
from simlaw.transfer.scaler import Float64

Places: TypeAlias = npt.NDArray[np.int32]

FOLDS = 5
"""How many parts the training materials are set aside in."""


@dataclass(frozen=True, eq=False)
class Learned:
    """What was learned of all target materials, and of the training ones without themselves.

    Attributes
    ----------
    predicted
        float64 ``(target rows,)``.
    held_out
        float64 ``(m,)``: of each training material what was predicted by training without it;
        empty where none was set aside.
    """

    predicted: Float64
    held_out: Float64


def inner_folds(attempt: Attempt, folds: int = FOLDS) -> tuple[Places, ...]:
    """Return the training materials in parts of about one size, groups as a whole.

    A material, or a group as it is first met, goes to the smallest part. The order of training
    materials is random, and so are the parts; a material keeps its part as m grows.

    Returns
    -------
    tuple of int32 ``(materials of a part,)``
        Places among the m training rows; fewer parts than asked for where there are fewer groups.
    """
    m = len(attempt.rows)
    of = np.arange(m) if attempt.groups is None else attempt.groups[attempt.rows]
    parts: list[list[int]] = [[] for _ in range(folds)]
    members: dict[int, list[int]] = {}
    for place, group in enumerate(of.tolist()):
        members.setdefault(group, []).append(place)
    for places in members.values():
        min(parts, key=len).extend(places)
    return tuple(np.array(part, dtype=np.int32) for part in parts if part)


def others(fold: Places, m: int) -> Places:
    """Return the places that are not in a fold, in their order.

    Examples
    --------
    >>> others(np.array([1, 3]), 5)
    array([0, 2, 4], dtype=int32)
    """
    kept = np.ones(m, dtype=bool)
    kept[fold] = False
    return np.flatnonzero(kept).astype(np.int32)


def over_folds(
    predict: Callable[[Attempt], Float64], attempt: Attempt, folds: Sequence[Places]
) -> Learned:
    """Run what a method does once without each fold, and take the mean of what it says.

    Nothing is trained on all materials: the mean over trainings on four fifths each is about as
    good, and what each leaves out comes with it. Without folds it is run once, on all.
    """
    if not folds:
        return Learned(predict(attempt), np.empty(0))
    rows, held_out = attempt.rows, np.empty(len(attempt.rows))
    total = np.zeros(len(attempt.target_descriptors))
    for fold in folds:
        found = predict(replace(attempt, rows=rows[others(fold, len(rows))]))
        held_out[fold] = found[rows[fold]]
        total += found
    return Learned(total / len(folds), held_out)
