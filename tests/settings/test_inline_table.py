"""Settings that are small tables: checked, frozen, hashed, written and read again."""

import pickle
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from simlaw.settings import Settings, SettingsError, from_mapping, setting, to_mapping
from simlaw.settings.inline_table import InlineTable


@dataclass(frozen=True)
class Post(Settings):
    only: Mapping[str, float | str | Sequence[float] | Sequence[str]] | None = setting(None, "a")
    near: Mapping[str, float] | None = setting(None, "b")


NUMBERS = st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False, width=32)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5)


@given(
    st.dictionaries(TEXTS, NUMBERS | TEXTS | st.lists(NUMBERS | TEXTS, min_size=1, max_size=3)),
    st.dictionaries(TEXTS, NUMBERS),
)
def test_what_is_written_is_read_again(only: dict[str, Any], near: dict[str, Any]) -> None:
    post = Post(only=only, near=near)
    text = tomlkit.dumps(to_mapping(post))
    again = from_mapping(Post, tomllib.loads(text))
    assert again == post == pickle.loads(pickle.dumps(post))
    assert hash(again) == hash(post)


def test_lists_become_tuples_that_cannot_be_changed() -> None:
    given: dict[str, Any] = {"T": [1, 2]}
    table = InlineTable(given)
    given["T"].append(3)
    assert table == {"T": (1, 2)}
    with pytest.raises(KeyError):
        table["p"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            {"only": {"a": True}},
            "only.a: found True; input should be a number or a text, or a list",
        ),
        ({"only": {"a": []}}, "only.a: found []"),
        ({"only": {"a": [1, False]}}, r"only.a: found [1, False]"),
        ({"only": 3}, "only: found 3; input should be a table of keys"),
        ({"near": {"a": "x"}}, "near.a: found 'x'; input should be a number."),
        ({"near": {"a": float("nan")}}, "near.a: found nan"),
    ],
)
def test_what_cannot_be_a_value_is_named(content: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_mapping(Post, content)
    assert said in str(caught.value)
