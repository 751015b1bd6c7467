from __future__ import annotations

import numpy as np
import pytest
from tests.charts.drawn_texts import described, texts

from simlaw.charts import plot_error_map
from simlaw.decide import error_map
from simlaw.law import JointLaw, fit_joint
from simlaw.law.joint.surface import predict_joint


@pytest.fixture(scope="module")
def law() -> JointLaw:
    n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10.0, 40, 160]))
    return fit_joint(n, m, (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05, resamples=50)


def test_lines_are_labelled_and_every_pair_is_there(law: JointLaw) -> None:
    shown = error_map(law, lines=4)
    chart = plot_error_map(shown, unit="eV")
    labels = {text for text in texts(chart) if text.endswith("\u00a0eV")}  # each with its halo
    assert len(labels) == len(shown.lines) >= 3
    pairs = described(chart, "n = ")
    assert len(pairs) == law.n.size
    assert any(pair.startswith("n = 6,400, m = 160: 0.145") for pair in pairs)


def test_a_law_is_drawn_as_its_map_is(law: JointLaw) -> None:
    assert plot_error_map(law).to_dict() == plot_error_map(error_map(law)).to_dict()


def test_along_a_line_the_error_is_one(law: JointLaw) -> None:
    drawn = plot_error_map(law).to_dict()
    names = [layer["data"]["name"] for layer in drawn["layer"] if "order" in layer["encoding"]]
    lines = [drawn["datasets"][name] for name in names]
    assert len(lines) == len(error_map(law).lines)
    for line in lines:
        n, m = (np.array([point[axis] for point in line]) for axis in ("x", "y"))
        errors = predict_joint(law.theta[None], n, m)[0]
        assert errors == pytest.approx(np.full(n.size, errors[0]), rel=1e-6)
        # Lines are the formula's, labels and tips the law's.
        assert law.predict(n, m) == pytest.approx(errors, rel=0.02)
