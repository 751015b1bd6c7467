"""Keys of a study file changed from outside."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.study.file.changed_keys import known_keys, read_changes, with_changes

CONTENT: dict[str, Any] = {
    "name": "a",
    "source": {"dataset": "x"},
    "design": {"m": [10], "sizes": 4},
}


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("design.m=[25,50]", "design.m", [25, 50]),
        (" design.m = 25 ", "design.m", 25),
        ("law.level=0.8", "law.level", 0.8),
        ("law.metric=rmse", "law.metric", "rmse"),
        ('law.metric="rmse"', "law.metric", "rmse"),
        ("title=Density of polymers, again", "title", "Density of polymers, again"),
        ("source.unit=g/cm^3", "source.unit", "g/cm^3"),
        ('title="a = b"', "title", "a = b"),
    ],
)
def test_values_are_those_of_toml(text: str, key: str, value: object) -> None:
    assert read_changes([text]) == {key: value}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("design.m", "give it as KEY=VALUE"),
        ("=3", "give it as KEY=VALUE"),
        ("design.m=", "give it as KEY=VALUE"),
        ("design.m=[25,", "the value is not valid TOML"),
        ('title="a', "the value is not valid TOML"),
        ("seed=3\nname='b'", "one key at a time"),
    ],
)
def test_what_is_no_assignment_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_changes([text])


def test_the_last_of_several_counts() -> None:
    assert read_changes(["seed=1", "seed=2"]) == {"seed": 2}


def test_changes_are_made_in_a_copy() -> None:
    changed = with_changes(CONTENT, {"design.m": [25], "law.level": 0.8, "name": "b"})
    assert changed == {
        "name": "b",
        "source": {"dataset": "x"},
        "design": {"m": [25], "sizes": 4},
        "law": {"level": 0.8},
    }
    assert CONTENT["design"] == {"m": [10], "sizes": 4}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("design.replicats", r"There is no key 'design\.replicats' .*Did you mean 'design\.repl"),
        ("replicates", r"Did you mean 'design\.replicates'"),
        ("design", "There is no key 'design'"),
    ],
)
def test_an_unknown_key_suggests_the_nearest(key: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        with_changes(CONTENT, {key: 3})


def test_one_of_several_tables_cannot_be_meant() -> None:
    with pytest.raises(InputError, match=r"several sections \[\[source\]\]"):
        with_changes({**CONTENT, "source": [{}, {}]}, {"source.unit": "eV"})


@given(st.sampled_from(known_keys()), st.integers())
def test_every_key_can_be_set(key: str, value: int) -> None:
    changed = with_changes(CONTENT, read_changes([f"{key}={value}"]))
    section, _, name = key.rpartition(".")
    assert (changed[section] if section else changed)[name] == value


def test_rows_can_be_chosen_from_outside() -> None:
    text = 'target.where={ type = "exp", "T (K)" = [290, 310] }'
    assert read_changes([text]) == {"target.where": {"type": "exp", "T (K)": [290, 310]}}
