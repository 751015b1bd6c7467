import functools
import http.server
import socket
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest

from simlaw.errors import InputError
from simlaw.materials import KINDS
from simlaw.tables import catalog
from simlaw.tables.catalogue.entry import DataFile
from simlaw.tables.datasets import DATASETS
from simlaw.tables.units import parse

CONTENT = b"formula,target\nFe2O3,2.1\n"
RIGHT = sha256(CONTENT).hexdigest()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    own, cache = tmp_path / "own", tmp_path / "cache"
    own.mkdir()
    monkeypatch.setenv("SIMLAW_DATA_DIR", str(own))
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(cache))
    return own, cache


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A real web server on this machine, with one file."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "gaps.csv").write_bytes(CONTENT)
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()
        thread.join()


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class TestEntries:
    @pytest.mark.parametrize("name", DATASETS)
    def test_is_complete(self, name: str) -> None:
        entry = DATASETS[name]
        assert entry.name == name
        assert entry.title
        assert entry.licence
        assert entry.citation
        if entry.is_table:
            assert entry.kind in KINDS
            parse(entry.unit)
        for file in entry.files:
            path = PurePosixPath(file.path)
            assert not path.is_absolute()
            assert ".." not in path.parts
            assert len(file.sha256) == 64
            parts = file.address.removeprefix("https://raw.githubusercontent.com/").split("/")
            assert len(parts[2]) == 40, "an address names a commit, not a branch"
            assert parts[-1].rsplit("_")[-1] == path.name.rsplit("_")[-1]

    def test_a_file_has_one_checksum(self) -> None:
        files = {file for entry in DATASETS.values() for file in entry.files}
        assert len({file.path for file in files}) == len(files)

    def test_an_unknown_name_is_answered_with_the_nearest(self) -> None:
        with pytest.raises(InputError, match=r"'mp-gaps'\. Did you mean 'mp-gap'"):
            catalog.load("mp-gaps")

    def test_what_is_no_table_is_not_loaded(self) -> None:
        with pytest.raises(InputError, match="is not a table of one property by material"):
            catalog.load("curves-cg-transfer")

    def test_one_path_of_several_files_is_refused(self) -> None:
        with pytest.raises(InputError, match="has 3 files"):
            catalog.find("oqmd-gap")
        with pytest.raises(InputError, match="has no file to fetch"):
            catalog.find("refractive-index-d4")
        assert catalog.find_files("refractive-index-d4") == ()


class TestFinding:
    def test_the_users_folder_comes_first(self, folders: tuple[Path, Path]) -> None:
        own, cache = folders
        for folder in (own, cache / "data"):
            (folder / "x").mkdir(parents=True)
            (folder / "x" / "gaps.csv").write_bytes(CONTENT)
        file = DataFile("x/gaps.csv", f"http://127.0.0.1:{closed_port()}/gaps.csv", RIGHT)
        assert catalog.find_file(file) == own / "x" / "gaps.csv"
        (own / "x" / "gaps.csv").unlink()
        assert catalog.find_file(file) == cache / "data" / "x" / "gaps.csv"

    @pytest.mark.parametrize("where", ["own", "cache/data"])
    def test_a_wrong_file_is_named_with_both_checksums(
        self, folders: tuple[Path, Path], tmp_path: Path, where: str
    ) -> None:
        path = tmp_path / where / "gaps.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENT + b"Xx,0\n")
        with pytest.raises(InputError) as error:
            catalog.find_file(DataFile("gaps.csv", "http://127.0.0.1/gaps.csv", RIGHT))
        got = sha256(CONTENT + b"Xx,0\n").hexdigest()
        for part in (str(path), f"expected sha256 {RIGHT}", got, "http://127.0.0.1/gaps.csv"):
            assert part in str(error.value)

    def test_a_data_folder_that_is_none(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("SIMLAW_DATA_DIR", str(tmp_path / "nowhere"))
        with pytest.raises(InputError, match=r"SIMLAW_DATA_DIR names .*nowhere', and there is no"):
            catalog.find("mp-gap")


class TestFetching:
    def test_into_the_cache_and_once(self, folders: tuple[Path, Path], server: str) -> None:
        file = DataFile("x/gaps.csv", f"{server}/gaps.csv", RIGHT)
        path = catalog.find_file(file)
        assert path == folders[1] / "data" / "x" / "gaps.csv"
        assert path.read_bytes() == CONTENT
        gone = DataFile("x/gaps.csv", f"http://127.0.0.1:{closed_port()}/gaps.csv", RIGHT)
        assert catalog.find_file(gone) == path

    def test_another_content_is_refused_and_not_kept(
        self, folders: tuple[Path, Path], server: str
    ) -> None:
        with pytest.raises(InputError) as error:
            catalog.find_file(DataFile("gaps.csv", f"{server}/gaps.csv", "0" * 64))
        assert "0" * 64 in str(error.value)
        assert RIGHT in str(error.value)
        assert not (folders[1] / "data" / "gaps.csv").exists()

    def test_a_missing_page(self, folders: tuple[Path, Path], server: str) -> None:
        with pytest.raises(InputError, match="the server answers with status 404"):
            catalog.find_file(DataFile("a.csv", f"{server}/a.csv", RIGHT))

    def test_a_dead_network_says_where_to_put_the_file(self, folders: tuple[Path, Path]) -> None:
        address = f"http://127.0.0.1:{closed_port()}/gaps.csv"
        with pytest.raises(InputError) as error:
            catalog.find_file(DataFile("x/gaps.csv", address, RIGHT))
        for part in (
            "there is no connection to the server",
            address,
            str(folders[1] / "data" / "x" / "gaps.csv"),
            "SIMLAW_DATA_DIR",
        ):
            assert part in str(error.value)


@pytest.mark.heavy
def test_the_embedded_source_is_read_and_disjoint_from_the_measured_target() -> None:
    source, target = catalog.load("refractive-index-d4"), catalog.load("refractive-index-crc")
    assert len(source) >= 25_000
    assert not source.refusals
    assert not set(source.keys) & set(target.keys)
    assert (source.property, source.unit) == (target.property, target.unit)
    assert source.origin.sha256 is not None
