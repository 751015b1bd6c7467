"""Trainings stacked over units: who waits for whom, and what comes back."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from simlaw.transfer import together
from simlaw.transfer.network import Parameters, initial_parameters
from simlaw.transfer.together import Together
from simlaw.transfer.train import Scaler, sample_order, train

TABLE = np.random.default_rng(0).standard_normal((60, 5)).astype(np.float32)
VALUES = (TABLE[:, 0] + np.abs(TABLE[:, 1])).astype(np.float32)


def wanted(seed: int, *, steps: int = 30, table: Any = None) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    start = initial_parameters((5, 8, 1), rng)
    rows = rng.permutation(60)[:40].astype(np.int32)
    return {
        "start": start,
        "anchor": tuple((np.zeros_like(w), np.zeros_like(b)) for w, b in start),
        "descriptors": TABLE if table is None else table,
        "values": VALUES * (1 + seed),
        "order": sample_order(rows, steps=steps, batch=8, padded_steps=40, rng=rng),
        "scaler": Scaler.fit(TABLE[rows]),
        "steps": steps,
        "batch": 8,
        "rate": 1e-2 / (1 + seed),
        "decay": 0.1 * seed,
        "huber": 0.5,
        "clip": 4.0,
    }


def meet(most: int, calls: list[dict[str, Any]]) -> list[Parameters]:
    meeting = Together(most)
    for _ in calls:
        meeting.begin()

    def unit(call: dict[str, Any]) -> Parameters:
        try:
            return meeting.train(**call)
        finally:
            meeting.end()

    with ThreadPoolExecutor(most) as threads:
        return list(threads.map(unit, calls))


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the groups trained."""
    sizes: list[int] = []
    honest = together._train_all

    def counting(group: Any) -> None:
        sizes.append(len(group))
        honest(group)

    monkeypatch.setattr(together, "_train_all", counting)
    return sizes


@pytest.mark.parametrize("shared", [True, False])
def test_each_gets_what_it_would_get_alone(groups: list[int], shared: bool):
    table = jnp.asarray(TABLE) if shared else None
    calls = [wanted(seed, table=table) for seed in range(5)]
    for call, got in zip(calls, meet(5, calls), strict=True):
        for ours, alone in zip(got, train(**call), strict=True):
            np.testing.assert_allclose(ours[0], alone[0], rtol=1e-4, atol=1e-6)
    assert groups == [5]


def test_trainings_of_other_lengths_are_groups_of_their_own(groups: list[int]):
    calls = [wanted(seed, steps=20 + 10 * (seed % 2)) for seed in range(6)]
    for call, got in zip(calls, meet(6, calls), strict=True):
        np.testing.assert_allclose(got[0][0], train(**call)[0][0], rtol=1e-4, atol=1e-6)
    assert sorted(groups) == [3, 3]


def test_no_more_than_the_most_are_waited_for(groups: list[int]):
    table = jnp.asarray(TABLE)
    meet(2, [wanted(seed, table=table) for seed in range(6)])
    assert sum(groups) == 6
    assert max(groups) == 2


def test_a_failure_reaches_every_unit_of_the_group():
    calls = [wanted(seed) for seed in range(3)]
    for call in calls:
        call["scaler"] = Scaler(np.zeros(4, np.float32), np.ones(4, np.float32))
    meeting = Together(3)
    failures: list[Exception] = []

    def unit(call: dict[str, Any]) -> None:
        try:
            meeting.train(**call)
        except (TypeError, ValueError) as failure:
            failures.append(failure)
        finally:
            meeting.end()

    for _ in calls:
        meeting.begin()
    threads = [threading.Thread(target=unit, args=(call,)) for call in calls]
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

    def unit(seed: int) -> None:
        began = meeting.clock()
        time.sleep(0.4 * seed)
        meeting.train(**wanted(seed))
        counted[seed] = meeting.clock() - began
        meeting.end()

    threads = [threading.Thread(target=unit, args=(seed,)) for seed in (0, 1)]
    wall = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    wall = time.perf_counter() - wall
    assert counted[1] - counted[0] == pytest.approx(0.4, abs=0.2)
    assert counted[0] + counted[1] < wall * 1.1
