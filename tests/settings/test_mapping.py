"""Settings from a mapping and back: keys, sections, defaults, code that is named."""

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.code_places import allowed_place
from simlaw.errors import InputError
from simlaw.registry import Registry
from simlaw.settings import Settings, about, from_mapping, setting, to_mapping


class Wheel:
    """A wheel."""

    def __init__(self, name: str) -> None:
        self.name = name


WHEELS = Registry("wheel", [Wheel("wood"), Wheel("steel")])


@dataclass(frozen=True)
class Engine(Settings):
    power: float = setting(50.0, "Kilowatts.", above=0)
    fuels: Sequence[str] = setting((), "What it burns.")
    turns: int | None = setting(None, "Each minute.", key="turns_per_minute", least=1)

    def _agree_in_file(self, given: Collection[str]) -> None:
        if "power" in given and "turns_per_minute" in given:
            raise InputError("give power or turns.")


@dataclass(frozen=True, kw_only=True)
class Car(Settings):
    name: str = setting("car", "What it is called.", needed=True)
    wheels: str | Sequence[str] = setting(("wood",), "What it rolls on:", words=WHEELS)
    engine: Engine = field(default_factory=Engine, metadata=about("What drives it."))
    trailer: Engine | Sequence[Engine] = field(
        default=(), metadata=about("What is drawn, one or several.")
    )


def message(content: dict[str, Any], **more: Any) -> str:
    with pytest.raises(InputError) as caught:
        from_mapping(Car, content, where="car.toml", **more)
    return str(caught.value)


def test_a_mapping_is_read_with_defaults() -> None:
    car = from_mapping(Car, {"name": "a", "engine": {"power": 3, "fuels": ["oil"]}})
    assert car == Car(name="a", engine=Engine(power=3.0, fuels=("oil",)))
    assert type(car.engine.power) is float


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "car.toml: the key 'name' is missing."),
        ({"name": "a", "wheel": "x"}, "unknown key 'wheel' in the top level. Did you mean 'wh"),
        ({"name": "a", "engine": {"powr": 1}}, "unknown key 'powr' in section [engine]. Did you"),
        ({"name": "a", "engine": 3}, "engine: found 3; input should be a table of keys."),
        ({"name": "a", "engine": {"turns_per_minute": 0}}, "engine.turns_per_minute: found 0"),
        ({"name": "a", "engine": {"turns": 1}}, "unknown key 'turns' in section [engine]"),
        ({"name": "a", "engine": {"power": 1, "turns_per_minute": 2}}, "engine: give power or"),
        ({"name": "a", "trailer": [{}, {"power": -1}]}, "trailer (table 2).power: found -1.0"),
        ({"name": "a", "trailer": [{"p": 1}]}, "'p' in section [[trailer]] (table 1)."),
        ({"name": "a", "trailer": [3]}, "trailer (table 1): found 3; input should be a table"),
        ({"name": "a", "wheels": ["wod"]}, "wheels.0: found 'wod'; allowed are wood, steel."),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_key(content: dict[str, Any], said: str) -> None:
    assert said in message(content)


def test_mistakes_of_all_sections_are_listed() -> None:
    told = message({"engine": {"power": -1.0, "x": 1}, "trailer": {"fuels": 3}})
    for said in ("'name' is missing", "engine.power", "key 'x'", "trailer.fuels: found 3"):
        assert said in told


@given(
    st.builds(
        Car,
        name=st.text(),
        wheels=st.lists(st.sampled_from(sorted(WHEELS)), min_size=1),
        engine=st.builds(
            Engine,
            power=st.floats(0, 1e9, exclude_min=True),
            fuels=st.lists(st.text()),
        ),
        trailer=st.lists(st.builds(Engine, turns=st.integers(1)), min_size=1),
    )
)
def test_what_is_written_is_read_again(car: Car) -> None:
    content = to_mapping(car)
    for trailer in content["trailer"]:
        del trailer["power"]  # which does not stand beside turns
    assert from_mapping(Car, content) == car


def test_only_what_was_given_can_be_written() -> None:
    content = {"engine": {"power": 3}, "trailer": [{}, {"fuels": []}], "name": "a"}
    car = from_mapping(Car, content)
    written = to_mapping(car, content)
    assert written == {"name": "a", "engine": {"power": 3.0}, "trailer": [{}, {"fuels": []}]}
    assert [*written] == ["name", "engine", "trailer"]


def test_code_that_is_named_is_imported_only_where_that_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd_wheels.py").write_text("class W:\n    name = 'odd'\nODD = W()\n")
    monkeypatch.syspath_prepend(tmp_path)
    content = {"name": "a", "wheels": ["odd_wheels:ODD"]}
    assert "--allow-code" in message(content)
    here = partial(allowed_place, allow_code=True, folder=tmp_path)
    assert "wheels: 'odd_wheels:ODD' cannot be imported" in message(content, place=here)
    assert "odd_wheels" not in sys.modules
    elsewhere = partial(allowed_place, allow_code=True, folder=tmp_path / "other")
    try:
        car = from_mapping(Car, content, place=elsewhere)
        assert "odd_wheels" in sys.modules
    finally:
        sys.modules.pop("odd_wheels", None)
    # The name of the place is what a file keeps of it.
    assert to_mapping(car)["wheels"] == ["odd_wheels:ODD"]


def test_an_object_is_written_by_its_name() -> None:
    car = Car(name="a", wheels=Wheel("mine"))  # type: ignore[arg-type]
    assert to_mapping(car)["wheels"] == ["mine"]
