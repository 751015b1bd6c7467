"""Tables of a study file: read once, and again when the file or its reading has changed."""

from pathlib import Path

import pytest

from simlaw.errors import InputError
from simlaw.study.file.load_study import load_table
from simlaw.tables import cached_tables as kept
from simlaw.tables.settings import TableSettings

SPEC = {"path": "t.csv", "kind": "label", "material": "id", "value": "y", "unit": "eV"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "t.csv").write_text("id,y\na,1.5\nb,2.5\n")
    return tmp_path


def entries(home: Path) -> int:
    return len(list((home / "cache" / "store" / "tables").glob("*/table.parquet")))


def test_an_unchanged_file_is_not_read_again(home: Path) -> None:
    first = load_table(TableSettings(**SPEC), home)
    second = load_table(TableSettings(**SPEC), home)
    assert entries(home) == 1
    assert first.summary() == second.summary()
    assert first.keys == second.keys


def test_changes_are_seen(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_table(TableSettings(**SPEC), home)
    (home / "t.csv").write_text("id,y\na,1.5\nb,3.5\n")
    assert load_table(TableSettings(**SPEC), home).values.tolist() == [1.5, 3.5]
    changed = load_table(TableSettings(**{**SPEC, "unit": "meV", "name": "other"}), home)
    assert (changed.unit, changed.name) == ("meV", "other")
    assert entries(home) == 3
    monkeypatch.setattr(kept, "_readers", lambda: ["another version of a library"])
    load_table(TableSettings(**SPEC), home)
    assert entries(home) == 4


def test_a_missing_file_is_an_error_though_its_table_is_kept(home: Path) -> None:
    load_table(TableSettings(**SPEC), home)
    (home / "t.csv").unlink()
    with pytest.raises(InputError, match=r"t\.csv"):
        load_table(TableSettings(**SPEC), home)


def test_rows_are_chosen_and_the_choice_is_part_of_what_is_kept(home: Path) -> None:
    (home / "t.csv").write_text("id,y,T\na,1.5,300\na,2.5,350\nb,4,350\n")
    whole = load_table(TableSettings(**SPEC), home)
    assert whole.values.tolist() == [2.0, 4.0]
    for _ in range(2):
        some = load_table(TableSettings(**SPEC, where={"T": [290, 310]}), home)
        assert (some.values.tolist(), some.not_chosen) == ([1.5], 2)
        near = load_table(TableSettings(**SPEC, at={"T": 300}), home)
        assert near.values.tolist() == [1.5, 4.0]
        assert [found.code for found in near.findings] == ["condition_chosen"]
    assert entries(home) == 3
