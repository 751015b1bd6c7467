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


def test_what_a_larger_network_brings_is_said_where_it_was_tried(
    cases: dict[str, ModuleType],
) -> None:
    known = json.loads(RECORD.read_text("utf-8"))
    fall = {"estimate": 0.08, "low": 0.05, "high": 0.11, "level": 0.9}
    tried = {"m": 100, "n": 1597, "error": 0.067, "larger": 0.06, "fall": fall, "limited": True}
    known["polymer-density"]["capacity"] = {"method": "fine-tune", "by_m": [tried]}
    text = cases["page"].page(cases["plan"].CASES, known)
    assert "m = 100, n = 1,597 (fine-tune): error lower by 8.0 % (5.0 to 11.0 %)" in text
    assert "the network limits the error, and C is not the database's" in text


def test_a_case_that_did_not_run_is_named(cases: dict[str, ModuleType]) -> None:
    known = json.loads(RECORD.read_text("utf-8"))
    del known["polymer-density-cluster"]
    text = cases["page"].page(cases["plan"].CASES, known)
    assert "Not run yet: polymer-density-cluster." in text
