"""Head-only: the last layer moves, and nothing before it."""

import numpy as np
import pytest

from simlaw.testing.methods import SmallStudy
from simlaw.transfer import METHODS, NETWORKS, Engine, TrainingRecipe


@pytest.mark.parametrize("network", NETWORKS)
def test_predictions_are_linear_in_the_last_hidden_layer(network: str) -> None:
    study = SmallStudy.of()
    recipe = TrainingRecipe(
        hidden=(8, 4), least_steps=30, epochs=1, fine_tune_steps=200, network=network
    )
    engine = Engine(study.source, study.target, recipe=recipe, largest_n=70)
    given = study.attempt(METHODS["head-only"])
    pretrained = engine.pretrain(
        given.source_rows,
        start=engine.start(given.generator("start")),
        shuffles=given.generator("pretrain"),
    )
    seen = engine.hidden(pretrained)
    basis = np.column_stack([seen, np.ones(len(seen))])
    found = engine.train_head(pretrained, given.rows, shuffles=given.generator("fine-tune"))
    left = found - basis @ np.linalg.lstsq(basis, found, rcond=None)[0]
    assert np.abs(left).max() < 1e-4
    assert np.abs(found - engine.calibrated(pretrained, given.rows)).max() > 1e-3
