"""Repeated rows of a measured table tell its noise, on the scale that errors are counted on."""

import numpy as np
import pandas as pd
import pytest

import simlaw
from simlaw.decide.materials.repeated_measurements import repeats_of


def table() -> simlaw.PropertyTable:
    rows = pd.DataFrame(
        {"smiles": ["CCO", "CCO", "CCC", "CCCC", "CCCC"], "value": [10.0, 12.0, 5.0, 100.0, 100.0]}
    )
    return simlaw.read_table(rows, kind="molecule", material="smiles", value="value", unit="K")


def test_the_spread_of_materials_with_several_rows_is_known() -> None:
    repeats = repeats_of(table(), np.arange(3), logs=False)
    assert repeats.count.tolist() == [2, 1, 2]
    assert repeats.spread[0] == pytest.approx(np.sqrt(2))
    assert repeats.spread[2] == 0
    assert repeats.repeated.tolist() == [True, False, True]


def test_on_the_logarithm_it_is_a_share_of_the_value() -> None:
    plain, logs = (repeats_of(table(), np.arange(1), logs=logs) for logs in (False, True))
    assert logs.spread[0] == pytest.approx(plain.spread[0] / 11 / np.log(10))
