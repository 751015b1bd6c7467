"""Pretraining, fine-tuning and direct learning on a problem with a known answer."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from jax.tree_util import tree_leaves

from simlaw.transfer import METHODS, NETWORKS, Attempt, Engine, Materials, Samples, TrainingRecipe
from simlaw.transfer.networks.protocol import Head
from simlaw.transfer.training_job import Training
from simlaw.transfer.training_loop import train
from simlaw.transfer.training_recipe import UNCHANGED

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
    return Engine(
        Samples(source, truth(source)), Samples(target, measured), recipe=RECIPE, largest_n=3000
    )


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
    assert predicted.shape == engine.target.values.shape
    assert predicted.dtype == np.float64
    tested = slice(len(predicted) // 2, None)
    return float(np.abs(predicted - engine.target.values)[tested].mean())


def test_pretraining_on_more_source_helps_and_beats_direct_learning(engine: Engine) -> None:
    direct = error(engine, "direct", 0, 40)
    little, much = error(engine, "fine-tune", 60, 40), error(engine, "fine-tune", 3000, 40)
    assert much < 0.5 * direct
    assert much < 0.75 * little


def test_zero_shot_keeps_the_computed_scale(engine: Engine) -> None:
    shot = METHODS["zero-shot"].predict(attempt(engine, 3000, 0))
    assert np.corrcoef(shot, engine.target.values)[0, 1] > 0.95
    assert abs(shot.mean() - (engine.target.values.mean() - 5) / 2) < 0.2


def test_fine_tuning_corrects_the_scale(engine: Engine) -> None:
    assert error(engine, "fine-tune", 3000, 40) < 0.1 * error(engine, "zero-shot", 3000, 0)


def test_same_generators_same_numbers(engine: Engine) -> None:
    first = METHODS["fine-tune"].predict(attempt(engine, 500, 30))
    again = METHODS["fine-tune"].predict(attempt(engine, 500, 30))
    np.testing.assert_array_equal(first, again)


def test_test_materials_do_not_matter_for_predictions_of_others(engine: Engine) -> None:
    altered = Engine(
        engine.source,
        replace(
            engine.target, values=np.where(np.arange(400) < 200, engine.target.values, 1e6)
        ),
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
        Engine(Samples(x, y), Samples(np.zeros((3, 3), np.float32), y), recipe=RECIPE, largest_n=3)


def test_a_mapped_source_is_used_in_place(tmp_path: Path) -> None:
    rows = np.arange(4000, dtype=np.float32).reshape(1000, 4)
    np.save(tmp_path / "rows.npy", rows)
    mapped = np.load(tmp_path / "rows.npy", mmap_mode="r")
    source, target = Samples(mapped, rows[:, 0]), Samples(rows[:9], rows[:9, 0])
    made = Engine(source, target, recipe=RECIPE, largest_n=1000)
    if made._source_on_device.device.platform == "cpu":
        assert made._source_on_device.unsafe_buffer_pointer() == mapped.ctypes.data


def small(**changes: object) -> Engine:
    rows = np.random.default_rng(0).standard_normal((30, 3)).astype(np.float32)
    samples = Samples(rows, rows[:, 0].astype(np.float64))
    short = replace(RECIPE, hidden=(4,), least_steps=5, epochs=1)
    recipe = replace(short, **changes.pop("recipe", {}))
    return Engine(samples, samples, recipe=recipe, largest_n=20, **changes)


def test_materials_are_read_when_asked_for_and_once() -> None:
    asked: list[int] = []

    def read() -> Materials:
        asked.append(1)
        return Materials(("CC", "CCC"), ("CO",), "molecule")

    engine = small(materials=read)
    error(engine, "fine-tune", 20, 10)
    assert not asked
    assert engine.materials is engine.materials
    assert len(asked) == 1
    with pytest.raises(ValueError, match="from descriptors alone, without materials"):
        _ = small().materials


def test_every_training_is_a_job_of_the_recipe() -> None:
    jobs: list[Training] = []

    def watched(job: Training) -> object:
        jobs.append(job)
        return train(job)

    engine = small(train=watched, recipe={"fine_tune_steps": 7, "direct_steps": 9, **UNCHANGED})
    for method, n in (("fine-tune", 20), ("head-only", 20), ("direct", 0)):
        METHODS[method].predict(attempt(engine, n, 10))
    recipe = engine.recipe
    pretraining, tuning, _, head, direct = jobs
    assert pretraining.knobs.steps == recipe.pretrain_steps(20)
    assert pretraining.knobs.decay == recipe.pretrain_decay(20)
    assert (tuning.knobs.steps, head.knobs.steps, direct.knobs.steps) == (7, 7, 9)
    assert tuning.knobs.decay == head.knobs.decay == recipe.anchor(10)
    assert tuning.anchor is tuning.start
    assert not any(leaf.any() for leaf in tree_leaves(direct.anchor))
    assert head.knobs.network == Head(engine.network)
    assert [leaf.shape for leaf in tree_leaves(head.start)] == [(4, 1), (1,)]


@pytest.mark.parametrize("name", NETWORKS)
def test_any_network_goes_through_every_method(name: str) -> None:
    engine = small(recipe={"network": name})
    for method in ("fine-tune", "head-only", "frozen-ridge", "residual", "zero-shot"):
        assert np.isfinite(METHODS[method].predict(attempt(engine, 20, 10))).all()
    assert np.isfinite(METHODS["direct"].predict(attempt(engine, 0, 10))).all()


def test_a_network_may_be_an_object_that_knows_no_layers_of_ours() -> None:
    engine = small(
        recipe={"network": Line(), "least_steps": 400, "learning_rate": 0.05, "decay_limit": 0}
    )
    assert error(engine, "zero-shot", 20, 0) < 0.1


@dataclass(frozen=True)
class Line:
    """A straight line, its parameters in a dictionary."""

    name = "line"
    title = "a straight line"
    version = "3"

    def start(self, width: int, hidden: object, rng: np.random.Generator) -> dict[str, np.ndarray]:
        return {"slope": rng.standard_normal(width).astype(np.float32), "at": np.zeros((), "f4")}

    def apply(self, parameters, rows):
        return self.apply_head({"at": parameters["at"]}, self.hidden(parameters, rows))

    def hidden(self, parameters, rows):
        return (rows * parameters["slope"]).sum(axis=1, keepdims=True)

    def head(self, parameters):
        return {"at": parameters["at"]}

    def apply_head(self, head, hidden):
        return hidden[:, 0] + head["at"]
