"""The splits of a shipped study that both sides of the comparison use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from simlaw.disk.places import INPUTS, cache_folder, kind_folder
from simlaw.study.design.design import Draw
from simlaw.study.file.load_study import load_study
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.file.shipped_studies import find_study
from simlaw.study.run.inputs import StudyInputs
from simlaw.transfer import Materials
from simlaw.transfer.methods.protocol import FunctionMethod

REPLICATES = 3

M: Mapping[str, int] = {"polymer-density": 100, "refractive-index": 100, "dyes": 1000}
"""Measured materials, by case."""

LARGEST = 0
"""Stands for the largest n of a study."""

CELLS: Sequence[tuple[str, int]] = (
    ("polymer-density", LARGEST),
    ("refractive-index", 1_000),
    ("refractive-index", 10_000),
    ("dyes", 1_000),
    ("refractive-index", LARGEST),
    ("dyes", 10_000),
    ("dyes", LARGEST),
)
"""Case and n, the quick ones first."""


def _nothing(attempt: Any) -> np.ndarray:
    return np.zeros(len(attempt.target_descriptors))


READS = FunctionMethod("reads-materials", "asks for the materials", False, True, _nothing)
"""Has a study hand on the materials themselves, wherever chemprop is not installed."""


@dataclass(frozen=True)
class Splits:
    """One case: what a study makes of its tables, its sizes and its draws."""

    name: str
    inputs: StudyInputs

    @property
    def m(self) -> int:
        return M[self.name]

    @property
    def materials(self) -> Materials:
        assert self.inputs.keys is not None
        return self.inputs.keys.read()

    def size(self, n: int) -> int:
        """Return a size as a number of source rows."""
        return max(self.inputs.design.n) if n == LARGEST else n

    def draws(self) -> Iterator[tuple[int, Draw]]:
        """Give the replicates."""
        for replicate in range(REPLICATES):
            yield replicate, self.inputs.draw(replicate)

    def mark(self, drawn: Draw, n: int) -> str:
        """Return what tells other materials in a test, a training or a pretraining apart."""
        found, materials = blake2b(digest_size=8), self.materials
        for keys, values, rows in (
            (materials.target, self.inputs.target_values, drawn.test),
            (materials.target, self.inputs.target_values, drawn.pool[: self.m]),
            (materials.source, self.inputs.source_values, drawn.source[:n]),
        ):
            for row in rows.tolist():
                found.update(f"{keys[row]} {values[row]:.9g};".encode())
        return found.hexdigest()

    def generator(self, replicate: int, purpose: str) -> np.random.Generator:
        """Return the random numbers of an attempt, as a trial of the study has them."""
        path = (purpose,) if purpose == "start" else (purpose, self.m)
        return self.inputs.design.generator(replicate, *path)


def made(name: str) -> Splits:
    """Return a case with today's recipe, and keep its splits for the other side.

    Splits that were kept before are used again: both sides then have the same whatever RDKit each
    has, and measuring simlaw's side anew is quick.
    """
    path = find_study(name)
    study = load_study(read_study_file(path).settings, path.parent)
    before = kept(name)
    if before is None:
        study.with_settings(methods=[*study.methods, READS]).prepare(workers=1).inputs.save(
            _folder(name)
        )
        before = kept(name)
        assert before is not None
    return Splits(name, replace(before.inputs, recipe=study.recipe))


def kept(name: str) -> Splits | None:
    """Return the splits that were kept; None where simlaw's side was not measured here."""
    if not _folder(name).is_dir():
        return None
    return Splits(name, StudyInputs.load(_folder(name)).in_memory())


def _folder(name: str) -> Path:
    return kind_folder(cache_folder(), INPUTS) / f"against-chemprop-{name}"
