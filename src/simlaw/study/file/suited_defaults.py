"""Settings of a study that fit its tables: descriptor, sizes, name."""

from __future__ import annotations

import math
import re

from simlaw.descriptors import DESCRIPTORS


def fitting_descriptor(kind: str) -> str | None:
    """Return the descriptor proposed for a kind; None where only columns of numbers describe it.

    Examples
    --------
    >>> fitting_descriptor("polymer"), fitting_descriptor("composition")
    ('rdkit2d', 'composition')
    """
    names = [d.name for d in DESCRIPTORS.values() if kind in d.kinds and not d.uses_columns]
    # Of those for molecules and polymers it has served best with few measurements.
    return min(names, key=lambda name: not name.endswith("rdkit2d"), default=None)


def fitting_m(pool: int) -> list[int]:
    """Return sizes of fine-tuning sets that a pool of measured materials carries, with room.

    Up to five, each half of the next, so that what a measurement is worth can be told; one
    pretraining serves them all.

    Examples
    --------
    >>> fitting_m(3_700), fitting_m(300), fitting_m(54), fitting_m(6)
    ([60, 125, 250, 500, 1000], [10, 25, 50, 100, 200], [5, 10, 20, 40], [2, 4])
    """
    room = 0.75 * pool
    round_numbers = (10, 20, 30, 40, 50, 60, 80, 100, 200, 400, 1000)
    most = max((m for m in round_numbers if m <= room), default=max(2, int(room)))
    halves = [most // 2**power for power in range(5)]
    least = min(5, max(2, most // 2))
    return sorted({_rounded(m) for m in halves if m >= least})


def _rounded(size: int) -> int:
    """Return a size with a last digit that reads well: 62 as 60, 12 as 10."""
    if size < 20:
        return size if size <= 10 else 5 * (size // 5)
    return size if size % 25 == 0 else 5 * (size // 5)


def few_measured(count: int) -> str:
    """Say what so few measured materials can carry.

    The mean of absolute errors over a few materials is uncertain by their own scatter, however many
    trials are run: for Gaussian errors by sqrt(pi / 2 - 1) = 0.756 over the root of their number
    (the half-normal distribution).

    Examples
    --------
    >>> few_measured(11)[:60]
    'Only 11 measured materials: any error over them is uncertain'
    """
    share = math.sqrt(math.pi / 2 - 1) / math.sqrt(count)
    return (
        f"Only {count} measured materials: any error over them is uncertain by about {share:.0%} "
        "(standard error), however many trials are run. Gains of half the error can be told, "
        "smaller ones hardly; measuring more materials helps most."
    )


def fitting_smallest(usable: int) -> int:
    """Return a smallest n that leaves room for a curve: 50, or an eighth of a small source.

    Examples
    --------
    >>> fitting_smallest(10_000), fitting_smallest(120), fitting_smallest(8)
    (50, 15, 2)
    """
    return 50 if usable >= 400 else max(2, usable // 8)


def fitting_name(stem: str) -> str:
    """Return a study name made of a file name.

    Examples
    --------
    >>> fitting_name("my study (2)"), fitting_name("é")
    ('my-study-2', 'study')
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")
    return plain[:100] or "study"
