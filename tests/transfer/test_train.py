"""The training loop: orders, scaling, and that it learns what it should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.transfer.network import initial_parameters
from simlaw.transfer.train import Scaler, predict, sample_order, train

WIDTHS = (3, 16, 8, 1)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@given(
    samples=st.integers(1, 300),
    steps=st.integers(1, 40),
    batch=st.integers(1, 64),
    pad=st.integers(0, 9),
)
def test_every_row_is_seen_equally_often(samples: int, steps: int, batch: int, pad: int) -> None:
    rows = np.arange(100, 100 + samples, dtype=np.int32)
    order = sample_order(rows, steps=steps, batch=batch, padded_steps=steps + pad, rng=rng())
    assert order.shape == ((steps + pad) * batch,)
    assert not order[steps * batch :].any()
    counts = np.bincount(order[: steps * batch] - 100, minlength=samples)
    assert counts.sum() == steps * batch
    assert counts.max() - counts.min() <= 1


def test_an_order_longer_than_its_padding_is_refused() -> None:
    with pytest.raises(ValueError, match="steps <= padded_steps"):
        sample_order(np.arange(4, dtype=np.int32), steps=5, batch=2, padded_steps=4, rng=rng())


@given(st.integers(2, 50), st.floats(-1e3, 1e3), st.floats(1e-2, 1e3))
def test_scaler_standardises(samples: int, centre: float, spread: float) -> None:
    base = rng(1).standard_normal((samples, 2))
    rows = (base * spread + centre).astype(np.float32)
    scaler = Scaler.fit(rows)
    scaled = (rows.astype(np.float64) - scaler.mean) * scaler.inverse
    resolved = base.std(axis=0) * spread > 1e-3 * abs(centre)
    assert np.all(np.abs(scaled.std(axis=0) - 1)[resolved] < 0.02)


def test_scaler_switches_constant_columns_off() -> None:
    rows = np.full((10, 2), 0.1, dtype=np.float32)
    rows[:, 1] = np.arange(10)
    scaler = Scaler.fit(rows)
    assert scaler.inverse[0] == 0.0
    assert scaler.inverse[1] > 0.0


def fit(steps: int, padded: int, *, decay: float = 0.0, seed: int = 0) -> tuple[float, object]:
    x = rng(2).standard_normal((256, 3)).astype(np.float32)
    y = (x[:, 0] - 0.5 * np.abs(x[:, 1])).astype(np.float32)
    scaler = Scaler.fit(x)
    start = initial_parameters(WIDTHS, rng(seed))
    rows = np.arange(200, dtype=np.int32)
    order = sample_order(rows, steps=steps, batch=32, padded_steps=padded, rng=rng(4))
    zeros = tuple((np.zeros_like(w), np.zeros_like(b)) for w, b in start)
    parameters = train(
        start, zeros, x, y, order, scaler,
        steps=steps, batch=32, rate=5e-3, decay=decay, huber=1.0, clip=6.0,
    )  # fmt: skip
    predicted = predict(parameters, x, scaler, 6.0)
    return float(np.abs(predicted[200:] - y[200:]).mean()), predicted


def test_training_learns_a_function_it_can_represent() -> None:
    error, _ = fit(1500, 1500)
    untrained, _ = fit(1, 1500)
    assert error < 0.08
    assert untrained > 5 * error


def test_padding_changes_no_number() -> None:
    _, short = fit(60, 60)
    _, padded = fit(60, 200)
    np.testing.assert_array_equal(short, padded)


def test_the_same_seed_gives_the_same_numbers() -> None:
    np.testing.assert_array_equal(fit(40, 40)[1], fit(40, 40)[1])
    assert not np.array_equal(fit(40, 40)[1], fit(40, 40, seed=1)[1])


def test_decay_pulls_to_the_anchor() -> None:
    _, free = fit(300, 300)
    _, held = fit(300, 300, decay=200.0)
    assert np.std(held) < 0.05 * np.std(free)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32), st.integers(1, 300))
def test_start_has_the_variance_it_should(seed: int, width: int) -> None:
    (first, bias), (last, _) = initial_parameters((width, 64, 1), rng(seed))
    assert first.dtype == np.float32
    assert first.shape == (width, 64)
    assert not bias.any()
    assert first.std() == pytest.approx(np.sqrt(2 / width), rel=0.5)
    assert np.abs(last).max() < 0.2


def test_a_scaler_of_named_rows_is_that_of_their_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simlaw.transfer.train._BLOCK", 7)
    rng = np.random.default_rng(0)
    table = rng.normal(5, 3, (100, 4)).astype(np.float32)
    rows = rng.permutation(100)[:60].astype(np.int32)
    named, copied = Scaler.fit(table, rows), Scaler.fit(table[rows])
    np.testing.assert_array_equal(named.mean, copied.mean)
    np.testing.assert_array_equal(named.inverse, copied.inverse)
