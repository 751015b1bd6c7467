"""Every picture: valid, within its page, saying what it shows."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable

import numpy as np
import pytest

import simlaw.charts
from simlaw.charts import (
    NARROW,
    WIDE,
    Layout,
    Look,
    plot_curve,
    plot_error_map,
    plot_family,
    plot_law,
    plot_methods,
    plot_required_n,
    svg,
)
from simlaw.decide import error_map
from simlaw.law import LearningCurve, fit, fit_joint

Curves = Callable[..., LearningCurve]


def texts(drawn: str) -> list[str]:
    root = ET.fromstring(drawn)
    return ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")]


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
def test_charts_are_valid_and_fit_their_page(make_curve: Curves, layout: Layout) -> None:
    curve = make_curve(ms=(50, 100), unit="g/cm^3")
    laws = {m: curve.fit(m, resamples=200) for m in (50, 100)}
    look = Look(layout=layout)
    n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10.0, 40, 160]))
    joint = fit_joint(n, m, (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05, resamples=50)
    for chart in (
        plot_curve(curve, laws[100], m=100, look=look),
        plot_curve(curve, m=100, look=look),
        plot_law(laws[100], unit="g/cm^3", look=look),
        plot_family(curve, laws, look=look),
        plot_methods(curve, look=look),
        plot_required_n(laws[100], unit="g/cm^3", layout=layout),
        plot_error_map(joint, unit="g/cm^3", look=look),
    ):
        chart.to_dict()  # validated against the schema of Vega-Lite
        root = ET.fromstring(svg.draw(chart))
        assert float(root.get("width", "0")) <= layout.width + 75


def test_a_curve_says_what_its_levels_are(make_curve: Curves) -> None:
    curve = make_curve(scatter=1e-4, unit="g/cm^3")
    said = texts(svg.draw(plot_curve(curve, curve.fit(resamples=200))))
    assert "direct learning, n = 0: 0.0250" in said
    assert "transfer gap C: 0.0165" in said
    assert "zero-shot: 0.0331" in said
    assert "mean absolute error (g/cm³)" in said
    assert {"90 % band, mean", "90 % band, new run", "beyond the data"} <= set(said)


def test_many_sizes_are_thinned(make_curve: Curves) -> None:
    curve = make_curve(sizes=tuple(range(50, 3050, 5)), replicates=3, zero_shot=False)
    root = ET.fromstring(svg.draw(plot_curve(curve)))
    described = [e for e in root.iter() if (e.get("aria-label") or "").startswith("n = ")]
    assert 20 < len(described) <= 60
    assert described[-1].get("aria-label", "").startswith("n = 3,045:")


def test_a_law_alone_shows_its_points_its_bands_and_its_gap(make_curve: Curves) -> None:
    curve = make_curve(scatter=1e-4)
    law = curve.fit(resamples=200)
    said = texts(svg.draw(plot_law(law, unit="g/cm^3")))
    assert {"error (g/cm³)", "transfer gap C: 0.0165", "mean ± standard error"} <= set(said)
    assert {"90 % band, mean", "90 % band, new run", "beyond the data"} <= set(said)
    assert not {"one replicate"} & set(said)
    assert not [text for text in said if text.startswith(("direct", "zero-shot"))]
    root = ET.fromstring(svg.draw(plot_law(law)))
    points = [e for e in root.iter() if (e.get("aria-label") or "").startswith("n = ")]
    assert len(points) == law.n.size


def test_points_without_noise_known_have_no_bars() -> None:
    n = np.array([100.0, 200, 400, 800, 1600])
    said = texts(svg.draw(plot_law(fit(n, 2 * n**-0.5 + 0.1, resamples=100), level=0.5)))
    assert "measured error" in said
    assert "50 % band, mean" in said


def test_words_and_reach_are_the_callers(make_curve: Curves) -> None:
    curve = make_curve()
    law = curve.fit(resamples=200)
    look = Look("Rechnungen", "Fehler", reach=2.0)
    wide = plot_curve(curve, law).to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    near = plot_curve(curve, law, look=look).to_dict()["layer"][0]["encoding"]["x"]
    assert near["title"] == "Rechnungen"
    assert near["scale"]["domain"][1] == pytest.approx(wide[1] / 5)
    assert "Fehler" in texts(svg.draw(plot_curve(curve, law, look=look)))


def test_an_error_map_labels_its_lines_and_holds_every_pair() -> None:
    n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10.0, 40, 160]))
    law = fit_joint(n, m, (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05, resamples=50)
    shown = error_map(law, lines=4)
    drawn = svg.draw(plot_error_map(shown, unit="eV"))
    labels = {text for text in texts(drawn) if text.endswith("\u00a0eV")}  # each with its halo
    assert len(labels) == len(shown.lines) >= 3
    marked = [e for e in ET.fromstring(drawn).iter() if "m = " in (e.get("aria-label") or "")]
    assert len(marked) == n.size


def test_altair_is_imported_with_the_first_picture() -> None:
    code = "import sys, simlaw.charts; assert 'altair' not in sys.modules, 'altair'"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_picture_is_offered_and_documented() -> None:
    offered = [getattr(simlaw.charts, name) for name in simlaw.charts.__all__]
    assert all(one.__doc__ for one in offered)
    assert len([name for name in simlaw.charts.__all__ if name.startswith("plot_")]) == 6
