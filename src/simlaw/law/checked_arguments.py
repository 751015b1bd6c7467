"""Checks of what callers of a law pass: levels and sizes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.errors import InputError

Floats = npt.NDArray[np.float64]


def checked_level(level: float) -> float:
    """Return a level between 0 and 1, or raise InputError."""
    value = float(level)
    if not 0 < value < 1:
        raise InputError(f"level must lie between 0 and 1, but is {level!r}.")
    return value


def checked_sizes(n: npt.ArrayLike) -> Floats:
    """Return sizes as float64, all finite and above zero, or raise InputError."""
    sizes = np.asarray(n, dtype=np.float64)
    wrong = ~np.isfinite(sizes) | (sizes <= 0)
    if wrong.any():
        raise InputError(
            f"Sizes n must be finite and above zero, but {int(wrong.sum())} of {sizes.size} are "
            f"not (the first is {sizes[wrong].flat[0]:g})."
        )
    return sizes
