"""A registry entry for simulators that misbehave."""

import os
from pathlib import Path

import pytest

from simlaw.simulate import SIMULATORS


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> str:
    """Register the misbehaving simulator, and let worker processes import it."""
    here = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(here)
    known = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", f"{here}{os.pathsep}{known}" if known else here)
    monkeypatch.setitem(SIMULATORS._shipped, "odd", "odd_simulators:ODD")
    monkeypatch.setitem(SIMULATORS._paths, "odd", "odd_simulators:ODD")
    return "odd"
