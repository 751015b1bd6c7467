"""Writing and reading the folder of a predictor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from simlaw.disk.whole_files import remove_whole, whole_folder, write_bytes, write_text
from simlaw.errors import InputError, cannot_write
from simlaw.predict.card import Card, LookupCard, from_json, to_json
from simlaw.predict.domain import Domain
from simlaw.predict.intervals.protocol import Intervals
from simlaw.predict.intervals.registry import INTERVALS
from simlaw.predict.kept.checked_arrays import Array, Shelf
from simlaw.predict.kept.stored_parts import Stock, network_of, read_bases, read_parts
from simlaw.predict.lookup import Lookup
from simlaw.predict.models.batch import Arrays, Float32, Part
from simlaw.predict.models.network import NetworkModel
from simlaw.predict.nearest import Known, Neighbours, Standard, texts_from_arrays, texts_to_arrays


@dataclass(frozen=True, eq=False, repr=False)
class Kept:
    """All that a folder keeps of a predictor.

    Attributes
    ----------
    card
        What it says of itself: data, licences, settings, expected error, domain, what to cite.
    bases
        Pretrained networks, which parts read.
    parts
        The blend.
    neighbours
        Known materials.
    domain
        What it was trained for.
    intervals
        What makes intervals.
    measured
        float32 ``(measured, width)``: raw descriptors of measured materials that parts read.
    lookup
        Computed values by material; None where none is looked up.
    known_intervals
        What makes intervals of materials that have one.
    """

    card: Card
    bases: tuple[NetworkModel, ...]
    parts: tuple[Part, ...]
    neighbours: Neighbours
    domain: Domain
    intervals: Intervals
    measured: Float32
    lookup: Lookup | None = None
    known_intervals: Intervals | None = None


CARD, ARRAYS = "card.json", "arrays.safetensors"

LARGEST_CARD = 16 * 2**20
"""Bytes of a card that are read."""


def check_place(folder: Path) -> None:
    """Refuse a place for a predictor that holds something else.

    Raises
    ------
    InputError
        If it is a file, or a folder with other things in it.
    """
    if folder.is_dir():
        others = [entry.name for entry in folder.iterdir() if entry.name not in (CARD, ARRAYS)]
        if others:
            raise InputError(
                f"{folder}: this folder holds other things ('{min(others)}'), which a predictor "
                "would replace. Choose another place."
            )
    elif folder.exists():
        raise InputError(f"{folder}: this is a file; a predictor is a folder.")


def write_folder(kept: Kept, folder: Path) -> Path:
    """Write a predictor whole or not at all, in place of one that is there.

    Raises
    ------
    InputError
        If it cannot be written, or the folder holds something else.
    """
    from safetensors import numpy as stored

    check_place(folder)
    content = stored.save({name: np.ascontiguousarray(a) for name, a in _arrays(kept).items()})
    card = replace(kept.card, sha256=sha256(content).hexdigest())
    try:
        with whole_folder(folder) as started:
            write_bytes(started / ARRAYS, content)
            write_text(started / CARD, to_json(card))
            if folder.is_dir():
                remove_whole(folder)
    except OSError as error:
        raise cannot_write(folder, error) from None
    return folder


def read_folder(folder: Path) -> Kept:
    """Read what `write_folder` wrote; nothing in it is run.

    Raises
    ------
    InputError
        If it is missing, damaged, of a newer format, or holds what is no predictor.
    """
    try:
        card = from_json(_read(folder / CARD, most=LARGEST_CARD).decode("utf-8"))
        return _predictor(card, _unpacked(_read(folder / ARRAYS), card))
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        raise InputError(
            f"{folder}: there is no predictor here: '{missing}' is missing. Make one with: simlaw "
            "train"
        ) from None
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror or error}).") from None
    except InputError:
        raise
    except (ValueError, OverflowError, MemoryError) as error:
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        raise InputError(
            f"{folder}: this predictor cannot be used: {reason}. Copy it again from where it came "
            "from, or train it again."
        ) from None


def _read(path: Path, most: int | None = None) -> bytes:
    if path.exists() and not path.is_file():
        raise ValueError(f"'{path.name}' is no file")
    with open(path, "rb") as file:
        content = file.read() if most is None else file.read(most + 1)
    if most is not None and len(content) > most:
        raise ValueError(f"'{path.name}' is larger than any card")
    return content


def _unpacked(content: bytes, card: Card) -> dict[str, Array]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    if sha256(content).hexdigest() != card.sha256:
        raise ValueError(f"'{ARRAYS}' is damaged: it is not the file that its card names")
    try:
        return dict(load(content))
    except (SafetensorError, KeyError, TypeError, AttributeError):
        raise ValueError(f"'{ARRAYS}' is no file of arrays") from None


def _predictor(card: Card, arrays: dict[str, Array]) -> Kept:
    """Make a predictor of a card and arrays, each of which is checked.

    Raises
    ------
    ValueError
        If something is not as it has to be.
    """
    if len(card.descriptor.names) != len(card.descriptor.versions):
        raise ValueError("its card has not one version for each descriptor")
    if len({part.name for part in card.parts}) < len(card.parts):
        raise ValueError("its card names a part twice")
    shelf, width = Shelf(arrays), len(card.descriptor.columns)
    known = shelf.take("measured/descriptors", np.float32, None, width)
    stock = Stock(card, shelf, network_of(card.network), known)
    bases = read_bases(stock)
    parts = read_parts(replace(stock, bases=bases))
    sums = [sum(part.weight for part in parts), sum(part.known_weight for part in parts)]
    wanted = [1.0, 0.0 if card.lookup is None else 1.0]
    if not np.allclose(sums, wanted, rtol=0, atol=1e-6):
        raise ValueError("the weights of its parts do not add up to one")
    standard = Standard(
        shelf.take("neighbours/middle", np.float32, width),
        shelf.take("neighbours/inverse", np.float32, width),
    )
    neighbours = Neighbours(
        standard, _known(shelf, "source/", width), _known(shelf, "measured/", width)
    )
    surroundings = shelf.take("domain/surroundings", np.uint64, None)
    if (surroundings[1:] <= surroundings[:-1]).any():
        raise ValueError("the surroundings of atoms are not in order")
    domain = Domain(card.kind, card.domain.elements, surroundings, card.domain.distance)
    intervals = _intervals(card.intervals, shelf, "intervals/")
    lookup = known_intervals = None
    if card.lookup is not None:
        lookup = _lookup(card.lookup, shelf)
        known_intervals = _intervals(card.lookup.intervals, shelf, "known_intervals/")
    shelf.check_empty()
    return Kept(card, bases, parts, neighbours, domain, intervals, known, lookup, known_intervals)


def _lookup(card: LookupCard, shelf: Shelf) -> Lookup:
    prints = shelf.take("lookup/prints", np.uint64, None)
    values = shelf.take("lookup/values", np.float64, len(prints))
    if not len(prints) or (prints[1:] <= prints[:-1]).any():
        raise ValueError("the materials that are looked up are not in order")
    return Lookup(card.match, prints, values)


def _known(shelf: Shelf, before: str, width: int) -> Known:
    scaled = shelf.take(before + "scaled", np.float16, None, width)
    letters = shelf.take(before + "letters", np.uint8, None)
    ends = shelf.take(before + "ends", np.int64, len(scaled))
    names = texts_from_arrays(letters, ends)
    # A zero-length array stands for values that were left out.
    values = shelf.take(before + "values", np.float64, None)
    if not len(scaled) or len(values) not in (0, len(scaled)):
        raise ValueError(f"the arrays of '{before}' differ in length, or are empty")
    if not len(values):
        values = np.full(len(scaled), np.nan)
    return Known(scaled, names, values)


def _intervals(name: str, shelf: Shelf, before: str) -> Intervals:
    if name not in INTERVALS:
        raise ValueError(f"its intervals '{name[:40]}' are none that are known here")
    names = shelf.names(before)
    found: Arrays = {one: shelf.take_any(before + one, np.float64) for one in names}
    try:
        return INTERVALS[name](found)
    except KeyError as error:
        raise ValueError(f"the array '{before}{error.args[0]}' is missing") from None


def _arrays(kept: Kept) -> dict[str, Array]:
    found: dict[str, Array] = {"measured/descriptors": kept.measured}
    for number, base in enumerate(kept.bases):
        found |= _below(f"base{number}/", base.arrays())
    for place, part in enumerate(kept.parts):
        for number, model in enumerate(part.models):
            found |= _below(f"part{place}/{number}/", dict(model.arrays()))
    near = kept.neighbours
    found |= {
        "neighbours/middle": near.standard.middle,
        "neighbours/inverse": near.standard.inverse,
        "domain/surroundings": kept.domain.surroundings,
    }
    for before, known in (("source/", near.source), ("measured/", near.measured)):
        values = np.empty(0) if np.isnan(known.values).all() else known.values
        content: Arrays = {"scaled": known.scaled, "values": values}
        content |= texts_to_arrays(known.names)
        found |= _below(before, content)
    found |= _below("intervals/", kept.intervals.arrays())
    if kept.lookup is not None and kept.known_intervals is not None:
        found |= _below("lookup/", kept.lookup.arrays())
        found |= _below("known_intervals/", kept.known_intervals.arrays())
    return found


def _below(before: str, arrays: Arrays) -> dict[str, Array]:
    return {before + name: array for name, array in arrays.items()}
