from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType

import pytest
from tests.cli.command_line import Outcome

from simlaw.tables import catalog, datasets, holdings
from simlaw.tables.catalogue.entry import DataFile, Dataset
from simlaw.tables.datasets import DATASETS

Call = Callable[..., Outcome]

CONTENT = b"smiles,t\nCC,1\nCCC,2\n"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dataset]:
    """A dataset of one file on a real server of this machine, known to the catalogue."""
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("SIMLAW_DATA_DIR", raising=False)
    (tmp_path / "www").mkdir()
    (tmp_path / "www/t.csv").write_bytes(CONTENT)
    handler = partial(Quiet, directory=str(tmp_path / "www"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        file = DataFile(
            path="ours/t.csv",
            address=f"http://127.0.0.1:{server.server_port}/t.csv",
            sha256=hashlib.sha256(CONTENT).hexdigest(),
        )
        entry = Dataset(
            name="ours", title="ours", files=(file,), licence="CC0", citation="us",
            kind="molecule", property="t", material="smiles", value="t",
        )  # fmt: skip
        built_in = DATASETS["refractive-index-d4"]
        known = MappingProxyType({"ours": entry, built_in.name: built_in})
        for module in (catalog, datasets, holdings):
            monkeypatch.setattr(module, "DATASETS", known)
        yield entry
        server.shutdown()


def test_list_shows_every_dataset(simlaw: Call, served: Dataset) -> None:
    lines = simlaw("data", "list").out.splitlines()
    assert lines[0].split() == ["name", "kind", "property", "unit", "rows", "where", "licence"]
    assert len(lines) == 1 + 2
    assert lines[1].split() == ["ours", "molecule", "t", "to", "be", "fetched", "CC0"]
    assert "comes with simlaw" in lines[2]


def test_fetch_then_list(simlaw: Call, served: Dataset, tmp_path: Path) -> None:
    fetched = simlaw("data", "fetch", "ours")
    path = tmp_path / "cache/data/ours/t.csv"
    assert (fetched.status, fetched.out) == (0, f"ours: {path}\n")
    assert "fetching ours" in fetched.err
    assert path.read_bytes() == CONTENT
    (record, _) = json.loads(simlaw("data", "list", "--json").out)
    assert record["where"] == "cache"
    assert record["rows"] == 2
    assert record["paths"] == [str(path)]
    # The second time the server is not asked.
    (tmp_path / "www/t.csv").unlink()
    assert simlaw("data", "fetch", "ours", "--quiet") == Outcome(0, f"ours: {path}\n", "")


def test_fetch_all(simlaw: Call, served: Dataset) -> None:
    out = simlaw("data", "fetch", "--all", "--quiet").out
    assert out.startswith("ours: ")
    assert out.endswith("refractive-index-d4: comes with simlaw\n")


def test_a_file_with_another_checksum_is_refused(
    simlaw: Call, served: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "www/t.csv").write_bytes(b"changed")
    message = simlaw("data", "fetch", "ours", "--quiet").refusal()
    assert "not the one the catalogue names" in message
    assert not (tmp_path / "cache/data/ours/t.csv").exists()


def test_a_server_that_is_not_there(simlaw: Call, served: Dataset, tmp_path: Path) -> None:
    (tmp_path / "www/t.csv").unlink()
    message = simlaw("data", "fetch", "ours", "--quiet").refusal()
    assert message.startswith("ours: ")
    assert served.files[0].address in message
    assert "SIMLAW_DATA_DIR" in message


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name the datasets to fetch, or give --all"),
        (("--all", "mp-gap"), "Name the datasets to fetch, or give --all"),
        (("mpgap",), "Did you mean 'mp-gap'?"),
    ],
)
def test_what_to_fetch_must_be_said(simlaw: Call, words: tuple[str, ...], said: str) -> None:
    assert said in simlaw("data", "fetch", *words).refusal()


def test_a_data_folder_that_is_not_there(
    simlaw: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIMLAW_DATA_DIR", str(tmp_path / "none"))
    assert "SIMLAW_DATA_DIR" in simlaw("data", "list").refusal()


def test_the_whole_catalogue_is_listed_offline(
    simlaw: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SIMLAW_DATA_DIR", raising=False)
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path))
    listed = json.loads(simlaw("data", "list", "--json").out)
    assert [record["name"] for record in listed] == list(DATASETS)
    assert {record["where"] for record in listed} == {"built-in", "absent"}
    assert all(record["licence"] and record["citation"] for record in listed)
