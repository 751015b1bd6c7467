"""A matrix of a table's numbers, put together from pieces without a second copy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Numbers:
    """Rows of numbers that grow piece by piece, in one piece of memory.

    Parameters
    ----------
    width
        Numbers in a row.

    Examples
    --------
    >>> numbers = Numbers(2)
    >>> numbers.append(np.ones((3, 2), dtype=np.float32))
    >>> numbers.append(np.zeros((1, 2)))
    >>> numbers.whole().shape, numbers.whole().dtype
    ((4, 2), dtype('float64'))
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._whole: NDArray[np.floating[Any]] = np.empty((0, width), dtype=np.float32)

    def append(self, rows: NDArray[np.floating[Any]]) -> None:
        """Add float32 or float64 rows; once one piece is float64, all are."""
        kind = np.result_type(self._whole, rows)
        if self._whole.dtype != kind:
            self._whole = self._whole.astype(kind)
        start = len(self._whole)
        # The system moves pages instead of copying them: at no time are there two copies. Nothing
        # else refers to the array yet, as `whole` is for when it is complete.
        self._whole.resize((start + len(rows), self._width), refcheck=False)
        self._whole[start:] = rows

    def whole(self) -> NDArray[np.floating[Any]]:
        """Return all rows, float32 or float64 ``(rows, width)``, C-contiguous; append no more."""
        return self._whole


def keep_rows(numbers: NDArray[np.floating[Any]], rows: NDArray[np.intp], block: int) -> None:
    """Move rows to the front of their own matrix.

    Parameters
    ----------
    numbers
        Any float ``(rows, width)``; what stood in front is overwritten.
    rows
        Strictly increasing: so no row that is still to be moved is overwritten.
    block
        Rows moved at a time.

    Examples
    --------
    >>> numbers = np.array([[0.0], [1.0], [2.0]])
    >>> keep_rows(numbers, np.array([1, 2]), 1)
    >>> numbers[:2, 0].tolist()
    [1.0, 2.0]
    """
    for start in range(0, len(rows), block):
        some = rows[start : start + block]
        if some[0] != start or some[-1] != start + len(some) - 1:
            numbers[start : start + len(some)] = numbers[some]
