"""What is said to a user: what was found, where, and what to do."""

from __future__ import annotations

import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import (
    FULL,
    InputError,
    MaterialFailure,
    MissingExtraError,
    SimlawError,
    cannot_write,
    nearest,
    require,
)


@pytest.mark.parametrize("number", sorted(FULL))
def test_a_full_disk_is_called_one_however_the_system_says_it(number: int) -> None:
    said = str(cannot_write("runs/a", OSError(number, os.strerror(number))))
    assert said.startswith("runs/a: cannot be written: the disk is full (")
    assert "make room there and run the same command again" in said


@pytest.mark.parametrize(
    ("error", "reason", "remedy"),
    [
        (OSError(errno.EACCES, "Permission denied"), "may not be written to", "make it writable"),
        (
            OSError(errno.EROFS, "Read-only file system"),
            "may not be written to",
            "make it writable",
        ),
        (OSError(errno.EIO, "Input/output error"), "the disk failed", "mend it"),
        (OSError("12 requested and 3 written"), "the disk is full (12 requested", "make room"),
    ],
)
def test_each_refusal_of_the_system_has_its_remedy(
    error: OSError, reason: str, remedy: str
) -> None:
    said = str(cannot_write("runs/a", error))
    assert reason in said
    assert f"{remedy}" in said
    assert said.endswith("or choose another place.")


def test_what_nobody_can_mend_leaves_the_other_way_alone() -> None:
    error = OSError(errno.ENAMETOOLONG, "File name too long")
    said = str(cannot_write("runs/a", error, otherwise="give a shorter name"))
    assert said == (
        "runs/a: cannot be written: File name too long. What was finished before is kept: "
        "give a shorter name."
    )


def test_an_input_error_is_a_value_error_and_a_missing_library_an_import_error() -> None:
    assert isinstance(cannot_write("a", OSError(errno.EIO, "x")), InputError)
    assert issubclass(InputError, (SimlawError, ValueError))
    assert issubclass(MissingExtraError, ImportError)


@given(word=st.text(max_size=12), allowed=st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_what_is_suggested_is_allowed(word: str, allowed: list[str]) -> None:
    said = nearest(word, allowed)
    assert said == "" or said in {f" Did you mean '{one}'?" for one in allowed}


@given(word=st.text(st.characters(max_codepoint=127), min_size=1, max_size=12))
def test_another_case_is_near(word: str) -> None:
    assert nearest(word.upper(), [word]) == f" Did you mean '{word}'?"


def test_a_library_that_is_there_is_returned() -> None:
    assert require("json", extra="tune", purpose="Searches").dumps([1]) == "[1]"


def test_a_library_that_is_not_names_the_line_that_installs_it() -> None:
    with pytest.raises(MissingExtraError) as caught:
        require("there_is_none.such", extra="tune", purpose="Searches")
    assert str(caught.value) == (
        "Searches need the library 'there_is_none', which is not installed. "
        "Install it with: pip install 'simlaw[tune]'"
    )


def test_a_failure_of_one_material_keeps_its_sentence() -> None:
    failure = MaterialFailure("it has no atoms")
    assert failure.reason == str(failure) == "it has no atoms"
