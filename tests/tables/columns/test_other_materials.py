"""Columns that name another material; not those that write the same one again."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.tables import read_table
from simlaw.tables.columns.other_materials import other_materials

POLYMERS = [f"*{'C' * k}O*" for k in range(2, 14)]
MOLECULES = [f"{'C' * k}O" for k in range(2, 14)]
FORMULAS = [f"C{k}H{2 * k + 2}O" for k in range(2, 14)]


def names(frame: pd.DataFrame, texts: list[str], kind: str) -> list[str]:
    return [one.name for one in other_materials(frame, texts, kind)]


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["Dopant_SMILES", "solvent", "additive smiles"]))
def test_a_second_material_is_found(seed: int, name: str) -> None:
    others = [["CCO", "c1ccccc1", "CC#N"][(seed + k * k) % 3] for k in range(12)]
    if len(set(others)) < 2:
        return
    (found,) = other_materials(pd.DataFrame({name: others}), POLYMERS, "polymer")
    assert (found.name, found.kind, found.distinct) == (name, "molecule", len(set(others)))
    assert f"'{name}' holds materials too" in str(found)


def test_one_for_one_a_role_in_the_name_tells() -> None:
    frame = pd.DataFrame({"solvent": MOLECULES, "structure": MOLECULES})
    assert names(frame, POLYMERS, "polymer") == ["solvent"]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ("canonical_smiles", MOLECULES),
        ("formula", FORMULAS),
        ("composition", ["C2H6O", "C3H8O"] * 6),  # isomers share one
        ("smiles2", [f"O{'C' * k}" for k in range(2, 14)]),
        ("scaffold", ["c1ccccc1", "C1CCCCC1"] * 6),
        ("name", ["ethanol", "propanol"] * 6),
        ("phase", ["I", "N"] * 6),
        ("method", ["PBE", "HSE"] * 6),
        ("SMILES note", [""] * 12),
        ("density", list(range(12))),
        ("solvent", ["CCO"] * 12),
        ("sample", [f"N{k}" for k in range(12)]),
    ],
)
def test_the_same_in_another_writing_and_other_columns_are_none(
    column: str, texts: list[object]
) -> None:
    assert names(pd.DataFrame({column: texts}), MOLECULES, "molecule") == []


def test_it_is_noted_when_a_table_is_read() -> None:
    frame = pd.DataFrame(
        {
            "Polymer_SMILES": POLYMERS,
            "Dopant_SMILES": ["II", "O"] * 6,
            "y": [float(k) for k in range(12)],
        }
    )
    table = read_table(frame, kind="polymer", material="Polymer_SMILES", value="y")
    (found,) = table.findings
    assert (found.code, found.level, found.column) == ("several_materials", "note", "Dopant_SMILES")
    both = read_table(frame, kind="label", material="{Polymer_SMILES}|{Dopant_SMILES}", value="y")
    assert both.findings == ()
