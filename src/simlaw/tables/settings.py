"""The settings of a table: which it is, and how it is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from simlaw.errors import InputError
from simlaw.materials import KINDS
from simlaw.settings import Settings, declared, setting
from simlaw.tables.aggregates import AGGREGATES, JOINS


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
        "A CSV or Parquet file. A relative path starts at the folder of this study file.",
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
    value: str | None = setting(None, "Column of the values.", example="value")
    unit: str | None = setting(
        None,
        'Unit of the values, such as "g/cm^3", "J/(kg K)" or "eV"; "1" for a number without one. '
        "Source values are converted to the unit of the target.",
        example="1",
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
    max_refused: float = setting(
        0.1,
        "Rows that cannot be used (a SMILES that does not parse, a value that is no number) are "
        "left out and listed in the report. If their share is above this, the study stops instead.",
        least=0,
        most=1,
    )

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


@dataclass(frozen=True, kw_only=True)
class JoinSettings(Settings):
    """How several tables become one."""

    join: str = setting(
        "median",
        "What becomes of a material that several source tables hold; for more than one [[source]] "
        "only.",
        words=JOINS,
    )
