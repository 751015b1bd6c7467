"""Settings however they are made: what is wrong is said with its key, what goes is kept."""

import inspect
import pickle
from collections.abc import Sequence
from dataclasses import FrozenInstanceError, dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.registry import Registry
from simlaw.settings import Settings, SettingsError, about, setting, with_keywords


class Spice:
    """Something hot."""

    def __init__(self, name: str) -> None:
        self.name = name


SPICES = Registry("spice", [Spice("pepper"), Spice("chilli")])


@dataclass(frozen=True)
class Soup(Settings):
    litres: float = setting(1.0, "How much.", above=0, most=10)
    plates: int = setting(4, "For how many.", least=1, below=100)
    spices: str | Spice | Sequence[str | Spice] = setting(("pepper",), "Hot:", words=SPICES)
    spoon: str = setting("wood", "With what.", words={"wood": "soft", "steel": "hard"})
    steps: Sequence[int] = setting((1, 2), "Minutes of each.", above=0, fewest=1, greatest=3)
    note: str | None = setting(None, "Anything.", pattern="[a-z ]*")
    hot: bool = setting(True, "Whether it is.")


@with_keywords
@dataclass(frozen=True)
class Dinner(Soup):
    """A dinner."""

    guests: int = setting(2, "How many come.")

    def _agree(self) -> None:
        if self.guests > self.plates:
            raise InputError("more guests than plates.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"litres": 0}, "litres: found 0; input should be greater than 0."),
        ({"litres": 11.0}, "litres: found 11.0; input should be less than or equal to 10."),
        ({"litres": float("nan")}, "litres: found nan; input should be a finite number."),
        ({"litres": "one"}, "litres: found 'one'; input should be a valid number."),
        ({"litres": True}, "litres: found True; input should be a valid number."),
        ({"plates": 0}, "plates: found 0; input should be greater than or equal to 1."),
        ({"plates": 100}, "plates: found 100; input should be less than 100."),
        ({"plates": 2.0}, "plates: found 2.0; input should be a valid integer."),
        ({"plates": True}, "plates: found True; input should be a valid integer."),
        ({"plates": None}, "plates: found None; input should be a valid integer."),
        ({"spoon": "wod"}, "found 'wod'; allowed are wood, steel. Did you mean 'wood'?"),
        ({"spoon": 3}, "spoon: found 3; input should be a text."),
        ({"spices": ["peper"]}, "spices.0: found 'peper'; allowed are pepper, chilli. Did you"),
        ({"spices": Spice}, "spices: Spice is a class where a spice is needed"),
        ({"spices": [3.0]}, "spices.0: float is no spice: it has no `name`."),
        ({"steps": [1, 0]}, "steps.1: found 0; input should be greater than 0."),
        ({"steps": []}, "steps: found 0 of them; input should have at least 1."),
        ({"steps": [1] * 4}, "steps: found 4 of them; input should have at most 3."),
        ({"steps": 5}, "steps: found 5; input should be a list."),
        ({"steps": "12"}, "steps: found '12'; input should be a list."),
        ({"note": "A"}, "note: found 'A'; input should match the pattern '[a-z ]*'."),
        ({"hot": 1}, "hot: found 1; input should be true or false."),
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Soup(**changes)
    assert message in str(caught.value)


def test_all_mistakes_are_listed_five_in_words() -> None:
    wrong = dict.fromkeys(("litres", "plates", "spoon", "steps", "note", "hot"), object())
    with pytest.raises(SettingsError) as caught:
        Soup(**wrong)
    assert len(caught.value.problems) == 6
    assert len(str(caught.value).splitlines()) == 6
    assert str(caught.value).endswith("(and 1 more)")
    again = pickle.loads(pickle.dumps(caught.value.__class__(caught.value.problems[:0], "x")))
    assert (again.problems, again.where) == ((), "x")


def test_several_become_a_tuple_and_one_may_stand_alone() -> None:
    mine = Spice("mine")
    assert Soup(spices="chilli").spices == ("chilli",)
    # An object is known by its name from here on.
    assert Soup(spices=mine).spices == ("mine",)
    assert Soup(spices=["chilli", mine]).spices == ("chilli", "mine")
    assert Soup(steps=np.array([3, 4])).steps == (3, 4)
    assert {type(step) for step in Soup(steps=np.array([3, 4])).steps} == {int}


def test_numbers_stay_as_they_were_given() -> None:
    """A fingerprint that was made of them must not change: 4 is written otherwise than 4.0."""
    assert type(Soup(litres=4).litres) is int
    assert type(Soup(litres=4.0).litres) is float
    assert type(Soup(litres=np.float32(4)).litres) is float
    assert type(Soup(plates=np.int64(4)).plates) is int


def test_the_place_of_code_is_imported_and_must_be_there() -> None:
    with pytest.raises(InputError, match=r"'no\.such\.module:spice' cannot be imported"):
        Soup(spices="no.such.module:spice")


def test_what_does_not_go_together_is_refused_by_each_class() -> None:
    assert Dinner(guests=4).guests == 4
    with pytest.raises(InputError, match="more guests than plates"):
        Dinner(guests=5)
    with pytest.raises(InputError, match="plates: found 0"):
        replace(Dinner(), plates=0)


def test_settings_are_frozen_compared_and_hashed() -> None:
    assert Soup(steps=[1]) == Soup(steps=(1,))
    assert len({Soup(), Soup(), Soup(plates=5)}) == 2
    with pytest.raises(FrozenInstanceError):
        Soup().plates = 3  # type: ignore[misc]


def test_the_docstring_lists_all_settings() -> None:
    text = inspect.getdoc(Dinner) or ""
    assert text.startswith("A dinner.\nlitres\n    How much.\n")
    assert 'spices\n    Hot:\n\n    - "pepper": Something hot.\n' in text
    assert text.endswith("guests\n    How many come.")
    assert max(map(len, text.splitlines())) <= 96


def test_a_required_setting_has_no_default() -> None:
    @dataclass(frozen=True)
    class Strict(Settings):
        name: str = field(metadata=about("Its name."))

    with pytest.raises(TypeError, match="name"):
        Strict()  # type: ignore[call-arg]
