"""Results of studies that share a source database, or do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from simlaw.law import LearningCurve
from simlaw.study.result import StudyResult
from simlaw.tables.account import Origin

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


def studied(
    make_study: Studies, curve: LearningCurve, name: str, sha256: str = "one", **changes: Any
) -> StudyResult:
    """Return a study of a name whose source table has some bytes."""
    result = make_study(curve, name=name, **changes)
    source = replace(result.source, name=f"source-{sha256}", origin=Origin("a.csv", sha256=sha256))
    return replace(result, source=source)
