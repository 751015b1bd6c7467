"""Descriptor values kept on disk by content, so that they are computed once.

An entry of the store (`simlaw.disk.store`) is named by a hash of everything that decides its
numbers. It holds ``values.npy``, which workers map into memory, and ``rows.json`` with column names
and reasons.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlaw.descriptors.block import Block
from simlaw.disk.store import drop, find, making

FORMAT = 1

ROWS = 16_384
"""Rows held at a time in what need not be held whole."""


def content_hash(parts: Iterable[bytes | pd.DataFrame]) -> str:
    """Return a hash of byte strings, each told apart from its neighbours.

    The numbers of a DataFrame count as the bytes of its float64 rows.

    Examples
    --------
    >>> content_hash([b"ab", b"c"]) == content_hash([b"a", b"bc"])
    False
    """
    digest = hashlib.sha256(FORMAT.to_bytes(4, "little"))
    for part in parts:
        if isinstance(part, bytes):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
            continue
        digest.update((8 * part.size).to_bytes(8, "little"))
        for start in range(0, len(part), ROWS):
            rows = part.iloc[start : start + ROWS].to_numpy(dtype=np.float64)
            digest.update(np.ascontiguousarray(rows).data)
    return digest.hexdigest()[:40]


def read_entry(folder: Path, rows: int) -> Block | None:
    """Return the entry in a folder with its values mapped into memory, or None.

    Parameters
    ----------
    folder
        Of the entry.
    rows
        Materials it must hold; a damaged entry is dropped with a note, and counts as none.
    """
    if not find(folder):
        return None
    try:
        values = np.load(folder / "values.npy", mmap_mode="r", allow_pickle=False)
        about = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
        names = tuple(str(name) for name in about["names"])
        reasons: list[str | None] = [None] * rows
        for row, reason in about["reasons"].items():
            reasons[int(row)] = str(reason)
        if values.shape != (rows, len(names)) or values.dtype != np.float32:
            raise ValueError("its files do not belong together")
    except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError) as error:
        drop(folder, str(error))
        return None
    return Block(values, names, reasons)


def write_entry(folder: Path, block: Block) -> None:
    """Write an entry, all of it or nothing; one that is already there and whole is left.

    Raises
    ------
    InputError
        If the folder's parent cannot be written.
    """
    write_blocks(folder, len(block.reasons), [block])


def write_blocks(folder: Path, rows: int, blocks: Iterable[Block]) -> None:
    """Write an entry from blocks of rows as they come, so that it is never held whole.

    Parameters
    ----------
    folder
        Of the entry.
    rows
        Number of rows in all blocks together.
    blocks
        At least one, all of the same columns.

    Raises
    ------
    InputError
        If the folder's parent cannot be written, or its disk is full.
    """
    with making(folder) as aside:
        names, reasons = _write_values(aside / "values.npy", rows, blocks)
        about = {"names": names, "reasons": reasons}
        (aside / "rows.json").write_text(json.dumps(about), encoding="utf-8")


def _write_values(
    path: Path, rows: int, blocks: Iterable[Block]
) -> tuple[tuple[str, ...], dict[int, str]]:
    """Write a ``.npy`` file; return the names of its columns, and reasons by row."""
    names: tuple[str, ...] = ()
    reasons: dict[int, str] = {}
    done = 0
    with path.open("wb") as file:
        for block in blocks:
            values: NDArray[np.float32] = np.ascontiguousarray(block.values, dtype=np.float32)
            if not done:
                names = block.names
                shape = (rows, values.shape[1])
                head = {"descr": "<f4", "fortran_order": False, "shape": shape}
                np.lib.format.write_array_header_1_0(file, head)
            file.write(values.data)
            reasons |= {done + row: why for row, why in enumerate(block.reasons) if why}
            done += len(values)
    return names, reasons
