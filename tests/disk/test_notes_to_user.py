import sys

import pytest

from simlaw.disk import notes_to_user
from simlaw.disk.notes_to_user import note


def test_a_note_is_said_on_standard_error_and_once_where_wanted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_to_user, "_said", set())
    for text in ("one", "two", "one"):
        note(text, once=True)
    assert capsys.readouterr() == ("", "note: one\nnote: two\n")
    note("one")
    assert capsys.readouterr().err == "note: one\n"


def test_a_stream_that_is_gone_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_to_user, "_said", set())
    with open("/dev/null" if sys.platform != "win32" else "nul", "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
    note("into nothing")
