"""The descriptors of several partners side by side, each partner described once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from simlaw.descriptors.block import Block, Descriptor, Progress


def side_by_side(
    partner: Descriptor,
    roles: Mapping[str, Sequence[str]],
    further: NDArray[np.float64],
    names: Sequence[str],
    *,
    absent: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Block:
    """Return the descriptors of each partner, row by row, and further columns behind them.

    Parameters
    ----------
    partner
        Describes every partner.
    roles
        By the name of a role the partner of each row, as a canonical key. Columns are called
        ``ROLE NAME``.
    further
        float64 ``(rows, columns)``, finite.
    names
        Of the further columns.
    absent
        Stands where there is no partner: all its columns are zero.
    workers, progress
        As for `simlaw.descriptors.block.Descriptor.compute`; progress counts partners and speaks of
        rows.
    """
    distinct = {
        role: [key for key in dict.fromkeys(keys) if key != absent] for role, keys in roles.items()
    }
    total = max(1, sum(map(len, distinct.values())))
    columns: list[NDArray[np.float32]] = []
    labels: list[str] = []
    reasons: list[list[str | None]] = []
    before = 0
    for role, keys in roles.items():
        some = distinct[role]
        block = partner.compute(
            some, workers=workers, progress=_told(progress, before, total, len(keys))
        )
        before += len(some)
        place = {key: number for number, key in enumerate(some)}
        # One row more, of zeros, for where there is no partner.
        values = np.vstack([block.values, np.zeros((1, len(block.names)), np.float32)])
        why = [*block.reasons, None]
        rows = [place.get(key, len(some)) for key in keys]
        columns.append(values[rows])
        labels += [f"{role} {name}" for name in block.names]
        reasons.append([f"the {role}: {why[row]}" if why[row] else None for row in rows])
    joined = [" and ".join(filter(None, row)) or None for row in zip(*reasons, strict=True)]
    whole = np.hstack([*columns, further], dtype=np.float32, casting="same_kind")
    whole[[why is not None for why in joined]] = np.nan
    return Block(np.ascontiguousarray(whole), (*labels, *names), joined)


def _told(progress: Progress | None, before: int, total: int, rows: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _: progress(round(rows * (before + done) / total), rows)
