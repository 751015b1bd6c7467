"""simlaw's engine against the same training by others, in turns on one core or on the machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import simlaw_training
import sklearn_training
import torch_training
import torch_usual
from contest import Contender, Turns, alternate, bound, middle, ratio_of_errors
from simlaw_training import real, wide
from torch_training import TRIED, Settings

SKLEARN_RATE = 3e-3
"""Of 1e-3, scikit-learn's default, and 3e-3 the one with the smaller error after 30 passes."""

SHORTER = 0.4
"""The share of the passes after which simlaw is about where scikit-learn is after all of them."""

WIDE = (1024, 512, 256)
SQUARED = 1e6
"""With Huber's loss quadratic up to so many standard deviations it is the squared loss."""


def against_peak(folder: Path, core: int, rounds: int, epochs: float) -> dict[str, Any]:
    """Return what one core gets out of products of matrices, alone and in training."""
    real_job, wide_job = real(folder, epochs), wide(WIDE, 150 if epochs > 5 else 20)
    with (
        Contender(bound(simlaw_training.sgemm), {core}) as peak,
        Contender(bound(simlaw_training.bare_training, real_job), {core}) as bare,
        Contender(bound(simlaw_training.pretraining, real_job), {core}) as whole,
        Contender(bound(simlaw_training.bare_training, wide_job), {core}) as large,
    ):
        turns = {"peak": peak, "bare": bare, "after": peak, "whole": whole, "wide": large}
        found = alternate(turns, rounds)
    products, engine = [*found["peak"], *found["after"]], found["bare"]
    # Each training beside the products just before and just after it.
    shares = [
        {"share": 2 * e["gflops"] / (before["gflops"] + after["gflops"])}
        for e, before, after in zip(engine, found["peak"], found["after"], strict=True)
    ]
    return {
        "sgemm_gflops_per_core": middle(products, "gflops"),
        "engine_gflops_per_core": middle(engine, "gflops"),
        "engine_share_of_sgemm": middle(shares, "share"),
        "engine_pretrain_gflops_per_core": middle(found["whole"], "gflops"),
        "engine_wide_gflops_per_core": middle(found["wide"], "gflops"),
    }


def best_settings(folder: Path, core: int, epochs: float) -> tuple[Settings, dict[str, float]]:
    """Return PyTorch's fastest settings, by seconds of one core for a training, least of three."""
    contenders = {
        settings: Contender(
            bound(torch_training.pretraining, real(folder, epochs), settings),
            {core} if settings.threads == 1 else None,
        )
        for settings in TRIED
    }
    try:
        found = alternate(contenders, 3)
    finally:
        for contender in contenders.values():
            contender.__exit__(None, None, None)
    cost = {s: s.threads * min(t["seconds"] for t in turns) for s, turns in found.items()}
    for settings, seconds in cost.items():
        print(f"  {settings.words}: {seconds:.2f} core seconds", flush=True)
    best = min(cost, key=lambda settings: cost[settings])
    return best, {settings.words: round(seconds, 3) for settings, seconds in cost.items()}


def against_torch(
    folder: Path, core: int, rounds: int, epochs: float, settings: Settings
) -> dict[str, Any]:
    """Return the ratio to PyTorch at its best, both on the same core."""
    job = real(folder, epochs)
    with (
        Contender(bound(simlaw_training.pretraining, job), {core}) as ours,
        Contender(bound(torch_training.pretraining, job, settings), {core}) as theirs,
    ):
        found = alternate({"ours": ours, "theirs": theirs}, rounds)
    return {
        **_pair("torch_best", found),
        "torch_best_gflops_per_core": middle(found["theirs"], "gflops"),
        "torch_best_settings": settings.words,
    }


def against_torch_wide(core: int, rounds: int, steps: int, settings: Settings) -> dict[str, Any]:
    """Return the ratio at 2,048 inputs, both on the same core."""
    job = wide(WIDE, steps)
    with (
        Contender(bound(simlaw_training.pretraining, job), {core}) as ours,
        Contender(bound(torch_training.pretraining, job, settings), {core}) as theirs,
    ):
        found = alternate({"ours": ours, "theirs": theirs}, rounds)
    return {"ratio_torch_best_wide": middle(found["theirs"]) / middle(found["ours"])}


def against_usual(folder: Path, core: int, rounds: int, epochs: float) -> dict[str, Any]:
    """Return the ratio to PyTorch as written by its users, on the whole machine."""
    trainings = 2
    job = real(folder, epochs)
    with (
        Contender(bound(simlaw_training.two_workers, folder, trainings, epochs)) as ours,
        Contender(bound(simlaw_training.pretraining, job), {core}) as alone,
        Contender(bound(torch_usual.pretraining, job)) as theirs,
    ):
        found = alternate({"ours": ours, "alone": alone, "theirs": theirs}, rounds)
    each = middle(found["ours"]) / trainings
    return {
        "ratio_torch_default": middle(found["theirs"]) / each,
        "ratio_torch_default_one_process": middle(found["theirs"]) / middle(found["alone"]),
        "seconds_torch_default": middle(found["theirs"]),
        "seconds_simlaw_on_machine": each,
        **_errors("torch_default", found["theirs"], found["alone"]),
    }


def against_sklearn(folder: Path, core: int, rounds: int, epochs: float) -> dict[str, Any]:
    """Return the ratio to scikit-learn, both on the same core and with squared loss."""
    job = real(folder, epochs, huber=SQUARED)
    short = real(folder, SHORTER * epochs, huber=SQUARED)
    with (
        Contender(bound(simlaw_training.pretraining, job), {core}) as ours,
        Contender(bound(sklearn_training.pretraining, job, SKLEARN_RATE), {core}) as theirs,
        Contender(bound(simlaw_training.pretraining, short), {core}) as shorter,
    ):
        found = alternate({"ours": ours, "theirs": theirs, "shorter": shorter}, rounds)
    # Only trainings that end with the same test error are compared under the plain name.
    return {
        **_pair("sklearn_same_passes", found),
        **_pair("sklearn", {"theirs": found["theirs"], "ours": found["shorter"]}),
    }


def _pair(name: str, found: dict[str, Turns]) -> dict[str, Any]:
    theirs, ours = found["theirs"], found["ours"]
    return {
        f"ratio_{name}": middle(theirs) / middle(ours),
        f"seconds_{name}": middle(theirs),
        f"seconds_simlaw_beside_{name}": middle(ours),
        **_errors(name, theirs, ours),
    }


def _errors(name: str, theirs: Turns, ours: Turns) -> dict[str, Any]:
    errors: list[Sequence[float]] = [[turn["error"] for turn in turns] for turns in (theirs, ours)]
    ratio = ratio_of_errors(*errors)
    return {
        f"error_{name}": sum(errors[0]) / len(errors[0]),
        f"error_simlaw_beside_{name}": sum(errors[1]) / len(errors[1]),
        f"error_ratio_{name}": ratio.value,
        f"error_ratio_{name}_stderr": ratio.stderr,
    }
