"""The form of a text table: what stands above its header, and what separates its fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

OWN = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t", ".dat": "\t", ".smi": "\t"}
"""Endings of text tables, and the separator that each promises."""

BLANKS = " "
"""Stands for any run of blanks as the separator."""

RECORDS = 400
"""Lines that are looked at."""

_ALL = (",", ";", "\t", "|", BLANKS)
_EXCEL = re.compile(r'\A"?sep=(.)"?\Z')


@dataclass(frozen=True)
class TextForm:
    """The form of a text table.

    Attributes
    ----------
    separator
        Between the fields; `BLANKS` for any run of blanks.
    above
        Lines above the header.
    remarks
        Whether lines below it that start with ``#`` are remarks.
    hashed
        Whether the header itself starts with ``#``.
    """

    separator: str
    above: int = 0
    remarks: bool = False
    hashed: bool = False


def form_of_text(lines: Sequence[str], ending: str) -> TextForm:
    r"""Return the form that the first lines of a text table have.

    Parameters
    ----------
    lines
        The first `RECORDS` lines or so, without their ends.
    ending
        A key of `OWN`.

    Examples
    --------
    >>> form_of_text(["# mine", "SMILES;density", "CO;0,865"], ".csv")
    TextForm(separator=';', above=1, remarks=False, hashed=False)
    >>> form_of_text(["#SMILES density", "CO 0.865"], ".txt")
    TextForm(separator=' ', above=0, remarks=False, hashed=True)
    """
    above, promised = 0, OWN[ending]
    lines = [line.rstrip("\r\n") for line in lines]
    if lines and (said := _EXCEL.match(lines[0].strip())):
        above, promised = 1, said[1]
    first = above
    while first < len(lines) and _is_aside(lines[first]):
        first += 1
    rest = [line for line in lines[first:] if not _is_aside(line)]
    separator = _separator(rest, promised)
    # A title or a remark without the mark has one field, where the table below has several.
    while len(rest) > 2 and _is_title(rest, separator):
        rest = rest[1:]
        first = next(i for i in range(first + 1, len(lines)) if not _is_aside(lines[i]))
    hashed = _header_above(lines[above:first], rest, separator)
    start = above + hashed if hashed is not None else first
    below = lines[start + 1 :]
    return TextForm(
        separator,
        start if rest or hashed is not None else 0,
        any(line.lstrip().startswith("#") for line in below),
        hashed is not None,
    )


def fields_of(line: str, separator: str) -> list[str]:
    """Return the fields of a line."""
    if separator == BLANKS:
        return line.split()
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field longer than any it reads
        return line.split(separator)


def _is_aside(line: str) -> bool:
    """Whether a line is blank or a remark."""
    bare = line.strip()
    # The repeat unit or molecule of a row never starts so.
    return not bare or bare.startswith("#") or (bare.startswith('"#') and bare.endswith('"'))


def _is_title(lines: Sequence[str], separator: str) -> bool:
    """Whether the first of some lines stands above a table: one field, of one or of many."""
    filled = [_filled(line, separator) for line in lines[:3]]
    # "SMILES," is a header whose second column has no name.
    alone = len(fields_of(lines[0], separator)) != 2
    return alone and filled[0] < 2 <= filled[1] == filled[2]


def _filled(line: str, separator: str) -> int:
    return sum(bool(field.strip()) for field in fields_of(line, separator))


def _separator(lines: Sequence[str], promised: str) -> str:
    """Return what separates the fields: what the ending promises, unless another fits better."""
    if not lines:
        return promised
    fits = {one: _fit(lines, one) for one in (promised, *_ALL)}
    columns, share = fits[promised]
    if columns > 1 and share == 1:
        # "SMILES;Tg, K" over "CO;312,5" has as many commas in every line as semicolons.
        more = [one for one in _ALL if one not in (BLANKS, promised) and fits[one][1] == 1]
        best = max(more, key=lambda one: fits[one][0], default=promised)
        return best if promised in (",", "\t") and fits[best][0] >= columns else promised
    whole = [one for one in fits if fits[one][0] > 1 and fits[one][1] == 1]
    if whole:
        return max(whole, key=lambda one: (one != BLANKS, fits[one][0]))
    if columns > 1:
        return promised
    most = [one for one in fits if one != BLANKS and fits[one][0] > 1 and fits[one][1] >= 0.5]
    return max(most, key=lambda one: fits[one], default=promised)


def _fit(lines: Sequence[str], separator: str) -> tuple[int, float]:
    """Return how many columns a separator gives, and the share of lines that have as many."""
    if separator == BLANKS:
        counts = [len(line.split()) for line in lines]
    else:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            counts = [len(fields_of(line, separator)) for line in lines]
    # The last may have been cut.
    counts = counts[: max(2, len(counts) - 1)]
    if not counts or counts[0] < 2:
        return 1, 0.0
    return counts[0], float(np.mean([count == counts[0] for count in counts]))


def _header_above(above: Sequence[str], rest: Sequence[str], separator: str) -> int | None:
    """Return which line of remarks is the header: it has as many fields as the rows below it."""
    if not above or not rest or not above[-1].lstrip().startswith("#"):
        return None
    names = fields_of(above[-1].lstrip().lstrip("#"), separator)
    first = fields_of(rest[0], separator)
    if len(names) != len(first) or len(names) < 2:
        return None
    return len(above) - 1 if any(map(_is_number, first)) else None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*[-+]?[\d.,]+(?:[eE][-+]?\d+)?\s*", text) is not None
