import json
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from simlaw.materials.molecule import constitution, parse
from simlaw.simulate import find_simulator
from simlaw.simulate.contributions import refractive_index as contributed_index
from simlaw.simulate.embedded import (
    COLUMNS,
    PROVENANCE,
    RIVAL_COLUMNS,
    embedded_rival,
    embedded_source,
    listed_molecules,
    measured_molecules,
    selected_molecules,
    skeleton,
)
from simlaw.simulate.optics import refractive_index
from simlaw.simulate.produce import RECIPE, UNITS
from simlaw.tables import catalog


@pytest.fixture(scope="module")
def source() -> pd.DataFrame:
    return pd.read_parquet(embedded_source())


@pytest.fixture(scope="module")
def metadata() -> dict[str, dict]:
    found = pyarrow.parquet.read_schema(embedded_source()).metadata
    return {key.decode(): json.loads(found[key]) for key in (RECIPE, UNITS, PROVENANCE)}


def test_the_table_is_large_and_its_file_small(source: pd.DataFrame) -> None:
    assert 25_000 <= len(source) <= 35_000
    assert embedded_source().stat().st_size < 2_000_000
    assert list(source.columns) == ["smiles", *COLUMNS]
    assert (source[list(COLUMNS)].dtypes == np.float32).all()


def test_the_values_are_those_of_liquids(source: pd.DataFrame) -> None:
    assert source[list(COLUMNS)].notna().all(axis=None)
    assert source["refractive_index"].between(1.25, 1.75).all()
    assert (source["polarizability"] < source["volume"]).all()


def test_the_file_says_where_it_comes_from(source: pd.DataFrame, metadata) -> None:
    assert metadata["simlaw.recipe"]["simulator"] == "refractive-index"
    assert set(metadata["simlaw.recipe"]["libraries"]) == {"rdkit", "dftd4"}
    assert metadata["simlaw.units"]["polarizability"] == "angstrom^3"
    assert metadata["simlaw.provenance"]["molecules"] == len(source)
    assert metadata["simlaw.recipe"]["version"] == find_simulator("refractive-index").version


def test_molecules_are_written_canonically_and_once(source: pd.DataFrame, metadata) -> None:
    assert source["smiles"].is_unique
    if version("rdkit") == metadata["simlaw.recipe"]["libraries"]["rdkit"]:
        sample = source["smiles"].sample(500, random_state=0)
        assert [constitution(smiles) for smiles in sample] == sample.tolist()


def test_the_order_is_random(source: pd.DataFrame) -> None:
    # So that any first rows are a random sample of the whole.
    size = source["smiles"].str.len()
    head = size.head(2_000)
    assert abs(head.mean() - size.mean()) < 4 * size.std() / np.sqrt(len(head))
    assert abs(size.corr(pd.Series(np.arange(len(size)), dtype=float))) < 0.03


def shape(molecule: Any) -> tuple[Any, ...]:
    """Return what all molecules of one skeleton share and is quick to count."""
    atoms = [(atom.GetAtomicNum(), atom.GetDegree()) for atom in molecule.GetAtoms()]
    return molecule.GetNumBonds(), *sorted(atoms)


def test_no_molecule_is_a_measured_one_or_an_isomer_in_space_of_one(source: pd.DataFrame) -> None:
    molecules = [parse(smiles) for smiles in measured_molecules()]
    assert len(molecules) > 4_000
    skeletons = {skeleton(molecule) for molecule in molecules}
    # Only molecules of the same shape can share a skeleton; the test stays fast.
    shapes = {shape(molecule) for molecule in molecules}
    alike = [molecule for molecule in map(parse, source["smiles"]) if shape(molecule) in shapes]
    assert len(alike) > 1_000
    assert not skeletons & {skeleton(molecule) for molecule in alike}


def test_no_molecule_has_the_key_of_a_target_molecule(source: pd.DataFrame) -> None:
    target = catalog.load("refractive-index-crc")
    assert not set(target.keys) & set(source["smiles"])


def test_a_random_sample_is_computed_again(source: pd.DataFrame, metadata) -> None:
    sample = source.sample(20, random_state=20)
    again = pd.DataFrame([refractive_index(smiles) for smiles in sample["smiles"]])
    libraries = metadata["simlaw.recipe"]["libraries"]
    same = all(version(name) == found for name, found in libraries.items())
    for column, loose in (("refractive_index", 0.01), ("polarizability", 0.02), ("volume", 0.02)):
        off = np.abs(again[column].to_numpy() / sample[column].to_numpy(np.float64) - 1)
        # Another processor may round a few molecules into another conformer; other library
        # versions may do so with all of them.
        assert np.median(off) < (1e-6 if same else loose / 3)
        assert off.max() < loose


def test_selection_drops_what_is_no_liquid_and_what_is_measured() -> None:
    chosen, dropped = selected_molecules(
        [
            "CCCCO",
            "OCCCC",
            "CC[C@H](C)Br",
            "[Na+].CC(=O)[O-]",
            "CCCC[NH3+]",
            "[2H]CCCC",
            "CC[CH]C",
            "O",
            "CC[Se]CC",
            "CCC",
            "C" * 21,
            "C1CC2CC3CC1C23",
            "OCC(O)CO",
            "nonsense",
            "CCOP(=O)(OCC)C(=O)OCC(=O)OCC(=O)OC",
        ],
        ["CC[C@@H](C)Br", "nonsense"],
    )
    assert chosen == ["CCCCO"]
    assert dropped == {
        "measured": 1,
        "more than one fragment": 1,
        "charged": 1,
        "radical or isotope": 2,
        "elements": 2,
        "size": 2,
        "rings": 1,
        "hydrogen-bond donors": 1,
        "polar surface": 1,
        "unreadable": 1,
        "measured, unreadable": 1,
    }


def test_stereoisomers_and_tautomers_of_the_list_become_one() -> None:
    chosen, dropped = selected_molecules(
        ["C/C=C/CC", r"C/C=C\CC", "Cc1c[nH]cn1", "Cc1cnc[nH]1"], []
    )
    assert len(chosen) == 2
    assert dropped == {"tautomer of another": 1}


def test_the_list_is_long_enough_to_select_from() -> None:
    assert len(listed_molecules()) > 70_000


def test_the_rival_table_is_small_and_has_the_same_rows(source: pd.DataFrame) -> None:
    assert embedded_rival().stat().st_size < 400_000
    rival = pd.read_parquet(embedded_rival())
    assert list(rival.columns) == ["smiles", *RIVAL_COLUMNS]
    # The same order: paired runs of both tables then add the same molecules one by one.
    assert rival["smiles"].equals(source["smiles"])
    assert rival["refractive_index"].between(1.2, 2.0).all()
    assert 0.85 < rival["refractive_index"].corr(source["refractive_index"]) < 0.95


def test_the_rival_table_is_computed_again_and_says_where_it_comes_from() -> None:
    rival = pd.read_parquet(embedded_rival()).sample(200, random_state=3)
    again = [contributed_index(smiles)["refractive_index"] for smiles in rival["smiles"]]
    np.testing.assert_allclose(again, rival["refractive_index"], rtol=1e-3)
    found = pyarrow.parquet.read_schema(embedded_rival()).metadata
    assert json.loads(found[RECIPE])["simulator"] == "refractive-index-contributions"
    assert json.loads(found[PROVENANCE])["molecules"] == 28_679
