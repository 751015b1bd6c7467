"""One trial: which errors it has, and that nothing but its place decides them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.small_study import SHORT

from simlaw import Study, TrainingRecipe
from simlaw.errors import InputError
from simlaw.study.design.design import Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench
from simlaw.transfer import METHODS

Make = Callable[..., Study]
TINY = TrainingRecipe(
    hidden=(4,), epochs=1, least_steps=5, fine_tune_steps=5, direct_steps=5, decay_samples=50
)


@pytest.fixture
def inputs(small: Make) -> StudyInputs:
    return small(recipe=TINY).prepare().inputs


def test_a_trial_has_each_method_that_belongs_to_it_at_each_m(inputs: StudyInputs) -> None:
    bench = Bench(inputs)
    pretrained, direct = bench.run(Trial(0, 60)), bench.run(Trial(0, 0))
    assert [(row.method, row.m) for row in pretrained.rows] == [
        ("fine-tune", 10),
        ("fine-tune", 20),
        ("zero-shot", 0),
    ]
    assert [(row.method, row.m) for row in direct.rows] == [("direct", 10), ("direct", 20)]
    for finished in (pretrained, direct):
        assert finished.seconds > 0
        assert finished.pretraining is None
        assert all(0 < row.mae <= row.rmse for row in finished.rows)
        assert all(row.draws == () for row in finished.rows)


def test_order_and_company_of_trials_change_no_number(inputs: StudyInputs) -> None:
    trials = [Trial(1, 60), Trial(0, 20), Trial(0, 0), Trial(1, 20)]
    there, back = Bench(inputs), Bench(inputs, draws_kept=1)
    forwards = {trial: there.run(trial).rows for trial in trials}
    backwards = {trial: back.run(trial).rows for trial in reversed(trials)}
    assert forwards == backwards
    assert forwards[Trial(0, 20)] != forwards[Trial(1, 20)]


def test_several_draws_are_averaged_and_kept(small: Make) -> None:
    bench = Bench(small(recipe=TINY, draws=3).prepare().inputs)
    finished = bench.run(Trial(0, 20))
    assert finished.pretraining is not None
    assert 0 < finished.pretraining <= finished.seconds
    for row in finished.rows:
        assert len(row.draws) == 3
        assert [row.mae, row.rmse] == pytest.approx(np.mean(row.draws, axis=0).tolist())


def test_the_clock_is_asked_and_not_the_wall(inputs: StudyInputs) -> None:
    ticks = iter(range(100))
    bench = Bench(inputs, clock=lambda: float(next(ticks)))
    assert bench.run(Trial(0, 0)).seconds == 1.0


def test_a_training_that_diverges_says_what_to_lower(inputs: StudyInputs) -> None:
    wild = replace(inputs, recipe=replace(TINY, direct_rate=1e30))
    with pytest.raises(InputError, match=r"diverged.*direct_rate"):
        Bench(wild).run(Trial(0, 0))


def test_rows_come_in_the_order_of_the_methods(small: Callable[..., Study]) -> None:
    bench = Bench(small(methods=("residual", "zero-shot", "fine-tune", "direct")).prepare().inputs)
    finished = bench.run(Trial(0, 60))
    assert [(row.method, row.m) for row in finished.rows] == [
        ("fine-tune", 10), ("fine-tune", 20), ("zero-shot", 0), ("residual", 10), ("residual", 20),
    ]  # fmt: skip
    assert all(0 < row.mae <= row.rmse for row in finished.rows)
    assert [row.method for row in bench.run(Trial(0, 0)).rows] == ["direct", "direct"]


def test_a_study_of_another_network_is_another_study(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    usual = small().prepare().inputs
    other = small(recipe=replace(SHORT, network="residual-mlp")).prepare().inputs
    assert other.digest() != usual.digest()
    loaded = StudyInputs.load(other.save(tmp_path / "inputs"))
    assert loaded.recipe == other.recipe
    ours, theirs = (Bench(inputs).run(Trial(0, 60)).rows for inputs in (usual, loaded))
    assert [row.method for row in ours] == [row.method for row in theirs]
    assert all(one.mae != another.mae for one, another in zip(ours, theirs, strict=True))


def test_a_method_that_returns_another_shape_is_named(
    small: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(METHODS["direct"], predict=lambda attempt: np.zeros(3))
    monkeypatch.setitem(METHODS._shipped, "direct", short)
    bench = Bench(small().prepare().inputs)
    with pytest.raises(InputError, match=r"'direct' returned .* shape \(3,\), but \(80,\)"):
        bench.run(Trial(0, 0))
