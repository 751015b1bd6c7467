"""Overlap is found by key, not by spelling, and kept out of the source."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.study.design.usable_source_rows import check_overlap, find_twins, usable_source
from simlaw.tables import PropertyTable, read_table


def table(texts: list[str], kind: str = "composition") -> PropertyTable:
    rows = pd.DataFrame({"m": texts, "y": np.arange(len(texts), dtype=float)})
    return read_table(rows, kind=kind, material="m", value="y")


def test_materials_are_matched_by_key_not_by_spelling() -> None:
    source, target = table(["Fe4O6", "NaCl", "TiO2"]), table(["SiO2", "Fe2O3"])
    assert find_twins(source.keys, target.keys).tolist() == [1, -1, -1]


@given(
    st.lists(st.integers(0, 30), unique=True),
    st.lists(st.integers(0, 30), unique=True, min_size=1),
    st.data(),
)
def test_no_tested_material_is_usable_and_all_others_are(
    source: list[int], target: list[int], data: st.DataObject
) -> None:
    tested = data.draw(st.sets(st.sampled_from(target)))
    twin = find_twins([str(k) for k in source], [str(k) for k in target])
    test = np.array([target.index(k) for k in tested], dtype=np.int32)
    assert usable_source(twin, test, "exclude").tolist() == [k not in tested for k in source]
    assert usable_source(twin, test, "include").all()


def test_an_unknown_policy_is_refused() -> None:
    rows = np.zeros(1, dtype=np.int32)
    with pytest.raises(
        InputError, match=r"'exclud'; allowed are exclude, exclude-near, include.*'exclude'"
    ):
        usable_source(rows, rows, "exclud")


def test_near_neighbours_are_kept_out_where_that_is_wanted() -> None:
    twin = np.array([0, -1, -1, 1], dtype=np.int32)
    near = np.array([[1, 0], [1, 1], [2, 1]], dtype=np.int32)
    tested = np.array([1], dtype=np.int32)
    assert usable_source(twin, tested, "exclude", near).tolist() == [True, True, True, False]
    assert usable_source(twin, tested, "exclude-near", near).tolist() == [True, False, False, False]
    assert usable_source(twin, tested, "include", near).all()
    assert usable_source(twin, tested, "exclude-near").tolist() == [True, True, True, False]


def test_only_compositions_have_near_neighbours() -> None:
    check_overlap("exclude-near", "composition")
    check_overlap("exclude", "molecule")
    with pytest.raises(InputError, match="is for compositions"):
        check_overlap("exclude-near", "molecule")
