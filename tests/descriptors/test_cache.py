import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.descriptors.block import Block
from simlaw.descriptors.cache import content_hash, read_entry, write_entry
from simlaw.errors import InputError

BLOCK = Block(
    np.array([[1, 2], [np.nan, np.nan], [5, 6]], dtype=np.float32),
    ("a", "b"),
    [None, "it is <odd> \N{SNOWMAN}", None],
)


def test_an_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "entry"
    write_entry(folder, BLOCK)
    found = read_entry(folder, 3)
    assert found is not None
    np.testing.assert_array_equal(found.values, BLOCK.values)
    assert isinstance(found.values, np.memmap)
    assert found.names == BLOCK.names
    assert found.reasons == BLOCK.reasons
    assert [path.name for path in folder.parent.iterdir()] == ["entry"]


def test_an_entry_of_another_size_is_none(tmp_path: Path) -> None:
    write_entry(tmp_path / "entry", BLOCK)
    assert read_entry(tmp_path / "entry", 2) is None
    assert read_entry(tmp_path / "none", 3) is None


@pytest.mark.parametrize("name", ["values.npy", "rows.json"])
@pytest.mark.parametrize("keep", [0, 10, -1])
def test_a_damaged_entry_is_none_and_is_written_again(tmp_path, name: str, keep: int) -> None:
    folder = tmp_path / "entry"
    write_entry(folder, BLOCK)
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:keep])
    assert read_entry(folder, 3) is None
    write_entry(folder, BLOCK)
    assert read_entry(folder, 3) is not None


def test_several_writers_of_one_entry_do_not_disturb_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "entry"
    failures: list[BaseException] = []
    start = threading.Barrier(8)

    def write() -> None:
        try:
            start.wait()
            write_entry(folder, BLOCK)
            assert read_entry(folder, 3) is not None
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert [path.name for path in tmp_path.iterdir()] == ["entry"]


def test_a_cache_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="choose another place"):
        write_entry(tmp_path / "file" / "entry", BLOCK)


def test_a_full_disk_leaves_no_entry(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="needs bounds on the size of files")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    block = Block(np.zeros((500, 2), dtype=np.float32), ("a", "b"), [None] * 500)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(InputError, match=r"the disk is full.*make room there"):
            write_entry(tmp_path / "entry", block)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
    write_entry(tmp_path / "entry", block)
    assert read_entry(tmp_path / "entry", 500) is not None


@settings(deadline=None)
@given(one=st.lists(st.binary()), other=st.lists(st.binary()))
def test_different_content_has_different_hashes(one, other) -> None:
    assert (content_hash(one) == content_hash(other)) == (one == other)


def test_numbers_count_as_the_bytes_of_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlaw.descriptors.cache.ROWS", 2)
    frame = pd.DataFrame({"a": np.arange(5.0), "b": np.arange(5, dtype=np.float32)})
    whole = np.ascontiguousarray(frame.to_numpy(dtype=np.float64)).tobytes()
    assert content_hash([b"x", frame, b"y"]) == content_hash([b"x", whole, b"y"])
