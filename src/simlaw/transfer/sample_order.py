"""Which samples each step of a training takes: shuffled epochs without a gap."""

from __future__ import annotations

import numpy as np

from simlaw.transfer.scaler import Rows


def sample_order(
    rows: Rows, *, steps: int, batch: int, padded_steps: int, rng: np.random.Generator
) -> Rows:
    """Return which row each position of each minibatch takes, padded to a fixed length.

    Epoch after epoch of shuffled rows, without a gap: every row is seen equally often to within
    one epoch, also when there are fewer rows than a batch holds.

    Parameters
    ----------
    rows
        int32 ``(samples,)``, the training rows.
    steps, batch, padded_steps
        ``steps * batch`` positions are filled; the result has ``padded_steps * batch``.
    rng
        Source of the shuffles.

    Returns
    -------
    int32 ``(padded_steps * batch,)``
    """
    if not 0 < steps <= padded_steps:
        raise ValueError(f"0 < steps <= padded_steps must hold, got {steps} and {padded_steps}")
    need = steps * batch
    order = np.zeros(padded_steps * batch, dtype=np.int32)
    for start in range(0, need, len(rows)):
        stop = min(start + len(rows), need)
        order[start:stop] = rng.permutation(rows)[: stop - start]
    return order
