"""Names, objects and places: one mechanism, whatever is plugged in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from simlaw import registry
from simlaw.errors import InputError
from simlaw.registry import Provenance, Registry, allowed_place, import_place

GROUP = "simlaw.colours"


@dataclass(frozen=True)
class Colour:
    name: str
    shade: float = 0.5


RED, BLUE = Colour("red"), Colour("blue")


@pytest.fixture
def colours() -> Registry[Colour]:
    return Registry("colour", [RED, BLUE], group=GROUP, needs=("name", "shade"))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Forget what is installed, and modules that a test imported, before and after it."""
    known = set(sys.modules)
    registry._installed.cache_clear()
    registry._owners.cache_clear()
    yield
    registry._installed.cache_clear()
    registry._owners.cache_clear()
    for name in set(sys.modules) - known:
        if name.startswith(("paint", "brush")):
            del sys.modules[name]


Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what installs a distribution of one module, in a folder of its own on the path."""

    def made(name: str, code: str = "", points: str = "", version: str = "1.2") -> Path:
        place = tmp_path / f"site-{name}"
        info = place / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (place / f"{name}.py").write_text(dedent(code), encoding="utf-8")
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
        )
        (info / "top_level.txt").write_text(f"{name}\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{points}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(place)
        return place

    return made


GREEN = """
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Paint:
        name: str
        shade: float = 0.1

    GREEN = Paint("green")
    NOT_ONE = object()
"""


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

    def test_an_attribute_of_an_attribute(self) -> None:
        assert import_place("pathlib:Path.cwd") == Path.cwd

    @pytest.mark.parametrize(
        "place", ["", "json", ":dumps", "json:", "a b:c", ".json:dumps", "1:2"]
    )
    def test_what_is_no_place(self, place: str) -> None:
        with pytest.raises(InputError, match="one is written module:attribute"):
            import_place(place)

    @pytest.mark.parametrize(
        ("code", "attribute", "said"),
        [
            ("import paint_that_is_not_there", "GREEN", "No module named"),
            ("", "GREEN", "has no attribute 'GREEN'"),
            ("def broken(:", "GREEN", "SyntaxError"),
            ("raise RuntimeError('no licence')", "GREEN", "RuntimeError: no licence"),
        ],
    )
    def test_what_cannot_be_imported(
        self, install: Install, code: str, attribute: str, said: str
    ) -> None:
        install("paint_broken", code)
        with pytest.raises(InputError, match="'paint_broken:GREEN' cannot be imported") as caught:
            import_place(f"paint_broken:{attribute}")
        assert said in str(caught.value)


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


class TestPlacesThatFilesName:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Return the folder of a study file, which the path happens to hold."""
        folder = tmp_path / "brush"
        folder.mkdir()
        monkeypatch.syspath_prepend(folder)
        return folder

    def test_nothing_is_imported_without_leave(self, install: Install, folder: Path) -> None:
        install("paint", GREEN)
        with pytest.raises(InputError, match="allow it with --allow-code"):
            allowed_place("paint:GREEN", allow_code=False, folder=folder)
        assert "paint" not in sys.modules

    def test_an_installed_one_is_imported_with_leave(self, install: Install, folder: Path) -> None:
        install("paint", GREEN)
        before = list(sys.path)
        assert allowed_place("paint:GREEN", allow_code=True, folder=folder).name == "green"
        assert allowed_place("paint:GREEN", allow_code=True).name == "green"
        assert sys.path == before

    def test_a_module_in_the_folder_is_never_run(self, folder: Path) -> None:
        (folder / "brush_own.py").write_text("raise SystemExit('it was run')", encoding="utf-8")
        before = list(sys.path)
        with pytest.raises(InputError, match="brush_own"):
            allowed_place("brush_own:GREEN", allow_code=True, folder=folder)
        assert "brush_own" not in sys.modules
        assert sys.path == before

    def test_one_that_was_imported_before_is_refused(self, folder: Path) -> None:
        (folder / "brush_own.py").write_text("GREEN = 1", encoding="utf-8")
        assert import_place("brush_own:GREEN") == 1
        with pytest.raises(InputError, match="the folder of the file that names it"):
            allowed_place("brush_own:GREEN", allow_code=True, folder=folder)

    @pytest.mark.parametrize("inside", ["", "brush_inner"])
    def test_nor_through_a_package_around_the_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
    ) -> None:
        package = tmp_path / "brush_package"
        folder = package / inside
        folder.mkdir(parents=True)
        for place in {package, folder}:
            (place / "__init__.py").write_text("", encoding="utf-8")
        (folder / "__init__.py").write_text("raise SystemExit('it was run')", encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        place = ".".join(part for part in ("brush_package", inside) if part)
        with pytest.raises(InputError, match="the folder of the file that names it"):
            allowed_place(f"{place}.module:GREEN", allow_code=True, folder=folder)

    def test_nor_through_a_link(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
    ) -> None:
        (folder / "brush_linked.py").write_text("raise SystemExit('it was run')", encoding="utf-8")
        link = tmp_path / "link"
        link.symlink_to(folder, target_is_directory=True)
        monkeypatch.syspath_prepend(link)
        with pytest.raises(InputError, match="brush_linked"):
            allowed_place("brush_linked:GREEN", allow_code=True, folder=folder)

    @pytest.mark.parametrize("entry", ["", ".", "whole"])
    def test_a_module_in_the_working_folder_is_never_run(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
    ) -> None:
        place = tmp_path / "work"
        place.mkdir()
        (place / "brush_here.py").write_text("raise SystemExit('it was run')", encoding="utf-8")
        monkeypatch.chdir(place)
        monkeypatch.syspath_prepend(str(place) if entry == "whole" else entry)
        with pytest.raises(InputError, match="brush_here"):
            allowed_place("brush_here:GREEN", allow_code=True, folder=tmp_path / "elsewhere")

    @pytest.mark.parametrize("place", ["", "json", "..x:y", "a b:c", "__main__:there_is_none"])
    def test_what_is_no_place_is_said_in_words(self, folder: Path, place: str) -> None:
        with pytest.raises(InputError, match=r"no place|cannot be imported"):
            allowed_place(place, allow_code=True, folder=folder)
