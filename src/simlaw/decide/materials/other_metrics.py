"""A finished run's curve in another metric, from the errors of its materials."""

from __future__ import annotations

import dataclasses

import pandas as pd

from simlaw.errors import InputError, nearest
from simlaw.law.curve import COLUMNS, LearningCurve
from simlaw.law.new_materials.material_errors import MaterialErrors
from simlaw.metrics import METRICS, STANDARD, unit_of

KEYS = ["replicate", "n", "m", "method"]


def frame_of(materials: MaterialErrors, metric: str) -> pd.DataFrame:
    """Return the errors of every trial in a metric.

    Parameters
    ----------
    materials
        Signed errors of the tested materials.
    metric
        A name in `simlaw.metrics.METRICS`.

    Returns
    -------
    pandas.DataFrame
        Columns of `simlaw.LearningCurve`, and one named as the metric where it is another than the
        standard ones: one row per replicate, n, m and method, the mean over its draws.

    Raises
    ------
    InputError
        If there is no such metric.
    """
    _check(metric)
    names = tuple(dict.fromkeys((*STANDARD, metric)))
    of = [METRICS[name].of for name in names]
    rows = []
    for method, m, n in materials.cells:
        for row, errors in enumerate(materials.errors[method, m, n]):
            if errors is None:
                continue
            measured = materials.measured[materials.test[row]]
            found = [one(measured + errors.astype("float64"), measured) for one in of]
            rows.append((int(materials.replicate[row]), n, m, method, *found))
    frame = pd.DataFrame(rows, columns=[*KEYS, *names])
    means = frame.groupby(KEYS, as_index=False, sort=True)[list(names)].mean()
    ordered = [*COLUMNS, *(name for name in names if name not in COLUMNS)]
    return means[ordered]


def in_metric(curve: LearningCurve, metric: str) -> LearningCurve:
    """Return a curve whose laws are about another metric.

    Parameters
    ----------
    curve
        A curve that has the metric already, or the errors of its materials.
    metric
        A name in `simlaw.metrics.METRICS`.

    Raises
    ------
    InputError
        If there is no such metric, or the curve has neither.
    """
    unit = unit_of(metric, curve.unit)
    if metric in curve.metrics:
        return dataclasses.replace(curve, metric=metric, unit=unit)
    _check(metric)
    if curve.materials is None:
        raise InputError(
            f"The curve has no errors in the metric '{metric}', and none of single materials to "
            f"make them of. It has {', '.join(curve.metrics)}. Runs keep the errors of materials "
            "unless design.record is 'summary'; those of earlier versions have none."
        )
    found = frame_of(curve.materials, metric)
    return dataclasses.replace(curve, frame=found, metric=metric, unit=unit)


def _check(metric: str) -> None:
    if metric not in METRICS:
        raise InputError(
            f"There is no metric '{metric}'.{nearest(metric, METRICS)} Allowed: "
            f"{', '.join(METRICS)}; and q95, outside-0.1, missed-best-20 or missed-lowest-20 with "
            "any number."
        )
