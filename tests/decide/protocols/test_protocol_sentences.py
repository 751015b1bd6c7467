import math

import pandas as pd
import pytest

from simlaw.decide.protocols.protocol_comparison import (
    Crossing,
    Protocol,
    ProtocolComparison,
    SideBySide,
)
from simlaw.decide.protocols.protocol_sentences import crossing_sentence, size, verdict
from simlaw.law import Estimate, fit
from simlaw.printed_numbers import chance

N = [100, 200, 400, 800, 1600]


def compared(best, at=1600.0, *, costs=False):
    """A comparison of two protocols with these probabilities of being the best."""
    frame = pd.DataFrame({"replicate": 0, "n": N, "error": [2 * n**-0.5 + 0.1 for n in N]})
    law = fit(N, frame["error"], resamples=100)
    protocols = tuple(Protocol(name, frame, law, 1.0 if costs else None) for name in ("a", "b"))
    errors = (Estimate(0.15, 0.14, 0.16, 0.9), Estimate(0.17, 0.16, 0.18, 0.9))
    apart = (Estimate(0.0, 0.0, 0.0, 0.9), Estimate(0.02, 0.01, 0.03, 0.9))
    beside = SideBySide(at, (at, at / 2), errors, apart, best)
    return ProtocolComparison(
        protocols, True, (beside,), (beside,) if costs else (), beside, (), 0.9
    )


@pytest.mark.parametrize(
    ("best", "said"),
    [
        ((0.99, 0.01), "a is the protocol to spend on (probability 99 % that it is best)"),
        ((0.85, 0.15), "a is probably the best protocol (probability 85 %)"),
        ((0.6, 0.4), "cannot be told apart yet (a is best with probability 60 %)"),
    ],
)
def test_a_verdict_is_as_sure_as_the_probability(best, said):
    text = verdict(compared(best), "eV")
    assert text.startswith("At n = 1,600 source samples each, ")
    assert said in text
    assert "the difference is 0.020\u00a0eV (90 % interval 0.010 to 0.030)." in text


def test_with_costs_the_verdict_is_about_money_and_what_it_buys():
    text = verdict(compared((0.99, 0.01), costs=True))
    assert text.startswith("For a budget of 1,600, a is")
    assert "with n = 1,600 against 800" in text


@pytest.mark.parametrize(
    ("crossing", "said"),
    [
        (
            Crossing(500.0, 200.0, 900.0, 0.02, 100.0, 1e5),
            "a and b change places at about n = 500 (90 % interval 200 to 900); with probability "
            "2 % they keep their order between n = 100 and 100,000.",
        ),
        (
            Crossing(500.0, 200.0, math.inf, 0.2, 100.0, 1e5),
            "(90 % interval 200 to never)",
        ),
        (
            Crossing(math.inf, math.inf, math.inf, 0.97, 100.0, 1e5),
            "a and b keep their order between n = 100 and 100,000 with probability 97 %.",
        ),
        (
            Crossing(math.inf, 4000.0, math.inf, 0.8, 100.0, 1e5),
            "if they change places, then not before n = 4,000 (lower end of the 90 % interval).",
        ),
    ],
)
def test_where_two_change_places(crossing, said):
    assert said in crossing_sentence(crossing, ("a", "b"), by_budget=False)
    assert "a budget of " in crossing_sentence(crossing, ("a", "b"), by_budget=True)


def test_numbers_in_sentences():
    assert [size(x) for x in (1.5, 12.4, 28679, 3.2e12)] == ["1.5", "12", "28,700", "3.2×10¹²"]
    assert [chance(x) for x in (0.001, 0.5, 0.999, 1.0)] == [
        "under 1 %",
        "50 %",
        "over 99 %",
        "over 99 %",
    ]
