"""The page of case studies says what its record says."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "benchmarks" / "results" / "cases.json"
STUDIES = ROOT / "studies"


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    monkeypatch.syspath_prepend(ROOT / "benchmarks" / "cases")
    names = ("readings", "plan", "page")
    loaded = {name: importlib.import_module(name) for name in names}
    for name in names:
        monkeypatch.delitem(sys.modules, name)
    return loaded


def test_the_page_is_the_one_of_its_record(cases: dict[str, ModuleType]) -> None:
    known = json.loads(RECORD.read_text("utf-8"))
    written = (ROOT / "docs" / "cases.md").read_text("utf-8")
    assert written == cases["page"].page(cases["plan"].CASES, known)


def test_every_run_is_recorded_with_enough_replicates(cases: dict[str, ModuleType]) -> None:
    known = json.loads(RECORD.read_text("utf-8"))
    assert list(known) == list(cases["plan"].variants())
    for name, entry in known.items():
        assert entry["replicates"] >= cases["plan"].REPLICATES, name
        assert (ROOT / "docs" / "img" / "cases" / entry["figure"]).exists()


def test_every_run_starts_from_a_study_file(cases: dict[str, ModuleType]) -> None:
    for variant in cases["plan"].variants().values():
        assert (STUDIES / f"{variant.study}.toml").exists(), variant.name


def test_a_case_that_did_not_run_is_named(cases: dict[str, ModuleType]) -> None:
    known = json.loads(RECORD.read_text("utf-8"))
    del known["polymer-density-cluster"]
    text = cases["page"].page(cases["plan"].CASES, known)
    assert "Not run yet: polymer-density-cluster." in text
