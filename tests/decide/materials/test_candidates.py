"""Verdicts for candidates: weighted to what they are like, refused where nothing is like them."""

import dataclasses

import numpy as np
import pytest
from tests.law.new_materials.tables import made_up

from simlaw.decide.materials.candidates import (
    HARM,
    HELP,
    CandidateWeights,
    candidate_verdict,
    candidate_weights,
    share_beyond,
    weighted_errors,
)
from simlaw.errors import InputError
from simlaw.law.new_materials.intervals import mean_error

CELL, DIRECT = ("fine-tune", 20, 800), ("direct", 20, 0)


def two_kinds():
    """Simulations help where x is below 0 and harm above it."""
    errors = made_up(0, materials=300, replicates=20)
    rng = np.random.default_rng(1)
    x = rng.standard_normal((300, 4)).astype(np.float32)
    factor = np.where(x[:, 0] < 0, 0.7, 1.3).astype(np.float32)
    cells = {
        cell: [one * factor[errors.test[row]] if cell[2] else one for row, one in enumerate(rows)]
        for cell, rows in errors.errors.items()
    }
    return dataclasses.replace(errors, errors=cells), x


def test_the_verdict_is_that_of_the_candidates_kind() -> None:
    errors, x = two_kinds()
    rng = np.random.default_rng(2)
    for shift, effect in ((-1.0, HELP), (1.0, HARM)):
        candidates = rng.standard_normal((200, 4)).astype(np.float32) + np.float32([shift, 0, 0, 0])
        weights = candidate_weights(x, candidates)
        found = candidate_verdict(errors, weights, CELL, DIRECT)
        assert (found.effect, found.measured_effect) == (effect, "open")
        assert found.unlike
        assert 20 < found.effective < 300
        assert found.difference.low < found.error.estimate - found.direct.estimate
    assert found.error.low < found.error.estimate < found.error.high


def test_candidates_like_the_measured_get_the_plain_answer() -> None:
    errors, x = two_kinds()
    candidates = np.random.default_rng(3).standard_normal((400, 4)).astype(np.float32)
    found = candidate_verdict(errors, candidate_weights(x, candidates), CELL, DIRECT)
    assert not found.unlike
    assert found.effective > 200
    assert found.error.estimate == pytest.approx(found.measured_error.estimate, rel=0.06)


def test_weights_of_one_give_the_error_and_interval_for_new_materials() -> None:
    errors, _ = two_kinds()
    mean, covariance, freedom = weighted_errors(errors, np.ones(300), [CELL])
    plain = mean_error(errors, CELL)
    assert mean[0] == pytest.approx(plain.estimate)
    weights = CandidateWeights(np.ones(300), 0.5, False, 50)
    found = candidate_verdict(errors, weights, CELL, None)
    assert (found.error.low, found.error.high) == pytest.approx((plain.low, plain.high), rel=1e-6)
    assert found.direct is found.difference is None
    assert covariance.shape == (1, 1)
    assert freedom > 10


def test_too_few_effective_materials_are_refused() -> None:
    errors, x = two_kinds()
    far = np.random.default_rng(4).standard_normal((50, 4)).astype(np.float32) + np.float32(5)
    with pytest.raises(InputError, match=r"in effect are like the 50 candidates.* needs 20"):
        candidate_verdict(errors, candidate_weights(x, far), CELL, DIRECT)
    with pytest.raises(InputError, match="3 candidates"):
        candidate_weights(x, far[:3])


def test_candidates_far_from_the_source_are_counted() -> None:
    rng = np.random.default_rng(5)
    source, measured = (rng.standard_normal((k, 3)).astype(np.float32) for k in (400, 100))
    assert share_beyond(source, measured, measured + np.float32(20)) == 1.0
    assert share_beyond(source, measured, measured) == pytest.approx(0.05, abs=0.01)
