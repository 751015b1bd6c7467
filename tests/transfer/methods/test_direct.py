"""Direct learning: the measured samples alone."""

from dataclasses import replace

import numpy as np

from simlaw.testing.methods import SmallStudy
from simlaw.transfer import METHODS


def test_the_source_does_not_matter() -> None:
    study, method = SmallStudy.of(), METHODS["direct"]
    other = replace(study, source=replace(study.source, values=study.source.values * 7))
    first, second = (method.predict(one.attempt(method)) for one in (study, other))
    np.testing.assert_array_equal(first, second)
    assert study.attempt(method).pretrained is None


def test_its_scale_is_that_of_the_measured_values() -> None:
    study, method = SmallStudy.of(), METHODS["direct"]
    moved = replace(study, target=replace(study.target, values=100 + 10 * study.target.values))
    found, there = (method.predict(one.attempt(method)) for one in (study, moved))
    np.testing.assert_allclose(there, 100 + 10 * found, rtol=1e-5)
