"""Trials chosen where they narrow the forecast most for their seconds."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw import Study, load_result
from simlaw.errors import InputError
from simlaw.law.fit import fit
from simlaw.law.replicate_spread import precision_of
from simlaw.report import sentences
from simlaw.study.allocate.next_trials import (
    Limits,
    after,
    choose,
    known_covariance,
    relative_width,
)
from simlaw.study.allocate.until_goal import (
    ALLOCATION,
    PILOT_OF_DRAWS,
    AllocationFile,
    Goal,
    Wanted,
    load_allocation,
    pilot_of,
    spend,
)
from simlaw.study.design.design import Design, Trial
from simlaw.study.run.trial import Finished, Row
from simlaw.workers.place import Place

SIZES = (50, 200, 800, 3200)
SECONDS = np.array([0.5, 0.6, 1.0, 4.0])
DESIGN = Design(SIZES, (20,), 8, 10, "exclude", 0)
WANTED = Wanted(20, "fine-tune", "mae", "auto")


def errors(replicate: int) -> np.ndarray:
    rng = np.random.default_rng(replicate)
    mean = 2.0 * np.array(SIZES) ** -0.4 + 0.2
    own = 0.08 * rng.standard_normal() + 0.03 * rng.standard_normal(len(SIZES))
    return mean * np.exp(own)


def finished(trial: Trial) -> Finished:
    if trial.n == 0:
        return Finished(trial, (Row(20, "direct", 0.7, 0.9),), 0.2)
    at = SIZES.index(trial.n)
    error = float(errors(trial.replicate)[at])
    return Finished(trial, (Row(20, "fine-tune", error, 1.2 * error),), float(SECONDS[at]))


def run_to(goal: Goal, home: Path, done: list[Finished], stop_after: int | None = None):
    def run(trials: list[Trial]) -> None:
        for trial in trials:
            if stop_after is not None and len(done) >= stop_after:
                raise KeyboardInterrupt
            done.append(finished(trial))

    file = AllocationFile(home, "d")
    return spend(goal, WANTED, DESIGN, file, done=done, run=run, place=Place(1))


@pytest.fixture(scope="module")
def fitted():
    rows = np.stack([errors(r) for r in range(8)])
    law = fit(np.tile(SIZES, 8), rows.ravel(), replicate=np.repeat(np.arange(8), 4))
    return law, rows


def next_units(fitted, seconds=SECONDS, **options):
    law, rows = fitted
    return choose(law, rows, range(8), seconds, 12_800, Limits(1.0, **options), level=0.9)


def test_a_dear_size_is_chosen_less_than_a_cheap_one(fitted) -> None:
    cheap = next_units(fitted, least=60, seconds=np.ones(4)).trials
    dear = next_units(fitted, least=60, seconds=np.array([1.0, 1.0, 1.0, 100.0])).trials
    assert sum(u.n == 3200 for u in dear) < sum(u.n == 3200 for u in cheap)


def test_no_unit_is_chosen_twice_nor_one_that_is_there(fitted) -> None:
    trials = next_units(fitted, least=80).trials
    assert len(set(trials)) == len(trials) >= 80
    assert min(u.replicate for u in trials) >= 8


def test_a_replicate_that_lacks_sizes_may_get_them() -> None:
    rows = np.stack([errors(r) for r in range(60)])
    rows[6:, 3] = np.nan
    there = ~np.isnan(rows)
    labels = np.repeat(np.arange(60), 4).reshape(60, 4)
    law = fit(np.tile(SIZES, (60, 1))[there], rows[there], replicate=labels[there])
    chosen = choose(law, rows, range(60), np.ones(4), 12_800, Limits(1.0), level=0.9)
    assert chosen.trials == (Trial(6, 3200),)


def test_more_trials_are_expected_to_narrow_the_forecast(fitted) -> None:
    now = relative_width(fitted[0], 12_800, 0.9)
    one, many = next_units(fitted), next_units(fitted, least=40)
    assert many.expected < one.expected < now


def test_nothing_is_chosen_beyond_the_budget(fitted) -> None:
    assert next_units(fitted, budget=0.4).trials == ()
    chosen = next_units(fitted, least=40, budget=7.0)
    assert 0 < chosen.seconds <= 7.0


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), sizes=st.sets(st.integers(0, 3), min_size=1))
def test_knowing_more_never_widens(fitted, seed: int, sizes: set[int]) -> None:
    known = known_covariance(fitted[0], 12_800)
    root = np.random.default_rng(seed).standard_normal((4, 4))
    pattern = np.isin(np.arange(4), list(sizes))
    left = after(known, precision_of(root @ root.T + 0.1 * np.eye(4), pattern))
    assert np.linalg.eigvalsh(known - left).min() > -1e-9 * known.max()
    assert np.linalg.eigvalsh(left).min() > -1e-9 * known.max()


def test_what_is_told_agrees_with_the_inverse(fitted) -> None:
    known = known_covariance(fitted[0], 12_800)
    told = np.diag([3.0, 5.0, 7.0, 9.0])
    wide = np.zeros((5, 5))
    wide[:4, :4] = told
    direct = np.linalg.inv(np.linalg.inv(known) + wide)
    np.testing.assert_allclose(after(known, told), direct, rtol=1e-6, atol=1e-9)


def test_a_run_stops_at_the_width(tmp_path: Path) -> None:
    done: list[Finished] = []
    state = run_to(Goal(until_width=0.16), tmp_path, done)
    assert state.ended == "width"
    assert state.width is not None
    assert state.width <= 0.16
    assert {d.trial for d in done} == set(state.decided) >= set(pilot_of(DESIGN))
    assert load_allocation(tmp_path, "d") == state
    assert load_allocation(tmp_path, "another") is None


def test_a_run_stops_within_its_budget(tmp_path: Path) -> None:
    done: list[Finished] = []
    state = run_to(Goal(time_budget=75.0), tmp_path, done)
    assert state.ended == "time"
    assert 65 < sum(d.seconds for d in done) <= 75


@pytest.mark.parametrize("stop_after", [3, 46])
def test_an_interrupted_run_goes_on_as_if_it_had_not_been(tmp_path: Path, stop_after: int) -> None:
    whole: list[Finished] = []
    run_to(Goal(time_budget=70.0), tmp_path / "whole", whole)
    assert len(whole) > 46
    parts: list[Finished] = []
    with pytest.raises(KeyboardInterrupt):
        run_to(Goal(time_budget=70.0), tmp_path / "parts", parts, stop_after)
    run_to(Goal(time_budget=70.0), tmp_path / "parts", parts)
    assert [d.trial for d in parts] == [d.trial for d in whole]


def test_trials_of_an_earlier_plan_are_used(tmp_path: Path) -> None:
    done = [finished(Trial(r, n)) for r in range(40) for n in (*SIZES, 0)]
    state = run_to(Goal(until_width=0.16), tmp_path, done)
    assert state.ended == "width"
    assert len(done) == 200


def test_a_broken_record_of_decisions_is_named(tmp_path: Path) -> None:
    (tmp_path / ALLOCATION).write_text("{}")
    with pytest.raises(InputError, match=r"allocation\.json: cannot be read .* Remove this file"):
        load_allocation(tmp_path)


def test_goals_are_checked() -> None:
    assert Goal.given(None, None, None) is None
    with pytest.raises(InputError, match="needs a goal"):
        Goal.given(None, 5000, None)
    with pytest.raises(InputError, match="until_width must be finite and above 0, but is -1"):
        Goal.given(-1.0, None, None)


def test_a_study_keeps_and_tells_its_allocation(
    small: Callable[..., Study], tmp_path: Path
) -> None:
    study, home = small(m=[10], replicates=3, methods=["fine-tune", "direct"]), tmp_path / "run"
    with ThreadPoolExecutor(1) as executor:
        plain = study.run(home, executor=executor, workers=1, progress=False)
        assert plain.allocation is None
        budget = plain.seconds + 1.0
        result = study.run(home, executor=executor, workers=1, time_budget=budget, progress=False)
    again = load_result(home)
    assert result.finished
    assert again.finished
    assert result.trials_done == again.trials_done == again.trials_total > plain.trials_done
    assert again.allocation is not None
    assert again.allocation.ended == "time"
    assert sum(count for _, count in again.allocation.by_size) == result.trials_done
    assert "Trials were chosen for the forecast at n = 720" in sentences(again)[-1]
    shutil.rmtree(home)


def test_draws_that_share_a_pretraining_make_a_shorter_pilot() -> None:
    assert len(pilot_of(DESIGN)) == 8 * 5
    assert len(pilot_of(replace(DESIGN, draws=3))) == PILOT_OF_DRAWS * 5
    assert len(pilot_of(replace(DESIGN, draws=3, replicates=2))) == 2 * 5
