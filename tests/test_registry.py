"""Names, objects and places: one mechanism, whatever is plugged in."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest
from tests.conftest import GREEN, Install

from simlaw.code_places import import_place
from simlaw.errors import InputError
from simlaw.registry import Provenance, Registry

pytestmark = pytest.mark.usefixtures("forgotten_modules")

GROUP = "simlaw.colours"


@dataclass(frozen=True)
class Colour:
    name: str
    shade: float = 0.5


RED, BLUE = Colour("red"), Colour("blue")


@pytest.fixture
def colours() -> Registry[Colour]:
    return Registry("colour", [RED, BLUE], group=GROUP, needs=("name", "shade"))


class TestShipped:
    def test_is_found_by_name_and_listed_in_order(self, colours: Registry[Colour]) -> None:
        assert colours["red"] is RED
        assert colours.find("blue") is BLUE
        assert list(colours) == ["red", "blue"]
        assert len(colours) == 2
        assert "red" in colours
        assert "green" not in colours
        assert dict(colours) == {"red": RED, "blue": BLUE}

    def test_a_name_that_is_none_is_a_key_error(self, colours: Registry[Colour]) -> None:
        with pytest.raises(KeyError, match="green"):
            colours["green"]
        assert colours.get("green") is None

    def test_a_place_is_imported_when_it_is_asked_for(self, install: Install) -> None:
        install("paint_late", GREEN)
        late: Registry[object] = Registry("colour", {"green": "paint_late:GREEN", "red": RED})
        assert list(late) == ["green", "red"]
        assert "green" in late
        assert late["red"] is RED
        assert "paint_late" not in sys.modules
        found = late["green"]
        assert found is sys.modules["paint_late"].GREEN
        del sys.modules["paint_late"]
        assert late["green"] is found, "what was imported is kept"

    def test_an_unknown_name_is_answered_with_the_nearest_and_all(
        self, colours: Registry[Colour]
    ) -> None:
        with pytest.raises(InputError) as caught:
            colours.find("bleu", where="study.toml: paint.colour")
        assert str(caught.value) == (
            "study.toml: paint.colour: there is no colour 'bleu'. Did you mean 'blue'? "
            "Allowed: red, blue."
        )


class TestObjects:
    def test_one_of_the_sort_is_taken_as_it_is(self, colours: Registry[Colour]) -> None:
        mine = Colour("mine")
        assert colours.find(mine) is mine
        assert "mine" not in colours

    def test_a_class_is_not_an_object(self, colours: Registry[Colour]) -> None:
        with pytest.raises(InputError, match=r"colour: Colour is a class .* such as Colour\(\)\."):
            colours.find(Colour, where="colour")  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("given", "lacking"), [(3, "`name`, `shade`"), (Provenance("a:b"), "`name`, `shade`")]
    )
    def test_what_is_lacking_is_named(
        self, colours: Registry[Colour], given: object, lacking: str
    ) -> None:
        with pytest.raises(InputError) as caught:
            colours.find(given)  # type: ignore[arg-type]
        assert str(caught.value) == (
            f"{type(given).__name__} is no colour: it has no {lacking}. "
            "A colour needs `name`, `shade`."
        )

    def test_only_what_is_lacking_is_named(self, colours: Registry[Colour]) -> None:
        class Nameless:
            shade = 1.0

        with pytest.raises(InputError, match=r"it has no `name`\. A colour"):
            colours.find(Nameless())  # type: ignore[arg-type]


class TestPlaces:
    def test_one_of_the_sort_is_imported(self, colours: Registry[Colour], install: Install) -> None:
        install("paint_place", GREEN)
        assert colours.find("paint_place:GREEN").name == "green"

    def test_another_thing_is_refused(self, colours: Registry[Colour], install: Install) -> None:
        install("paint_place", GREEN)
        with pytest.raises(InputError, match="object is no colour"):
            colours.find("paint_place:NOT_ONE")
        with pytest.raises(InputError, match="Paint is a class"):
            colours.find("paint_place:Paint")


class TestInstalled:
    def test_is_found_by_name_after_what_is_shipped(
        self, colours: Registry[Colour], install: Install
    ) -> None:
        install("paint", GREEN, "green = paint:GREEN")
        assert list(colours) == ["red", "blue", "green"]
        assert len(colours) == 3
        assert "paint" not in sys.modules
        assert colours["green"].name == "green"
        assert colours.find("green") is colours["green"]
        with pytest.raises(InputError, match="Allowed: red, blue, green"):
            colours.find("violet")

    def test_nothing_is_looked_for_without_a_group(self, install: Install) -> None:
        install("paint", GREEN, "green = paint:GREEN")
        assert list(Registry("colour", [RED])) == ["red"]

    def test_what_is_shipped_cannot_be_replaced(
        self, colours: Registry[Colour], install: Install
    ) -> None:
        install("paint", GREEN, "red = paint:GREEN")
        assert colours["red"] is RED
        assert list(colours) == ["red", "blue"]
        assert colours.provenance("red") is None

    def test_of_two_with_one_name_the_first_by_distribution(
        self, colours: Registry[Colour], install: Install
    ) -> None:
        install("paint_b", GREEN, "green = paint_b:GREEN")
        install("paint_a", GREEN, "green = paint_a:GREEN")
        install("paint_c", GREEN, "green = paint_c:GREEN")
        assert type(colours["green"]).__module__ == "paint_a"

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
            ("def broken(:", "SyntaxError"),
            ("", "AttributeError"),
        ],
    )
    def test_one_that_cannot_be_imported_says_whose_it_is(
        self, colours: Registry[Colour], install: Install, code: str, said: str
    ) -> None:
        install("paint", code, "green = paint:GREEN")
        with pytest.raises(InputError, match="colour 'green' of paint:GREEN cannot") as caught:
            colours.find("green")
        assert said in str(caught.value)

    def test_one_that_is_no_such_thing_says_whose_it_is(
        self, colours: Registry[Colour], install: Install
    ) -> None:
        install("paint", GREEN, "green = paint:NOT_ONE")
        with pytest.raises(InputError, match=r"^paint:NOT_ONE: object is no colour"):
            colours.find("green")


class TestProvenance:
    def test_what_is_shipped_needs_none(self, colours: Registry[Colour]) -> None:
        assert colours.provenance("red") is None
        assert colours.provenance(RED) is None

    def test_another_object_of_a_class_of_simlaw_needs_none_either(self) -> None:
        shipped: Registry[object] = Registry("error", {})
        assert shipped.provenance(InputError("of a class that comes with simlaw")) is None
        assert shipped.provenance("simlaw.errors:InputError") is None

    def test_an_entry_point_by_name_and_by_its_object(
        self, colours: Registry[Colour], install: Install
    ) -> None:
        install("paint", GREEN, "green = paint:GREEN", version="3.1")
        wanted = Provenance("paint:GREEN", "paint", "3.1")
        assert colours.provenance("green") == wanted
        assert colours.provenance(colours["green"]) == wanted
        assert str(wanted) == "paint:GREEN (paint 3.1)"

    def test_a_place_and_an_object_of_an_installed_distribution(
        self, colours: Registry[Colour], install: Install
    ) -> None:
        install("paint", GREEN, version="3.1")
        assert colours.provenance("paint:GREEN") == Provenance("paint:GREEN", "paint", "3.1")
        mine = import_place("paint:Paint")("mine")
        assert colours.provenance(mine) == Provenance("paint:Paint", "paint", "3.1")

    def test_an_object_of_a_script(self, colours: Registry[Colour]) -> None:
        class Crayon(Colour):
            __module__ = "paint_script"

        found = colours.provenance(Crayon("mine"))
        assert found is not None
        assert (found.distribution, found.version) == ("", "")
        assert str(found).endswith("Crayon (no installed distribution)")
