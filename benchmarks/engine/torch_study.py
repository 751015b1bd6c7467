"""A whole study as a plain script: PyTorch, joblib, one thread a process, no engine of simlaw's.

    python benchmarks/engine/torch_study.py FOLDER --replicates 4

FOLDER holds a study's inputs, as simlaw writes them to its cache. Every trial draws the same
materials, starts from the same weights and takes samples in the same order as simlaw's, so that
the two differ in nothing but what calculates.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from joblib import Parallel, delayed
from torch_training import Standard, Steps, fit, perceptron, predicted

from simlaw.study.run.inputs import StudyInputs
from simlaw.transfer.networks.mlp import MLP
from simlaw.transfer.sample_order import sample_order

Floats = npt.NDArray[np.float64]
Errors = dict[tuple[int, int, str], float]


def ordered(rows: int, steps: int, batch: int, rng: np.random.Generator) -> torch.Tensor:
    """Return the samples of each step, int64 ``(steps, batch)``."""
    places = np.arange(rows, dtype=np.int32)
    order = sample_order(places, steps=steps, batch=batch, padded_steps=steps, rng=rng)
    return torch.from_numpy(order.astype(np.int64)).view(steps, batch)


def learnt(
    inputs: torch.Tensor,
    values: Floats,
    order: torch.Tensor,
    network: torch.nn.Module,
    **settings: Any,
) -> tuple[float, float]:
    """Train on standardised values; returns their centre and spread."""
    centre, spread = float(values.mean()), float(values.std())
    wanted = torch.from_numpy(((values - centre) / spread).astype(np.float32))
    fit(network, inputs, wanted, Steps(order, **settings))
    return centre, spread


def calibration(
    output: Floats, measured: Floats, spread: float, prior: float
) -> tuple[float, float]:
    """Return centre and spread of a line through output and measured values, pulled to `spread`."""
    off = output - output.mean()
    belief = prior * off.var()
    slope = (off @ (measured - measured.mean()) + belief * spread) / (off @ off + belief)
    slope = max(float(slope), 0.1 * spread)
    return float(measured.mean() - slope * output.mean()), slope


def trial(study: StudyInputs, replicate: int, n: int) -> Errors:
    """Pretrain on n materials, predict, fine-tune and predict; for n = 0 learn directly."""
    torch.set_num_threads(1)
    recipe, design = study.recipe, study.design
    (m,) = design.m
    drawn = study.draws(replicate)[0]
    tested, few = drawn.test, drawn.pool[:m]
    target, truth = study.target_descriptors, study.target_values
    start = design.generator(replicate, "start")
    network = perceptron(MLP.start(target.shape[1], recipe.hidden, start))

    def adapt(**settings: Any) -> tuple[torch.Tensor, dict[str, Any]]:
        rng = design.generator(replicate, settings.pop("purpose"), m)
        order = ordered(m, settings.pop("steps"), recipe.fine_tune_batch, rng)
        return order, {"huber": recipe.huber, **settings}

    def error(output: Floats, centre: float, spread: float) -> float:
        return float(np.abs(output * spread + centre - truth[tested]).mean())

    if n == 0:
        order, settings = adapt(
            purpose="direct",
            steps=recipe.direct_steps,
            peak=recipe.direct_rate,
            decay=recipe.direct_decay(m),
        )
        standard = Standard.of(target[few], recipe.clip)
        line = learnt(standard(target[few]), truth[few], order, network, **settings)
        output = predicted(network, standard(target[tested]))
        return {(replicate, 0, "direct"): error(output, *line)}

    rows = drawn.source[:n]
    used = study.source_descriptors[rows]
    standard = Standard.of(used, recipe.clip)
    order = ordered(
        n, recipe.pretrain_steps(n), recipe.batch, design.generator(replicate, "pretrain", n)
    )
    centre, spread = learnt(
        standard(used),
        study.source_values[rows],
        order,
        network,
        peak=recipe.learning_rate,
        decay=recipe.pretrain_decay(n),
        huber=recipe.huber,
    )
    inputs, test_inputs = standard(target[few]), standard(target[tested])
    zero_shot = error(predicted(network, test_inputs), centre, spread)
    line = calibration(predicted(network, inputs), truth[few], spread, recipe.calibration_prior)
    wanted = torch.from_numpy(((truth[few] - line[0]) / line[1]).astype(np.float32))
    order, settings = adapt(
        purpose="fine-tune",
        steps=recipe.fine_tune_steps,
        peak=recipe.fine_tune_rate,
        decay=recipe.anchor(m),
    )
    fit(network, inputs, wanted, Steps(order, anchored=True, **settings))
    fine_tuned = error(predicted(network, test_inputs), *line)
    return {(replicate, n, "zero-shot"): zero_shot, (replicate, n, "fine-tune"): fine_tuned}


@lru_cache(maxsize=1)
def opened(folder: Path) -> StudyInputs:
    return StudyInputs.load(folder)


def in_worker(folder: Path, replicate: int, n: int) -> Errors:
    return trial(opened(folder), replicate, n)


def run(folder: Path, replicates: Sequence[int], workers: int) -> Errors:
    """Run all trials of some replicates, the longest of each first."""
    sizes = (*reversed(opened(folder).design.n), 0)
    found: Errors = {}
    for errors in Parallel(n_jobs=workers)(
        delayed(in_worker)(folder, replicate, n) for replicate in replicates for n in sizes
    ):
        found |= errors
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--replicates", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    began = time.perf_counter()
    found = run(asked.folder, range(asked.replicates), asked.workers)
    for n, name in sorted({key[1:] for key in found}):
        errors = [error for key, error in found.items() if key[1:] == (n, name)]
        print(f"n = {n:>6,} {name:>9}: mean absolute error {np.mean(errors):.6f}")
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
