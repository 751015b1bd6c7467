from __future__ import annotations

import math

import numpy as np
import pytest

from simlaw.surveys.stop import Stop, stop_at


def power(alpha: float, gap: float, n: np.ndarray) -> np.ndarray:
    """Return log errors of one curve, ``n**-alpha + gap``."""
    return np.log(n**-alpha + gap)[None, :]


def test_it_is_where_the_next_doubling_falls_below_what_is_worth_it() -> None:
    found = stop_at(lambda n: power(0.5, 0.1, n), 100.0, 0.02, 0.9)
    n = np.geomspace(100, 1e6, 4000)
    fall = 1 - np.exp(power(0.5, 0.1, 2 * n)[0] - power(0.5, 0.1, n)[0])
    truth = n[np.argmax(fall <= 0.02)]
    assert truth <= found.median <= truth * 2**0.25
    assert found.low == found.high == found.median


def test_a_flat_curve_stops_now() -> None:
    found = stop_at(lambda n: power(0.5, 1e6, n), 100.0, 0.02, 0.9)
    assert found.now
    assert found.text() == "now"


def test_a_curve_that_never_levels_off_has_no_stop() -> None:
    found = stop_at(lambda n: power(0.5, 0.0, n), 100.0, 0.02, 0.9)
    assert math.isinf(found.median)
    assert not found.determined
    assert found.to_dict()["n"] is None
    assert found.text() == "not determined, beyond 1,000"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Stop(100.0, 400.0, 100.0, math.inf, 0.9), "about 400 (now to no limit)"),
        (Stop(100.0, 400.0, 200.0, 800.0, 0.9), "about 400 (200 to 800)"),
        (Stop(100.0, 4000.0, 200.0, 8000.0, 0.9), "not determined, beyond 1,000"),
    ],
)
def test_it_is_said_with_its_interval(found: Stop, said: str) -> None:
    assert found.text() == said


def test_curves_that_differ_make_an_interval() -> None:
    gaps = np.linspace(0.01, 1.0, 101)

    def curves(n: np.ndarray) -> np.ndarray:
        return np.log(n[None, :] ** -0.5 + gaps[:, None])

    found = stop_at(curves, 100.0, 0.02, 0.9)
    assert found.low < found.median < found.high
