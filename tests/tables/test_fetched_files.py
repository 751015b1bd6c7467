"""What was fetched: listed by dataset, found where earlier versions put it, removed by name."""

from pathlib import Path

import pytest

from simlaw.errors import InputError
from simlaw.tables import catalog
from simlaw.tables.datasets import DATASETS
from simlaw.tables.fetched_files import fetched_files, remove_fetched


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    places = tmp_path / "new" / "data", tmp_path / "old" / "data"
    for module in ("simlaw.tables.fetched_files", "simlaw.tables.catalog"):
        monkeypatch.setattr(f"{module}.data_homes", lambda: places)
    return places


def put(home: Path, name: str, content: bytes = b"x") -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_files_of_a_dataset_are_one_thing(homes: tuple[Path, Path]) -> None:
    assert fetched_files() == []
    entry = DATASETS["oqmd-gap"]
    paths = [put(homes[i % 2], file.path) for i, file in enumerate(entry.files)]
    other = put(homes[1], "mine/notes.txt", b"four")
    put(homes[0], ".unfinished-x.1")
    found = {one.name: one for one in fetched_files()}
    assert set(found) == {"oqmd-gap", "mine/notes.txt"}
    assert set(found["oqmd-gap"].paths) == set(paths)
    assert found["mine/notes.txt"].bytes == 4
    assert [found[name].listed for name in ("oqmd-gap", "mine/notes.txt")] == [True, False]
    remove_fetched("oqmd-gap")
    assert not any(path.exists() for path in paths)
    assert other.exists()


def test_a_name_that_was_not_fetched_removes_nothing(homes: tuple[Path, Path]) -> None:
    put(homes[0], "mine/notes.txt")
    for name in ("mine", "mine/note.txt", "../data/mine/notes.txt", ""):
        with pytest.raises(InputError, match="Nothing was fetched under the name"):
            remove_fetched(name)
    assert len(fetched_files()) == 1


def test_a_file_of_an_earlier_version_is_used(homes: tuple[Path, Path]) -> None:
    file = DATASETS["mp-gap"].files[0]
    assert catalog.fetched_file(file) == homes[0] / file.path
    put(homes[1], file.path)
    assert catalog.fetched_file(file) == homes[1] / file.path
    put(homes[0], file.path)
    assert catalog.fetched_file(file) == homes[0] / file.path
