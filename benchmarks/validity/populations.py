"""Real tables as populations, and predictors that are quick enough to be trained a million times.

No population material is in the source, so that one pretraining serves every sub-table. The
pretrained predictor is a ridge on random Fourier features (Rahimi and Recht 2007); what learns from
measurements is a ridge on the leading principal components of the descriptors, with the pretrained
prediction as one more column, or without.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.inputs import StudyInputs

CACHE = Path(os.environ.get("SIMLAW_CACHE_DIR", Path.home() / ".cache" / "simlaw")) / "validity"
STUDIES = {"gaps": "band-gap", "indices": "refractive-index", "dyes": "dyes"}
SIZES = (100, 200, 400, 800, 1600, 3200, 6400)
"""Source sizes; the last is held out, twice the largest that a law is fitted to."""
PRETRAININGS = 64
COMPONENTS, FEATURES = 64, 600
SHARPNESS, PENALTY, RIDGE = 0.7, 1.0, 1.0


@dataclass(frozen=True)
class Population:
    """Measured materials, and what was pretrained for them.

    Attributes
    ----------
    x
        Principal components of the descriptors, float64 of shape (P, COMPONENTS).
    y
        Measured values, shape (P,).
    groups
        Number of the group of each, shape (P,), or None.
    pretrained
        Predictions, float64 of shape (PRETRAININGS, sizes, P).
    """

    x: np.ndarray
    y: np.ndarray
    groups: np.ndarray | None
    pretrained: np.ndarray

    @cached_property
    def rows_of_group(self) -> list[np.ndarray]:
        """Rows of each group."""
        assert self.groups is not None
        order = np.argsort(self.groups, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.groups))[:-1])


def population(name: str) -> Population:
    """A population; made once and kept in the cache."""
    path = CACHE / f"{name}.npz"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        found = _make(name)
        with path.with_suffix(".part").open("wb") as file:
            np.savez(
                file, **{key: value for key, value in vars(found).items() if value is not None}
            )
        path.with_suffix(".part").rename(path)
    with np.load(path) as kept:
        return Population(kept["x"], kept["y"], kept.get("groups"), kept["pretrained"])


@dataclass(frozen=True)
class Described:
    """A study's tables by the leading principal components of their descriptors.

    Attributes
    ----------
    source, values
        Of source rows that are no measured material, shape (S, COMPONENTS) and (S,).
    target
        Of measured materials, shape (P, COMPONENTS).
    inputs
        Of the study.
    """

    source: np.ndarray
    values: np.ndarray
    target: np.ndarray
    inputs: StudyInputs


def described(study: str) -> Described:
    """The tables of a shipped study, without source rows that are measured materials."""
    file = read_study_file(find_study(study))
    inputs = load_study(file.settings, file.folder).prepare().inputs
    outside = np.flatnonzero(inputs.twin < 0)
    source = np.asarray(inputs.source_descriptors[outside], dtype=np.float64)
    target = np.asarray(inputs.target_descriptors, dtype=np.float64)
    middle, wide = source.mean(axis=0), source.std(axis=0)
    kept = wide > 1e-9
    source, target = (
        np.clip((one[:, kept] - middle[kept]) / wide[kept], -5, 5) for one in (source, target)
    )
    some = np.random.default_rng(0).permutation(len(source))[:5000]
    axes = np.linalg.svd(source[some] - source[some].mean(axis=0), full_matrices=False)[2]
    source, target = (one @ axes[:COMPONENTS].T for one in (source, target))
    # Not whitened: the leading components say most.
    scale = np.sqrt((source**2).sum(axis=1).mean())
    return Described(source / scale, inputs.source_values[outside], target / scale, inputs)


def _make(name: str) -> Population:
    found = described(STUDIES[name])
    rng = np.random.default_rng(0)
    # The numbers that chose the rows for the components come first.
    rng.permutation(len(found.source))
    pretrained = _pretrain(found.source, found.values, found.target, rng)
    inputs = found.inputs
    return Population(found.target, np.asarray(inputs.target_values), inputs.groups, pretrained)


def _pretrain(
    source: np.ndarray, values: np.ndarray, target: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    found = np.empty((PRETRAININGS, len(SIZES), len(target)))
    for index in range(PRETRAININGS):
        weight = rng.standard_normal((source.shape[1], FEATURES)) * SHARPNESS
        phase = rng.uniform(0, 2 * np.pi, FEATURES)
        drawn = rng.permutation(len(source))[: SIZES[-1]]
        seen = np.cos(source[drawn] @ weight + phase)
        wanted = np.cos(target @ weight + phase)
        for number, n in enumerate(SIZES):
            mean = values[drawn[:n]].mean()
            normal = seen[:n].T @ seen[:n] + PENALTY * n**0.5 * np.eye(FEATURES)
            coefficients = np.linalg.solve(normal, seen[:n].T @ (values[drawn[:n]] - mean))
            found[index, number] = wanted @ coefficients + mean
    return found


def adapt(x: np.ndarray, y: np.ndarray, trained: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Predictions of a ridge that is trained on some rows, for others."""
    middle, level = x[trained].mean(axis=0), y[trained].mean()
    seen = x[trained] - middle
    normal = seen.T @ seen + RIDGE * np.eye(x.shape[1])
    coefficients = np.linalg.solve(normal, seen.T @ (y[trained] - level))
    return np.asarray((x[wanted] - middle) @ coefficients + level)


if __name__ == "__main__":
    for one in STUDIES:
        made = population(one)
        print(one, made.x.shape, made.pretrained.shape, flush=True)
