"""What moved in a run's law is said where its version changed, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simlaw.report.words.law_moved import law_moved, read_law

OLD: dict[str, Any] = {
    "m": 30,
    "metric": "mae",
    "status": "ok",
    "points": {"n": [100, 200], "error": [0.3, 0.2]},
    "forecast": {"n": [400, 2000], "mean": [0.15, 0.12], "low": [0.14, 0.1], "high": [0.16, None]},
}
NEW = OLD | {"version": 2}


def test_a_law_without_a_version_is_of_the_first() -> None:
    assert law_moved(OLD, OLD) is None
    assert law_moved(OLD, OLD | {"version": 1}) is None
    assert law_moved(NEW, NEW | {"status": "no_decay"}) is None
    assert law_moved(None, NEW) is None
    assert law_moved(OLD, None) is None


def test_the_forecasts_at_the_sizes_of_both_and_the_status_are_told() -> None:
    forecast = {"n": [400, 2000, 4000], "mean": [0.15, 0.1, 0], "low": [0.14, 0.05, 0]}
    new = NEW | {"forecast": forecast | {"high": [0.16, 0.2, 0]}, "status": "no_decay"}
    assert law_moved(OLD, new) == (
        "The law is fitted by version 2, and was by version 1 when this folder was last written: "
        "the error forecast at n = 2,000 was 0.120 (0.100 to ∞) and is 0.100 (0.050 to 0.200); "
        "the status was ok and is no_decay."
    )


def test_nothing_moved_and_more_than_the_version_changed() -> None:
    said = law_moved(OLD, NEW)
    assert said is not None
    assert said.endswith("no forecast moved by 0.1 % or more.")
    more = law_moved(OLD, NEW | {"points": {"n": [100, 200], "error": [0.3, 0.21]}})
    assert more is not None
    assert more.endswith("The measured points are not the same either.")
    other = law_moved(OLD, NEW | {"m": 60})
    assert other is not None
    assert other.endswith("the figures cannot be compared.")


@pytest.mark.parametrize(
    "broken", [{}, {"forecast": None, "points": None}, {"forecast": {"n": []}}]
)
def test_what_an_old_law_lacks_is_not_compared(broken: dict[str, Any]) -> None:
    old = {key: value for key, value in OLD.items() if key in ("m", "metric")} | broken
    said = law_moved(old, NEW)
    assert said is not None
    assert "the status was None and is ok" in said


def test_a_law_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert read_law(tmp_path) is None
    (tmp_path / "law.json").write_text("{", encoding="utf-8")
    assert read_law(tmp_path) is None
    (tmp_path / "law.json").write_text("[]", encoding="utf-8")
    assert read_law(tmp_path) is None
    (tmp_path / "law.json").write_text('{"m": 30}', encoding="utf-8")
    assert read_law(tmp_path) == {"m": 30}
