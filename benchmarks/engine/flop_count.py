"""The arithmetic that a training step cannot do without."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def step_flop(widths: Sequence[int], batch: int) -> int:
    """Return the floating-point operations of one step's products of matrices.

    A layer of a inputs and b outputs needs 2 B a b operations forward, as many for the gradient of
    its weights, and as many for the gradient of its inputs, which the first layer is spared.
    Everything else (rectifiers, the loss, Adam, standardising) is left out: it counts as time only.

    >>> step_flop((190, 128, 64, 1), 128)
    18792448
    """
    products = [2 * batch * a * b for a, b in pairwise(widths)]
    return 3 * sum(products) - products[0]


def gflops(widths: Sequence[int], batch: int, steps: int, seconds: float) -> float:
    """Return billions of those operations a second."""
    return step_flop(widths, batch) * steps / seconds / 1e9
