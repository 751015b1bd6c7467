"""Tables read with conditions, and with their values converted."""

import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.tables import read_table


def test_values_may_be_converted_as_they_are_read() -> None:
    rows = pd.DataFrame({"smiles": ["CCO", "CCO", "CCC", "C"], "peak": [400.0, 500.0, 620.0, 0.0]})
    table = read_table(
        rows,
        kind="molecule",
        material="smiles",
        value="peak",
        unit="nm",
        convert_to="eV",
        aggregate="mean",
        max_refused=0.3,
    )
    # The mean of two energies is not the energy of the mean wavelength; hc = 1239.84198 eV nm.
    assert table.unit == "eV"
    assert table.values == pytest.approx([(1239.84198 / 400 + 1239.84198 / 500) / 2, 1.99974513])
    assert [(r.row, r.reason) for r in table.refusals] == [
        (4, "the value 0 nm cannot be converted to eV")
    ]
    with pytest.raises(InputError, match="cannot be converted to 'K'"):
        read_table(
            rows, kind="molecule", material="smiles", value="peak", unit="nm", convert_to="K"
        )


AT_TEMPERATURES = pd.DataFrame(
    {
        "smiles": ["CCO", "OCC", "CCO", "CCC", "CCC", "CCC"],
        "T": [300.0, 300.0, 350.0, 300.0, None, 350.0],
        "x": [1.0, 3.0, 5.0, 7.0, 8.0, 9.0],
        "v": [1.0, 3.0, 10.0, 20.0, 25.0, 30.0],
    }
)


def test_rows_under_different_conditions_stay_apart() -> None:
    table = read_table(
        AT_TEMPERATURES,
        kind="molecule",
        material="smiles",
        value="v",
        conditions=["T"],
        columns=["x"],
        max_refused=0.2,
    )
    assert table.keys == ["CCO", "CCO", "CCC", "CCC"]
    assert table.values.tolist() == [2.0, 10.0, 20.0, 30.0]
    assert table.columns == ("T", "x")
    assert table.numbers.to_numpy().tolist() == [[300, 2], [350, 5], [300, 7], [350, 9]]
    assert table.conditions == ("T",)
    assert table.refusals[0].reason == "column 'T' is missing"
    assert table.findings == ()
    merged = read_table(
        AT_TEMPERATURES, kind="molecule", material="smiles", value="v", columns=["x"]
    )
    assert len(merged) == 2


def test_a_condition_that_is_no_number_is_refused_with_the_way_out() -> None:
    rows = pd.DataFrame({"smiles": ["CCO", "CC"], "solvent": ["O", "CO"], "v": [1.0, 2.0]})
    with pytest.raises(InputError, match=r"kind = 'solution'.*\{smiles\}\|\{solvent\}"):
        read_table(rows, kind="molecule", material="smiles", value="v", conditions=["solvent"])


@pytest.mark.parametrize("other", [{"columns": ["T"]}, {"at": {"T": 300.0}}])
def test_a_condition_has_one_part(other: dict) -> None:
    with pytest.raises(InputError, match="'T' is among the conditions"):
        read_table(
            AT_TEMPERATURES,
            kind="molecule",
            material="smiles",
            value="v",
            conditions=["T"],
            **other,
        )
