"""The training loop: that it learns what it should, and what changes no number."""

import numpy as np
from jax.tree_util import tree_map

from simlaw.transfer.networks.mlp import MLP
from simlaw.transfer.sample_order import sample_order
from simlaw.transfer.scaler import Scaler
from simlaw.transfer.training_job import Knobs, Training
from simlaw.transfer.training_loop import _compiled_training, predict, train


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def fit(steps: int, padded: int, *, decay: float = 0.0, seed: int = 0) -> tuple[float, object]:
    x = rng(2).standard_normal((256, 3)).astype(np.float32)
    y = (x[:, 0] - 0.5 * np.abs(x[:, 1])).astype(np.float32)
    scaler = Scaler.fit(x)
    start = MLP.start(3, (16, 8), rng(seed))
    rows = np.arange(200, dtype=np.int32)
    order = sample_order(rows, steps=steps, batch=32, padded_steps=padded, rng=rng(4))
    knobs = Knobs(MLP, steps, 32, rate=5e-3, decay=decay, huber=1.0, clip=6.0)
    zeros = tree_map(np.zeros_like, start)
    parameters = train(Training(start, zeros, x, y, order, scaler, knobs))
    predicted = predict(MLP, parameters, x, scaler, 6.0)
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


def test_steps_rate_and_decay_are_not_compiled_in() -> None:
    fit(10, 77)
    compiled = _compiled_training(MLP, 32)
    before = compiled._cache_size()
    fit(20, 77, decay=3.0, seed=5)
    assert compiled._cache_size() == before
