"""The floor in words: what it rests on, and what is said of a wanted error."""

import numpy as np

from simlaw.decide.materials.floor import Repeats, measurement_floor
from simlaw.decide.materials.floor_sentence import below_noise, floor_sentences


def floor(alike: int = 0):
    spread = np.abs(np.random.default_rng(0).normal(0.2, 0.05, 60))
    spread[:alike] = 0.0
    return measurement_floor(Repeats(spread, np.full(60, 2)), unit="eV")


def test_what_it_rests_on_is_said() -> None:
    said = " ".join(floor_sentences(floor()))
    assert "60 materials were measured more than once (120 rows)" in said
    assert "eV" in said
    assert "agree exactly" not in said
    assert "The rows of 12 of these agree exactly" in " ".join(floor_sentences(floor(12)))


def test_a_wanted_error_is_answered() -> None:
    found = floor()
    middle = found.estimate.estimate
    assert "is below measurement noise" in below_noise(found, middle / 3)
    assert "No number of simulations reaches it" in below_noise(found, middle / 3)
    assert "may be below measurement noise" in below_noise(found, middle)
    assert below_noise(found, 3 * middle) == ""
