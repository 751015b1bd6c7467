from pathlib import Path

import pytest

from simlaw.disk.places import cache_folder, data_homes, kind_folder, run_homes


def test_the_variable_moves_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", "/somewhere")
    assert cache_folder() == Path("/somewhere")
    assert run_homes() == (Path("/somewhere/runs"),)
    assert data_homes() == (Path("/somewhere/data"),)
    assert kind_folder(cache_folder(), "inputs") == Path("/somewhere/store/inputs")


def test_what_is_given_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", "/somewhere")
    assert cache_folder(Path("here")) == Path("here")
    assert run_homes(Path("here")) == (Path("here/runs"),)


def test_runs_and_data_lie_apart_from_the_cache_and_where_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SIMLAW_CACHE_DIR", raising=False)
    assert cache_folder().name == "simlaw"
    for name, (new, old) in (("runs", run_homes()), ("data", data_homes())):
        assert old == cache_folder() / name
        assert new.name == name
        assert cache_folder() not in new.parents
