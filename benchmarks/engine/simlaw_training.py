"""simlaw as a contender: its engine, settled as a study's workers are."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from flop_count import gflops
from task import Task, real_task, wide_task

from simlaw.transfer import Engine, Samples
from simlaw.transfer.networks.mlp import MLP
from simlaw.transfer.sample_order import sample_order
from simlaw.transfer.scaler import Scaler, location_and_scale
from simlaw.transfer.training_job import Knobs, Training
from simlaw.transfer.training_loop import train
from simlaw.workers.processes import Processes
from simlaw.workers.single_thread import settle_maths
from simlaw.workers.tasks import Task as Work

Turn = Callable[[int], dict[str, float]]


def sgemm() -> Turn:
    """Products of 1024 x 1024 matrices in single precision, numpy's library on one thread."""
    settle_maths()
    rng = np.random.default_rng(0)
    left, right = (rng.standard_normal((1024, 1024), dtype=np.float32) for _ in range(2))
    result = np.empty_like(left)

    def turn(seed: int) -> dict[str, float]:
        seconds = []
        for _ in range(30):
            began = time.perf_counter()
            np.matmul(left, right, out=result)
            seconds.append(time.perf_counter() - began)
        return {"gflops": 2 * 1024**3 / float(np.median(seconds)) / 1e9}

    return turn


def pretraining(task: Callable[[], Task]) -> Turn:
    """`Engine.pretrain`: order of samples, standardising, training, prediction of the test set."""
    settle_maths()
    return _pretrain_and_test(task())


def _pretrain_and_test(task: Task) -> Turn:
    engine = Engine(
        Samples(task.descriptors, task.values),
        Samples(task.test_descriptors, task.test_values),
        recipe=task.recipe,
        largest_n=task.n,
    )

    def turn(seed: int) -> dict[str, float]:
        rows, (start, shuffles) = task.rows(seed), task.generators(seed)
        began = time.perf_counter()
        trained = engine.pretrain(rows, start=engine.start(start), shuffles=shuffles)
        seconds = time.perf_counter() - began
        return {
            "seconds": seconds,
            "error": float(np.abs(trained.on_target - task.test_values).mean()),
            "gflops": gflops(task.widths, task.recipe.batch, task.steps, seconds),
        }

    return turn


def bare_training(task: Callable[[], Task]) -> Turn:
    """`simlaw.transfer.training_loop.train` alone: its job is ready, its result is waited for."""
    settle_maths()
    import jax

    job = task()
    recipe, steps = job.recipe, job.steps
    descriptors = jax.device_put(job.descriptors)
    knobs = Knobs(
        MLP,
        steps,
        recipe.batch,
        rate=recipe.learning_rate,
        decay=recipe.pretrain_decay(job.n),
        huber=recipe.huber,
        clip=recipe.clip,
    )

    def turn(seed: int) -> dict[str, float]:
        rows, (start, shuffles) = job.rows(seed), job.generators(seed)
        centre, spread = location_and_scale(job.values[rows])
        first = MLP.start(job.descriptors.shape[1], recipe.hidden, start)
        training = Training(
            first,
            tuple((np.zeros_like(weight), np.zeros_like(bias)) for weight, bias in first),
            descriptors,
            ((job.values - centre) / spread).astype(np.float32),
            sample_order(rows, steps=steps, batch=recipe.batch, padded_steps=steps, rng=shuffles),
            Scaler.fit(job.descriptors[rows]),
            knobs,
        )
        began = time.perf_counter()
        jax.block_until_ready(train(training))
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "gflops": gflops(job.widths, recipe.batch, steps, seconds)}

    return turn


def two_workers(folder: Path, trainings: int, epochs: float) -> Turn:
    """So many trainings by the pool of a study: one worker a core, each on one thread."""
    # Kept open for the life of the process, as in a run.
    kept = ExitStack()
    workers = kept.enter_context(Processes())
    atexit.register(kept.close)
    # Enough for both workers to have compiled, whichever of them takes more.
    first = [workers.start(Work(_in_worker, (folder, epochs, number))) for number in range(6)]
    for job in first:
        job.result()

    def turn(seed: int) -> dict[str, float]:
        began = time.perf_counter()
        jobs = [
            workers.start(Work(_in_worker, (folder, epochs, 1000 * seed + number)))
            for number in range(trainings)
        ]
        errors = [job.result()["error"] for job in jobs]
        return {"seconds": time.perf_counter() - began, "error": float(np.mean(errors))}

    return turn


@lru_cache(maxsize=1)
def _kept(folder: Path, epochs: float) -> Turn:
    return _pretrain_and_test(real_task(folder, epochs=epochs))


def _in_worker(folder: Path, epochs: float, seed: int) -> dict[str, float]:
    return _kept(folder, epochs)(seed)


def real(folder: Path, epochs: float, **recipe: Any) -> Callable[[], Task]:
    """Return the job on real data, to be made in another process."""
    return partial(_real, folder, epochs, recipe)


def _real(folder: Path, epochs: float, recipe: dict[str, Any]) -> Task:
    return real_task(folder, epochs=epochs).with_recipe(**recipe)


def wide(hidden: tuple[int, ...], steps: int) -> Callable[[], Task]:
    """Return the job at 2,048 inputs, to be made in another process."""
    return partial(wide_task, 2048, hidden, 17_000, steps)
