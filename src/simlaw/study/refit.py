"""A finished run in another metric, without a training."""

from __future__ import annotations

from dataclasses import replace

from simlaw.decide.materials.other_metrics import in_metric
from simlaw.study.result import StudyResult


def refit(result: StudyResult, metric: str) -> StudyResult:
    """Return the same run with curve and laws in another metric.

    Parameters
    ----------
    result
        A run that kept the errors of its materials, or has the metric already.
    metric
        A name in `simlaw.metrics.METRICS`.

    Raises
    ------
    InputError
        If there is no such metric, or the run has nothing to make it of.
    """
    curve = in_metric(result.curve, metric)
    laws = {}
    for m in result.ms:
        rows = curve.frame[(curve.frame["method"] == result.method) & (curve.frame["m"] == m)]
        if rows["n"].nunique() >= 3:
            laws[m] = curve.fit(m=m, form=result.form, level=result.level, method=result.method)
    return replace(result, curve=curve, laws=laws, metric=metric, unit=curve.unit, draws=None)
