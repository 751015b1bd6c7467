"""A file of materials that a predictor is asked about, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simlaw.errors import InputError, nearest
from simlaw.predict.asked_materials import Asked
from simlaw.predict.card import Card
from simlaw.tables.files.open_table import open_table
from simlaw.tables.files.table_file import TableFile

USUAL = ("material", "smiles", "SMILES", "formula", "composition", "key")
"""Columns that hold materials, where the one of the measured table is not there."""

_BRACES = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, eq=False)
class MaterialFile:
    """A file opened, and where in it materials and numbers stand.

    Attributes
    ----------
    file
        The file.
    material
        A column, or a text with columns in braces.
    numbers
        Columns of numbers.
    """

    file: TableFile
    material: str
    numbers: tuple[str, ...]

    @classmethod
    def open(cls, card: Card, path: Path, material: str | None = None) -> MaterialFile:
        """Open a file.

        Parameters
        ----------
        card
            Of the predictor.
        path
            The file.
        material
            A column of materials, or columns in braces; by default the one of the measured table, a
            usual one, or the only one.

        Raises
        ------
        InputError
            If the file cannot be read, or lacks a column.
        """
        file = open_table(path)
        names = [name for name in file.columns.names if name]
        wanted = material or _material(card, names)
        if not wanted:
            raise InputError(
                f"{path}: no column names the materials. Say which does with --material; the file "
                f"has {', '.join(names[:20]) or 'none'}."
            )
        for name in (*columns_of(wanted), *card.numbers):
            if name not in names:
                raise InputError(
                    f"{path}: the column '{name}' is missing, which the predictor '{card.name}' "
                    f"needs.{nearest(name, names)}"
                )
        return cls(file, wanted, card.numbers)

    def pieces(self, size: int) -> Iterator[Asked]:
        """Yield the materials, ``size`` at a time."""
        columns = columns_of(self.material)
        wanted = list(dict.fromkeys([*columns, *self.numbers]))
        places = [self.file.columns.names.index(name) for name in wanted]
        for _, piece in self.file.pieces(places, size):
            frame = piece.set_axis(wanted, axis=1)
            numbers = None
            if self.numbers:
                numbers = frame[list(self.numbers)].apply(pd.to_numeric, errors="coerce")
            yield Asked(_texts(frame, self.material), numbers)


def columns_of(material: str) -> list[str]:
    """Return the columns that materials are written of.

    Examples
    --------
    >>> columns_of("smiles"), columns_of("{polymer}|{solvent}|{T} K")
    (['smiles'], ['polymer', 'solvent', 'T'])
    """
    return _BRACES.findall(material) or [material]


def _material(card: Card, names: list[str]) -> str:
    if all(name in names for name in columns_of(card.material)):
        return card.material
    known = next((name for name in USUAL if name in names), "")
    return known or (names[0] if len(names) == 1 else "")


def _texts(frame: pd.DataFrame, material: str) -> list[str]:
    inserted = _BRACES.findall(material)
    columns = {name: _column(frame, name) for name in inserted or [material]}
    if not inserted:
        return columns[material]
    return [
        _BRACES.sub(lambda match, row=row: columns[match[1]][row], material)  # type: ignore[misc]
        for row in range(len(frame))
    ]


def _column(frame: pd.DataFrame, name: str) -> list[str]:
    return ["" if pd.isna(cell) else str(cell) for cell in frame[name].tolist()]
