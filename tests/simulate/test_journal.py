import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.simulate.journal import Journal, read_journal

RECIPE = {"simulator": "odd", "version": 1, "libraries": {"numpy": "2.0"}}

records = st.lists(
    st.one_of(
        st.fixed_dictionaries({"smiles": st.text(), "reason": st.text()}),
        st.fixed_dictionaries(
            {
                "smiles": st.text(),
                "values": st.dictionaries(st.text(), st.floats(allow_nan=False) | st.text()),
            }
        ),
    ),
    max_size=5,
    unique_by=lambda record: record["smiles"],
)


def written(path: Path, entries: list[dict]) -> Path:
    with Journal(path, RECIPE) as journal:
        for entry in entries:
            journal.append(entry)
    return path


@settings(deadline=None)
@given(entries=records)
def test_what_is_written_is_read(tmp_path_factory, entries) -> None:
    path = written(tmp_path_factory.mktemp("journal") / "j", entries)
    assert list(read_journal(path, RECIPE).values()) == entries


def test_a_journal_cut_anywhere_goes_on_without_its_torn_line(tmp_path: Path) -> None:
    entries = [{"smiles": "C" * n, "values": {"x": float(n)}} for n in (1, 2)]
    data = written(tmp_path / "whole", entries).read_bytes()
    for cut in range(len(data) + 1):
        path = tmp_path / "cut"
        path.write_bytes(data[:cut])
        found = read_journal(path, RECIPE)
        assert list(found.values()) == entries[: max(0, data[:cut].count(b"\n") - 1)]
        with Journal(path, RECIPE) as journal:
            assert journal.records == found
            assert journal.torn == (not data[:cut].endswith(b"\n") and b"\n" in data[:cut])
            for entry in entries[len(found) :]:
                journal.append(entry)
        assert path.read_bytes() == data


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", '{"smiles": "C"}', '{"smiles": 1, "reason": "x"}']
)
def test_a_broken_line_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    path = written(tmp_path / "j", [{"smiles": "C", "reason": "x"}])
    with path.open("a") as file:
        file.write(line + "\n" + json.dumps({"smiles": "CC", "reason": "y"}) + "\n")
    with pytest.raises(InputError, match="line 3 is damaged"):
        read_journal(path, RECIPE)


def test_a_journal_of_another_recipe_is_refused_with_both(tmp_path: Path) -> None:
    path = written(tmp_path / "j", [])
    with pytest.raises(InputError, match=r"version 1 .* version 2"):
        read_journal(path, {**RECIPE, "version": 2})


def test_no_journal_is_an_empty_one(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "none", RECIPE) == {}


def test_a_journal_of_the_first_version_loads_and_is_written_the_same(tmp_path: Path) -> None:
    # A journal of a released format must load for ever.
    old = Path(__file__).parent / "journals" / "version-1.jsonl"
    found = read_journal(old, RECIPE)
    assert found == {
        "C": {"smiles": "C", "values": {"length": 1.0, "label": "a\N{SNOWMAN}"}},
        "[Na+]": {"smiles": "[Na+]", "reason": "it is refused"},
    }
    path = written(tmp_path / "j", list(found.values()))
    assert path.read_bytes() == old.read_bytes()


@pytest.mark.parametrize("content", ["notes", "n,error\n1,2\n", "[1]\n", "\n"])
def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "j"
    path.write_text(content)
    with pytest.raises(InputError, match="line 1 is damaged"):
        read_journal(path, RECIPE)
    with pytest.raises(InputError, match="line 1 is damaged"), Journal(path, RECIPE):
        pass
    assert path.read_text() == content


def test_a_second_writer_is_refused_and_no_lock_is_left(tmp_path: Path) -> None:
    with (
        Journal(tmp_path / "j", RECIPE),
        pytest.raises(InputError, match="another run is writing this journal"),
        Journal(tmp_path / "j", RECIPE),
    ):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["j"]


def test_a_full_disk_leaves_no_half_of_a_molecule(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    path = tmp_path / "j"
    with Journal(path, RECIPE) as journal:
        journal.append({"smiles": "C", "reason": "x"})
        with full_disk(path.stat().st_size + 5), pytest.raises(InputError, match="disk is full"):
            journal.append({"smiles": "CC", "reason": "y"})
    assert list(read_journal(path, RECIPE)) == ["C"]


@pytest.mark.skipif(os.name != "posix", reason="open files can be removed on POSIX systems alone")
def test_a_journal_that_was_removed_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with Journal(path, RECIPE) as journal:
        path.unlink()
        with pytest.raises(InputError, match="was removed or replaced while this run"):
            journal.append({"smiles": "C", "reason": "x"})
