"""Arrays of a file, taken only as they have to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Shelf:
    """Named arrays; each is taken once, and what is left in the end is none of a predictor.

    Parameters
    ----------
    arrays
        All of a file.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = dict(arrays)

    def names(self, before: str) -> list[str]:
        """Return the names that begin so, without that beginning, sorted."""
        return sorted(n.removeprefix(before) for n in self._arrays if n.startswith(before))

    def take(self, name: str, dtype: type[np.generic], *shape: int | None) -> Array:
        """Return an array.

        Parameters
        ----------
        name
            Of the array.
        dtype
            Its type.
        shape
            Its lengths; None for any.

        Raises
        ------
        ValueError
            If it is missing, or another; the message says so in some words.
        """
        if name not in self._arrays:
            raise ValueError(f"the array '{name}' is missing")
        array = self._arrays.pop(name)
        if array.dtype != np.dtype(dtype):
            raise ValueError(f"the array '{name}' holds {array.dtype}, not {np.dtype(dtype)}")
        fits = len(array.shape) == len(shape) and all(
            wanted is None or length == wanted
            for length, wanted in zip(array.shape, shape, strict=True)
        )
        if not fits:
            raise ValueError(f"the array '{name}' has the shape {array.shape}")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"the array '{name}' has a value that is not finite")
        return array

    def take_any(self, name: str, dtype: type[np.generic]) -> Array:
        """Return an array of any shape, checked as by `take`."""
        if name not in self._arrays:
            raise ValueError(f"the array '{name}' is missing")
        return self.take(name, dtype, *[None] * self._arrays[name].ndim)

    def check_empty(self) -> None:
        """Refuse arrays that nobody took.

        Raises
        ------
        ValueError
            With the name of one.
        """
        if self._arrays:
            raise ValueError(f"the array '{min(self._arrays)[:80]}' belongs to nothing")
