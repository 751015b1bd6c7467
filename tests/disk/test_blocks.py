"""The file of blocks: what was counted is read to the byte, and all else is noticed."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.disk.blocks import BLOCK, ROOM, BlockFile, Span, blocks_of, read_span
from simlaw.errors import InputError


def opened(path: Path, counted: int = 0, mark: bytes = b"ours") -> BlockFile:
    return BlockFile(path, mark, counted, otherwise="go elsewhere")


def read(path: Path, span: Span, *bounds: int) -> bytes:
    with path.open("rb") as file:
        return read_span(file, span, *bounds)


payloads = st.lists(st.binary(min_size=0, max_size=3 * BLOCK), min_size=1, max_size=5)


@settings(deadline=None)
@given(payloads=payloads, data=st.data())
def test_any_part_of_what_is_written_is_read(tmp_path_factory, payloads, data) -> None:
    path = tmp_path_factory.mktemp("blocks") / "b"
    with opened(path) as file:
        spans = file.append(payloads[:2]) + file.append(payloads[2:])
        assert file.end == 1 + sum(blocks_of(len(one)) for one in payloads)
    assert path.stat().st_size == file.end * BLOCK
    for payload, span in zip(payloads, spans, strict=True):
        assert read(path, span) == payload
        start = data.draw(st.integers(0, len(payload)))
        stop = data.draw(st.integers(start, len(payload)))
        assert read(path, span, start, stop) == payload[start:stop]


@settings(deadline=None, max_examples=60)
@given(at=st.integers(BLOCK, 5 * BLOCK - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(tmp_path_factory, at: int, bit: int) -> None:
    path = tmp_path_factory.mktemp("blocks") / "b"
    with opened(path) as file:
        spans = file.append([b"x" * (ROOM + 1), b"y" * (ROOM + 7)])
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.write_bytes(content)
    hurt, sound = spans if at < spans[1].first * BLOCK else spans[::-1]
    with pytest.raises(ValueError, match=f"block {at // BLOCK} is damaged"):
        read(path, hurt)
    assert len(read(path, sound)) == sound.length


def test_a_sound_block_of_another_payload_is_noticed(tmp_path: Path) -> None:
    with opened(tmp_path / "b") as file:
        spans = file.append([b"one", b"two"])
    content = (tmp_path / "b").read_bytes()
    swapped = content[:BLOCK] + content[2 * BLOCK :] + content[BLOCK : 2 * BLOCK]
    (tmp_path / "b").write_bytes(swapped)
    with pytest.raises(ValueError, match="block 1 is damaged"):
        read(tmp_path / "b", spans[0])


def test_what_no_line_counts_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "b"
    with opened(path) as file:
        kept = file.append([b"kept"])[0]
        counted = file.end
        file.append([b"torn" * BLOCK])
    with path.open("r+b") as torn:
        torn.truncate(path.stat().st_size - 100)
    with opened(path, counted) as file:
        assert path.stat().st_size == counted * BLOCK
        new = file.append([b"new"])[0]
    assert (read(path, kept), read(path, new)) == (b"kept", b"new")
    assert new.first == counted


def test_a_file_shorter_than_the_record_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "b"
    with opened(path) as file:
        file.append([b"x" * 3 * BLOCK])
        counted = file.end
    path.write_bytes(path.read_bytes()[: 2 * BLOCK])
    before = path.read_bytes()
    missing = f"{(counted - 2) * BLOCK:,} bytes are missing"
    with pytest.raises(InputError, match=missing), opened(path, counted):
        pass
    assert path.read_bytes() == before
    path.unlink()
    with pytest.raises(InputError, match="bytes are missing"), opened(path, counted):
        pass


def test_blocks_of_another_record_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "b", mark=b"theirs") as file:
        file.append([b"x"])
    with pytest.raises(InputError, match="does not belong"), opened(tmp_path / "b", 2):
        pass


def test_a_missing_block_is_named(tmp_path: Path) -> None:
    with opened(tmp_path / "b"):
        pass
    with pytest.raises(ValueError, match="block 1 is missing"):
        read(tmp_path / "b", Span(1, 10, 0))


@pytest.mark.skipif(os.name != "posix", reason="open files can be removed on POSIX systems alone")
def test_a_file_removed_under_the_writer_takes_no_more(tmp_path: Path) -> None:
    with opened(tmp_path / "b") as file:
        (tmp_path / "b").unlink()
        with pytest.raises(InputError, match="was removed or replaced"):
            file.append([b"x"])


@pytest.mark.parametrize("room", [0, 1, BLOCK, BLOCK + 100])
def test_a_full_disk_leaves_no_part_and_the_file_goes_on(
    tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]], room: int
) -> None:
    path = tmp_path / "b"
    with opened(path) as file:
        first = file.append([b"first"])[0]
        with (
            full_disk(path.stat().st_size + room),
            pytest.raises(InputError, match="the disk is full"),
        ):
            file.append([b"x" * 2 * BLOCK])
        assert path.stat().st_size == 2 * BLOCK
        second = file.append([b"second"])[0]
    assert (read(path, first), read(path, second)) == (b"first", b"second")
