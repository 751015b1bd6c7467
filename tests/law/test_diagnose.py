from dataclasses import replace

import numpy as np
import pytest

from simlaw.law import Estimate, Law, Note, fit
from simlaw.law.diagnose import gain_is_open, rests_on_points

N = np.array([50.0, 100, 200, 400, 800, 1600, 3200])
FALLING = 2 * N**-0.5 + 0.1


def codes(law):
    return {note.code for note in law.notes}


def rows(mean, replicates=12, spread=0.02, seed=0):
    rng = np.random.default_rng(seed)
    values = mean * (1 + spread * rng.standard_normal((replicates, mean.size)))
    return np.tile(N, replicates), values, np.repeat(np.arange(replicates), N.size)


def test_a_good_curve_is_ok():
    n, values, replicate = rows(FALLING)
    law = fit(n, values.ravel(), replicate=replicate)
    assert law.status == "ok"
    assert law.skill["against_last_value"] > 0.5
    assert law.skill["against_power"] > 0.5


@pytest.mark.parametrize("with_replicates", [True, False])
def test_constant_error_is_no_decay(with_replicates):
    if with_replicates:
        n, values, replicate = rows(np.full(7, 0.3), seed=3)
        law = fit(n, values.ravel(), replicate=replicate)
    else:
        law = fit(N, np.full(7, 0.3))
    assert law.status == "no_decay"
    assert law.predict([1e4])[0] == pytest.approx(0.3, rel=0.03)


def test_rising_error_is_negative_transfer_and_held_flat():
    law = fit(N, 0.3 * N**0.1)
    assert law.status == "negative_transfer"
    assert law.predict([1e5])[0] <= law.predict([3200])[0]
    n, values, replicate = rows(0.3 * N**0.05)
    assert fit(n, values.ravel(), replicate=replicate).status == "negative_transfer"


@pytest.mark.parametrize(
    ("direct", "status"),
    [
        (0.05, "negative_transfer"),
        (Estimate(0.12, 0.119, 0.121, 0.9), "negative_transfer"),
        (0.5, "ok"),
    ],
)
def test_direct_learning_decides_negative_transfer(direct, status):
    n, values, replicate = rows(FALLING)
    assert fit(n, values.ravel(), replicate=replicate, direct=direct).status == status


def test_few_sizes_are_said():
    assert fit(N[:4], FALLING[:4]).status == "too_few_sizes"


def test_unidentified_gap():
    law = fit(N[:5], 2 * N[:5] ** -0.12 * np.array([1, 1.01, 0.995, 1.0, 1.01]))
    assert law.status == "gap_unidentified"


def test_faster_than_a_power_is_at_the_bound():
    law = fit(np.arange(1, 13) * 100.0, np.exp(-np.arange(1, 13) * 1.0), form="power+offset")
    assert law.status == "alpha_at_bound"


def test_double_descent():
    mean = FALLING.copy()
    mean[3] *= 1.6
    n, values, replicate = rows(mean)
    law = fit(n, values.ravel(), replicate=replicate)
    assert "non_monotone" in codes(law)
    assert "departs_from_form" in codes(law)
    assert "non_monotone" in codes(fit(N, mean))
    n, values, replicate = rows(FALLING)
    assert "non_monotone" not in codes(fit(n, values.ravel(), replicate=replicate))


def test_one_replicate_dominating():
    n, values, replicate = rows(FALLING)
    values[4, -1] *= 4
    law = fit(n, values.ravel(), replicate=replicate)
    note = next(note for note in law.notes if note.code == "dominating_replicate")
    assert "number 5" in note.text


@pytest.fixture(scope="module")
def good_law() -> Law:
    return fit(N, FALLING)


@pytest.mark.parametrize(
    ("code", "alpha", "gap", "open_"),
    [
        (None, True, True, False),
        ("gap_unidentified", False, False, True),
        ("no_decay", False, False, True),
        ("alpha_at_bound", False, True, False),
        ("too_few_sizes", True, True, True),
    ],
)
def test_statuses_decide(
    good_law: Law, code: str | None, alpha: bool, gap: bool, open_: bool
) -> None:
    said = good_law if code is None else replace(good_law, notes=(Note(code, "It is so."),))
    assert rests_on_points(said, "alpha") == alpha
    assert rests_on_points(said, "C") == gap
    assert gain_is_open(said) == open_


def test_a_parameter_that_another_prior_moves_is_no_finding(good_law: Law) -> None:
    assert good_law.prior is not None
    first, second = good_law.prior.others
    far = Estimate(5.0, 5.0, 5.0, 0.9)
    moved = replace(good_law.prior, others=(replace(first, alpha=far, effective=100.0), second))
    said = replace(good_law, prior=moved)
    assert not rests_on_points(said, "alpha")
    assert rests_on_points(said, "C")
