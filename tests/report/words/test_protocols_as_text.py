"""A comparison of protocols in the terminal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simlaw.decide import ProtocolComparison, compare_protocols, verdict
from simlaw.decide.protocols.protocol_comparison import Protocol
from simlaw.law import Estimate
from simlaw.report.words.protocols_as_text import comparison_text, direct_lines

N = np.geomspace(50, 6400, 8).round()


def protocol(name: str, gap: float, cost: float | None, seed: int) -> Protocol:
    rng = np.random.default_rng(seed)
    rows = (2 * N**-0.5 + gap) * np.exp(0.02 * rng.standard_normal((12, 8)))
    frame = pd.DataFrame(
        {"replicate": np.repeat(np.arange(12), 8), "n": np.tile(N, 12), "error": rows.ravel()}
    )
    return Protocol.of(name, frame, cost)


@pytest.fixture(scope="module")
def priced() -> ProtocolComparison:
    return compare_protocols(
        [protocol("slow", 0.10, 20.0, 1), protocol("quick", 0.13, 1.0, 2)], budget=2000
    )


@pytest.fixture(scope="module")
def unpriced() -> ProtocolComparison:
    return compare_protocols([protocol("slow", 0.10, None, 1), protocol("quick", 0.13, None, 2)])


def test_the_verdict_is_first_and_every_protocol_has_its_rows(priced: ProtocolComparison) -> None:
    lines = comparison_text(
        priced, unit="eV", further=["And more."], notes=["By hand."]
    ).splitlines()
    assert lines[0] == verdict(priced, "eV")
    assert lines[1] == "And more."
    assert "note: By hand." in lines
    assert "At equal budget (error in eV, 90 % intervals)" in lines
    assert "  budget 2,000" in lines
    for name in ("slow", "quick"):
        rows = [line for line in lines if line.strip().startswith(f"{name} ")]
        assert len(rows) >= len(priced.at_budget) + len(priced.at_n) + 1
    assert sum("minus the leader" in line for line in lines) == len(priced.at_budget) + len(
        priced.at_n
    )
    assert any(line.startswith("  quick minus slow: C ") for line in lines)


def test_what_was_not_given_is_said(unpriced: ProtocolComparison) -> None:
    text = comparison_text(unpriced)
    assert "No costs were given (--cost)" in text
    assert "At equal budget" not in text
    assert text.count("not given") == 2
    assert "At equal n (error, 90 % intervals)" in text


@pytest.mark.parametrize(
    ("direct", "said"),
    [
        (None, None),
        (Estimate(9.0, 8.0, 10.0, 0.9), None),
        (Estimate(0.13, 0.01, 0.9, 0.9), "is not surely better than direct learning"),
        (Estimate(1e-3, 1e-4, 2e-3, 0.9), "is worse than direct learning"),
    ],
)
def test_no_simulations_at_all_may_be_as_good(
    unpriced: ProtocolComparison, direct: Estimate | None, said: str | None
) -> None:
    lines = direct_lines(unpriced, [direct, direct], 100, "eV")
    assert len(lines) == (said is not None)
    if said:
        leader = unpriced.names[unpriced.headline.leader]
        assert lines[0].startswith(f"But {leader} {said}")
        assert "m = 100 measurements alone" in lines[0]
