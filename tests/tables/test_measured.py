import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.tables import Origin, catalog
from simlaw.tables.measured import from_frame

# Indices and temperatures as in the handbook; what stands for each CAS number is set below.
ROWS = {
    "64-17-5": ("CCO", 1.3611, 293.15, 159.0),
    "no-structure": (None, 1.4, 293.15, None),
    "no-temperature": ("CCC", 1.4, np.nan, None),
    "cold": ("CCCC", 1.4, 288.14, None),
    "coldest-kept": ("CCCCC", 1.41, 288.15, None),
    "warmest-kept": ("CCCCCC", 1.42, 303.15, None),
    "hot": ("CCCCCCC", 1.4, 303.16, None),
    "gas": ("C", 1.0004, 293.15, 90.0),
    "slip": ("CN", 3.1, 293.15, None),
    "crystal": ("C(CI)I", 1.871, 293.15, 356.15),
    "supercooled": ("CCCCCCCC", 1.43, 293.15, 330.0),
    "salt": ("CC(=O)[O-].[Na+]", 1.5, 293.15, None),
    "ion": ("C[N+](C)(C)C", 1.5, 293.15, None),
    "water": ("O", 1.333, 293.15, 273.15),
    "not-smiles": ("C(", 1.5, 293.15, None),
    "r": ("C[C@H](O)CC", 1.3970, 293.15, None),
    "s": ("C[C@@H](O)CC", 1.3978, 293.15, None),
    "plain": ("CCC(C)O", 1.3990, 298.15, None),
}


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {"RI": [row[1] for row in ROWS.values()], "RIT": [row[2] for row in ROWS.values()]},
        index=list(ROWS),
    )


def test_every_rule_and_its_reason(frame: pd.DataFrame) -> None:
    table = from_frame(
        frame,
        structure=lambda cas: ROWS[cas][0],
        melting=lambda cas: ROWS[cas][3],
        origin=Origin(),
    )
    assert dict(zip(table.keys, table.values, strict=True)) == {
        "CCO": 1.3611,
        "CCCCC": 1.41,
        "CCCCCC": 1.42,
        "CCCCCCCC": 1.43,
        "CCC(C)O": 1.3978,  # the median of both hands and the unspecified one
    }
    reasons = {list(ROWS)[refusal.row - 2]: refusal.reason for refusal in table.refusals}
    assert reasons == {
        "no-structure": "no structure is known for CAS number no-structure",
        "no-temperature": "the temperature of measurement is not stated",
        "cold": "measured at 288.14 K, outside 288.15 to 303.15 K",
        "hot": "measured at 303.16 K, outside 288.15 to 303.15 K",
        "gas": "an index of 1.0004 is outside 1.2 to 2",
        "slip": "an index of 3.1 is outside 1.2 to 2",
        "crystal": "melts at 356.15 K, so it was no liquid at 293.15 K",
        "salt": "'CC(=O)[O-].[Na+]' is of several parts, not one molecule",
        "ion": "'C[N+](C)(C)C' carries a charge of +1",
        "water": "'O' holds no carbon",
        "not-smiles": "'C(' has 1 unclosed '('",
    }


def test_an_empty_frame_is_refused() -> None:
    with pytest.raises(InputError, match="has no rows"):
        from_frame(
            pd.DataFrame({"RI": [], "RIT": []}),
            structure=lambda _: None,
            melting=lambda _: None,
            origin=Origin(),
        )


@pytest.mark.heavy
def test_the_library_table() -> None:
    table = catalog.load("refractive-index-crc")
    assert table.rows_read >= 4490
    assert len(table) + table.merged + len(table.refusals) == table.rows_read
    assert len(table) > 3800
    found = dict(zip(table.keys, table.values, strict=True))
    # CRC Handbook, 95th edition, section 3: physical constants of organic compounds, at 293 K.
    for key, index in {"c1ccccc1": 1.5011, "CCO": 1.3611, "ClC(Cl)Cl": 1.4459}.items():
        assert found[key] == pytest.approx(index, abs=5e-4)
    assert not any("@" in key or "/" in key for key in table.keys)
