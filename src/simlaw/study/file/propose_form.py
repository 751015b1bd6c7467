"""How the files of two tables are read: what their first rows tell, and what has to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlaw.errors import InputError
from simlaw.study.file.questions import OpenQuestionsError, Question
from simlaw.tables.columns.header import Header, read_header
from simlaw.tables.files.whole_tables import SeveralSheetsError
from simlaw.tables.settings import DECIMALS

_BECAUSE = {
    "header": "the first row looks like data",
    "units_row": "the row below the header holds units",
}


@dataclass(frozen=True)
class FormGuess:
    """How the file of one table is read.

    Attributes
    ----------
    settings
        Value and reason by setting.
    marked
        Settings to be confirmed by the user.
    questions
        What is open.
    """

    settings: dict[str, tuple[Any, str]]
    marked: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def open_side(path: Path, role: str, *, sheet: str | None, guess: bool) -> Header:
    """Read the first rows of a table file.

    Raises
    ------
    OpenQuestionsError
        If it is a spreadsheet of several tables, none is named, and nothing is to be guessed.
    InputError
        If it cannot be read.
    """
    try:
        return read_header(path, sheet=sheet or "")
    except SeveralSheetsError as several:
        if guess:
            return read_header(path, sheet=several.sheets[0])
        listed = ", ".join(f"'{name}'" for name in several.sheets[:10])
        text = f"{path}: which sheet holds the table? There are {listed}."
        raise OpenQuestionsError([Question("sheet", role, text, several.sheets[0])]) from None


def propose_form(
    header: Header, role: str, value: str, *, sheet: str | None, decimal: str | None
) -> FormGuess:
    """Return the settings that a table's file needs besides its columns.

    Parameters
    ----------
    header
        Of the file.
    role
        ``"source"`` or ``"target"``.
    value
        Column of the values.
    sheet, decimal
        What the user settled.

    Raises
    ------
    InputError
        If the decimal mark is none.
    """
    form = header.form
    settings: dict[str, tuple[Any, str]] = {}
    marked = []
    if form.sheet:
        settings["sheet"] = form.sheet, "" if sheet else "the first of several"
        marked += [] if sheet else ["sheet"]
    for key, usual in (("header", True), ("units_row", False)):
        if (found := getattr(form, key)) != usual:
            settings[key] = found, _BECAUSE[key]
            marked.append(key)
    mark = header.decimal(value)
    if decimal is not None:
        if decimal not in DECIMALS:
            raise InputError(f"--{role}-decimal: {decimal!r} is no decimal mark; give '.' or ','.")
        settings["decimal"] = decimal, ""
    elif mark in DECIMALS:
        settings["decimal"] = mark, f"numbers are written as '{_example(header, value)}'"
    elif mark:
        text = (
            f"{header.path}: is the comma in '{_example(header, value)}' of the column '{value}' a "
            "decimal mark, or does it stand between thousands?"
        )
        settings["decimal"] = ",", "not confirmed"
        return FormGuess(settings, tuple(marked), (Question("decimal", role, text, ","),))
    return FormGuess(settings, tuple(marked))


def _example(header: Header, value: str) -> str:
    texts = header.frame[value].astype(str)
    return next((text.strip() for text in texts if "," in text), "")[:40]
