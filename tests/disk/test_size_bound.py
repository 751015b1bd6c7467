"""The size of the cache: counted once, kept within its bound, least recently used first."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.disk import notes_to_user, size_bound
from simlaw.disk.checksums import SEAL
from simlaw.disk.places import KINDS, kind_folder
from simlaw.disk.size_bound import (
    STANDARD,
    clear,
    keep_within,
    parse_size,
    sizes_by_kind,
    survey,
    total_bytes,
)
from simlaw.disk.store import find, making, using
from simlaw.disk.whole_files import OLD
from simlaw.errors import InputError


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_to_user, "_said", set())
    monkeypatch.setattr(size_bound, "_totals", {})
    monkeypatch.delenv("SIMLAW_CACHE_SIZE", raising=False)


def made(cache: Path, name: str, size: int, age: float = 0.0, kind: str = "inputs") -> Path:
    entry = kind_folder(cache, kind) / name
    with making(entry) as folder:
        (folder / "values").write_bytes(bytes(size))
    aged(entry / SEAL, age)
    return entry


def aged(path: Path, age: float) -> Path:
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def there(cache: Path) -> set[str]:
    return {one.path.name for one in survey(cache)}


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("5GB", 5 * 10**9),
        ("500 mb", 5 * 10**8),
        ("1.5TB", 15 * 10**11),
        ("2GiB", 2**31),
        ("0", 0),
        ("123", 123),
        ("7b", 7),
    ],
)
def test_sizes_are_read(text: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse_size(text) == size
    monkeypatch.setenv("SIMLAW_CACHE_SIZE", f" {text} ")
    assert size_bound.size_bound() == size


@pytest.mark.parametrize("text", ["much", "-1", "5 XB", "5 GB 3", "1e9", "GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"SIMLAW_CACHE_SIZE is '.*', which is no size.*500MB"):
        parse_size(text)


def test_without_a_word_it_is_twenty_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMLAW_CACHE_SIZE", "")
    assert size_bound.size_bound() == STANDARD == 20 * 10**9


sizes = st.lists(st.integers(0, 3000), min_size=1, max_size=6)


@settings(deadline=None, max_examples=40)
@given(
    files=sizes.flatmap(lambda some: st.tuples(st.just(some), st.permutations(range(len(some))))),
    share=st.floats(0, 1.2),
)
def test_the_least_recently_used_go_first_and_no_more_than_need_be(
    files: tuple[list[int], list[int]], share: float
) -> None:
    from tempfile import TemporaryDirectory

    many, ages = files
    with TemporaryDirectory() as place:
        cache = Path(place)
        for number, (size, age) in enumerate(zip(many, ages, strict=True)):
            made(cache, str(number), size, 1000.0 * (age + 1), KINDS[number % 3])
        before = survey(cache)
        assert [one.path.name for one in before] == [
            str(number) for number in sorted(range(len(many)), key=lambda i: -ages[i])
        ]
        bound = int(share * total_bytes(before))
        removed, left = keep_within(cache, bound)
        after = survey(cache)
        assert left == total_bytes(after) <= bound
        assert [one.path for one in (*removed, *after)] == [one.path for one in before]
        # One fewer would have been too many bytes.
        if removed:
            assert total_bytes([removed[-1], *after]) > bound


def test_a_use_makes_an_entry_the_last_to_go(tmp_path: Path) -> None:
    made(tmp_path, "a", 1000, 300)
    made(tmp_path, "b", 1000, 200)
    assert find(kind_folder(tmp_path, "inputs") / "a")
    keep_within(tmp_path, 1800)
    assert there(tmp_path) == {"a"}


def test_what_is_in_use_is_never_removed(tmp_path: Path) -> None:
    old = made(tmp_path, "old", 1000, 900)
    made(tmp_path, "new", 1000, 100)
    with using():
        assert find(old)
        aged(old / SEAL, 900)
        removed, left = keep_within(tmp_path, 0)
        assert there(tmp_path) == {"old"}
        assert [one.path.name for one in removed] == ["new"]
        assert left > 1000
        removed, kept = clear(tmp_path)
        assert not removed
        assert [one.path for one in kept] == [old]
        assert kept[0].by is not None
    clear(tmp_path)
    assert there(tmp_path) == set()


@pytest.mark.skipif(os.name != "posix", reason="hard links")
def test_linked_files_count_once_and_go_only_where_that_frees_them(tmp_path: Path) -> None:
    first = made(tmp_path, "described", 5000, 900, "descriptors")
    second = kind_folder(tmp_path, "inputs") / "linked"
    with making(second) as folder:
        os.link(first / "values", folder / "values")
    aged(second / SEAL, 500)
    made(tmp_path, "alone", 4000, 100)
    both = survey(tmp_path)
    assert 9000 < total_bytes(both) < 10_500
    sizes = {key: size for key, (_, size) in sizes_by_kind(both).items()}
    assert 5000 < sizes["descriptors", False] < 5500
    assert 4000 < sizes["inputs", False] < 5000
    assert sum(sizes.values()) == total_bytes(both)
    with using():
        assert find(second)
        aged(second / SEAL, 500)
        keep_within(tmp_path, 6500)
        assert there(tmp_path) == {"described", "linked"}, "its bytes are in use by another name"
    keep_within(tmp_path, 100)
    assert there(tmp_path) == set()


def test_making_an_entry_keeps_the_bound_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path, "a", 3000, 300)
    made(tmp_path, "b", 3000, 200)
    assert there(tmp_path) == {"a", "b"}
    monkeypatch.setenv("SIMLAW_CACHE_SIZE", "7 kB")
    made(tmp_path, "c", 3000)
    assert there(tmp_path) == {"b", "c"}
    said = capsys.readouterr().err
    assert "removed 1 of its entries, not used for longest" in said
    assert "to stay within 7 kB (SIMLAW_CACHE_SIZE)" in said
    # What is made by a process that made others before is counted too.
    made(tmp_path, "d", 3000, 1)
    assert there(tmp_path) == {"c", "d"}
    # What is larger than the bound is there for who made it, and the first to go.
    made(tmp_path, "large", 9000, 1)
    assert "large" in there(tmp_path)
    monkeypatch.setenv("SIMLAW_CACHE_SIZE", "many")
    with pytest.raises(InputError, match="which is no size"):
        made(tmp_path, "e", 1)


def test_the_cache_is_not_looked_through_for_each_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    whole = size_bound.survey
    monkeypatch.setattr(size_bound, "survey", lambda cache: looked.append(cache) or whole(cache))
    for name in "abc":
        made(tmp_path, name, 100)
    assert looked == [tmp_path]


def old_layout(cache: Path) -> None:
    for kind in ("descriptors", "inputs", "programs"):
        (cache / kind / "x").mkdir(parents=True)
        aged(cache / kind, 0)
        (cache / kind / "x" / "f").write_bytes(bytes(1000))
        aged(cache / kind / "x" / "f", 5000)
        aged(cache / kind / "x", 5000)
    (cache / "tables").mkdir()
    (cache / "tables" / "x.parquet").write_bytes(bytes(1000))
    aged(cache / "tables" / "x.parquet", 5000)
    for name in ("runs", "data"):
        (cache / name / "x").mkdir(parents=True)
        (cache / name / "x" / "f").write_bytes(bytes(1000))


def test_folders_of_earlier_versions_are_counted_and_go_runs_and_data_stay(tmp_path: Path) -> None:
    old_layout(tmp_path)
    made(tmp_path, "new", 1000, kind="tables")
    found = sizes_by_kind(survey(tmp_path))
    assert {key for key, (several, _) in found.items() if several} == {
        *((kind, True) for kind in KINDS),
        ("tables", False),
    }
    assert all(size == 1000 for (_, old), (_, size) in found.items() if old)
    keep_within(tmp_path, 3000)
    assert there(tmp_path) >= {"new"}
    assert len(survey(tmp_path)) < 4
    old = [one.kind for one in survey(tmp_path) if one.old]
    removed, left = clear(tmp_path, "tables")
    assert not left
    assert {one.path.name for one in removed} >= {"new"}
    assert [one.kind for one in survey(tmp_path)] == [kind for kind in old if kind != "tables"]
    clear(tmp_path)
    assert survey(tmp_path) == []
    for name in ("runs", "data"):
        assert (tmp_path / name / "x" / "f").exists()


def test_leftovers_of_killed_runs_go_once_they_are_old(tmp_path: Path) -> None:
    for name, place in (
        (".inputs-abc", tmp_path / "inputs"),
        (".unfinished-old.1", kind_folder(tmp_path, "inputs")),
        (".unfinished-new.1", kind_folder(tmp_path, "inputs")),
    ):
        (place / name).mkdir(parents=True)
        aged(place / name, OLD + 100 if "new" not in name else OLD / 2)
    assert survey(tmp_path) == []
    keep_within(tmp_path, STANDARD)
    assert list((tmp_path / "inputs").iterdir()) == []
    assert [p.name for p in kind_folder(tmp_path, "inputs").iterdir()] == [".unfinished-new.1"]
    clear(tmp_path)
    assert list(kind_folder(tmp_path, "inputs").iterdir()) == []


def test_what_is_being_made_is_no_leftover(tmp_path: Path) -> None:
    with making(kind_folder(tmp_path, "inputs") / "slow") as folder:
        (folder / "values").write_bytes(b"1")
        for path in (folder / "values", folder):
            aged(path, 10 * OLD)
        keep_within(tmp_path, 0)
        clear(tmp_path)
        assert folder.exists()
    assert there(tmp_path) == {"slow"}


def test_a_cache_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert survey(tmp_path / "none") == []
    assert clear(tmp_path / "none") == ([], [])
    assert not (tmp_path / "none").exists()
