from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.charts.drawn_texts import described, texts

from simlaw.charts import Look, plot_curve
from simlaw.errors import InputError
from simlaw.law import LearningCurve

Curves = Callable[..., LearningCurve]


def test_a_curve_says_what_its_levels_are(make_curve: Curves) -> None:
    curve = make_curve(scatter=1e-4, unit="g/cm^3")
    said = texts(plot_curve(curve, curve.fit(resamples=200)))
    assert "direct learning, n = 0: 0.0250" in said
    assert "transfer gap C: 0.0165" in said
    assert "zero-shot: 0.0331" in said
    assert "mean absolute error (g/cm³)" in said
    assert {"90 % band, mean", "90 % band, new run", "beyond the data"} <= set(said)


def test_many_sizes_are_thinned(make_curve: Curves) -> None:
    curve = make_curve(sizes=tuple(range(50, 3050, 5)), replicates=3, zero_shot=False)
    points = described(plot_curve(curve), "n = ")
    assert 20 < len(points) <= 60
    assert points[-1].startswith("n = 3,045:")


def test_words_and_reach_are_the_callers(make_curve: Curves) -> None:
    curve = make_curve()
    law = curve.fit(resamples=200)
    look = Look("Rechnungen", "Fehler", reach=2.0)
    wide = plot_curve(curve, law).to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    near = plot_curve(curve, law, look=look).to_dict()["layer"][0]["encoding"]["x"]
    assert near["title"] == "Rechnungen"
    assert near["scale"]["domain"][1] == pytest.approx(wide[1] / 5)
    assert "Fehler" in texts(plot_curve(curve, law, look=look))


def test_one_m_and_one_method_are_drawn(rivals: Curves) -> None:
    curve = rivals(ms=(50, 100))
    said = texts(plot_curve(curve, m=50, method="residual"))
    assert "residual: mean ± standard error" in said
    error = curve.direct(50)
    assert error is not None
    assert f"direct learning, n = 0: {error.estimate:.4f}" in said
    with pytest.raises(InputError, match="no trial of the method other yet"):
        plot_curve(curve, method="other")
