from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("optuna")

from simlaw import Study, TrainingRecipe
from simlaw.errors import InputError
from simlaw.study.design.design import FIXED
from simlaw.study.tune.paired_gain import paired_gain
from simlaw.study.tune.search import RECORD, SearchSettings, open_search
from simlaw.study.tune.space import SHAPES, Space, read_shape
from simlaw.study.tune.tune import Tuning, tune
from simlaw.study.tune.validation_problem import inner_problem
from simlaw.workers import Place, StoppedError

Make = Callable[..., Study]


@pytest.fixture
def thread() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def tuned(study: Study, folder: Path, executor: Executor, **changes: Any) -> Tuning:
    tell = changes.pop("tell", lambda _: None)
    settings = SearchSettings(**{"trials": 5, "splits": 2, "shapes": (), **changes})
    return tune(study, folder, settings, Place(1, executor=executor), tell=tell)


def garbled(study: Study, where: Callable[[int], float]) -> Study:
    """Return the study with other values of its test materials, under the fixed test set."""
    fixed = replace(study, test=FIXED)
    test = fixed.prepare().inputs.draw(0).test
    frame = study.target.frame.copy()
    frame.loc[frame.index[test], "value"] = [where(i) for i in range(len(test))]
    return replace(study, target=replace(study.target, frame=frame))


def test_values_of_test_materials_are_never_read(
    small: Make, tmp_path: Path, thread: Executor
) -> None:
    study = small(m=[20])
    other = garbled(study, lambda i: 1e6 * (-1) ** i)
    assert not np.array_equal(study.target.values, other.target.values)
    first = tuned(study, tmp_path / "a", thread)
    second = tuned(other, tmp_path / "b", thread)
    assert first.own == second.own
    assert (first.best, first.gain, first.taken) == (second.best, second.gain, second.taken)
    assert first.study.recipe == second.study.recipe


@pytest.mark.parametrize("overlap", ["exclude", "include"])
def test_test_materials_are_absent_from_the_inner_problem(small: Make, overlap: str) -> None:
    inputs = small(m=[20], overlap=overlap, test=FIXED).prepare().inputs
    inner = inner_problem(inputs, method="fine-tune", m=20, n=150, splits=3, seed=0)
    drawn = inputs.draw(0)
    pool = np.sort(drawn.pool)
    np.testing.assert_array_equal(inner.inputs.target_values, inputs.target_values[pool])
    np.testing.assert_array_equal(inner.inputs.target_descriptors, inputs.target_descriptors[pool])
    # A twin names the same material in the old numbers and in the new ones.
    source = np.sort(drawn.source)
    for new, row in zip(inner.inputs.twin, source, strict=True):
        old = inputs.twin[row]
        assert (old == pool[new]) if new >= 0 else (old == -1 or old in drawn.test)
    if overlap == "exclude":
        assert not np.isin(inputs.twin[source], drawn.test).any()
    for split in range(3):
        one = inner.inputs.draw(split)
        assert not set(one.test) & set(one.pool)
        if overlap == "exclude":
            assert not np.isin(inner.inputs.twin[one.source], one.test).any()


def test_groups_stay_whole_in_the_inner_problem(small: Make) -> None:
    inputs = small(m=[20], test=FIXED).prepare().inputs
    groups = (np.arange(len(inputs.target_values)) // 3).astype(np.int32)
    twin = np.where(inputs.twin >= 0, groups[inputs.twin], -1).astype(np.int32)
    grouped = replace(inputs, groups=groups, twin=twin)
    inner = inner_problem(grouped, method="fine-tune", m=20, n=100, splits=4, seed=0).inputs
    assert inner.groups is not None
    assert sorted(set(inner.groups)) == list(range(inner.groups.max() + 1))
    for split in range(4):
        one = inner.draw(split)
        assert not set(inner.groups[one.test]) & set(inner.groups[one.pool])
        assert not np.isin(inner.twin[one.source], inner.groups[one.test]).any()


def test_near_neighbours_of_validation_materials_are_kept_out(small: Make) -> None:
    inputs = small(m=[20], test=FIXED).prepare().inputs
    near = np.stack([np.arange(80), np.roll(np.arange(80), 7)], axis=1).astype(np.int32)
    inputs = replace(inputs, near=near, design=replace(inputs.design, overlap="exclude-near"))
    drawn = inputs.materials(0)
    assert not np.isin(near[np.isin(near[:, 1], drawn.test), 0], drawn.source).any()
    inner = inner_problem(inputs, method="fine-tune", m=20, n=60, splits=2, seed=0).inputs
    assert inner.near is not None
    for split in range(2):
        one = inner.materials(split)
        beside = inner.near[np.isin(inner.near[:, 1], one.test), 0]
        assert len(beside)
        assert not np.isin(beside, one.source).any()


def test_sizes_that_validation_does_not_leave_are_cut_with_a_note(small: Make) -> None:
    inputs = small(m=[64], test=FIXED).prepare().inputs
    inner = inner_problem(inputs, method="fine-tune", m=64, n=10**6, splits=2, seed=0)
    assert inner.m == 64 - inner.validation
    assert f"m = {inner.m} in place of 64" in inner.notes[0]
    assert f"n = {inner.n} in place of 1000000" in inner.notes[1]


def test_a_fresh_test_set_is_not_tuned_on(small: Make) -> None:
    with pytest.raises(ValueError, match="fixed test set"):
        inner_problem(
            small(m=[20]).prepare().inputs, method="fine-tune", m=20, n=50, splits=2, seed=0
        )


def test_an_interrupted_search_ends_as_one_in_one_go(
    small: Make, tmp_path: Path, thread: Executor
) -> None:
    study = small(m=[20])
    whole = tuned(study, tmp_path / "whole", thread, trials=12)
    tuned(study, tmp_path / "parts", thread, trials=1)
    tuned(study, tmp_path / "parts", thread, trials=7)
    record = tmp_path / "parts" / RECORD
    with record.open("ab") as file:
        file.write(b'{"op_code": 4, "worker')
    (tmp_path / "parts" / f"{RECORD}.lock").touch()
    again = tuned(study, tmp_path / "parts", thread, trials=12)
    assert again == replace(whole, study=again.study)
    assert again.study.recipe == whole.study.recipe
    assert again.tried == 12
    # What is done is not done again.
    trials = record.read_text().count('"op_code":4')
    lines: list[str] = []
    assert tuned(study, tmp_path / "parts", thread, trials=12, tell=lines.append).own == whole.own
    assert record.read_text().count('"op_code":4') == trials
    assert "12 of 12 settings are tried already" in lines


class Fake:
    """An executor-like landscape: error is least where fine-tuning is three times as fast."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.calls = 0
        self.stopped = threading.Event()
        self.stop_after = stop_after

    def __call__(self, choice: Any, split: int) -> Future[float]:
        self.calls += 1
        if self.calls >= self.stop_after:
            self.stopped.set()
        future: Future[float] = Future()
        noise = 0.001 * np.sin(split)
        future.set_result(
            float("nan")
            if choice["learning_rate"] > 4
            else 2.0 + noise + abs(np.log(choice["fine_tune_rate"] / 3.0))
        )
        return future


def searched(folder: Path, fake: Fake, trials: int) -> list[Any]:
    space = Space.of(TrainingRecipe(), "fine-tune", SHAPES, [("columns",)])
    with open_search(folder, "x", space, 5) as search:
        with suppress(StoppedError):
            settings = SearchSettings(trials=trials, splits=4)
            search.run(fake, settings, workers=1, stopped=fake.stopped, tell=lambda _: None)
        return [(one.choice, one.value) for one in search.complete()]


def test_the_search_finds_what_is_better_and_gives_up_what_is_not(tmp_path: Path) -> None:
    fake = Fake()
    found = searched(tmp_path, fake, 40)
    assert found[0][1] < 0.8
    assert 1.0 in [value for _, value in found]
    assert len(found) < 40
    assert fake.calls < 40 * 4


def test_stopping_and_going_on_changes_nothing(tmp_path: Path) -> None:
    whole = searched(tmp_path / "whole", Fake(), 16)
    for calls in (2, 9, 13):
        searched(tmp_path / "parts", Fake(stop_after=calls), 16)
    assert searched(tmp_path / "parts", Fake(), 16) == whole


def test_own_settings_that_diverge_are_said(tmp_path: Path) -> None:
    space = Space.of(TrainingRecipe(), "fine-tune", (), [("columns",)])

    def diverge(choice: Any, split: int) -> Future[float]:
        future: Future[float] = Future()
        future.set_result(float("nan"))
        return future

    settings, stopped = SearchSettings(trials=2, splits=2), threading.Event()
    with open_search(tmp_path, "x", space, 5) as search, pytest.raises(InputError, match="diverge"):
        search.run(diverge, settings, workers=1, stopped=stopped, tell=lambda _: None)


def test_one_search_at_a_time(tmp_path: Path) -> None:
    space = Space.of(TrainingRecipe(), "fine-tune", (), [("columns",)])
    with (
        open_search(tmp_path, "x", space, 0),
        pytest.raises(InputError, match="another process is tuning"),
        open_search(tmp_path, "x", space, 0),
    ):
        pass


def test_a_file_that_is_no_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text("not a record\nat all\n")
    space = Space.of(TrainingRecipe(), "fine-tune", (), [("columns",)])
    with pytest.raises(InputError, match="not a record"), open_search(tmp_path, "x", space, 0):
        pass


@pytest.mark.parametrize("method", ["fine-tune", "head-only", "frozen-ridge", "residual"])
def test_a_factor_of_one_is_the_study_itself(method: str) -> None:
    recipe = TrainingRecipe(hidden=(7,), decay_samples=0.0, decay_limit=0.0, epochs=3.3333)
    space = Space.of(recipe, method, SHAPES, [("a",), ("a", "b")])
    own = space.own()
    assert space.recipe_of(own) == recipe
    assert set(own) == set(space.distributions())
    assert "decay" not in own
    assert ("anchor" in own) == (method in ("fine-tune", "head-only"))
    assert space.descriptor_of(own) == 0
    assert space.descriptor_of({**own, "descriptor": "a+b"}) == 1


def test_a_recipe_keeps_its_order_of_steps() -> None:
    space = Space.of(TrainingRecipe(), "fine-tune", SHAPES, [("a",)])
    recipe = space.recipe_of({"pretraining": 0.5, "hidden": "64-32", "learning_rate": 1.23456})
    assert recipe.least_steps == 500
    assert recipe.hidden == (64, 32)
    assert recipe.learning_rate == 0.00247
    assert space.longest(50_000) == TrainingRecipe().longer(2).most_pretrain_steps(50_000)


@pytest.mark.parametrize("text", ["", "a", "64-", "0", "64--32", "5000", "1-1-1-1-1-1-1-1-1"])
def test_shapes_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="hidden layers"):
        read_shape(text)


@given(st.integers(0, 2**32), st.integers(2, 20), st.integers(1, 3))
def test_the_interval_of_a_gain(seed: int, count: int, candidates: int) -> None:
    rng = np.random.default_rng(seed)
    before = 1 + rng.random(count)
    after = before * (0.8 + 0.4 * rng.random(count))
    gain = paired_gain(before, after, validation_share=0.2, candidates=candidates)
    assert gain.low <= gain.mean <= gain.high
    assert gain.mean == pytest.approx(1 - after.mean() / before.mean())
    wider = paired_gain(before, after, validation_share=0.4, candidates=candidates + 1)
    assert wider.low <= gain.low
    diverged = np.append(after[:-1], np.nan)
    assert not paired_gain(before, diverged, validation_share=0.2, candidates=1).real


def test_settings_that_are_no_better_are_seldom_taken() -> None:
    rng = np.random.default_rng(3)
    taken = 0
    for _ in range(400):
        errors = rng.normal(1.0, 0.05, (4, 10))
        best = errors[1:][errors[1:].mean(axis=1).argmin()]
        taken += paired_gain(errors[0], best, validation_share=0.2, candidates=3).real
    assert taken / 400 < 0.05


@pytest.mark.parametrize("bad", [{"trials": 0}, {"splits": 1}, {"n": 1}])
def test_numbers_that_are_too_small(bad: dict[str, int]) -> None:
    with pytest.raises(InputError, match=next(iter(bad))):
        SearchSettings(**bad)
