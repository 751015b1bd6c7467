"""What simlaw asks of a descriptor, for its author to run.

In a test::

    from simlaw.testing.descriptors import check_descriptor

    def test_mine():
        check_descriptor(MyDescriptor(), ["CCO", "c1ccccc1", "CC(=O)O"])

Each check raises an AssertionError that says what it found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from simlaw.descriptors import DESCRIPTORS, Block, Descriptor
from simlaw.materials import KINDS

__all__ = ["DESCRIPTOR_CHECKS", "check_descriptor"]

Check = Callable[[Descriptor, Sequence[str], pd.DataFrame | None], None]


def check_descriptor(
    descriptor: Descriptor,
    keys: Sequence[str],
    columns: pd.DataFrame | None = None,
    *,
    refuses: Sequence[str] = (),
) -> None:
    """Make all checks.

    Parameters
    ----------
    descriptor
        The descriptor.
    keys
        At least three canonical keys of different materials that it describes.
    columns
        Numbers of a table, one row per key, for a descriptor that uses them.
    refuses
        Canonical keys that it cannot describe, where there are such.

    Raises
    ------
    AssertionError
        By the first check that fails.
    """
    for check in DESCRIPTOR_CHECKS:
        check(descriptor, keys, columns)
    if refuses:
        says_why_it_fails(descriptor, keys, refuses)


def has_what_a_descriptor_needs(
    descriptor: Descriptor, keys: Sequence[str], columns: pd.DataFrame | None
) -> None:
    """It has every attribute, a version, and kinds of material that there are."""
    DESCRIPTORS.checked(descriptor)
    _require(bool(descriptor.version), "its version is empty: cached values would never end")
    _require(bool(descriptor.kinds), "it describes no kind of material")
    unknown = sorted(set(descriptor.kinds) - set(KINDS))
    _require(not unknown, f"it describes kinds of material that there are not: {unknown}")
    _require(len(set(keys)) >= 3, "at least three different materials are needed to check it")


def gives_a_sound_block(
    descriptor: Descriptor, keys: Sequence[str], columns: pd.DataFrame | None
) -> None:
    """It gives float32 of one width, finite, with a name for each column and no reason."""
    block = _block(descriptor, keys, columns)
    wanted = (len(keys), len(block.names))
    _require(block.values.shape == wanted, f"its values have shape {block.values.shape}")
    _require(block.values.dtype == np.float32, f"its values are {block.values.dtype}")
    _require(len(block.names) > 0, "it has no column")
    _require(len(set(block.names)) == len(block.names), "two of its columns have one name")
    _require(len(block.reasons) == len(keys), f"it gives {len(block.reasons)} reasons")
    refused = [why for why in block.reasons if why is not None]
    _require(not refused, f"it does not describe what it was said to: {refused[:1]}")
    _require(bool(np.isfinite(block.values).all()), "its values are not finite")


def gives_the_same_again(
    descriptor: Descriptor, keys: Sequence[str], columns: pd.DataFrame | None
) -> None:
    """The same materials have the same numbers, to the last bit."""
    first, second = (_block(descriptor, keys, columns) for _ in range(2))
    _require(np.array_equal(first.values, second.values), "it gives other numbers the next time")
    _require(first.names == second.names, "it names its columns otherwise the next time")


def looks_at_one_material_at_a_time(
    descriptor: Descriptor, keys: Sequence[str], columns: pd.DataFrame | None
) -> None:
    """A row depends on its material alone: not on the others, but for the rounding of sums."""
    whole = _block(descriptor, keys, columns)
    for row, key in enumerate(keys):
        some = None if columns is None else columns.iloc[[row]].reset_index(drop=True)
        alone = _block(descriptor, [key], some)
        _require(alone.names == whole.names, f"it has other columns for {key!r} alone")
        same = np.allclose(alone.values[0], whole.values[row], rtol=1e-5, atol=1e-6)
        _require(same, f"it gives {key!r} other numbers alone than beside others")


DESCRIPTOR_CHECKS: tuple[Check, ...] = (
    has_what_a_descriptor_needs,
    gives_a_sound_block,
    gives_the_same_again,
    looks_at_one_material_at_a_time,
)
"""What every descriptor has to pass."""


def says_why_it_fails(descriptor: Descriptor, keys: Sequence[str], refuses: Sequence[str]) -> None:
    """A material that it cannot describe keeps its row, as NaN and with a reason."""
    block = _block(descriptor, [keys[0], *refuses], None)
    _require(len(block.reasons) == 1 + len(refuses), "it drops a row that it cannot describe")
    for key, values, reason in zip(refuses, block.values[1:], block.reasons[1:], strict=True):
        _require(bool(reason), f"it gives no reason for {key!r}")
        _require(bool(np.isnan(values).all()), f"the row of {key!r} is not NaN throughout")
    _require(bool(np.isfinite(block.values[0]).all()), "one bad material spoils the others")


def _block(descriptor: Descriptor, keys: Sequence[str], columns: pd.DataFrame | None) -> Block:
    return descriptor.compute(list(keys), columns=columns, workers=1, progress=None)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"The descriptor does not do what one must: {otherwise}.")
