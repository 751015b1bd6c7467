"""Tables written from a known truth, read as a user would: none wrong without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.tables.faults import FAULTS, codes_with
from benchmarks.tables.page import shapes
from benchmarks.tables.read_back import ASKED, RIGHT, outcome_of, tally


@pytest.mark.parametrize("first", range(50_000, 50_200, 25))
def test_no_table_is_read_wrongly_without_a_word(first: int) -> None:
    outcomes = [outcome_of(seed) for seed in range(first, first + 25)]
    found = tally(outcomes)
    assert [one for one in outcomes if one.result not in (RIGHT, ASKED)] == []
    assert found.known[ASKED] <= 2
    assert found.unknown[ASKED] == found.unknown.total()
    assert found.warned_without_fault <= 1


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_is_seen(code: str) -> None:
    raised = [code in codes_with(code, seed) for seed in range(900, 904)]
    assert sum(raised) >= len(raised) - 1


def test_the_page_says_what_is_expected_of_each_shape() -> None:
    page = Path(__file__).parents[2] / "docs" / "tables-tried.md"
    assert "\n".join(shapes()) in page.read_text(encoding="utf-8")
