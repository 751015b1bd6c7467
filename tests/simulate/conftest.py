"""A registry entry for simulators that misbehave."""

import os
from pathlib import Path
from types import MappingProxyType

import pytest

from simlaw.simulate import SIMULATORS, simulator


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> str:
    """Register the misbehaving simulator, and let worker processes import it."""
    here = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(here)
    known = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", f"{here}{os.pathsep}{known}" if known else here)
    entries = MappingProxyType({**SIMULATORS, "odd": "odd_simulators:ODD"})
    monkeypatch.setattr(simulator, "SIMULATORS", entries)
    return "odd"
