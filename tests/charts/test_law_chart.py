from __future__ import annotations

from collections.abc import Callable

import numpy as np
from tests.charts.drawn_texts import described, texts

from simlaw.charts import Look, plot_law
from simlaw.law import LearningCurve, fit

Curves = Callable[..., LearningCurve]


def test_a_law_alone_shows_its_points_its_bands_and_its_gap(make_curve: Curves) -> None:
    curve = make_curve(scatter=1e-4)
    law = curve.fit(resamples=200)
    said = texts(plot_law(law, unit="g/cm^3"))
    assert {"error (g/cm³)", "transfer gap C: 0.0165", "mean ± standard error"} <= set(said)
    assert {"90 % band, mean", "90 % band, new run", "beyond the data"} <= set(said)
    assert not {"one replicate"} & set(said)
    assert not [text for text in said if text.startswith(("direct", "zero-shot"))]
    assert len(described(plot_law(law), "n = ")) == law.n.size


def test_points_without_noise_known_have_no_bars() -> None:
    n = np.array([100.0, 200, 400, 800, 1600])
    said = texts(plot_law(fit(n, 2 * n**-0.5 + 0.1, resamples=100), level=0.5))
    assert "measured error" in said
    assert "50 % band, mean" in said


def test_titles_are_the_callers_where_there_are_any() -> None:
    n = np.array([100.0, 200, 400, 800, 1600])
    law = fit(n, 2 * n**-0.5 + 0.1, resamples=100)
    assert {"samples used, n", "error"} <= set(texts(plot_law(law)))
    said = set(texts(plot_law(law, unit="eV", look=Look("runs", "miss"))))
    assert {"runs", "miss"} <= said
    assert "error (eV)" not in said
