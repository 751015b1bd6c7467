"""Stereoisomers, near neighbours and salts: told with counts, and not where there are none."""

import pandas as pd
import pytest

from simlaw.materials.near_compositions import NEAR
from simlaw.tables import PropertyTable, read_table
from simlaw.tables.suspicion.material_checks import (
    look_at_charges,
    look_at_near,
    look_at_twins,
    near_ones,
)


def table(kind: str, *texts: str) -> PropertyTable:
    frame = pd.DataFrame({"x": texts, "y": [float(i) for i in range(len(texts))]})
    return read_table(frame, kind=kind, material="x", value="y")


FLAT = table("molecule", "CC(O)F", "CCO", "CC=CC")
WRITTEN = table("molecule", "C[C@H](O)F", "CCO", "C/C=C/C")
OTHER = table("molecule", "C[C@@H](O)F", "CCO", r"C/C=C\C")


@pytest.mark.parametrize(("source", "target"), [(FLAT, WRITTEN), (WRITTEN, FLAT), (OTHER, WRITTEN)])
def test_materials_that_differ_in_stereochemistry_only(
    source: PropertyTable, target: PropertyTable
) -> None:
    (found,) = look_at_twins(source, target, same="constitution", said=False)
    assert (found.code, found.level, found.count) == ("stereo_twins", "warning", 2)
    assert "2 measured materials" in found.text
    assert target.keys[0] in found.text
    assert source.keys[0] in found.text
    assert list(look_at_twins(source, target, same="constitution", said=True)) == []
    assert list(look_at_twins(source, target, same="tautomer", said=True)) == []


def test_stereoisomers_kept_apart_leak_where_a_spelling_leaves_them_open() -> None:
    (found,) = look_at_twins(FLAT, WRITTEN, same="stereo", said=True)
    assert "learned from" in found.text
    assert "constitution" in found.remedy
    assert list(look_at_twins(OTHER, WRITTEN, same="stereo", said=True)) == []
    assert len(list(look_at_twins(OTHER, WRITTEN, same="stereo", said=False))) == 1


@pytest.mark.parametrize(
    "same", [FLAT, WRITTEN, table("composition", "FeO"), table("label", "a/b")]
)
def test_equal_tables_have_no_such_twins(same: PropertyTable) -> None:
    assert list(look_at_twins(same, same, same="constitution", said=False)) == []


def test_near_neighbours_are_counted_whatever_becomes_of_them() -> None:
    source = table("composition", "BaTiO3", "Ba0.98Sr0.02TiO3", "Fe3O4", "NaCl")
    target = table("composition", "BaTiO3", "Fe2O3", "NaCl", "Ba0.96Sr0.04TiO3")
    near = near_ones(source, target)
    assert near.tolist() == [[0, 3], [1, 0], [1, 3]]
    for kept_out in (True, False):
        (found,) = look_at_near(source, target, near, kept_out=kept_out)
        assert (found.code, found.level, found.count) == ("near_twins", "note", 2)
        assert f"{NEAR:g}" in found.text
        assert ("kept out of the source" in found.text) == kept_out
    assert list(look_at_near(source, source, near_ones(FLAT, FLAT), kept_out=False)) == []


def test_salts_charges_and_isotopes_are_counted_with_an_example_each() -> None:
    some = table(
        "molecule",
        *("CC(=O)[O-].[Na+]", "C[NH3+]", "[2H]O[2H]", "CO.O", "C[N+](=O)[O-]", "CCO"),
        *("[Ca+2].[Cl-].[Cl-]", "[NH4+].[Cl-]", "[O-]C(=O)C"),
    )
    (found,) = look_at_charges(some, "target")
    assert (found.code, found.level, found.table, found.count) == ("salts", "note", "target", 7)
    assert "3 are salts (such as CC(=O)[O-].[Na+])" in found.text
    assert "1 are of several parts (such as CO.O)" in found.text
    assert "2 are charged (such as C[NH3+])" in found.text
    assert "1 name isotopes (such as [2H]O[2H])" in found.text


@pytest.mark.parametrize(
    "plain",
    [
        table("molecule", "CCO", "C[N+](=O)[O-]", "CN=[N+]=[N-]", "[O-][n+]1ccccc1"),
        table("polymer", "*CC*", "[1*]CO[2*]"),
        table("mixture", "*CC*|CCO|298.15"),
        table("composition", "Fe2O3"),
        table("label", "a.b", "x+"),
    ],
)
def test_plain_materials_have_nothing_to_tell(plain: PropertyTable) -> None:
    assert list(look_at_charges(plain, "source")) == []
