"""Columns that hold several things in one text, taken apart: ``joined`` of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from simlaw.errors import InputError
from simlaw.materials.refusal import shown
from simlaw.tables.cells import texts_of

_BRACES = re.compile(r"\{([^{}]+)\}")


class JoinedColumns:
    """Takes columns apart that hold several things, such as ``{solvent}.{solute}``.

    A text that can be cut in more than one way is refused, not guessed: of ``[Na+].[Cl-].O`` nobody
    can say where the solvent ends.

    Parameters
    ----------
    joined
        By column what it holds: names in braces, and what stands between them.

    Raises
    ------
    InputError
        If a column is not described by two or more names with something between them, or a name
        comes twice.
    """

    def __init__(self, joined: Mapping[str, str]) -> None:
        self._of: dict[str, tuple[str, int, int]] = {}
        self._between: dict[str, list[str]] = {}
        for column, pattern in joined.items():
            pieces = _BRACES.split(pattern)
            names, between = pieces[1::2], pieces[2:-1:2]
            if len(names) < 2 or pieces[0] or pieces[-1] or not all(between):
                raise InputError(
                    f"joined: '{pattern}' does not say what column '{column}' holds; write names "
                    'in braces and what stands between them, such as "{solvent}.{solute}".'
                )
            for place, name in enumerate(names):
                if name in self._of:
                    raise InputError(f"joined: the name '{name}' is given twice.")
                self._of[name] = (column, place, len(names))
            self._between[column] = between

    @property
    def names(self) -> list[str]:
        """Names of the parts, which stand for columns."""
        return list(self._of)

    def columns(self, names: Sequence[str]) -> list[str]:
        """Return the columns that a file must have for these names, each once."""
        found = [self._of[name][0] if name in self._of else name for name in names]
        return list(dict.fromkeys(found))

    def texts(
        self, frame: pd.DataFrame, names: Sequence[str]
    ) -> tuple[dict[str, list[str]], list[str | None]]:
        """Return the texts of columns and of parts, and why a row cannot be taken apart.

        Parameters
        ----------
        frame
            Rows, with `columns` of the names.
        names
            Of columns and of parts.
        """
        reasons: list[str | None] = [None] * len(frame)
        cut: dict[str, list[list[str]]] = {}
        found: dict[str, list[str]] = {}
        for name in names:
            if name not in self._of:
                found[name] = texts_of(frame[name])
                continue
            column, place, count = self._of[name]
            if column not in cut:
                cut[column] = []
                for row, text in enumerate(texts_of(frame[column])):
                    parts, reason = self._apart(column, text, count)
                    cut[column].append(parts)
                    reasons[row] = reasons[row] or reason
            found[name] = [parts[place] for parts in cut[column]]
        return found, reasons

    def _apart(self, column: str, text: str, count: int) -> tuple[list[str], str | None]:
        between = self._between[column]
        for mark in set(between):
            seen, wanted = text.count(mark), between.count(mark)
            if seen > wanted:
                return [text] * count, (
                    f"column '{column}': '{shown(text)}' has '{mark}' {seen} times, so where its "
                    f"{count} parts meet cannot be told"
                )
            if seen < wanted:
                return [text] * count, (
                    f"column '{column}': '{shown(text)}' is not of {count} parts with '{mark}' "
                    "between them"
                )
        parts, rest = [], text
        for mark in between:
            part, found, rest = rest.partition(mark)
            if not found:
                return [text] * count, (
                    f"column '{column}': '{shown(text)}' is not of {count} parts with '{mark}' "
                    "between them"
                )
            parts.append(part)
        return [*parts, rest], None
