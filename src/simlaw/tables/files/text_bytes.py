"""The bytes of a text file: uncompressed, of which encoding, and what says that it is no text."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

from simlaw.errors import InputError

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of one byte each, and none tells itself from Western European text by its bytes alone.
_EAST_ASIAN = ("gb", "big5", "shift_jis", "cp932", "euc_", "johab", "iso2022", "hz")


def opened(path: Path) -> BinaryIO:
    """Open a file's bytes, unpacked if its name ends in one of `COMPRESSED`.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    match path.suffix.lower():
        case ".gz":
            return cast("BinaryIO", gzip.open(path, "rb"))
        case ".bz2":
            return cast("BinaryIO", bz2.open(path, "rb"))
        case ".xz":
            return cast("BinaryIO", lzma.open(path, "rb"))
        case ".zst":
            import pyarrow as pa

            return cast("BinaryIO", pa.input_stream(str(path), compression="zstd"))
        case _:
            return path.open("rb")


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file, in a name that Python knows.

    It is told by the mark at the start, or by whether all bytes are UTF-8; a file that is not is
    read as East Asian text where its bytes say so, else as Western European (Windows-1252).

    Raises
    ------
    InputError
        If the file is no text.
    OSError, EOFError
        If it cannot be read.
    """
    found = path.stat()
    return _encoding_of(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=64)
def _encoding_of(path: Path, changed: int, size: int) -> str:
    del changed, size  # they say whether what was found before still holds
    with opened(path) as file:
        head = file.read(_SAMPLE)
        _check(path, head)
        if (marked := _marked(head)) is not None:
            return marked
        decoder = codecs.getincrementaldecoder("utf-8")()
        block = head
        try:
            while block:
                if not block.isascii() or decoder.getstate()[0]:
                    decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            start = max(0, error.start - _SAMPLE // 2)
            return _other(block[start : start + _SAMPLE] or head)
    return "utf-8"


def _marked(head: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    # Every other byte of Latin text in UTF-16 is 0.
    if head and b"\0" in head:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    return None


def _check(path: Path, head: bytes) -> None:
    """Refuse a file whose first bytes are those of another format."""
    if head.startswith(b"PAR1"):
        raise InputError(f"{path}: this is a Parquet file; give it a name that ends in .parquet.")
    if head.startswith(b"PK\x03\x04"):
        raise InputError(
            f"{path}: this is a spreadsheet or an archive, not text. Give a spreadsheet a name "
            "that ends in .xlsx or .ods; unpack an archive first."
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            f"{path}: this is a spreadsheet, not text; give it a name that ends in .xls."
        )
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")):
        raise InputError(
            f"{path}: this file is compressed; give it a name that says so, such as table.csv.gz."
        )
    marked = head.startswith(tuple(mark for mark, _ in _MARKS))
    if b"\0" in head and not marked:
        zeros = [sum(byte == 0 for byte in head[start::2]) for start in (0, 1)]
        # Either all zeros stand at every other place, as in UTF-16, or it is no text.
        if min(zeros) > 0.01 * len(head) or max(zeros) < 0.3 * len(head):
            raise InputError(f"{path}: this is not a table in text: it holds binary data.")


def _other(sample: bytes) -> str:
    """Return the encoding of bytes that are not UTF-8."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is not None and best.encoding.startswith(_EAST_ASIAN):
        return str(best.encoding)
    with suppress(UnicodeDecodeError):
        sample.decode("cp1252")
        return "cp1252"
    return "latin-1"


def text_of(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open a file's text, line ends as they are."""
    return io.TextIOWrapper(opened(path), encoding, newline="")
