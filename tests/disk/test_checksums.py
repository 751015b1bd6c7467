"""Checksums: any damage to a sealed folder is noticed, and nothing else is taken for damage."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.disk import checksums
from simlaw.disk.checksums import SEAL, checksum, damage, forget, read_seal, seal

FILES = {"values.npy": bytes(range(256)) * 4, "rows.json": b'{"a": 1}', "empty": b""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made(tmp_path)


def made(folder: Path) -> Path:
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    seal(folder)
    return folder


def unseen(path: Path, content: bytes) -> None:
    """Change a file as a disk does that loses bits: its time stays, and this process is new."""
    about = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    forget()


def test_a_sealed_folder_is_sound(folder: Path) -> None:
    forget()
    assert damage(folder) is None
    assert damage(folder, quick=True) is None
    assert set(read_seal(folder) or {}) == set(FILES)


@settings(deadline=None)
@given(data=st.data(), how=st.sampled_from(["flip", "cut", "longer", "gone"]))
def test_any_damage_to_any_file_is_noticed(data: st.DataObject, how: str) -> None:
    some = [name for name in (*FILES, SEAL) if how in ("longer", "gone") or name != "empty"]
    name = data.draw(st.sampled_from(some))
    with TemporaryDirectory() as place:
        folder = made(Path(place))
        path = folder / name
        before = path.read_bytes()
        if how == "gone":
            path.unlink()
        else:
            at = data.draw(st.integers(0, 10**6)) % max(1, len(before))
            bit = 1 << data.draw(st.integers(0, 7))
            flipped = before[:at] + bytes([before[at] ^ bit] if before else []) + before[at + 1 :]
            unseen(path, {"flip": flipped, "cut": before[:at], "longer": before + b"x"}[how])
        forget()
        wrong = damage(folder)
        if name == SEAL and wrong is None:
            # It says the same in other words: an end of line, or times, which it then has anew.
            said = {name: one.checksum for name, one in (read_seal(folder) or {}).items()}
            assert said == {name: checksum(folder / name) for name in FILES}
        else:
            assert wrong is not None
            assert name in wrong or name == SEAL


def test_a_file_is_read_once_while_it_stays_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    read: list[str] = []
    whole = checksums._piece

    def piece(path: Path, start: int) -> bytes:
        read.append(path.name)
        return whole(path, start)

    monkeypatch.setattr(checksums, "_piece", piece)
    os.link(folder / "values.npy", folder / "link")
    first = checksum(folder / "values.npy")
    assert checksum(folder / "link") == first
    assert read == ["values.npy"]
    (folder / "values.npy").write_bytes(b"other")
    assert checksum(folder / "values.npy") != first
    assert read == ["values.npy", "values.npy"]


def test_a_large_file_is_read_in_pieces_and_each_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checksums, "PIECE", 1000)
    path, found = tmp_path / "t", set()
    content = bytes(range(250)) * 10
    for at in (None, 0, 999, 1000, 2499):
        changed = bytearray(content)
        if at is not None:
            changed[at] ^= 1
        path.write_bytes(changed)
        forget()
        found.add(checksum(path))
    path.write_bytes(content[1000:2000] + content[:1000] + content[2000:])
    forget()
    found.add(checksum(path))
    assert len(found) == 5 + (content[:1000] != content[1000:2000])


def test_a_quick_look_trusts_size_and_time_of_what_is_large(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checksums, "SMALL", 100)
    values = FILES["values.npy"]
    unseen(folder / "values.npy", b"\xff" + values[1:])
    forget()
    assert damage(folder, quick=True) is None
    assert damage(folder) == "values.npy does not hold the bytes that were written"
    unseen(folder / "values.npy", values[1:])
    assert damage(folder, quick=True) == "values.npy has 1,023 bytes in place of 1,024"
    (folder / "values.npy").write_bytes(b"\xff" + values[1:])
    assert damage(folder, quick=True) == "values.npy does not hold the bytes that were written"
    unseen(folder / "rows.json", b'{"b": 1}')
    (folder / "values.npy").write_bytes(values)
    assert damage(folder, quick=True) == "rows.json does not hold the bytes that were written"


def test_a_copy_is_sound_and_gets_its_times(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "copy"
    other.mkdir()
    for path in [path for path in folder.iterdir() if path.is_file()]:
        shutil.copyfile(path, other / path.name)
        os.utime(other / path.name, (1, 1))
    assert damage(other) is None
    stamps = {name: one.stamp[1] for name, one in (read_seal(other) or {}).items()}
    assert stamps == dict.fromkeys(FILES, 10**9)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 2, "files": {}}', b"\xff"])
def test_a_seal_that_says_nothing_is_damage(folder: Path, content: bytes) -> None:
    (folder / SEAL).write_bytes(content)
    assert damage(folder) == "checksums.json is missing or cannot be read"
