"""Encodings told from bytes, and what is no text."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.tables.files.text_bytes import encoding_of, opened, text_of

TEXT = "name,Tg (°C)\npolystyrène,100\nÅngström,µ±\n" * 4


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_european_text_comes_back(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path / "t.csv", TEXT.encode(encoding))
    with text_of(path, encoding_of(path)) as text:
        assert text.read() == TEXT


CHINESE = "名称,密度\n聚乙烯,零点九五\n聚苯乙烯和聚丙烯,玻璃化转变\n"
JAPANESE = "試料名,密度\nポリエチレン,ガラス転移\nこれは測定値です,摂氏\n"


@pytest.mark.parametrize(
    ("encoding", "text"), [("gb18030", CHINESE * 5), ("shift_jis", JAPANESE * 5)]
)
def test_east_asian_text_comes_back(tmp_path: Path, encoding: str, text: str) -> None:
    path = put(tmp_path / "t.csv", text.encode(encoding))
    with text_of(path, encoding_of(path)) as found:
        assert found.read() == text


def test_a_byte_late_in_a_long_file_is_seen(tmp_path: Path) -> None:
    path = put(tmp_path / "t.csv", b"a,b\n" + b"x,1\n" * 600_000 + b"\xe9,2\n")
    assert encoding_of(path) == "cp1252"
    assert encoding_of(put(tmp_path / "u.csv", b"\x81\xe9 a,b\n")) == "latin-1"


@pytest.mark.parametrize(
    ("ending", "pack"),
    [
        (".gz", gzip.compress),
        (".bz2", bz2.compress),
        (".xz", lzma.compress),
        (".zst", lambda data: pa.compress(data, codec="zstd", asbytes=True)),
        ("", bytes),
    ],
)
def test_packed_bytes_are_unpacked(tmp_path: Path, ending: str, pack: object) -> None:
    assert callable(pack)
    path = put(tmp_path / f"t.csv{ending}", pack(TEXT.encode()))
    with opened(path) as file:
        assert file.read() == TEXT.encode()
    assert encoding_of(path) == "utf-8"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"PAR1rest", "ends in .parquet"),
        (b"PK\x03\x04", "spreadsheet or an archive"),
        (b"\xd0\xcf\x11\xe0", "ends in .xls"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"a,b\n1,\0", "binary data"),
        (bytes(range(256)) * 4, "binary data"),
    ],
)
def test_bytes_of_another_form_are_recognised(tmp_path: Path, head: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        encoding_of(put(tmp_path / "t.csv", head))


@given(st.text(max_size=200))
def test_any_utf8_is_utf8(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    if "\0" in text or text.startswith(("\ufeff", "PAR1", "PK\x03\x04", "BZh")):
        return
    path = put(tmp_path_factory.mktemp("text") / "t.csv", text.encode())
    assert encoding_of(path) == "utf-8"
