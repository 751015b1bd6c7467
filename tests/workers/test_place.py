"""Where work is done."""

from pathlib import Path

import pytest

from simlaw.workers import Place, usable_cores


def test_a_place_is_this_machine_unless_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path))
    assert Place() == Place(usable_cores(), None, None)
    assert Place().home == tmp_path
    assert Place(cache=tmp_path / "own").home == tmp_path / "own"
