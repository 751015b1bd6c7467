"""The settings of the law: the error it is about, its form, and which of them comes first."""

from __future__ import annotations

from dataclasses import dataclass

from simlaw.law.curve import FINE_TUNE
from simlaw.law.forms.registry import AUTO, FORMS
from simlaw.law.new_materials.noise_of_means import INFERENCES, NEW
from simlaw.metrics import METRICS
from simlaw.settings import Settings, setting


@dataclass(frozen=True, kw_only=True)
class LawSettings(Settings):
    """How the law is fitted, and which of several a report opens with."""

    metric: str = setting(
        "mae",
        'Error that the law is about: "mae" (mean absolute), "rmse", "median" or a quantile such '
        'as "q90" of the absolute error; the share of errors above a tolerance, "outside-0.1"; '
        '"spearman" (1 less the rank correlation); or the share of the best that is missed, '
        '"missed-best-10" or "missed-lowest-10". Lower is better in each.',
        words=METRICS,
        listed=False,
    )
    form: str = setting(
        "auto",
        'Form of the law; "auto" allows for other shapes in its intervals.',
        words=FORMS,
        also={AUTO: "an average over shapes"},
        listed=False,
    )
    inference: str = setting(
        NEW,
        "What intervals are about. Without the errors of single materials (record = "
        '"summary", folders of earlier versions) it is "these", which is said.',
        words=INFERENCES,
    )
    level: float = setting(0.9, "Level of the intervals.", above=0, below=1)
    headline_m: int | None = setting(
        None,
        "The m that the report opens with; the largest by default.",
        key="m",
        example=100,
        above=0,
    )
    method: str = setting(
        FINE_TUNE,
        "The method whose law the report is about: one of design.methods that learns from both "
        "tables.",
    )
