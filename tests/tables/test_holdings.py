"""Which datasets are here, without reading one."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlaw.disk.places import data_homes
from simlaw.errors import InputError
from simlaw.tables.catalogue.entry import DataFile, Dataset
from simlaw.tables.datasets import DATASETS
from simlaw.tables.holdings import PLACES, Holding, holding, holdings


def entry(*paths: str) -> Dataset:
    files = tuple(DataFile(path, f"https://example.org/{path}", "0" * 64) for path in paths)
    return Dataset("mine", "a title", files, "none", "nobody", kind="label")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("SIMLAW_DATA_DIR", str(folder))
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    return folder


def put(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text("a,b\n1,2\n3,4\n", encoding="utf-8")


def test_what_comes_with_simlaw_needs_no_file(own: Path) -> None:
    found = holding(entry())
    assert (found.place, found.paths, found.rows()) == ("built-in", (), None)


def test_what_is_nowhere_is_to_be_fetched(own: Path) -> None:
    assert holding(entry("a.csv")) == Holding(entry("a.csv"), "absent", ())


def test_the_users_folder_comes_before_the_cache(own: Path) -> None:
    put(data_homes()[0], "a.csv")
    assert holding(entry("a.csv")).place == "cache"
    put(own, "a.csv")
    found = holding(entry("a.csv"))
    assert found.place == "data-dir"
    assert found.paths == (own / "a.csv",)
    assert found.rows() == 2


def test_a_dataset_is_here_when_all_its_files_are(own: Path) -> None:
    both = entry("a.csv", "b.csv")
    put(own, "a.csv")
    assert holding(both).place == "absent"
    put(data_homes()[0], "b.csv")
    found = holding(both)
    assert found.place == "cache", "part of it would be gone with the cache"
    assert found.paths == (own / "a.csv", data_homes()[0] / "b.csv")
    assert found.rows() == 4


def test_a_folder_is_no_file(own: Path) -> None:
    (own / "a.csv").mkdir()
    assert holding(entry("a.csv")).place == "absent"


def test_all_are_listed_in_the_order_of_the_catalogue(own: Path) -> None:
    found = holdings()
    assert [one.dataset.name for one in found] == list(DATASETS)
    assert {one.place for one in found} == {"built-in", "absent"}
    assert {one.place for one in found} <= set(PLACES)


def test_a_data_folder_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIMLAW_DATA_DIR", str(tmp_path / "none"))
    with pytest.raises(InputError, match="SIMLAW_DATA_DIR"):
        holding(entry("a.csv"))
