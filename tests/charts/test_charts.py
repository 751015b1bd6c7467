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
from simlaw.law import LearningCurve, fit_joint

Curves = Callable[..., LearningCurve]


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


def test_altair_is_imported_with_the_first_picture() -> None:
    code = "import sys, simlaw.charts; assert 'altair' not in sys.modules, 'altair'"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_picture_is_offered_and_documented() -> None:
    offered = [getattr(simlaw.charts, name) for name in simlaw.charts.__all__]
    assert all(one.__doc__ for one in offered)
    assert len([name for name in simlaw.charts.__all__ if name.startswith("plot_")]) == 7
