"""Fine-tuning: on the measured scale, from the pretrained weights and held to them."""

from dataclasses import replace

import numpy as np

from simlaw.testing.methods import RECIPE, SmallStudy
from simlaw.transfer import METHODS, Attempt, Engine


def recipe_attempt(**changes: float) -> tuple[Attempt, np.ndarray]:
    """Return an attempt under a changed recipe, and the calibrated pretrained prediction."""
    study = SmallStudy.of()
    given = study.attempt(METHODS["fine-tune"])
    recipe = replace(RECIPE, **changes)
    engine = Engine(study.source, study.target, recipe=recipe, largest_n=70)
    attempt = replace(given, engine=engine)
    return attempt, engine.calibrated(attempt.source, attempt.rows)


def test_without_a_rate_the_calibrated_prediction_is_left() -> None:
    attempt, calibrated = recipe_attempt(fine_tune_rate=1e-12)
    np.testing.assert_allclose(METHODS["fine-tune"].predict(attempt), calibrated, rtol=1e-5)


def test_the_anchor_holds_it_to_the_pretrained_network() -> None:
    moved = []
    for limit in (0.0, 1e3):
        attempt, calibrated = recipe_attempt(
            fine_tune_rate=1e-3, anchor_limit=limit, anchor_share=1.0
        )
        moved.append(np.abs(METHODS["fine-tune"].predict(attempt) - calibrated).mean())
    free, held = moved
    assert held < 0.5 * free
