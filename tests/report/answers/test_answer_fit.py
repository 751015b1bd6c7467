from __future__ import annotations

import jsonschema
import numpy as np
import pandas as pd
from tests.report.answers.schemas import schema, told

from simlaw.law import Estimate, PointTable
from simlaw.report.answers.answer_fit import FitQuestion, JointFitAnswer, answer_fit


def table(**columns: object) -> PointTable:
    n = np.array([100.0, 200, 400, 800, 1600, 3200])
    return PointTable(pd.DataFrame({"n": n, "error": 2 * n**-0.5 + 0.1, **columns}), {})


def test_a_table_of_points_gives_its_law() -> None:
    found = answer_fit(table(), FitQuestion(form="power+offset", error=0.12))
    read = told(found)
    jsonschema.validate(read, schema("fit"))
    assert read["requirement"]["error"] == 0.12
    said = found.text()
    assert "error(n) = D * n**-alpha + C" in said
    assert said.splitlines()[-1].startswith("An error of 0.120 needs about n = ")
    assert found.page().startswith("<!DOCTYPE html>")
    assert "requirement" not in answer_fit(table(), FitQuestion(form="power")).to_dict()


def test_a_table_of_several_m_gives_the_joint_law() -> None:
    n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10, 40, 160]))
    error = (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05
    points = PointTable(pd.DataFrame({"n": n, "m": m, "error": error}), {})
    found = answer_fit(points, FitQuestion(error=0.15))
    assert isinstance(found, JointFitAnswer)
    read = told(found)
    jsonschema.validate(read, schema("fit"))
    assert read["requirement"]["m"] == 160
    said = found.text()
    assert "law in n at that m" in said
    assert said.splitlines()[-1].startswith("With m = 160 measurements, an error of 0.150")
    assert found.page().startswith("<!DOCTYPE html>")


def test_direct_learning_of_a_table_is_shown_beside_its_joint_law() -> None:
    n, m = (axis.ravel() for axis in np.meshgrid([100.0, 400, 1600, 6400], [10, 40, 160]))
    error = (3 * n**-0.5 + 0.4) * m**-0.3 + 0.05
    means = {k: Estimate(k**-0.3, k**-0.3, k**-0.3, 0.9) for k in (10, 40, 160)}
    points = PointTable(pd.DataFrame({"n": n, "m": m, "error": error}), means)
    found = answer_fit(points, FitQuestion())
    read = told(found)
    jsonschema.validate(read, schema("fit"))
    assert [one["m"] for one in read["direct_over_m"]["measured"]] == [10, 40, 160]
    assert found.text().splitlines()[-1].startswith("Direct learning, without simulations")
