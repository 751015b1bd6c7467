"""The form of files as init proposes it, and asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tables.files.test_whole_tables import TABLE, write_xlsx

from simlaw.errors import InputError
from simlaw.study.file.propose_form import open_side, propose_form
from simlaw.study.file.questions import OpenQuestionsError


def put(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_text(text)
    return path


def test_a_plain_file_needs_nothing(tmp_path: Path) -> None:
    header = open_side(put(tmp_path, "id,y\na,1\nb,2\n"), "source", sheet=None, guess=False)
    form = propose_form(header, "source", "y", sheet=None, decimal=None)
    assert (form.settings, form.marked, form.questions) == ({}, (), ())


def test_a_decimal_comma_is_told_with_an_example(tmp_path: Path) -> None:
    path = put(tmp_path, "id;y\na;1,5\nb;2,25\n")
    header = open_side(path, "target", sheet=None, guess=False)
    form = propose_form(header, "target", "y", sheet=None, decimal=None)
    assert form.settings == {"decimal": (",", "numbers are written as '1,5'")}


def test_an_open_comma_is_asked_for(tmp_path: Path) -> None:
    header = open_side(put(tmp_path, "id;y\na;1,234\nb;2,345\n"), "target", sheet=None, guess=False)
    (question,) = propose_form(header, "target", "y", sheet=None, decimal=None).questions
    assert question.answer == "--target-decimal ,"
    assert "'1,234'" in question.text
    settled = propose_form(header, "target", "y", sheet=None, decimal=".")
    assert settled.settings == {"decimal": (".", "")}
    assert not settled.questions
    with pytest.raises(InputError, match="no decimal mark"):
        propose_form(header, "target", "y", sheet=None, decimal=";")


def test_a_sheet_of_several_is_asked_for(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", {"one": TABLE, "two": TABLE})
    with pytest.raises(OpenQuestionsError, match="--source-sheet one"):
        open_side(path, "source", sheet=None, guess=False)
    guessed = open_side(path, "source", sheet=None, guess=True)
    assert propose_form(guessed, "source", "Tg", sheet=None, decimal=None).marked == ("sheet",)
    named = open_side(path, "source", sheet="two", guess=False)
    form = propose_form(named, "source", "Tg", sheet="two", decimal=None)
    assert (form.settings, form.marked) == ({"sheet": ("two", "")}, ())


def test_a_missing_header_is_marked(tmp_path: Path) -> None:
    path = put(tmp_path, "CO,0.8\nCC,0.9\nCCO,0.7\nCCC,0.6\n")
    header = open_side(path, "target", sheet=None, guess=False)
    form = propose_form(header, "target", "column 2", sheet=None, decimal=None)
    assert form.settings["header"] == (False, "the first row looks like data")
    assert form.marked == ("header",)
