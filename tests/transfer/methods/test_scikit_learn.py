"""Learning from the target alone without a network: forests, boosted trees, Gaussian processes."""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simlaw
from simlaw import Study
from simlaw.errors import MissingExtraError
from simlaw.transfer import METHODS, Attempt, Engine, Samples, TrainingRecipe
from simlaw.transfer.methods import gaussian_process, transfers

pytest.importorskip("sklearn")

BASELINES = (
    "random-forest", "gradient-boosting", "gaussian-process", "extra-trees", "quantile-boosting",
)  # fmt: skip
TRAINED, ALL = 60, 200


def generator(purpose: str) -> np.random.Generator:
    return np.random.default_rng(sum(purpose.encode()))


def described() -> np.ndarray:
    x = np.random.default_rng(0).standard_normal((ALL, 5)).astype(np.float32)
    x[:, 3] = 7.0
    x[:, 4] = np.arange(ALL) >= TRAINED  # constant in the training rows alone
    return x


def values(x: np.ndarray) -> np.ndarray:
    return np.asarray(300.0 + 20.0 * (x[:, 0] + np.abs(x[:, 1])), dtype=np.float64)


def predicted(name: str, x: np.ndarray, y: np.ndarray, m: int = TRAINED) -> np.ndarray:
    engine = Engine(
        Samples(np.zeros((3, x.shape[1]), np.float32), np.zeros(3)), Samples(x, y),
        recipe=TrainingRecipe(), largest_n=3,
    )  # fmt: skip
    return METHODS[name].predict(Attempt(engine, None, np.arange(m, dtype=np.int32), generator))


@pytest.mark.parametrize("name", BASELINES)
def test_it_learns_from_the_target_alone(name: str) -> None:
    x = described()
    y = values(x)
    found = predicted(name, x, y)
    assert found.shape == (ALL,)
    assert found.dtype == np.float64
    missed = np.abs(found - y)[TRAINED:].mean()
    assert missed < 0.6 * np.abs(y - y[:TRAINED].mean())[TRAINED:].mean()
    method = METHODS[name]
    assert (method.uses_source, method.uses_target, transfers(method)) == (False, True, False)


@pytest.mark.parametrize("name", BASELINES)
def test_same_numbers_again_whatever_is_held_out(name: str) -> None:
    x = described()
    y = values(x)
    elsewhere = np.where(np.arange(ALL) < 100, y, 1e6)
    moved = np.where(np.arange(ALL)[:, None] < 100, x, 1e3).astype(np.float32)
    first = predicted(name, x, y)
    np.testing.assert_array_equal(first, predicted(name, x, y))
    np.testing.assert_allclose(first[:100], predicted(name, moved, elsewhere)[:100], rtol=1e-12)


@pytest.mark.parametrize("name", BASELINES)
def test_neither_the_unit_nor_the_zero_of_values_matters(name: str) -> None:
    x = described()
    y = values(x)
    other = predicted(name, x, 1e-9 * (y - 273.15))
    np.testing.assert_allclose(1e9 * other + 273.15, predicted(name, x, y), rtol=1e-4)


@pytest.mark.parametrize("name", BASELINES)
def test_columns_constant_in_training_change_nothing(name: str) -> None:
    x = described()
    y = values(x)
    np.testing.assert_array_equal(predicted(name, x, y), predicted(name, x[:, :3], y))


@pytest.mark.parametrize("name", BASELINES)
def test_without_a_column_that_varies_the_mean_is_left(name: str) -> None:
    x = described()
    np.testing.assert_allclose(predicted(name, x[:, 3:], values(x)), values(x)[:TRAINED].mean())


@pytest.mark.parametrize("name", BASELINES)
def test_equal_values_are_predicted_everywhere(name: str) -> None:
    np.testing.assert_allclose(predicted(name, described(), np.full(ALL, 4.2)), 4.2)


@settings(max_examples=10, deadline=None)
@given(
    m=st.integers(2, 30),
    kind=st.sampled_from(("noise", "exact", "two-valued", "equal materials", "far-off material")),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_gaussian_process_never_warns_or_fails(m: int, kind: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((40, 4)).astype(np.float32)
    if kind == "equal materials":
        x[: m // 2] = x[0]
    if kind == "far-off material":
        x[0] *= 1e6
    y = {
        "noise": rng.standard_normal(40),
        "two-valued": rng.integers(0, 2, 40).astype(np.float64),
    }.get(kind, 3.0 * x[:, 0].astype(np.float64))
    assert np.isfinite(predicted("gaussian-process", x, y, m)).all()


def test_a_kernel_of_many_rows_is_chosen_on_some(monkeypatch: pytest.MonkeyPatch) -> None:
    x = described()
    y = values(x)
    on_all = predicted("gaussian-process", x, y, 100)
    monkeypatch.setattr(gaussian_process, "TUNED_ON", 50)
    on_some = predicted("gaussian-process", x, y, 100)
    truth = y[100:]
    assert not np.array_equal(on_all, on_some)
    assert np.abs(on_some[100:] - truth).mean() < 1.5 * np.abs(on_all[100:] - truth).mean()


def table(count: int, start: int, name: str) -> simlaw.PropertyTable:
    x = np.random.default_rng(start).standard_normal((count, 3))
    rows = {"id": [f"s{start + i}" for i in range(count)], "y": values(x)}
    frame = pd.DataFrame({**rows, **{f"x{i}": x[:, i] for i in range(3)}})
    return simlaw.read_table(
        frame, kind="label", material="id", value="y", name=name, columns=("x0", "x1", "x2")
    )


@pytest.fixture
def study(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Study]:
    monkeypatch.setenv("SIMLAW_CACHE_DIR", str(tmp_path / "cache"))
    short = TrainingRecipe(hidden=(8,), epochs=2, least_steps=20, fine_tune_steps=20)
    return lambda *methods: Study(
        table(120, 0, "computed"), table(60, 1000, "measured"), descriptor="columns",
        m=[10, 20], n=[20, 40, 80], replicates=2, recipe=short, methods=("fine-tune", *methods),
    )  # fmt: skip


def test_a_study_measures_them_on_the_same_splits(study: Callable[..., Study], tmp_path) -> None:
    curve = study(*BASELINES).run(tmp_path / "run", workers=1, progress=False)
    rows = curve.frame[curve.frame["method"].isin(BASELINES)]
    assert sorted(set(rows["method"])) == sorted(BASELINES)
    assert set(rows["n"]) == {0}
    assert set(rows["m"]) == {10, 20}
    assert len(rows) == len(BASELINES) * 2 * 2


def test_a_missing_library_is_said_before_any_trial(
    study: Callable[..., Study], tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    wanted = study("gaussian-process")
    with pytest.raises(MissingExtraError, match=r"pip install 'simlaw\[baselines\]'"):
        wanted.run(tmp_path / "run", workers=1, progress=False)
    assert not (tmp_path / "run").exists()
    assert not (tmp_path / "cache").exists()
    study().prepare(workers=1)
