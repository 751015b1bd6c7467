"""Rows as init chooses them: by a tag, by a condition."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simlaw.study.file.propose_rows import chosen, propose_at, propose_where
from simlaw.tables.columns.header import Header

MOLECULES = ["C" * length + end for length in range(1, 7) for end in ("O", "N", "Cl")]


def header(frame: pd.DataFrame) -> Header:
    return Header(Path("t.csv"), frame.astype(str), len(frame))


def tagged(*tags: str) -> Header:
    rows = [(m, f"{place}.5", tag) for place, m in enumerate(MOLECULES) for tag in tags]
    return header(pd.DataFrame(rows, columns=["SMILES", "y", "type"]))


def test_a_tag_tells_the_sides_apart() -> None:
    found = {
        role: propose_where(tagged("exp", "dft"), role, ("SMILES", "y"))
        for role in ("source", "target")
    }
    assert found["source"].where == {"type": "dft"}
    assert found["target"].where == {"type": "exp"}
    assert "18 measured rows from 18 computed" in found["source"].because["where"]


def test_several_tags_of_a_side_are_alternatives() -> None:
    guess = propose_where(tagged("exp", "PBE calculation", "DFT"), "source", ("SMILES", "y"))
    assert set(guess.where["type"]) == {"PBE calculation", "DFT"}
    assert len(chosen(tagged("exp", "PBE calculation", "DFT"), guess.where).frame) == 36


@pytest.mark.parametrize("tags", [("exp",), ("a", "b"), ("exp", "other"), ("dft", "md")])
def test_other_words_choose_nothing(tags: tuple[str, ...]) -> None:
    assert not propose_where(tagged(*tags), "source", ("SMILES", "y")).where
    assert chosen(tagged(*tags), {}).rows == 18 * len(tags)


def by_condition(name: str, conditions: list[float]) -> Header:
    rows = [
        (m, f"{(place + 1) * condition:g}", f"{condition:g}")
        for place, m in enumerate(MOLECULES)
        for condition in conditions
    ]
    return header(pd.DataFrame(rows, columns=["SMILES", "kappa", name]))


@pytest.mark.parametrize(
    ("name", "conditions", "at"),
    [
        ("Temperature (K)", [100.0, 300.0, 500.0], 298.15),
        ("Temperature (C)", [0.0, 20.0, 100.0], 25.0),
        ("Temperature (K)", [400.0, 500.0], 400.0),
        ("load (N)", [1.0, 5.0, 10.0], 5.0),
    ],
)
def test_a_condition_that_varies_is_chosen(name: str, conditions: list[float], at: float) -> None:
    guess = propose_at(by_condition(name, conditions), "SMILES", "kappa", "molecule")
    assert guess.at == {name: at}
    assert name in guess.because["at"]


def test_one_row_of_each_material_chooses_nothing() -> None:
    assert not propose_at(by_condition("load", [1.0]), "SMILES", "kappa", "molecule").at
