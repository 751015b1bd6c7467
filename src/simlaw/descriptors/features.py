"""From a property table to one float32 matrix of descriptors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.descriptors.block import Block, Descriptor, Progress
from simlaw.descriptors.cache import content_hash, read_entry, write_blocks
from simlaw.descriptors.registry import find_descriptor
from simlaw.disk.places import ELSEWHERE
from simlaw.errors import InputError
from simlaw.tables import PropertyTable

STRETCH = 65_536
"""Rows computed at a time, and written to the cache before the next."""


@dataclass(frozen=True, eq=False)
class Features:
    """Descriptors of the materials of a table, row by row.

    Parameters
    ----------
    values
        Shape (materials, width), float32, C-contiguous; mapped from disk when cached. Rows of
        materials that could not be described are NaN. Constant columns are kept.
    valid
        Shape (materials,), bool: which rows are described.
    reasons
        Per material None, or why it is not.
    names
        Of the columns.
    path
        Of the ``.npy`` file that holds `values`, for workers to map; None when not cached.
    """

    values: NDArray[np.float32]
    valid: NDArray[np.bool_]
    reasons: list[str | None]
    names: tuple[str, ...]
    path: Path | None

    def __len__(self) -> int:
        return len(self.reasons)

    def __repr__(self) -> str:
        refused = len(self) - int(self.valid.sum())
        return f"Features({len(self)} materials, {len(self.names)} columns, {refused} refused)"


def featurise(
    table: PropertyTable,
    names: Sequence[str],
    *,
    cache: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Features:
    """Return the descriptors of a table's materials.

    Parameters
    ----------
    table
        The materials.
    names
        Descriptors, in `DESCRIPTORS`; several are put side by side.
    cache
        Folder in which values are kept by content: the same descriptor, library versions and
        materials are computed once, whatever the table is called. None keeps nothing.
    workers
        Processes for descriptors whose rows are slow; see `Descriptor.compute`.
    progress
        Called with rows done and rows in all, over all descriptors.

    Raises
    ------
    InputError
        If there are no names, a name is unknown or named twice, a descriptor does not fit the
        kind of material or needs columns that the table lacks, or the cache cannot be written.
    """
    if not names:
        raise InputError("At least one descriptor must be named.")
    if len(set(names)) < len(names):
        raise InputError(f"A descriptor is named twice: {', '.join(names)}.")
    chosen = [find_descriptor(name, table.kind) for name in names]
    keys, columns = table.keys, table.numbers
    hashes = [_hash(one, keys, columns) for one in chosen]
    whole = None
    if cache is not None:
        whole = Path(cache) / (hashes[0] if len(hashes) == 1 else _joint(hashes))
        block = read_entry(whole, len(keys))
        if block is not None:
            if progress is not None:
                progress(len(keys), len(keys))
            return _features(block, whole)
    blocks: list[Block] = []
    for place, (one, entry) in enumerate(zip(chosen, hashes, strict=True)):
        folder = None if cache is None else Path(cache) / entry
        inner = _share(progress, place, len(chosen))
        blocks.append(_one(one, keys, columns, folder, workers, inner))
    if len(blocks) == 1:
        return _features(blocks[0], whole)
    return _features(_kept(whole, len(keys), _beside(chosen, blocks)), whole)


def is_kept(table: PropertyTable, names: Sequence[str], cache: Path) -> bool:
    """Return whether `featurise` finds the descriptors of a table in its cache."""
    chosen = [find_descriptor(name, table.kind) for name in names]
    hashes = [_hash(one, table.keys, table.numbers) for one in chosen]
    whole = cache / (hashes[0] if len(hashes) == 1 else _joint(hashes))
    return read_entry(whole, len(table)) is not None


def _one(
    descriptor: Descriptor,
    keys: list[str],
    columns: pd.DataFrame,
    folder: Path | None,
    workers: int,
    progress: Progress | None,
) -> Block:
    block = read_entry(folder, len(keys)) if folder is not None else None
    if block is None:
        computed = _computed(descriptor, keys, columns, workers, progress)
        return _kept(folder, len(keys), computed)
    if progress is not None:
        progress(len(keys), len(keys))
    return block


def _computed(
    descriptor: Descriptor,
    keys: list[str],
    columns: pd.DataFrame,
    workers: int,
    progress: Progress | None,
) -> Iterator[Block]:
    """Compute so many rows at a time: a row depends on its material alone."""
    for start in range(0, max(1, len(keys)), STRETCH):
        stop = start + STRETCH
        yield descriptor.compute(
            keys[start:stop],
            columns=columns.iloc[start:stop].reset_index(drop=True),
            workers=workers,
            progress=_onward(progress, start, len(keys)),
        )


def _kept(folder: Path | None, rows: int, blocks: Iterable[Block]) -> Block:
    """Return blocks as one: written to a folder as they come and mapped, or else in memory."""
    if folder is not None:
        write_blocks(folder, rows, blocks)
        if (block := read_entry(folder, rows)) is not None:
            return block
        raise InputError(f"{folder}: descriptors cannot be kept there; {ELSEWHERE}.")
    parts = list(blocks)
    if len(parts) == 1:
        return parts[0]
    reasons = [why for part in parts for why in part.reasons]
    return Block(np.concatenate([part.values for part in parts]), parts[0].names, reasons)


def _hash(descriptor: Descriptor, keys: list[str], columns: pd.DataFrame) -> str:
    def parts() -> Iterator[bytes | pd.DataFrame]:
        yield from (descriptor.name.encode(), descriptor.version.encode())
        if descriptor.uses_columns:
            yield from (str(name).encode() for name in columns.columns)
            yield columns
        yield from (key.encode() for key in keys)

    return content_hash(parts())


def _joint(hashes: Sequence[str]) -> str:
    return content_hash([b"side by side", *(entry.encode() for entry in hashes)])


def _beside(chosen: Sequence[Descriptor], blocks: Sequence[Block]) -> Iterator[Block]:
    names = tuple(name for block in blocks for name in block.names)
    for start in range(0, max(1, len(blocks[0].reasons)), STRETCH):
        some = slice(start, start + STRETCH)
        values = np.hstack([block.values[some] for block in blocks])
        reasons = [
            "; ".join(
                f"{one.name}: {why}"
                for one, why in zip(chosen, row, strict=True)
                if why is not None
            )
            or None
            for row in zip(*(block.reasons[some] for block in blocks), strict=True)
        ]
        values[[why is not None for why in reasons]] = np.nan
        yield Block(values, names, reasons)


def _features(block: Block, folder: Path | None) -> Features:
    valid = np.array([reason is None for reason in block.reasons], dtype=np.bool_)
    path = None if folder is None else folder / "values.npy"
    return Features(block.values, valid, block.reasons, block.names, path)


def _share(progress: Progress | None, place: int, count: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(place * total + done, count * total)


def _onward(progress: Progress | None, before: int, count: int) -> Progress | None:
    """Return the progress of some rows, which others come before."""
    if progress is None:
        return None
    return lambda done, total: progress(before + done, count)
