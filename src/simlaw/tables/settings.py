"""The settings of a table: which it is, and how it is read."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from simlaw.errors import InputError
from simlaw.materials import KINDS
from simlaw.settings import Settings, declared, setting
from simlaw.tables.aggregates import AGGREGATES, JOINS
from simlaw.tables.files.reading import FileOptions

DECIMALS: Mapping[str, str] = {".": "a point", ",": "a comma"}
"""Decimal marks."""


@dataclass(frozen=True, kw_only=True)
class TableSettings(Settings):
    """One property table: a dataset of the catalogue, or a file with its columns."""

    dataset: str | None = setting(
        None,
        "A public dataset by its name (list them with: simlaw data list), in place of a file. "
        "Then all other keys are left out.",
        example="refractive-index-d4",
    )
    path: str | None = setting(
        None,
        "A table file: text such as CSV, a spreadsheet, JSON or Parquet. A relative path starts at "
        "the folder of this study file.",
        example="table.csv",
    )
    kind: str | None = setting(
        None,
        "What the material column holds, the same in both tables:",
        words=KINDS,
        example="molecule",
    )
    material: str | None = setting(
        None,
        "Column that names the material; or columns in braces and what stands between them, such "
        'as "{polymer}|{solvent}|{temp} degC".',
        example="smiles",
    )
    joined: Mapping[str, str] | None = setting(
        None,
        "Columns that hold several things in one text, by column: names in braces and what stands "
        "between them. The names then stand for columns in 'material'. A text that can be cut in "
        "more than one way is refused.",
        example={"pair": "{solvent}.{solute}"},
    )
    value: str | None = setting(None, "Column of the values.", example="value")
    unit: str | None = setting(
        None,
        'Unit of the values, such as "g/cm^3", "J/(kg K)" or "eV"; "1" for a number without one. '
        "Source values are converted to the unit of the target.",
        example="1",
    )
    convert_to: str | None = setting(
        None,
        "Unit that the values are converted to as they are read; that of 'unit' by default. A "
        "study's errors are in the unit of its target.",
        example="eV",
    )
    where: Mapping[str, float | str | Sequence[float] | Sequence[str]] | None = setting(
        None,
        "Which rows are used, by column as its header is written: a number; a text, as it stands "
        "in the table; two numbers, for all from the first to the second; or several texts, for "
        "any of them. Numbers are in the column's own unit. A row has to fit every column named.",
        example={"type": "exp", "temperature": [290, 310]},
    )
    at: Mapping[str, float] | None = setting(
        None,
        "Of the rows of one material, the one nearest to this is used, by column; rows equally "
        "near are joined. Of several columns the first decides, and the next among equals.",
        example={"temperature": 298.15},
    )
    sheet: str | None = setting(
        None,
        "Sheet of a spreadsheet, where several hold tables.",
        example="Sheet1",
    )
    header: bool = setting(
        True,
        "Whether the first row names the columns; without such a row they are called "
        '"column 1", "column 2", and so on.',
    )
    units_row: bool = setting(
        False,
        "Whether the row below the names holds units; it is then no row of the table.",
    )
    decimal: str | None = setting(
        None,
        'Decimal mark of numbers in text. Without it a number such as "1,234" is not used: the '
        "comma may be a decimal mark, or stand between thousands.",
        words=DECIMALS,
        example=",",
    )
    property: str | None = setting(
        None,
        "Name of the property in the report; the value column's name by default.",
        example="refractive index",
    )
    name: str | None = setting(
        None,
        "Name of the table in the report; the file's name by default.",
        example="my table",
    )
    aggregate: str = setting(
        "median",
        "How several rows of one material are joined into one value: "
        '"median", "mean", "min", "max" or "first".',
        words=AGGREGATES,
        listed=False,
    )
    columns: Sequence[str] = setting(
        (), 'Columns of numbers that the descriptor "columns" uses; the same in both tables.'
    )
    conditions: Sequence[str] = setting(
        (),
        "Columns of numbers that a value was measured or computed at, such as a temperature. Rows "
        "of one material under different conditions stay apart, and are tested together; the "
        "columns are inputs beside the descriptor. A source without them is lent those of measured "
        "rows.",
        example=["temperature"],
    )
    class_column: str | None = setting(
        None,
        "Of the measured table: a column that says which class a material is of, such as its "
        "producer. Errors are then told by it; see simlaw classes.",
        key="class",
        example="producer",
    )
    max_refused: float = setting(
        0.1,
        "Rows that cannot be used (a SMILES that does not parse, a value that is no number) are "
        "left out and listed in the report. If their share is above this, the study stops instead. "
        "Rows without a value are counted apart.",
        least=0,
        most=1,
    )

    def _agree(self) -> None:
        if twice := set(self.conditions) & {*self.columns, *(self.at or {})}:
            raise InputError(
                f"'{min(twice)}' is among the conditions, and cannot be a further column or stand "
                "under 'at' too."
            )
        for column, wanted in (self.where or {}).items():
            if isinstance(wanted, tuple):
                _check_several(column, wanted)

    @builtins.property  # the field of that name hides it
    def form(self) -> FileOptions:
        """What is settled of the file's form."""
        return FileOptions(self.sheet or "", self.header, self.units_row)

    def needed(self, key: str) -> str:
        """Return a setting that a file of rows cannot do without.

        Raises
        ------
        InputError
            If it is not given.
        """
        found: str | None = getattr(self, key)
        if found is None:
            raise InputError(f"A table of rows needs the setting '{key}', which is not given.")
        return found

    def _agree_in_file(self, given: Collection[str]) -> None:
        if (self.dataset is None) == (self.path is None):
            raise InputError("give either 'dataset' (a catalogue name) or 'path' (a file).")
        if self.path is not None:
            missing = [key for key in ("kind", "material", "value") if key not in given]
            if missing:
                raise InputError(f"a file needs the key '{missing[0]}' too.")
        elif others := [
            key for key in declared(TableSettings) if key in given and key != "dataset"
        ]:
            raise InputError(
                f"the catalogue settles '{others[0]}' of its datasets; leave it out, or give a "
                "file by 'path'."
            )


def _check_several(column: str, wanted: tuple[float | str, ...]) -> None:
    """Refuse a list that is neither a range nor several texts."""
    if all(isinstance(one, str) for one in wanted):
        return
    numbers = [one for one in wanted if not isinstance(one, str)]
    if not len(numbers) == len(wanted) == 2:
        raise InputError(
            f"where: '{column}' holds {list(wanted)!r}; a list is either two numbers, for all from "
            "the first to the second, or texts, for any of them."
        )
    low, high = numbers
    if low > high:
        raise InputError(
            f"where: '{column}' asks for all from {low:g} to {high:g}; the smaller number comes "
            "first."
        )


@dataclass(frozen=True, kw_only=True)
class JoinSettings(Settings):
    """How several tables serve as a source."""

    join: str = setting(
        "median",
        "How several source tables serve, and what becomes of a material that more than one of "
        "them hold; for more than one [[source]] only.",
        words=JOINS,
    )
