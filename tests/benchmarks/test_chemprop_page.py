"""The section on chemprop: what the records say, what is worse first, and equal materials only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.methods.chemprop_page import cells, section

ALONE = {"direct": 0.2, "gaussian-process": 0.3, "extra-trees": 0.25, "quantile-boosting": 0.25,
         "gradient-boosting": 0.3}  # fmt: skip


def _side(rows: list[tuple[int, int, dict[str, float], dict[str, float]]]) -> list[dict[str, Any]]:
    return [
        {"replicate": replicate, "n": n, "m": 100, "test": 50, "splits": f"{replicate} {n}",
         "errors": errors, "seconds": seconds}
        for replicate, n, errors, seconds in rows
    ]  # fmt: skip


def _ours(blend: float, fine_tune: float) -> tuple[dict[str, float], dict[str, float]]:
    return {"blend": blend, "fine-tune": fine_tune, **ALONE}, {"pretraining": 1.0, "blend": 1.0}


def _theirs(error: float) -> tuple[dict[str, float], dict[str, float]]:
    return {"chemprop": error}, {"graphs": 5.0, "pretraining": 80.0, "chemprop": 20.0}


def _alone(error: float) -> tuple[dict[str, float], dict[str, float]]:
    return {"chemprop-direct": error}, {"graphs": 5.0, "pretraining": 0.0, "chemprop-direct": 9.0}


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Return a folder in which chemprop is better at the larger n of one case, and worse else."""
    kept = {
        "simlaw": _side(
            [(r, 1000, *_ours(0.09, 0.11)) for r in range(3)]
            + [(r, 28679, *_ours(0.08, 0.06)) for r in range(3)]
        ),
        "chemprop": _side(
            [(r, 1000, *_theirs(0.1)) for r in range(3)]
            + [(r, 28679, *_theirs(0.05)) for r in range(2)]
            + [(r, 0, *_alone(0.4)) for r in range(3)]
        ),
        "descriptors": [{"names": ["rdkit2d"], "seconds": 0.001, "measured": 1000}],
        "settings": [
            {"what": "network", "name": "wide", "settings": {}, "error": 0.3, "seconds": 9.0},
            {"what": "network", "name": "narrow", "settings": {}, "error": 0.2, "seconds": 4.0},
            {"what": "tuning", "name": "frozen", "settings": {}, "error": 0.25, "seconds": 1.0},
            {"what": "direct", "name": "long", "settings": {}, "error": 0.5, "seconds": 1.0},
        ],
    }
    for what, rows in kept.items():
        path = tmp_path / f"refractive-index-{what}.json"
        path.write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def test_ratios_are_of_the_replicates_that_both_sides_have(records: Path) -> None:
    table = cells(records).set_index("n")
    assert table["replicates"].tolist() == [3, 2]
    assert table["error ratio"].tolist() == pytest.approx([0.9, 1.6])
    assert table["time ratio"].tolist() == pytest.approx([0.02, 0.02])
    assert table["lost"].tolist() == [0, 2]
    assert table.loc[1000, "which"] == "direct"


def test_what_is_worse_for_simlaw_stands_first(records: Path) -> None:
    page = section(records)
    worse, overall = page.index("### Where simlaw is worse"), page.index("### In all")
    assert worse < overall
    assert "in 1 of 2 cells:" in page[worse:overall]
    assert "n = 28,679: 0.08 against 0.05 (+60.0 %)" in page[worse:overall]
    assert "`chemprop-direct` in 0 of 1 cases." in page[worse:overall]
    assert "more than a tenth of chemprop's time in 1 of 2 cells; at most 0.30" in page
    assert "largest of all cells | 1.600 | ≤ 1.05 | missed |" in page
    assert "largest | 0.020 | ≤ 0.10 | reached |" in page
    assert "On refractive-index chemprop's error is more than 5 % below the blend's" in page
    assert "n = 28,679 (2 of 3)" in page
    assert "1 of 1 sizes of polymer-density, 1 of 3 sizes of refractive-index" in page


def test_falls_times_and_chosen_settings_are_shown(records: Path) -> None:
    page = section(records)
    assert "| refractive-index | 1,000 to 28,679 | −11.1 % | −45.5 % | −50.0 % |" in page
    # Descriptors of 1,000 computed and 1,000 measured materials, a millisecond each.
    assert "| refractive-index | 100 | 1,000 | 2 | 100 | 0.0200 | 2 | 5 | 0.038 |" in page
    assert "| **narrow** |" in page
    assert "| **long** |" in page
    assert "| wide |" in page


def test_other_materials_on_the_two_sides_are_refused(records: Path) -> None:
    path = records / "refractive-index-chemprop.json"
    rows = json.loads(path.read_text("utf-8"))
    rows[0]["splits"] = "others"
    path.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(ValueError, match="the two sides had other materials"):
        cells(records)


def test_there_is_no_section_without_records(tmp_path: Path) -> None:
    assert section(tmp_path) == ""
