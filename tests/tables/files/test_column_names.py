"""Names of columns: told apart, found, and what is said where one is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.files.column_names import numbered, positions, told_apart


@given(st.lists(st.sampled_from(["a", "b", "a (1)", "", " a"]), max_size=8))
def test_no_two_names_are_alike(names: list[str]) -> None:
    found, repeated = told_apart(names)
    assert len(found) == len(names)
    named = [name for name in found if name]
    assert len(set(named)) == len(named)
    stripped = [name.strip() for name in names]
    assert all(stripped.count(name) > 1 for name in repeated)
    for before, after in zip(stripped, found, strict=True):
        assert after.startswith(before)
        assert (after == before) == (before not in repeated)


def test_columns_without_names_are_numbered() -> None:
    assert numbered(2) == ["column 1", "column 2"]


def test_a_name_of_several_is_asked_for() -> None:
    names, repeated = told_apart(["id", "Tg", "Tg"])
    assert positions("t.csv", names, ["Tg (2)", "id"], repeated) == [2, 0]
    with pytest.raises(InputError, match=r"2 columns are called 'Tg'.*'Tg \(1\)' or 'Tg \(2\)'"):
        positions("t.csv", names, ["Tg"], repeated)
