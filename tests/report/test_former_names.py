"""Charts by their former names draw what the new functions draw, and say where they are now."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import simlaw.report
from simlaw.charts import NARROW, Look, plot_curve, plot_family, plot_required_n
from simlaw.decide import required_n_at_targets
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


def test_they_draw_the_same_and_warn(make_curve: Curves) -> None:
    curve = make_curve(ms=(50, 100))
    laws = {m: curve.fit(m, resamples=200) for m in (50, 100)}
    look = Look("n", reach=3.0, layout=NARROW)
    with pytest.warns(DeprecationWarning, match=r"is now simlaw\.charts\.plot_curve"):
        drawn = simlaw.report.law_chart(
            curve, laws[50], m=50, level=0.5, x_title="n", reach=3.0, layout=NARROW
        )
    expected = plot_curve(curve, laws[50], m=50, level=0.5, look=look)
    assert drawn.to_dict() == expected.to_dict()
    with pytest.warns(DeprecationWarning, match=r"is now simlaw\.charts\.plot_family"):
        drawn = simlaw.report.family_chart(curve, laws, x_title="n", reach=3.0, layout=NARROW)
    assert drawn.to_dict() == plot_family(curve, laws, look=look).to_dict()


def test_so_do_requirements(make_curve: Curves) -> None:
    law = make_curve().fit(resamples=200)
    with pytest.warns(DeprecationWarning, match=r"is now simlaw\.decide\.required_n_at_targets"):
        answers = simlaw.report.stops(law, 12)
    assert [a.label for a in answers] == [a.label for a in required_n_at_targets(law, 12)]
    now = float(law.predict(law.n[-1]))
    with pytest.warns(DeprecationWarning, match=r"is now simlaw\.charts\.plot_required_n"):
        drawn = simlaw.report.requirement_chart(answers, unit="eV", now=now)
    assert drawn.to_dict() == plot_required_n(law, answers=answers, unit="eV").to_dict()


def test_other_names_are_unknown() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = simlaw.report.nothing
