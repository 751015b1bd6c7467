"""What a predictor says: row by row, with intervals, neighbours, domain and contributions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from tests.predict.small_predictor import new_materials, small_predictor
from tests.small_study import SHORT, frame

import simlaw
from simlaw import InputError
from simlaw.predict.predictions import COLUMNS


def test_it_is_better_than_what_it_is_compared_with() -> None:
    predictor, new = small_predictor(), new_materials(200)
    said = predictor.predict(new).frame
    error = np.abs(said["value"] - new["y"]).mean()
    measured = predictor.neighbours.measured
    middle = np.abs(np.median(measured.values) - new["y"]).mean()
    nearest = np.abs(said["nearest_measured_value"] - new["y"]).mean()
    assert error < 0.5 * min(middle, nearest)
    expected = predictor.card.expected
    assert 0.5 * error < expected.error < 2 * error
    assert expected.low < expected.error < expected.high


def test_every_row_has_all_that_is_promised() -> None:
    predictor, new = small_predictor(), new_materials()
    found = predictor.predict(new)
    said = found.frame
    assert tuple(said.columns) == COLUMNS
    assert said["material"].tolist() == new["material"].tolist()
    assert (said["low90"] <= said["low50"]).all()
    assert (said["low50"] <= said["value"]).all()
    assert (said["value"] <= said["high50"]).all()
    assert (said["high50"] <= said["high90"]).all()
    summed = said["direct"] + said["transfer"] + said["lookup"]
    assert np.allclose(summed, said["value"])
    assert (said["direct"] != 0).all()
    assert set(said["domain"]) <= {"inside", "outside"}
    assert ((said["domain"] == "outside") == (said["reason"] != "")).all()
    assert found.predicted == len(found) == 30
    assert "30 predictions" in repr(found)


def test_a_bad_row_keeps_its_place() -> None:
    predictor, new = small_predictor(), new_materials()
    whole = predictor.predict(new).frame
    new.loc[3, "x1"] = np.nan
    new.loc[5, "material"] = ""
    said = predictor.predict(new).frame
    assert said["value"].isna().tolist() == [row in (3, 5) for row in range(30)]
    assert "x1" in said["reason"][3]
    assert "empty" in said["reason"][5]
    assert said["unit"][3] == said["domain"][5] == ""
    others = [row for row in range(30) if row not in (3, 5)]
    assert_frame_equal(said.loc[others], whole.loc[others], rtol=1e-9)


def test_duplicates_and_order_do_not_matter() -> None:
    predictor, new = small_predictor(), new_materials()
    whole = predictor.predict(new).frame
    twice = pd.concat([new[::-1], new]).reset_index(drop=True)
    said = predictor.predict(twice).frame
    assert_frame_equal(said[:30][::-1].reset_index(drop=True), whole, rtol=1e-9)
    assert_frame_equal(said[30:].reset_index(drop=True), whole, rtol=1e-9)


def test_a_table_that_was_read_is_predicted_too() -> None:
    predictor, new = small_predictor(), new_materials()
    table = simlaw.read_table(
        new, kind="label", material="material", value="y", columns=("x0", "x1", "x2")
    )
    assert np.array_equal(predictor.predict(table).values, predictor.predict(new).values)
    other = simlaw.read_table(
        pd.DataFrame({"material": ["NaCl"], "y": [1.0]}),
        kind="composition",
        material="material",
        value="y",
    )
    with pytest.raises(InputError, match=r"label.*composition"):
        predictor.predict(other)


def test_what_is_missing_is_named() -> None:
    predictor, new = small_predictor(), new_materials()
    with pytest.raises(InputError, match="x0, x1, x2"):
        predictor.predict(["a"])
    with pytest.raises(InputError, match="'x2' is missing"):
        predictor.predict(new.drop(columns="x2"))
    with pytest.raises(InputError, match="no column 'name'"):
        predictor.predict(new, material="name")


def test_a_material_far_off_is_outside() -> None:
    predictor, new = small_predictor(), new_materials()
    new[["x0", "x1", "x2"]] = 30.0
    said = predictor.predict(new).frame
    assert (said["domain"] == "outside").all()
    assert said["reason"].str.contains("nearest measured").all()
    assert (said["distance"] > predictor.card.domain.distance).all()


def test_on_a_logarithmic_scale_values_come_back_in_their_unit() -> None:
    predictor = small_study_in_logs().train(workers=1, progress=False)
    said = predictor.predict(new_materials()).frame
    assert predictor.card.scale == "log10"
    assert (said["low90"] > 0).all()
    summed = said["direct"] + said["transfer"]
    assert np.allclose(10**summed, said["value"])
    assert predictor.card.expected.unit == "log10"


def small_study_in_logs() -> simlaw.Study:
    tables = []
    for count, offset, seed, measured in ((120, 0, 1, False), (40, 200, 2, True)):
        rows = frame(count, offset, seed, measured=measured)
        rows["y"] = 10 ** rows["y"]
        tables.append(
            simlaw.read_table(
                rows, kind="label", material="id", value="y", columns=("x0", "x1", "x2")
            )
        )
    return simlaw.Study(
        *tables, descriptor="columns", m=10, n=[10, 20, 40], recipe=SHORT, scale="log10"
    )
