"""A whole study, block by block: simlaw's runner with its journal against the plain script."""

from __future__ import annotations

import atexit
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from contest import Contender, bound, middle

from simlaw.study.run.inputs import StudyInputs

Errors = dict[tuple[int, int, str], float]
Answer = dict[str, Any]
Turn = Callable[[Sequence[int]], Answer]


def simlaw_blocks(folder: Path, journal: Path) -> Turn:
    """Blocks of replicates as `simlaw run` does them: its runner, its workers, its journal."""
    from simlaw.study.design.design import Trial
    from simlaw.study.run.record import Journal
    from simlaw.study.run.runner import run_trials, trial_preparation
    from simlaw.workers.place import Place
    from simlaw.workers.processes import Processes

    began = time.perf_counter()
    inputs = StudyInputs.load(folder)
    kept = ExitStack()
    # The same workers for all blocks, as in a run; with no programs kept from earlier runs.
    workers = kept.enter_context(Processes(preparation=trial_preparation(journal.parent)))
    place = Place(cache=journal.parent, executor=workers.begin())
    book = kept.enter_context(Journal(journal, inputs.digest()))
    atexit.register(kept.close)
    start = [time.perf_counter() - began]

    def turn(replicates: Sequence[int]) -> Answer:
        began = time.perf_counter()
        sizes = (*reversed(inputs.design.n), 0)
        units = [Trial(replicate, n) for replicate in replicates for n in sizes]
        found: Errors = {}

        def note(done: Any) -> None:
            at = (done.trial.replicate, done.trial.n)
            found.update({(*at, row.method): row.mae for row in done.rows})

        run_trials(units, book, folder, place, watch=note)
        early = start.pop() if start else 0.0
        return {"seconds": early + time.perf_counter() - began, "errors": found}

    return turn


def torch_blocks(folder: Path) -> Turn:
    """The same by the plain script: two processes of joblib, one thread each."""
    began = time.perf_counter()
    import torch_study

    workers = len(os.sched_getaffinity(0))
    start = [time.perf_counter() - began]

    def turn(replicates: Sequence[int]) -> Answer:
        began = time.perf_counter()
        found = torch_study.run(folder, replicates, workers)
        early = start.pop() if start else 0.0
        return {"seconds": early + time.perf_counter() - began, "errors": found}

    return turn


def study_inputs(inputs: StudyInputs, *, quick: bool) -> StudyInputs:
    """Return 8 sizes to 17,000 (or to 1,000), 32 replicates, one m."""
    from simlaw.study.design.plan_design import geometric_sizes

    sizes = geometric_sizes(50, 1_000 if quick else 17_000, 8)
    design = replace(inputs.design, n=sizes, m=(100,), replicates=32)
    recipe = inputs.recipe
    if quick:
        recipe = replace(recipe, least_steps=50, fine_tune_steps=50, direct_steps=50, epochs=1)
    return replace(inputs, design=design, recipe=recipe)


def race(inputs: StudyInputs, blocks: int, replicates: int = 4) -> dict[str, Any]:
    """Let both run block after block in turn; returns what bench.py records."""
    with tempfile.TemporaryDirectory() as name:
        folder = inputs.save(Path(name) / "inputs")
        with (
            Contender(bound(simlaw_blocks, folder, Path(name) / "trials.jsonl")) as ours,
            Contender(bound(torch_blocks, folder)) as theirs,
        ):
            found: dict[str, list[Answer]] = {"simlaw": [], "torch": []}
            for block in range(blocks):
                chosen = range(block * replicates, (block + 1) * replicates)
                turns = [("simlaw", ours), ("torch", theirs)]
                for who, contender in turns if block % 2 == 0 else turns[::-1]:
                    found[who].append(contender.turn(chosen))
                a, b = (found[who][-1]["seconds"] for who in ("simlaw", "torch"))
                print(f"  block {block + 1}: simlaw {a:.1f} s, PyTorch {b:.1f} s", flush=True)
    return summary(found)


def summary(found: dict[str, list[Answer]]) -> dict[str, Any]:
    """Medians and totals of the seconds, and how far the two mean curves are apart."""
    seconds = {who: np.array([b["seconds"] for b in blocks]) for who, blocks in found.items()}
    # The first block has the start-up in it; the others have the same work without.
    starts = {who: float(s[0] - np.median(s[1:])) for who, s in seconds.items()}
    errors: dict[str, Errors] = {
        who: {key: error for block in blocks for key, error in block["errors"].items()}
        for who, blocks in found.items()
    }
    return {
        "ratio_study_torch_joblib": float(np.median(seconds["torch"] / seconds["simlaw"])),
        "ratio_study_total": float(seconds["torch"].sum() / seconds["simlaw"].sum()),
        "study_seconds_simlaw": float(seconds["simlaw"].sum()),
        "study_seconds_torch": float(seconds["torch"].sum()),
        "study_startup_seconds_simlaw": starts["simlaw"],
        "study_startup_seconds_torch": starts["torch"],
        "study_block_seconds_simlaw": middle(found["simlaw"]),
        "study_block_seconds_torch": middle(found["torch"]),
        "study_blocks": len(found["simlaw"]),
        "study_trials": len(errors["simlaw"]),
        "study_curves": curves(errors["simlaw"], errors["torch"]),
    }


def curves(ours: Errors, theirs: Errors) -> list[dict[str, Any]]:
    """Return both mean errors for each n and method, and whether they agree.

    They do where they differ by less than 2 %, or than twice the standard error of the difference.
    """
    if ours.keys() != theirs.keys():
        raise RuntimeError("the two sides did not run the same trials")
    found = []
    for n, method in sorted({key[1:] for key in ours}):
        keys = [key for key in ours if key[1:] == (n, method)]
        a, b = (np.array([errors[key] for key in keys]) for errors in (ours, theirs))
        stderr = float((b - a).std(ddof=1) / np.sqrt(len(a)) / a.mean())
        apart = float(b.mean() / a.mean() - 1)
        found.append(
            {
                "n": n,
                "method": method,
                "simlaw": float(a.mean()),
                "torch": float(b.mean()),
                "apart": apart,
                "stderr": stderr,
                "agree": abs(apart) <= max(0.02, 2 * stderr),
            }
        )
    return found
