import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.tables import PropertyTable, read_table
from simlaw.tables.overlap import describe, usable_source


def table(texts: list[str], kind: str = "composition") -> PropertyTable:
    rows = pd.DataFrame({"m": texts, "y": np.arange(len(texts), dtype=float)})
    return read_table(rows, kind=kind, material="m", value="y")


def test_test_materials_are_excluded_by_key_not_by_spelling() -> None:
    source, target = table(["Fe4O6", "NaCl", "TiO2"]), table(["Fe2O3", "SiO2"])
    mask = usable_source(source.keys, target.keys, "exclude")
    assert source.take(mask).keys == ["ClNa", "O2Ti"]
    assert usable_source(source.keys, target.keys, "include").all()
    assert usable_source([], target.keys).shape == (0,)


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(InputError, match=r"'exclud'; allowed are exclude, include.*'exclude'"):
        usable_source(["a"], ["a"], "exclud")


def test_description() -> None:
    found = describe(table(["Fe4O6", "NaCl", "TiO2", "ZnO"]), table(["Fe2O3", "SiO2"]))
    assert found == {"shared": 1, "source_share": 0.25, "target_share": 0.5}


def test_tables_of_different_kinds_are_refused() -> None:
    with pytest.raises(InputError, match="both must be of one kind"):
        describe(table(["CO"]), table(["CO"], kind="molecule"))
