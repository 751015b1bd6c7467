"""Columns of two materials in one text: recognised, and single materials left alone."""

import pytest

from simlaw.tables.columns.joined_materials import joined_materials, roles_of

SOLVENTS = ["O", "CCO", "c1ccccc1", "CC#N", "ClCCl"]
SOLUTES = ["CCCC", "Oc1ccccc1", "CC(C)=O", "CCN"]
POLYMERS = ["*CC*", "*CC(C)*", "*CO*", "*CC(*)c1ccccc1"]


def pairs(mark: str, first: list[str], second: list[str]) -> list[str]:
    return [f"{one}{mark}{other}" for one in first for other in second]


@pytest.mark.parametrize("name", ["solvent.solute", "ssid", "SMILES"])
def test_two_molecules_with_a_full_stop(name: str) -> None:
    found = joined_materials(name, pairs(".", SOLVENTS, SOLUTES))
    assert found is not None
    assert (found.mark, found.share, found.kinds) == (".", 1.0, ("molecule", "molecule"))
    assert found.roles == (("solvent", "solute") if name == "solvent.solute" else ())
    assert found.example == "O.CCCC"


@pytest.mark.parametrize("mark", ["_", "|", ";", ","])
def test_a_polymer_and_a_solvent_with_another_mark(mark: str) -> None:
    found = joined_materials("polymer_solvent", pairs(mark, POLYMERS, SOLVENTS))
    assert found is not None
    assert (found.mark, found.kinds, found.roles) == (
        mark,
        ("polymer", "molecule"),
        ("polymer", "solvent"),
    )


def test_a_telling_name_needs_fewer_entries_of_two_parts() -> None:
    some = [*pairs(".", SOLVENTS, SOLUTES[:2]), *(["C" * n for n in range(1, 8)])]
    assert joined_materials("solvent_solute", some) is not None
    assert joined_materials("SMILES", some) is None


@pytest.mark.parametrize(
    "texts",
    [
        SOLVENTS,
        ["CC(=O)[O-].[Na+]", "CCC(=O)[O-].[K+]", "C[NH3+].[Cl-]"],  # salts
        [f"{solute}.O" for solute in SOLUTES],  # hydrates
        [f"{solute}.Cl" for solute in SOLUTES],
        ["CCO.O", *SOLUTES],
        ["a_1", "a_2", "b_3"],
        ["sample, first", "sample, second"],
        [],
    ],
)
def test_single_materials_are_left_alone(texts: list[str]) -> None:
    assert joined_materials("SMILES", texts) is None


@pytest.mark.parametrize(
    "name", ["solvent", "SMILES", "solvent name", "polymer solvent polymer", "id"]
)
def test_other_names_are_not_two_roles(name: str) -> None:
    assert roles_of(name) == ()
