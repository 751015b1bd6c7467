from __future__ import annotations

import numpy as np

from simlaw.law import fit
from simlaw.report.words.law_as_text import law_as_text

N = np.array([100.0, 200, 400, 800, 1600, 3200])


def test_chart_parameters_forecast_and_notes_in_that_order() -> None:
    law = fit(N, 2 * N**-0.5 + 0.1, resamples=200)
    text = law_as_text(law)
    places = [text.index(part) for part in ("o measured", "alpha = ", "90 % of the mean")]
    assert places == sorted(places)
    rows = [line.split() for line in text.splitlines()]
    ahead = law.forecast([3200, 6400, 32_000], band="mean")
    for size, mean in zip(("3200", "6400", "3.2e+04"), ahead.mean, strict=True):
        assert [size, f"{mean:.4g}"] in [row[:2] for row in rows]


def test_notes_are_said_once_and_a_law_without_checks_has_no_line_of_them() -> None:
    few = fit(N[:3], 2 * N[:3] ** -0.5 + 0.1, resamples=100)
    text = law_as_text(few)
    assert text.count("There are only 3 sizes") == 1
    assert "rolling-origin" not in text
    assert "rolling-origin error" in law_as_text(fit(N, 2 * N**-0.5 + 0.1, resamples=100))
