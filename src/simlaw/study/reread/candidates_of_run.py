"""A run's verdict for the materials of a file of candidates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from simlaw.decide.materials.candidates import (
    CandidateVerdict,
    candidate_verdict,
    candidate_weights,
    share_beyond,
)
from simlaw.descriptors import featurise
from simlaw.disk.places import DESCRIPTORS, cache_folder, kind_folder
from simlaw.errors import InputError, nearest
from simlaw.law.curve import DIRECT
from simlaw.study.file.read_study_file import read_study_file
from simlaw.study.prepare import described_by, kept_columns
from simlaw.study.reread.materials_of_run import MaterialsOfRun, materials_of_run
from simlaw.study.result import StudyResult
from simlaw.study.run_folder import SPEC
from simlaw.tables import PropertyTable, read_table
from simlaw.tables.files.open_table import open_table

VALUE = "candidate"


def candidates_of_run(result: StudyResult, path: Path, *, m: int | None = None) -> CandidateVerdict:
    """Return what a run says of the materials of a file, beside those like its measured ones.

    Parameters
    ----------
    result
        A run with a folder and the errors of its materials.
    path
        A table of candidates: a column of materials named as in the measured table, or the only
        column; and the columns of numbers that the study's descriptors use.
    m
        Number of measurements; by default that of the report.

    Raises
    ------
    InputError
        If the file or the run cannot be used, or too few measured materials are like the
        candidates.
    """
    run = materials_of_run(result)
    wanted = result.m if m is None else m
    sizes = [n for method, of, n in run.errors.cells if (method, of) == (result.method, wanted)]
    if not sizes:
        raise InputError(f"The run has no errors of '{result.method}' at m = {wanted}.")
    table = _read(result, run, path)
    block = featurise(
        table,
        described_by(run.study.descriptors, run.study.target),
        cache=kind_folder(cache_folder(), DESCRIPTORS),
    )
    columns = kept_columns(block.names, run.study.leave_out)
    rows: npt.NDArray[np.float32] = np.asarray(block.values[np.flatnonzero(block.valid)])[
        :, columns
    ]
    cell = (result.method, wanted, max(sizes))
    direct = (DIRECT, wanted, 0)
    return candidate_verdict(
        run.errors,
        candidate_weights(run.target, rows),
        cell,
        direct if direct in run.errors.errors else None,
        level=result.level,
        beyond=share_beyond(run.source, run.target, rows),
    )


def _read(result: StudyResult, run: MaterialsOfRun, path: Path) -> PropertyTable:
    assert result.folder is not None
    target = run.study.target
    named = read_study_file(result.folder / SPEC).settings.target.material
    table = open_table(path)
    names = [name for name in table.columns.names if name]
    material = next((name for name in (named, "material", "smiles", "SMILES") if name in names), "")
    if not material and len(names) == 1:
        material = names[0]
    if not material:
        raise InputError(
            f"{path}: no column names the candidates. Call it '{named or 'material'}', as in the "
            f"measured table; the file has {', '.join(names[:20])}."
        )
    lacking = [name for name in target.columns if name not in names]
    if lacking:
        raise InputError(
            f"{path}: the column '{lacking[0]}' is missing, which the study's descriptors use."
            f"{nearest(lacking[0], names)}"
        )
    wanted = [material, *target.columns]
    places = [table.columns.names.index(name) for name in wanted]
    pieces = [piece for _, piece in table.pieces(places, 10_000)]
    if not pieces:
        raise InputError(f"{path}: there are no candidates below the header.")
    frame = pd.concat(pieces, ignore_index=True).set_axis(wanted, axis=1)
    frame[VALUE] = 0.0
    further = tuple(name for name in target.columns if name not in target.conditions)
    return read_table(
        frame,
        kind=target.kind,
        material=material,
        value=VALUE,
        unit=target.unit,
        name=path.name,
        columns=further,
        conditions=target.conditions,
    )
