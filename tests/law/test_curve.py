import json
from importlib import resources

import jsonschema
import numpy as np
import pandas as pd
import pytest

from simlaw.charts.text_chart import text_chart
from simlaw.errors import InputError
from simlaw.law import LearningCurve, pool_alpha
from simlaw.law.points_from_file import read_points


def frame(replicates=6, ms=(10, 40), seed=0):
    rng = np.random.default_rng(seed)
    rows = []
    for replicate in range(replicates):
        for m in ms:
            rows.append((replicate, 0, m, "direct", 0.9 * m**-0.2))
            for n in (50, 100, 200, 400, 800, 1600):
                rows.append((replicate, n, m, "fine-tune", (2 * n**-0.5 + 0.3) * m**-0.2))
        rows += [(replicate, n, 0, "zero-shot", 0.5) for n in (50, 1600)]
    table = pd.DataFrame(rows, columns=["replicate", "n", "m", "method", "mae"])
    table["mae"] *= 1 + 0.03 * rng.standard_normal(len(table))
    return table.assign(rmse=table["mae"] * 1.3)


def test_parts_of_a_curve():
    curve = LearningCurve(frame(), unit="eV", name="gap")
    assert curve.ms.tolist() == [10, 40]
    assert curve.sizes(10).tolist() == [50, 100, 200, 400, 800, 1600]
    assert len(curve.points(10)) == 36
    assert curve.mean().columns.tolist() == ["n", "error", "stderr", "replicates"]
    direct = curve.direct(10)
    assert direct.low < 0.9 * 10**-0.2 < direct.high
    assert curve.zero_shot()["n"].tolist() == [50, 1600]
    assert curve.points(10, metric="rmse")["error"].mean() > curve.points(10)["error"].mean()
    assert "gap" in repr(curve)
    assert "<table" in curve._repr_html_()


def test_a_curve_gives_its_law_and_survives_the_file(tmp_path):
    curve = LearningCurve(frame())
    curve.to_csv(tmp_path / "curve.csv")
    back = LearningCurve.read_csv(tmp_path / "curve.csv")
    assert back.fit(10).to_dict() == curve.fit(10).to_dict()
    assert back.fit().alpha.estimate == pytest.approx(0.5, abs=0.15)
    schema = json.loads((resources.files("simlaw") / "schemas/curve.schema.json").read_text())
    for row in back.frame.to_dict("records"):
        jsonschema.validate(row, schema)


def test_pooled_decay_rate():
    curve = LearningCurve(frame(replicates=12, ms=(10, 20, 40), seed=5))
    laws = [curve.fit(m) for m in (10, 20, 40)]
    pooled, following = pool_alpha(laws)
    assert pooled.low < 0.5 < pooled.high
    assert following.high >= pooled.high
    assert pooled.high - pooled.low < max(law.alpha.high - law.alpha.low for law in laws)
    with pytest.raises(InputError, match="at least two"):
        pool_alpha(laws[:1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.rename(columns={"mae": "MAE"}), "Did you mean 'MAE'"),
        (lambda t: t.assign(method="Fine tune"), "no name of a method"),
    ],
)
def test_wrong_tables_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        LearningCurve(change(frame()))


def test_unknown_m_and_metric():
    curve = LearningCurve(frame())
    with pytest.raises(InputError, match="m = 10, 40"):
        curve.points(11)
    with pytest.raises(InputError, match="'mae' or 'rmse'"):
        curve.points(metric="mse")


def test_text_chart_shows_points_law_and_bounds():
    law = LearningCurve(frame()).fit()
    chart = text_chart(law, width=50, height=12)
    lines = chart.splitlines()
    assert len(lines) == 15
    assert sum(line.count("o") for line in lines[:12]) == 6
    assert "50" in lines[13]
    assert "1.6e+03" in lines[13]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("n,error\n", "no rows"),
        ("n,err\n1,2\n", "Did you mean --columns error=err"),
        ("n,error\n1,2\n2,x\n3,1\n", "row 3: 'x'"),
        ("n,error\n1,2\n2,inf\n3,1\n", "row 3: 'inf'"),
        ("n,error\n1,2\n2,\n3,1\n", "row 3"),
        ('n,error\n"1,2\n', "cannot be read"),
    ],
)
def test_files_are_checked_row_by_row(tmp_path, text, message):
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_points(path)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        read_points(tmp_path / "none.csv")


def test_a_law_may_be_of_any_column_of_errors(tmp_path):
    table = frame()
    table = table[(table["method"] == "fine-tune") & (table["m"] == 10)]
    table = table.assign(worst=5 * table["n"] ** -0.3, remark="as <usual>")
    curve = LearningCurve(table, metric="worst")
    # What is no number is no error, and stays in the table.
    assert curve.metrics == ("mae", "rmse", "worst")
    assert curve.fit().alpha.estimate == pytest.approx(0.3, rel=0.02)
    assert LearningCurve(table).fit(metric="worst").alpha.estimate == curve.fit().alpha.estimate
    assert curve.fit().method == "fine-tune"
    curve.to_csv(tmp_path / "curve.csv")
    back = LearningCurve.read_csv(tmp_path / "curve.csv", metric="worst")
    assert "remark" in back.frame.columns
    assert back.fit().C.estimate == pytest.approx(curve.fit().C.estimate, rel=1e-3, abs=1e-6)
    assert LearningCurve(table.iloc[:0], metric="worst").metrics[-2] == "worst"
    with pytest.raises(InputError, match="'mae' or 'rmse' or 'worst'"):
        curve.points(metric="remark")
