"""Two molecules read as one: how many rows were joined with their reverse."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.tables import read_table
from simlaw.tables.rows.joined_rows import look_at_joined

MOLECULES = ["O", "CCO", "c1ccccc1", "CC#N", "ClCCl", "CCCC", "CC(C)=O"]
PAIRS = [(a, b) for a in MOLECULES for b in MOLECULES if a < b]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PAIRS), min_size=4, unique=True), st.data())
def test_rows_joined_with_their_reverse_are_counted(
    pairs: list[tuple[str, str]], data: st.DataObject
) -> None:
    both = [data.draw(st.booleans()) for _ in pairs]
    texts = [f"{a}.{b}" for a, b in pairs] + [
        f"{b}.{a}" for (a, b), again in zip(pairs, both, strict=True) if again
    ]
    values = np.arange(len(texts), dtype=np.float64)
    frame = pd.DataFrame({"solvent.solute": texts, "y": values})
    table = read_table(frame, kind="molecule", material="solvent.solute", value="y")
    (found,) = [one for one in table.findings if one.code == "mixture_rows"]
    assert found.level == "warning"
    assert table.merged == sum(both)
    assert f"{len(texts)} of {len(texts)} entries" in found.text
    assert found.count == (sum(both) or len(texts))
    assert ("joined with their reverse" in found.text) == any(both)


def test_values_apart_and_other_spellings() -> None:
    texts = ["CCO.O", "OCC.O", "O.CCO", "C.CC", "CC#N.C"]
    keys = ["CCO.O"] * 3 + ["C.CC", "C.CC#N"]
    values = np.array([1.0, 2.0, 9.0, 0.0, 0.0])
    (found,) = look_at_joined("solvent.solute", texts, keys, values)
    assert found.count == 1
    assert "up to 7.5 apart" in found.text


def test_single_molecules_are_left_alone() -> None:
    texts = ["CCO", "O", "CC(=O)[O-].[Na+]"]
    assert list(look_at_joined("SMILES", texts, texts, np.zeros(3))) == []
