"""Charts by the names they had in `simlaw.report`; they go with the next version."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simlaw.charts import WIDE, Layout, Look, plot_curve, plot_family
from simlaw.charts.required_n_chart import draw_answers
from simlaw.decide import TargetAnswer, required_n_at_targets
from simlaw.law import Law, LearningCurve

if TYPE_CHECKING:
    import altair as alt

__all__ = ["NOW", "family_chart", "law_chart", "requirement_chart", "stops"]

NOW = {
    "law_chart": "simlaw.charts.plot_curve",
    "family_chart": "simlaw.charts.plot_family",
    "requirement_chart": "simlaw.charts.plot_required_n",
    "stops": "simlaw.decide.required_n_at_targets",
}
"""Each former name and what it is now."""

_LOOK = ("x_title", "reach", "layout")


def law_chart(curve: LearningCurve, law: Law | None, **options: Any) -> alt.LayerChart:
    """Draw a curve and its law, see `simlaw.charts.plot_curve`."""
    _warn("law_chart")
    look = Look(**{name: options.pop(name) for name in _LOOK if name in options})
    return plot_curve(curve, law, look=look, **options)


def family_chart(curve: LearningCurve, laws: Mapping[int, Law], **options: Any) -> alt.LayerChart:
    """Draw every m, see `simlaw.charts.plot_family`."""
    _warn("family_chart")
    look = Look(**{name: options.pop(name) for name in _LOOK if name in options})
    return plot_family(curve, laws, look=look, **options)


def requirement_chart(
    answers: Sequence[TargetAnswer],
    *,
    unit: str = "",
    now: float | None = None,
    things: str = "computed materials",
    layout: Layout = WIDE,
) -> alt.VConcatChart:
    """Draw what each target error needs, see `simlaw.charts.plot_required_n`."""
    _warn("requirement_chart")
    return draw_answers(answers, unit=unit, now=now, things=things, layout=layout)


def stops(law: Law, most: int = 90) -> list[TargetAnswer]:
    """Return answers at round targets, see `simlaw.decide.required_n_at_targets`."""
    _warn("stops")
    return required_n_at_targets(law, most)


def _warn(name: str) -> None:
    warnings.warn(f"simlaw.report.{name} is now {NOW[name]}.", DeprecationWarning, stacklevel=3)
