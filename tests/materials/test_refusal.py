"""What is shown of a text that names no material."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simlaw.materials.refusal import RefusedMaterial, shown


@given(text=st.text(), limit=st.integers(8, 80))
def test_what_is_shown_is_one_printable_line(text: str, limit: int) -> None:
    found = shown(text, limit)
    assert found.isprintable()
    if len(text) <= limit and text.isprintable():
        assert found == text


@given(text=st.text("abcXYZ", min_size=1), limit=st.integers(8, 80))
def test_a_long_text_keeps_both_ends(text: str, limit: int) -> None:
    found = shown(text, limit)
    assert len(found) <= max(limit, 0)
    head, mark, tail = found.partition("...")
    assert text.startswith(head)
    assert text.endswith(tail)
    assert bool(mark) == (len(text) > limit)
    assert len(found) == min(len(text), limit)


def test_marks_that_a_terminal_would_obey_are_escaped() -> None:
    assert shown("C\x1b[31mC\r\n") == "C\\u001b[31mC\\u000d\\u000a"


def test_a_refusal_is_its_reason() -> None:
    refusal = RefusedMaterial("the text is empty")
    assert refusal.reason == str(refusal) == "the text is empty"
    assert isinstance(refusal, ValueError)
