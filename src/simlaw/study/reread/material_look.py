"""Everything that a run says of single materials and their classes, in one object."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from simlaw.decide.materials.classes import ClassErrors, ClassQuestion, class_errors
from simlaw.decide.materials.distance import ErrorByDistance, error_by_distance
from simlaw.decide.materials.floor import Floor, measurement_floor
from simlaw.decide.materials.mean_errors import mean_errors
from simlaw.decide.materials.stay_wrong import StaysWrong, stay_wrong
from simlaw.decide.materials.twins import TwinAudit, audit_twins
from simlaw.errors import InputError, MissingExtraError
from simlaw.law.curve import DIRECT
from simlaw.law.new_materials.material_errors import MaterialErrors
from simlaw.study.reread.class_labels import (
    column_of,
    labels_by_column,
    labels_by_rule,
    usual_rule,
)
from simlaw.study.reread.materials_of_run import errors_of_run, materials_of_run
from simlaw.study.result import StudyResult

COLUMN = "column:"
"""What a column of the measured table is asked for by."""


@dataclass(frozen=True)
class MaterialLook:
    """What a run shows of its materials.

    Attributes
    ----------
    name, kind, unit
        Of the run.
    question
        Whose errors, and at which sizes.
    classes
        Errors by class; None for kinds without classes.
    wrong
        Materials that stay wrong at every n, the worst first.
    tested
        Number of tested materials.
    distance, twins, floor
        Errors by distance to the source, the audit of twins, and the floor of noise; None where
        the tables do not tell, or are not at hand.
    missing
        Why the tables were not read again; empty where they were.
    """

    name: str
    kind: str
    unit: str
    question: ClassQuestion
    classes: ClassErrors | None
    wrong: tuple[StaysWrong, ...]
    tested: int
    distance: ErrorByDistance | None = None
    twins: TwinAudit | None = None
    floor: Floor | None = field(default=None, compare=False)
    missing: str = ""


@dataclass(frozen=True)
class LookOptions:
    """What is asked of the materials of a run.

    Attributes
    ----------
    by
        Name of the classes, or ``column:NAME``; by default the usual ones of the kind.
    m
        Number of measurements; by default that of the report.
    laws
        How many of the largest classes get a law.
    tables
        Whether the tables are read again.
    """

    by: str | None = None
    m: int | None = None
    laws: int = 0
    tables: bool = True


def look_at_materials(result: StudyResult, options: LookOptions | None = None) -> MaterialLook:
    """Return what a run shows of its materials.

    Parameters
    ----------
    result
        A run that kept the errors of its materials.
    options
        What is asked.

    Raises
    ------
    InputError
        If it kept none, or there are no such classes or m.
    """
    options = options or LookOptions()
    errors = errors_of_run(result)
    question = _question(result, errors, options)
    found = mean_errors(errors, question.cells)
    look = MaterialLook(
        name=result.name,
        kind=result.kind,
        unit=result.unit,
        question=question,
        classes=None,
        wrong=stay_wrong(errors, found),
        tested=int(found.tested.sum()),
    )
    if question.by:
        labels = _labels(result, errors, question.by)
        look = replace(look, classes=class_errors(errors, labels, question))
    return _with_tables(look, result, errors) if options.tables else look


def _question(result: StudyResult, errors: MaterialErrors, options: LookOptions) -> ClassQuestion:
    m = result.m if options.m is None else options.m
    sizes = tuple(
        sorted(n for method, of, n in errors.cells if (method, of) == (result.method, m) and n)
    )
    if not sizes:
        ms = sorted({of for method, of, n in errors.cells if method == result.method and n})
        listed = ", ".join(str(one) for one in ms) or "none yet"
        raise InputError(f"The run has no errors of '{result.method}' at m = {m}; m = {listed}.")
    complete = [n for n in sizes if _shared(errors, (result.method, m, n))]
    by = options.by
    if by is None and (column := column_of(result)):
        by = f"{COLUMN}{column}"
    if by is None:
        by = usual_rule(result.kind, errors.keys)
    return ClassQuestion(
        method=result.method,
        m=m,
        n=tuple(complete or sizes),
        direct=DIRECT if (DIRECT, m, 0) in errors.errors else "",
        by=by or "",
        level=result.level,
        laws=options.laws,
        limits=result.curve.limited(result.method, [m]),
    )


def _shared(errors: MaterialErrors, cell: tuple[str, int, int]) -> bool:
    """Whether two rows or more have a cell: one row says little of a material."""
    return sum(one is not None for one in errors.errors[cell]) >= 2


def _labels(result: StudyResult, errors: MaterialErrors, by: str) -> list[str]:
    if by.startswith(COLUMN):
        return labels_by_column(result, by.removeprefix(COLUMN), errors.keys)
    return labels_by_rule(result.kind, by, errors.keys)


def _with_tables(look: MaterialLook, result: StudyResult, errors: MaterialErrors) -> MaterialLook:
    try:
        run = materials_of_run(result)
    except (InputError, MissingExtraError) as error:
        return replace(look, missing=str(error))
    question = look.question
    cell = (question.method, question.m, question.n[-1])
    direct = (question.direct, question.m, 0) if question.direct else None
    found = mean_errors(errors, [cell] if direct is None else [cell, direct])
    size = np.where(found.tested, found.size, np.nan)
    return replace(
        look,
        distance=error_by_distance(run.distances(), *size),
        twins=audit_twins(errors, run.twins(), cell, direct, level=question.level),
        floor=measurement_floor(run.repeats(), unit=look.unit, level=question.level),
    )


def floor_of_run(result: StudyResult, metric: str | None = None) -> Floor | None:
    """Return the floor that the noise of measurement puts under a run's error.

    Parameters
    ----------
    result
        A run with a folder.
    metric
        Of the error; by default the run's.

    Returns
    -------
    Floor or None
        None where the tables are not at hand or hold too few repeated measurements.
    """
    try:
        run = materials_of_run(result)
    except (InputError, MissingExtraError):
        return None
    return measurement_floor(
        run.repeats(), metric=metric or result.metric, unit=result.unit, level=result.level
    )
