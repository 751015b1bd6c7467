"""Places that people and files name: what is imported, and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.conftest import GREEN, Install

from simlaw.code_places import allowed_place, import_place
from simlaw.errors import InputError

pytestmark = pytest.mark.usefixtures("forgotten_modules")


class TestPlaces:
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
