"""Materials known by a name alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.materials.label import MAX_CHARACTERS, canonical
from simlaw.materials.refusal import RefusedMaterial


@given(st.text(max_size=60))
def test_a_key_is_its_own_key_or_the_text_is_refused(text: str) -> None:
    try:
        key = canonical(text)
    except RefusedMaterial:
        assert not text.split()
        return
    assert canonical(key) == key
    assert key.split() == text.split()


@given(st.lists(st.text("abAB19-", min_size=1), min_size=1, max_size=4), st.data())
def test_blanks_do_not_tell_labels_apart_and_case_does(
    words: list[str], data: st.DataObject
) -> None:
    blanks = [data.draw(st.text(" \t\n\u00a0", min_size=1)) for _ in words]
    spaced = "".join(a + b for a, b in zip(blanks, words, strict=True)) + " "
    assert canonical(spaced) == " ".join(words)
    other = spaced.swapcase()
    assert (canonical(other) == canonical(spaced)) == (other == spaced)


def test_the_longest_label_and_one_longer() -> None:
    assert canonical("x" * MAX_CHARACTERS) == "x" * MAX_CHARACTERS
    with pytest.raises(
        RefusedMaterial, match=r"has 1001 characters, and at most 1000 are read"
    ) as e:
        canonical("x" * (MAX_CHARACTERS + 1))
    assert len(e.value.reason) < 200, "a message does not repeat it all"
