"""Files of materials: read and written piece by piece, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.predict.small_predictor import new_materials, small_predictor

from simlaw import InputError
from simlaw.predict.lists import predict_file as module
from simlaw.predict.lists.predict_file import predict_file
from simlaw.workers.place import Place

HERE = Place(1)


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_pieces_make_the_same_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = new_materials(50)
    new.loc[3, "x0"] = np.nan
    new.to_csv(tmp_path / "new.csv", index=False)
    read = pd.read_csv if name.endswith(".csv") else pd.read_parquet
    told = predict_file(small_predictor(), tmp_path / "new.csv", tmp_path / name, place=HERE)
    whole = read(tmp_path / name)
    monkeypatch.setattr(module, "PIECE", 7)
    again = predict_file(small_predictor(), tmp_path / "new.csv", tmp_path / name, place=HERE)
    pd.testing.assert_frame_equal(read(tmp_path / name), whole, rtol=1e-9)
    assert told == again
    assert (told.rows, told.predicted) == (50, 49)
    assert told.reasons[0][1] == 1
    assert "x0" in told.reasons[0][0]
    assert np.allclose(
        whole["value"].to_numpy(), small_predictor().predict(new).values, equal_nan=True
    )


def test_columns_in_braces_make_a_material(tmp_path: Path) -> None:
    new = new_materials(4)
    new["lot"] = [1, 2, 3, 4]
    new.to_csv(tmp_path / "new.csv", index=False)
    out = tmp_path / "out.csv"
    predict_file(
        small_predictor(), tmp_path / "new.csv", out, material="{material}-{lot}", place=HERE
    )
    assert pd.read_csv(out)["material"].tolist()[0] == f"{new['material'][0]}-1"


@pytest.mark.parametrize(
    ("content", "output", "said"),
    [
        ("material,x0,x1,x2\n", "out.csv", "no materials below the header"),
        ("", "out.csv", "empty"),
        ("material,x0,x1\na,1,2\n", "out.csv", "'x2' is missing"),
        ("first,x0,x1,x2\na,1,2,3\n", "out.csv", "--material"),
        ("material,x0,x1,x2\na,x,2,3\n,1,2,3\n", "out.csv", "none of the 2 materials"),
        ("material,x0,x1,x2\na,1,2,3\n", "out.txt", r"\.parquet"),
        ("material,x0,x1,x2\na,1,2,3\n", "folder", "neither"),
        ("material,x0,x1,x2\na,1,2,3\n", "new.csv/out.csv", "cannot be written"),
    ],
)
def test_what_cannot_be_used_leaves_nothing(
    content: str, output: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "new.csv").write_text(content, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match=said):
        predict_file(small_predictor(), tmp_path / "new.csv", tmp_path / output, place=HERE)
    assert {entry.name for entry in tmp_path.iterdir()} == {"new.csv", "folder"}


def test_an_old_file_outlasts_a_failure(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    (tmp_path / "new.csv").write_text("material,x0,x1,x2\na,x,2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="none of"):
        predict_file(small_predictor(), tmp_path / "new.csv", tmp_path / "out.csv", place=HERE)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"
