"""Trainings stacked over trials: who waits for whom, and what comes back."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from jax.tree_util import tree_leaves, tree_map

from simlaw.transfer import NETWORKS, stacked_training
from simlaw.transfer.networks import Parameters
from simlaw.transfer.sample_order import sample_order
from simlaw.transfer.scaler import Scaler
from simlaw.transfer.stacked_training import Together
from simlaw.transfer.training_job import Knobs, Training
from simlaw.transfer.training_loop import train

TABLE = np.random.default_rng(0).standard_normal((60, 5)).astype(np.float32)
VALUES = (TABLE[:, 0] + np.abs(TABLE[:, 1])).astype(np.float32)


def wanted(seed: int, *, steps: int = 30, table: Any = None, network: str = "mlp") -> Training:
    rng = np.random.default_rng(seed)
    start = NETWORKS[network].start(5, (8,), rng)
    rows = rng.permutation(60)[:40].astype(np.int32)
    return Training(
        start,
        tree_map(np.zeros_like, start),
        TABLE if table is None else table,
        VALUES * (1 + seed),
        sample_order(rows, steps=steps, batch=8, padded_steps=40, rng=rng),
        Scaler.fit(TABLE[rows]),
        Knobs(
            NETWORKS[network],
            steps,
            8,
            rate=1e-2 / (1 + seed),
            decay=0.1 * seed,
            huber=0.5,
            clip=4.0,
        ),
    )


def same(ours: Parameters, theirs: Parameters) -> None:
    for one, other in zip(tree_leaves(ours), tree_leaves(theirs), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def meet(most: int, calls: list[Training]) -> list[Parameters]:
    meeting = Together(most)
    for _ in calls:
        meeting.begin()

    def trial(call: Training) -> Parameters:
        try:
            return meeting.train(call)
        finally:
            meeting.end()

    with ThreadPoolExecutor(most) as threads:
        return list(threads.map(trial, calls))


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the groups trained."""
    sizes: list[int] = []
    honest = stacked_training._train_all

    def counting(group: Any) -> None:
        sizes.append(len(group))
        honest(group)

    monkeypatch.setattr(stacked_training, "_train_all", counting)
    return sizes


@pytest.mark.parametrize("shared", [True, False])
def test_each_gets_what_it_would_get_alone(groups: list[int], shared: bool):
    table = jnp.asarray(TABLE) if shared else None
    calls = [wanted(seed, table=table) for seed in range(5)]
    for call, got in zip(calls, meet(5, calls), strict=True):
        same(got, train(call))
    assert groups == [5]


def test_trainings_of_other_lengths_are_groups_of_their_own(groups: list[int]):
    calls = [wanted(seed, steps=20 + 10 * (seed % 2)) for seed in range(6)]
    for call, got in zip(calls, meet(6, calls), strict=True):
        same(got, train(call))
    assert sorted(groups) == [3, 3]


def test_other_networks_are_groups_of_their_own(groups: list[int]):
    calls = [wanted(seed, network=("mlp", "residual-mlp")[seed % 2]) for seed in range(4)]
    for call, got in zip(calls, meet(4, calls), strict=True):
        same(got, train(call))
    assert sorted(groups) == [2, 2]


def test_no_more_than_the_most_are_waited_for(groups: list[int]):
    table = jnp.asarray(TABLE)
    meet(2, [wanted(seed, table=table) for seed in range(6)])
    assert sum(groups) == 6
    assert max(groups) == 2


def test_a_failure_reaches_every_trial_of_the_group():
    calls = [replace(wanted(seed), scaler=Scaler.unchanged(4)) for seed in range(3)]
    meeting = Together(3)
    failures: list[Exception] = []

    def trial(call: Training) -> None:
        try:
            meeting.train(call)
        except (TypeError, ValueError) as failure:
            failures.append(failure)
        finally:
            meeting.end()

    for _ in calls:
        meeting.begin()
    threads = [threading.Thread(target=trial, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(failures) == 3


def test_waiting_for_others_is_not_counted():
    meeting = Together(2)
    meeting.begin()
    meeting.begin()
    counted: dict[int, float] = {}

    def trial(seed: int) -> None:
        began = meeting.clock()
        time.sleep(0.4 * seed)
        meeting.train(wanted(seed))
        counted[seed] = meeting.clock() - began
        meeting.end()

    threads = [threading.Thread(target=trial, args=(seed,)) for seed in (0, 1)]
    wall = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    wall = time.perf_counter() - wall
    assert counted[1] - counted[0] == pytest.approx(0.4, abs=0.2)
    assert counted[0] + counted[1] < wall * 1.1
