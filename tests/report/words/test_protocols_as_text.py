from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simlaw.decide import Protocol, ProtocolComparison, compare_protocols, verdict
from simlaw.law import Estimate
from simlaw.report.words.protocols_as_text import comparison_text, direct_lines

N = np.array([100, 200, 400, 800])


def protocol(name: str, gap: float, cost: float | None) -> Protocol:
    rng = np.random.default_rng(len(name))
    rows = (2 * N**-0.5 + gap) * np.exp(0.01 * rng.standard_normal((6, N.size)))
    frame = pd.DataFrame(
        {"replicate": np.repeat(range(6), N.size), "n": np.tile(N, 6), "error": rows.ravel()}
    )
    return Protocol.of(name, frame, cost)


@pytest.fixture(scope="module")
def found() -> ProtocolComparison:
    return compare_protocols([protocol("dear", 0.10, 9.0), protocol("cheap", 0.13, 1.0)])


def test_the_verdict_comes_first_and_the_notes_last(found: ProtocolComparison) -> None:
    lines = comparison_text(found, unit="eV", further=["But."], notes=["Know this."]).splitlines()
    assert lines[:2] == [verdict(found, "eV"), "But."]
    assert "note: Know this." in lines
    heads = [line for line in lines if line.startswith(("At equal", "Laws"))]
    assert heads == [
        "At equal budget (error in eV, 90 % intervals)",
        "At equal n (error in eV, 90 % intervals)",
        "Laws (90 % intervals)",
    ]
    budgets = [line for line in lines if line.startswith("  budget ")]
    assert len(budgets) == len(found.at_budget)
    assert lines[-1].startswith("note: ")


def test_without_costs_it_says_so_and_has_no_budgets() -> None:
    plain = compare_protocols([protocol("a", 0.10, None), protocol("bb", 0.13, None)])
    text = comparison_text(plain)
    assert "No costs were given (--cost)" in text
    assert "At equal budget" not in text
    assert "not given" in text


def test_a_leader_that_does_not_beat_no_simulations_is_told(found: ProtocolComparison) -> None:
    error = found.headline.errors[found.headline.leader]

    def said(low: float, high: float) -> list[str]:
        direct = Estimate((low + high) / 2, low, high, 0.9)
        return direct_lines(found, [direct, direct], 50, "eV")

    assert said(error.high + 0.1, error.high + 0.2) == []
    assert direct_lines(found, [None, None], 50) == []
    (worse,) = said(error.low - 0.02, error.low - 0.01)
    assert " is worse than direct learning, without any simulations: with m = 50" in worse
    (unsure,) = said(error.low, error.high)
    assert " is not surely better than direct learning" in unsure
