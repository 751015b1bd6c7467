"""The inner problem of tuning: the study with its test materials taken out altogether.

The rows of the fixed test set are not masked but absent: what tuning reads holds neither their
descriptors nor their values, nor the source materials that the overlap policy keeps out with them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np

from simlaw.errors import InputError
from simlaw.study.design.design import FIXED, FRESH, Rows, Trial
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.trial import Bench
from simlaw.transfer import TrainingRecipe


@dataclass(frozen=True)
class Inner:
    """Validation problems made of a study's training materials.

    Attributes
    ----------
    inputs
        Of a study of its own, whose replicates are the inner splits and whose test materials are
        the validation materials.
    validation, pool
        Materials held out in the first split, and all there are.
    notes
        What had to differ from the study, in sentences.
    """

    inputs: StudyInputs
    validation: int
    pool: int
    notes: tuple[str, ...]

    @property
    def n(self) -> int:
        """Source samples."""
        return self.inputs.design.n[0]

    @property
    def m(self) -> int:
        """Target samples."""
        return self.inputs.design.m[0]


def inner_problem(
    inputs: StudyInputs, *, method: str, m: int, n: int, splits: int, seed: int
) -> Inner:
    """Return the validation problems inside the training materials of a study.

    Parameters
    ----------
    inputs
        Of the study, with one test set for all replicates.
    method
        The transfer method to validate.
    m, n
        Wanted sample sizes; less where the materials do not carry them, with a note.
    splits
        Number of inner splits.
    seed
        Seed of the splits and of all that is trained on them.

    Raises
    ------
    InputError
        If too few materials are left to train and to validate on.
    """
    if inputs.design.test != FIXED:
        raise ValueError(f"tuning needs a fixed test set, but the design's is {inputs.design.test}")
    drawn = inputs.materials(0)
    pool, source = np.sort(drawn.pool), np.sort(drawn.source)
    twin, groups, near = _renumbered(inputs, pool, source)
    share = len(drawn.test) / len(inputs.target_values)
    words = np.random.SeedSequence([seed, crc32(b"tune")]).generate_state(2, np.uint32)
    design = replace(
        inputs.design,
        n=(n,),
        m=(m,),
        replicates=splits,
        test_size=max(1, round(share * len(pool))),
        seed=int(words[0]) << 32 | int(words[1]),
        methods=(method,),
        test=FRESH,
        draws=1,
    )
    inner = replace(
        inputs,
        source_descriptors=np.ascontiguousarray(inputs.source_descriptors[source]),
        target_descriptors=np.ascontiguousarray(inputs.target_descriptors[pool]),
        source_values=inputs.source_values[source],
        target_values=inputs.target_values[pool],
        twin=twin,
        design=design,
        groups=groups,
        near=near,
    )
    draws = [inner.materials(split) for split in range(splits)]
    carried_m = min(m, *(len(one.pool) for one in draws))
    carried_n = min(n, *(len(one.source) for one in draws))
    if carried_m < 2 or carried_n < 2:
        raise InputError(
            f"{len(pool)} target materials are left for training; that is too few to hold some "
            "out for validation and train on the others. Use a smaller test_fraction."
        )
    notes = []
    if carried_m < m:
        notes.append(
            f"Tuned with m = {carried_m} in place of {m}: of {len(pool)} training materials "
            f"{len(draws[0].test)} are held out for validation."
        )
    if carried_n < n:
        notes.append(
            f"Tuned with n = {carried_n} in place of {n}: no more source materials are left "
            "beside the test and validation materials."
        )
    inner = replace(inner, design=replace(design, m=(carried_m,), n=(carried_n,)))
    return Inner(inner, len(draws[0].test), len(pool), tuple(notes))


def _renumbered(
    inputs: StudyInputs, pool: Rows, source: Rows
) -> tuple[Rows, Rows | None, Rows | None]:
    """Return twins, groups and near pairs of the rows that stay, in their new numbers."""
    if inputs.groups is None:
        place = np.full(len(inputs.target_values), -1, dtype=np.int32)
        place[pool] = np.arange(len(pool), dtype=np.int32)
        groups = None
    else:
        stay, numbers = np.unique(inputs.groups[pool], return_inverse=True)
        place = np.full(int(inputs.groups.max()) + 1, -1, dtype=np.int32)
        place[stay] = np.arange(len(stay), dtype=np.int32)
        groups = numbers.astype(np.int32)
    old = inputs.twin[source]
    twin = np.where(old >= 0, place[old], np.int32(-1)).astype(np.int32)
    if inputs.near is None:
        return twin, groups, None
    rows = np.full(len(inputs.twin), -1, dtype=np.int32)
    rows[source] = np.arange(len(source), dtype=np.int32)
    near = np.stack([rows[inputs.near[:, 0]], place[inputs.near[:, 1]]], axis=1)
    return twin, groups, near[(near >= 0).all(axis=1)]


@lru_cache(maxsize=4)
def _inputs(folder: str) -> StudyInputs:
    return StudyInputs.load(Path(folder))


@lru_cache(maxsize=2)
def _bench(folder: str, recipe: TrainingRecipe, longest: int) -> Bench:
    bench = Bench(replace(_inputs(folder), recipe=recipe))
    # Padding changes no number; one length for all recipes lets them share a compilation.
    bench.engine.padded_steps = longest
    return bench


def validation_error(
    folder: str, recipe: TrainingRecipe, longest: int, split: int, metric: str
) -> float:
    """Return the validation error of a recipe on one inner split; what an executor is given.

    Parameters
    ----------
    folder
        Of the inner inputs.
    recipe
        What is tried.
    longest
        Pretraining steps that orders are padded to.
    split
        Number of the inner split.
    metric
        ``"mae"`` or ``"rmse"``.

    Returns
    -------
    float
        In the target's unit, on the study's scale; NaN where the training diverged.
    """
    files = _inputs(folder).files
    if files is not None and not files.is_unchanged():
        # A folder that was damaged is made anew, and opened again.
        _bench.cache_clear()
        _inputs.cache_clear()
    bench = _bench(folder, recipe, longest)
    try:
        finished = bench.run(Trial(split, bench.inputs.design.n[0]))
    except InputError:
        return float("nan")
    row = finished.rows[0]
    return row.mae if metric == "mae" else row.rmse
