"""The public datasets, read as a study reads them; they are not part of the package."""

import os
import re

import numpy as np
import pandas as pd
import pytest

from simlaw.materials import KINDS, polymer
from simlaw.materials.oligomer import repeat_unit
from simlaw.study.design.usable_source_rows import find_twins
from simlaw.tables import PropertyTable, catalog
from simlaw.tables.datasets import DATASETS

pytestmark = pytest.mark.skipif(
    not os.environ.get("SIMLAW_DATA_DIR"), reason="SIMLAW_DATA_DIR names no folder of public data"
)

# Rows in the files, rows not used, materials: counted once, so that a change of keys is noticed.
EXPECTED = {
    "mp-gap": (106_113, 0, 78_164),
    "expt-gap": (4_604, 0, 4_601),
    "aflow-gap": (27_577, 0, 27_567),
    "radonpy-density": (1_077, 0, 1_077),
    "radonpy-heat-capacity": (1_077, 1, 1_076),
    "polymer-density-md": (1_935, 0, 1_934),
    "polymer-density-exp": (1_708, 0, 1_691),
    "polymer-heat-capacity-exp": (120, 0, 118),
    "polymer-thermal-conductivity-md": (2_259, 0, 2_175),
    "polymer-thermal-conductivity-exp": (68, 0, 65),
    "polymer-refractive-index-md": (744, 0, 739),
    "polymer-dielectric-constant-exp": (46, 0, 46),
    "chi-cosmo": (1_206, 0, 1_206),
    "chi-exp": (1_190, 0, 1_190),
}


@pytest.fixture(scope="module")
def tables() -> dict[str, PropertyTable]:
    return {name: catalog.load(name) for name in EXPECTED}


@pytest.mark.parametrize("name", EXPECTED)
def test_counts(tables: dict[str, PropertyTable], name: str) -> None:
    table = tables[name]
    unused = len(table.refusals) + table.missing
    assert (table.rows_read, unused, len(table)) == EXPECTED[name]
    assert table.rows_read == unused + table.merged + len(table)
    assert table.unit == DATASETS[name].unit


def test_every_file_of_the_catalogue_is_the_one_named() -> None:
    for name in DATASETS:
        for path in catalog.find_files(name):
            assert path.is_file()


def test_compositions_overlap_by_key_where_hardly_one_does_by_text(
    tables: dict[str, PropertyTable],
) -> None:
    """``Ag4O2`` among the crystals and ``Ag2O`` among the measured are one composition."""
    source, target = tables["mp-gap"], tables["expt-gap"]
    assert (find_twins(source.keys, target.keys) >= 0).sum() == 3_372
    assert len(set(source.frame["material"]) & set(target.frame["material"])) < 100


def test_the_two_density_simulations_agree_on_shared_polymers(
    tables: dict[str, PropertyTable],
) -> None:
    """The same polymers under the same keys: their densities agree to a few per cent."""
    one = tables["radonpy-density"].frame.set_index("key")["value"]
    other = tables["polymer-density-md"].frame.set_index("key")["value"]
    shared = one.index.intersection(other.index)
    assert len(shared) > 100
    assert np.median(np.abs(one[shared] / other[shared] - 1)) < 0.1


def test_polymers_drawn_in_other_ways_are_found_again(tables: dict[str, PropertyTable]) -> None:
    """Refused is only what has more than two ends."""
    table = catalog.load("polymer-heat-capacity-gc")
    assert len(table) == 11_826
    assert {refusal.reason[-len("a repeat unit has two") :] for refusal in table.refusals} == {
        "a repeat unit has two"
    }
    # A sum over groups knows only the structure: units that are one polymer must agree.
    merged = table.frame[table.frame["count"] > 1]
    assert len(merged) > 200
    assert (merged["spread"] / merged["value"]).max() < 0.01
    assert [refusal.row for refusal in table.refusals] == [4014, 4570, 11525, 11526, 11527, 11528]


def test_cyclic_oligomers_are_the_polymers_that_their_table_names() -> None:
    """The measured table also writes each pair with the polymer's repeat unit.

    All 46 agree in constitution. In seven cellulose derivatives nine of the ring's ten units have
    the other configuration at the anomeric carbon than the repeat unit that is written beside it.
    """
    frame = pd.read_csv(catalog.find("chi-exp"))
    pairs = {
        (ring.split("_")[0], unit.split("_")[0])
        for ring, unit in zip(frame["ps_pair"], frame["ps_pair_nonCyclic"], strict=True)
    }
    assert len(pairs) == 46
    found = [(repeat_unit(ring), polymer.canonical(unit)) for ring, unit in pairs]
    assert sum(one == other for one, other in found) == 39
    assert all(without_stereo(one) == without_stereo(other) for one, other in found)


def without_stereo(unit: str | None) -> str:
    """The key of a repeat unit with its marks of stereochemistry taken out of the text."""
    assert unit is not None
    return polymer.canonical(re.sub(r"\[C@+H?\]", "C", re.sub(r"[/\\]", "", unit)))


def test_both_chi_tables_hold_the_same_mixtures(tables: dict[str, PropertyTable]) -> None:
    source, target = tables["chi-cosmo"], tables["chi-exp"]
    assert (find_twins(source.keys, target.keys) >= 0).sum() == 1_178
    groups = KINDS["mixture"].groups
    assert {name: len({group(key) for key in target.keys}) for name, group in groups.items()} == {
        "pair": 766,
        "polymer": 46,
        "solvent": 140,
    }
