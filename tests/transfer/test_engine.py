"""Pretraining, fine-tuning, direct learning and calibration on a problem with a known answer."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.transfer import METHODS, Attempt, Engine, TrainingRecipe
from simlaw.transfer.engine import Pretrained, calibrate
from simlaw.transfer.train import Scaler

# The problem is free of noise, so it wants little decay.
RECIPE = TrainingRecipe(
    hidden=(32, 16),
    epochs=60,
    least_steps=600,
    fine_tune_steps=300,
    decay_samples=100,
    direct_decay_samples=100,
)


def truth(x: np.ndarray) -> np.ndarray:
    return x[:, 0] + np.sin(2 * x[:, 1]) * x[:, 2]


@pytest.fixture(scope="module")
def engine() -> Engine:
    rng = np.random.default_rng(0)
    source, target = (rng.standard_normal((k, 4)).astype(np.float32) for k in (3000, 400))
    # The measured scale differs from the computed one by an affine map and a small new effect.
    measured = 2.0 * truth(target) + 5.0 + 0.1 * target[:, 3]
    return Engine(source, truth(source), target, measured, recipe=RECIPE, largest_n=3000)


def generator(purpose: str) -> np.random.Generator:
    return np.random.default_rng(sum(purpose.encode()))


def attempt(engine: Engine, n: int, m: int) -> Attempt:
    rows = np.arange(n, dtype=np.int32)
    pretrained = (
        engine.pretrain(rows, start=engine.start(generator("start")), shuffles=generator("p"))
        if n
        else None
    )
    return Attempt(engine, pretrained, np.arange(m, dtype=np.int32), generator)


def error(engine: Engine, method: str, n: int, m: int) -> float:
    predicted = METHODS[method].predict(attempt(engine, n, m))
    assert predicted.shape == engine.target_values.shape
    assert predicted.dtype == np.float64
    return float(np.abs(predicted - engine.target_values)[200:].mean())


def test_pretraining_on_more_source_helps_and_beats_direct_learning(engine: Engine) -> None:
    direct = error(engine, "direct", 0, 40)
    little, much = error(engine, "fine-tune", 60, 40), error(engine, "fine-tune", 3000, 40)
    assert much < 0.5 * direct
    assert much < 0.75 * little


def test_zero_shot_keeps_the_computed_scale(engine: Engine) -> None:
    shot = METHODS["zero-shot"].predict(attempt(engine, 3000, 0))
    assert np.corrcoef(shot, engine.target_values)[0, 1] > 0.95
    assert abs(shot.mean() - (engine.target_values.mean() - 5) / 2) < 0.2


def test_fine_tuning_corrects_the_scale(engine: Engine) -> None:
    assert error(engine, "fine-tune", 3000, 40) < 0.1 * error(engine, "zero-shot", 3000, 0)


def test_same_generators_same_numbers(engine: Engine) -> None:
    first = METHODS["fine-tune"].predict(attempt(engine, 500, 30))
    again = METHODS["fine-tune"].predict(attempt(engine, 500, 30))
    np.testing.assert_array_equal(first, again)


def test_test_materials_do_not_matter_for_predictions_of_others(engine: Engine) -> None:
    altered = Engine(
        engine._source, engine.source_values, engine._target,
        np.where(np.arange(400) < 200, engine.target_values, 1e6),
        recipe=RECIPE, largest_n=3000,
    )  # fmt: skip
    for method, n in (("fine-tune", 200), ("direct", 0)):
        np.testing.assert_array_equal(
            METHODS[method].predict(attempt(engine, n, 50)),
            METHODS[method].predict(attempt(altered, n, 50)),
        )


def test_widths_must_agree() -> None:
    x, y = np.zeros((3, 2), np.float32), np.zeros(3)
    with pytest.raises(ValueError, match="same width, got 2 and 3"):
        Engine(x, y, np.zeros((3, 3), np.float32), y, recipe=RECIPE, largest_n=3)


def pretrained_with(output: np.ndarray, centre: float, spread: float) -> Pretrained:
    width = Scaler(np.zeros(1, np.float32), np.ones(1, np.float32))
    return Pretrained((), width, centre, spread, output * spread + centre)


@given(st.floats(0.2, 5), st.floats(-100, 100), st.floats(0.1, 10), st.floats(-50, 50))
def test_calibration_recovers_an_affine_map(
    slope: float, offset: float, spread: float, centre: float
) -> None:
    output = np.linspace(-2, 2, 41)
    network = pretrained_with(output, centre, spread)
    measured = slope * spread * output + offset
    found_centre, found_spread = calibrate(network, measured, np.arange(41), prior=0.0)
    assert found_spread == pytest.approx(slope * spread, rel=1e-6)
    assert found_centre == pytest.approx(offset, abs=1e-6 * (1 + abs(offset) + slope * spread))


def test_calibration_prior_holds_the_computed_slope() -> None:
    output = np.linspace(-2, 2, 5)
    network = pretrained_with(output, 0.0, 1.0)
    _, free = calibrate(network, 3.0 * output, np.arange(5), prior=0.0)
    _, held = calibrate(network, 3.0 * output, np.arange(5), prior=1e6)
    assert free == pytest.approx(3.0)
    assert held == pytest.approx(1.0, abs=1e-3)


def test_calibration_never_flips_or_flattens_the_scale() -> None:
    output = np.linspace(-2, 2, 5)
    _, spread = calibrate(pretrained_with(output, 0.0, 2.0), -output, np.arange(5), prior=0.0)
    assert spread == pytest.approx(0.2)


def test_calibration_on_equal_outputs_keeps_the_computed_scale() -> None:
    network = pretrained_with(np.zeros(4), 1.0, 2.0)
    assert calibrate(network, np.full(4, 7.0), np.arange(4), prior=10.0) == (7.0, 2.0)


def test_a_mapped_source_is_used_in_place(tmp_path: Path) -> None:
    rows = np.arange(4000, dtype=np.float32).reshape(1000, 4)
    np.save(tmp_path / "rows.npy", rows)
    mapped = np.load(tmp_path / "rows.npy", mmap_mode="r")
    made = Engine(mapped, rows[:, 0], rows[:9], rows[:9, 0], recipe=RECIPE, largest_n=1000)
    if made._source_on_device.device.platform == "cpu":
        assert made._source_on_device.unsafe_buffer_pointer() == mapped.ctypes.data
