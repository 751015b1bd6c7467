"""Zero-shot: the pretrained prediction, whatever was measured."""

import numpy as np

from simlaw.testing.methods import SmallStudy
from simlaw.transfer import METHODS


def test_it_is_the_pretrained_prediction_and_better_with_more_computed_samples() -> None:
    study, method = SmallStudy.of(), METHODS["zero-shot"]
    attempt = study.attempt(method)
    assert len(attempt.rows) == 0
    np.testing.assert_array_equal(method.predict(attempt), attempt.source.on_target)
    computed = (study.target.values - 3.0 - 0.2 * study.target.descriptors[:, 2]) / 1.5
    few, many = (method.predict(study.attempt(method, n)) for n in (4, 70))
    assert np.abs(many - computed).mean() < np.abs(few - computed).mean()
