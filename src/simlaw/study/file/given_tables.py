"""The two tables as the user gives them: files or public datasets, and what is settled of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from simlaw.errors import InputError, nearest
from simlaw.study.file.propose_form import open_side
from simlaw.tables.catalog import dataset
from simlaw.tables.catalogue.entry import Dataset
from simlaw.tables.columns.header import Header
from simlaw.tables.columns.table_headers import material_columns
from simlaw.tables.datasets import DATASETS
from simlaw.tables.holdings import holding


@dataclass(frozen=True)
class Wishes:
    """What the user settled; None stands for a guess.

    Attributes
    ----------
    kind
        Kind of material of both tables.
    material, value, unit, sheet, decimal
        By role, ``"source"`` and ``"target"``.
    guess
        Whether what cannot be told is guessed and marked, in place of a question.
    """

    kind: str | None = None
    material: Mapping[str, str | None] = field(default_factory=dict)
    value: Mapping[str, str | None] = field(default_factory=dict)
    unit: Mapping[str, str | None] = field(default_factory=dict)
    sheet: Mapping[str, str | None] = field(default_factory=dict)
    decimal: Mapping[str, str | None] = field(default_factory=dict)
    guess: bool = False

    def answered(self, setting: str, role: str, answer: str) -> Wishes:
        """Return the same with one more thing settled, such as the ``"unit"`` of a role."""
        changes: dict[str, Any] = {setting: answer}
        if role:
            known: Mapping[str, str | None] = getattr(self, setting)
            changes = {setting: {**known, role: answer}}
        return replace(self, **changes)


@dataclass(frozen=True)
class GivenTable:
    """One of the two tables: what its file tells, or what the catalogue knows of it.

    Attributes
    ----------
    header
        Of the file; of a dataset, a table with its property alone.
    kinds
        Columns that may name the material, by kind.
    entry
        The dataset, or None for a file.
    """

    header: Header
    kinds: Mapping[str, Sequence[str]]
    entry: Dataset | None = None

    @property
    def value(self) -> str | None:
        """The property of a dataset."""
        return self.entry.property if self.entry is not None else None

    def count(self, material: str, value: str) -> int | None:
        """Return about how many materials there are, None where that is not known."""
        if self.entry is not None:
            return holding(self.entry).rows()
        return self.header.materials(material, value)

    def account(self, count: int | None, value: str) -> str:
        """Say what the table holds."""
        if self.entry is not None:
            rows = "" if count is None else f", {count:,} rows"
            return f"{self.entry.title}{rows}"
        about = "" if self.header.whole else "about "
        bounds = self.header.censored(value)
        return (
            f"{about}{self.header.rows:,} rows, {about}{count:,} different materials with a value"
            + (f", {bounds:,} values are bounds or ranges and not used" if bounds else "")
        )


def given_table(role: str, text: str, wishes: Wishes) -> GivenTable:
    """Return what is known of a table that the user named.

    Parameters
    ----------
    role
        ``"source"`` or ``"target"``.
    text
        A file, or the name of a public dataset.
    wishes
        What the user settled.

    Raises
    ------
    InputError
        If there is no such file or dataset, or it cannot be read.
    """
    path = Path(text)
    if not path.exists() and text in DATASETS:
        entry = dataset(text)
        if not entry.is_table:
            raise InputError(
                f"The dataset '{text}' ({entry.title}) is not a table of one property by material."
            )
        for option in ("material", "value", "unit"):
            if getattr(wishes, option).get(role) is not None:
                raise InputError(
                    f"--{role}-{option} is for tables in files; the catalogue knows it of '{text}'."
                )
        frame = pd.DataFrame({"material": [""], entry.property: [0.0]})
        return GivenTable(Header(Path(text), frame, 1), {entry.kind: ["material"]}, entry)
    if not path.exists() and not path.suffix:
        raise InputError(
            f"{text}: there is no such file, and no dataset of that name.{nearest(text, DATASETS)} "
            "Datasets are listed by: simlaw data list"
        )
    header = open_side(path, role, sheet=wishes.sheet.get(role), guess=wishes.guess)
    kinds = material_columns(header)
    if (column := wishes.material.get(role)) is not None:
        header.need(column)
        kinds = {kind: [column] for kind, columns in kinds.items() if column in columns}
        kinds.setdefault("label", [column])
    return GivenTable(header, kinds)
