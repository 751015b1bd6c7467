"""Scatter over pretrainings and over draws, and the number of draws that it speaks for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.law.fit import fit
from simlaw.law.law import Law
from simlaw.study.allocate.draws_per_pretraining import (
    MOST_DRAWS,
    Components,
    advice,
    components_of,
    time_by_draws,
)
from simlaw.study.design.design import Trial
from simlaw.study.run.trial import Finished, Row

SIZES = (50, 200, 800, 3200)
MEAN = 2.0 * np.array(SIZES) ** -0.4 + 0.2
BETWEEN, WITHIN = 0.03, 0.08


def trials(replicates: int, draws: int = 4, seed: int = 0) -> list[Finished]:
    """Trials whose pretrainings scatter by themselves and whose draws shift all sizes alike."""
    rng = np.random.default_rng(seed)
    done = []
    for replicate in range(replicates):
        shift = WITHIN * rng.standard_normal(draws)
        for n, mean in zip(SIZES, MEAN, strict=True):
            errors = mean * np.exp(BETWEEN * rng.standard_normal() + shift)
            pairs = tuple((float(e), float(2 * e)) for e in errors)
            average = np.mean(pairs, axis=0)
            rows = (Row(20, "fine-tune", float(average[0]), float(average[1]), pairs),)
            done.append(Finished(Trial(replicate, n), rows, 1.0 + 0.5 * draws, 1.0))
    return done


def law_of(done: list[Finished]) -> Law:
    return fit(
        [d.trial.n for d in done],
        [d.rows[0].mae for d in done],
        replicate=[d.trial.replicate for d in done],
        resamples=400,
    )


@pytest.fixture(scope="module")
def known() -> tuple[Components, Law]:
    done = trials(12)
    parts = components_of(done, SIZES, m=20, method="fine-tune")
    assert parts is not None
    return parts, law_of(done)


def test_both_parts_of_the_scatter_are_found() -> None:
    parts = components_of(trials(300), SIZES, m=20, method="fine-tune")
    assert parts is not None
    np.testing.assert_allclose(np.sqrt(np.diag(parts.within)), WITHIN, rtol=0.1)
    np.testing.assert_allclose(np.sqrt(np.diag(parts.between)), BETWEEN, rtol=0.2)
    apart = parts.within / np.sqrt(np.outer(np.diag(parts.within), np.diag(parts.within)))
    np.testing.assert_allclose(apart, 1.0, atol=0.02)
    assert abs(parts.between[0, -1]) < 0.3 * parts.between[0, 0]
    np.testing.assert_allclose(parts.pretraining, 1.0)
    np.testing.assert_allclose(parts.draw, 0.5)
    np.testing.assert_allclose(parts.covariance(4), parts.between + parts.within / 4)
    np.testing.assert_allclose(parts.seconds(3), 2.5)


def test_the_metric_asked_for_is_looked_at() -> None:
    done = trials(6)
    twice = components_of(done, SIZES, m=20, method="fine-tune", metric="rmse")
    once = components_of(done, SIZES, m=20, method="fine-tune")
    assert twice is not None
    assert once is not None
    np.testing.assert_allclose(twice.within, once.within)


def test_too_little_says_nothing() -> None:
    assert components_of(trials(3), SIZES, m=20, method="fine-tune") is None
    assert components_of(trials(6), SIZES, m=10, method="fine-tune") is None
    assert components_of(trials(6)[:-12], SIZES, m=20, method="fine-tune") is None
    plain = [replace(d, rows=(replace(d.rows[0], draws=()),), pretraining=None) for d in trials(6)]
    assert components_of(plain, SIZES, m=20, method="fine-tune") is None


@settings(max_examples=30, deadline=None)
@given(shared=st.floats(0.0, 100.0), own=st.floats(0.01, 10.0))
def test_dearer_pretrainings_ask_for_no_fewer_draws(
    known: tuple[Components, Law], shared: float, own: float
) -> None:
    parts, law = known
    cost = replace(parts, pretraining=np.full(4, shared), draw=np.full(4, own))
    dearer = replace(cost, pretraining=cost.pretraining * 2 + 0.1)
    times, more = (time_by_draws(one, law, 12_800) for one in (cost, dearer))
    assert times.shape == (MOST_DRAWS,)
    assert times[parts.draws - 1] == pytest.approx(1.0)
    assert np.argmin(more) >= np.argmin(times)


def test_a_free_pretraining_is_made_anew_for_each_draw(known: tuple[Components, Law]) -> None:
    parts, law = known
    free = advice(replace(parts, pretraining=np.zeros(4)), law, 12_800)
    dear = advice(replace(parts, pretraining=np.full(4, 1e4)), law, 12_800)
    assert free.best == 1
    assert free.time < 1
    assert dear.best == MOST_DRAWS
    assert free.share[0] == pytest.approx(WITHIN**2 / (WITHIN**2 + BETWEEN**2), abs=0.15)


def test_scatter_that_is_all_the_draws_leaves_a_covariance() -> None:
    alike = []
    for done in trials(8):
        pairs = tuple((0.1 * (1 + i), 0.2) for i in range(4))
        alike.append(replace(done, rows=(Row(20, "fine-tune", 0.25, 0.2, pairs),)))
    parts = components_of(alike, SIZES, m=20, method="fine-tune")
    assert parts is not None
    assert np.linalg.eigvalsh(parts.between).min() >= -1e-12
    assert np.isfinite(time_by_draws(parts, law_of(trials(8)), 12_800)).all()
