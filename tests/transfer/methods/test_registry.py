"""Every transfer method on a problem with a known answer, and the registry."""

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.transfer import (
    METHODS,
    STANDARD_METHODS,
    Attempt,
    Engine,
    FunctionMethod,
    Samples,
    TrainingRecipe,
    check_methods,
)
from simlaw.transfer.methods import ordered, transfers

RECIPE = TrainingRecipe(hidden=(32, 16), epochs=60, least_steps=600, decay_samples=100)
TRANSFERS = [name for name, method in METHODS.items() if transfers(method)]


def generator(purpose: str) -> np.random.Generator:
    return np.random.default_rng(sum(purpose.encode()))


def tables(altered: bool = False) -> Engine:
    """Measured = 2 computed + 5 + a new effect; values of rows 200 on may be garbage."""
    rng = np.random.default_rng(0)
    source, target = (rng.standard_normal((k, 4)).astype(np.float32) for k in (2000, 400))
    truth = [x[:, 0] + np.sin(2 * x[:, 1]) * x[:, 2] for x in (source, target)]
    measured = 2.0 * truth[1] + 5.0 + 0.5 * target[:, 3]
    if altered:
        measured = np.where(np.arange(400) < 200, measured, 1e6)
    return Engine(
        Samples(source, truth[0]), Samples(target, measured), recipe=RECIPE, largest_n=2000
    )


@pytest.fixture(scope="module")
def engine() -> Engine:
    return tables()


def attempt(engine: Engine, n: int, m: int) -> Attempt:
    rows = np.arange(n, dtype=np.int32)
    pretrained = engine.pretrain(
        rows, start=engine.start(generator("start")), shuffles=generator("p")
    )
    return Attempt(engine, pretrained, np.arange(m, dtype=np.int32), generator)


@pytest.fixture(scope="module")
def prepared(engine: Engine) -> Attempt:
    return attempt(engine, 2000, 40)


def error(engine: Engine, predicted: np.ndarray) -> float:
    return float(np.abs(predicted - engine.target.values)[200:].mean())


@pytest.mark.parametrize("name", TRANSFERS)
def test_transfer_beats_zero_shot_and_the_mean(
    engine: Engine, prepared: Attempt, name: str
) -> None:
    predicted = METHODS[name].predict(prepared)
    assert predicted.shape == engine.target.values.shape
    assert predicted.dtype == np.float64
    mean = np.full(400, engine.target.values[:40].mean())
    assert error(engine, predicted) < 0.5 * error(engine, mean)
    assert error(engine, predicted) < 0.2 * error(engine, METHODS["zero-shot"].predict(prepared))


def test_only_methods_that_see_the_descriptors_learn_a_new_effect(
    engine: Engine, prepared: Attempt
) -> None:
    enough = Attempt(engine, prepared.pretrained, np.arange(150, dtype=np.int32), generator)
    found = {name: error(engine, METHODS[name].predict(enough)) for name in TRANSFERS}
    assert found["residual"] < 0.8 * found["head-only"]
    assert found["residual"] < 0.8 * found["frozen-ridge"]


@pytest.mark.parametrize("name", TRANSFERS)
def test_values_outside_the_training_rows_are_never_read(
    engine: Engine, prepared: Attempt, name: str
) -> None:
    np.testing.assert_array_equal(
        METHODS[name].predict(prepared), METHODS[name].predict(attempt(tables(True), 2000, 40))
    )


def test_the_frozen_layers_stay_frozen(engine: Engine, prepared: Attempt) -> None:
    """Head-only predictions are linear in the last hidden layer, fine-tuned ones are not."""
    hidden = engine.hidden(prepared.source)
    basis = np.column_stack([hidden, np.ones(len(hidden))])
    for name, linear in (("head-only", True), ("fine-tune", False)):
        predicted = METHODS[name].predict(prepared)
        left = predicted - basis @ np.linalg.lstsq(basis, predicted, rcond=None)[0]
        assert bool(np.abs(left).max() < 1e-4) is linear


def test_a_method_without_its_network_says_so(engine: Engine) -> None:
    nothing = Attempt(engine, None, np.arange(5, dtype=np.int32), generator)
    with pytest.raises(ValueError, match="n is 0"):
        METHODS["residual"].predict(nothing)


def test_names_and_titles() -> None:
    assert set(STANDARD_METHODS) <= set(METHODS)
    for name, method in METHODS.items():
        assert name == method.name
        assert method.title
        assert transfers(method) == (method.uses_source and method.uses_target)


@pytest.mark.parametrize(
    ("methods", "headline", "message"),
    [
        (("fine-tune", "residul"), "fine-tune", "Did you mean 'residual'"),
        (("fine-tune", "direct"), "residual", r"must be one of .*: fine-tune"),
        (("fine-tune", "direct"), "direct", r"must be one of .*: fine-tune"),
        (("direct", "zero-shot"), "fine-tune", "None of the methods direct, zero-shot"),
    ],
)
def test_methods_that_cannot_be_compared_are_refused(
    methods: tuple[str, ...], headline: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        check_methods(methods, headline)


def test_the_order_of_methods_is_that_of_every_design_so_far() -> None:
    """Rows of a trial are written in this order: another one would change records."""
    assert tuple(METHODS)[:9] == (
        "fine-tune", "direct", "zero-shot", "head-only", "frozen-ridge", "residual",
        "random-forest", "gradient-boosting", "gaussian-process",
    )  # fmt: skip
    assert ordered(["mine", "direct", "fine-tune", "direct"]) == ("fine-tune", "direct", "mine")


def test_methods_may_be_given_as_objects() -> None:
    mine = FunctionMethod("mine", "the mean", True, True, lambda attempt: np.zeros(3))
    check_methods([mine, "direct"], mine)
    check_methods(["fine-tune", mine], "mine")
    other = FunctionMethod("mine", "another", True, True, lambda attempt: np.ones(3))
    with pytest.raises(InputError, match="two different methods have the name 'mine'"):
        check_methods([mine, other], "mine")
    with pytest.raises(InputError, match=r"must be one of .*: fine-tune"):
        check_methods(["fine-tune", "direct"], mine)
    with pytest.raises(InputError, match="object is no method: it has no `name`"):
        check_methods([object()], "fine-tune")  # type: ignore[list-item]
