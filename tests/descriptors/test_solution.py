import numpy as np
import pytest

from simlaw.descriptors import DESCRIPTORS
from simlaw.descriptors.morgan import MORGAN
from simlaw.descriptors.rdkit2d import RDKIT2D

KEYS = ["CCO|O", "O|CCO", "CCO|vacuum", "CCO|O|350.00"]


@pytest.mark.parametrize(
    ("name", "partner"), [("solution-rdkit2d", RDKIT2D), ("solution-morgan", MORGAN)]
)
def test_solute_and_solvent_stand_side_by_side_in_their_order(name: str, partner) -> None:
    block = DESCRIPTORS[name].compute(KEYS)
    ethanol, water = partner.compute(["CCO", "O"]).values
    nothing = np.zeros_like(water)
    np.testing.assert_array_equal(
        block.values[:, :-2],
        [
            [*ethanol, *water],
            [*water, *ethanol],
            [*ethanol, *nothing],
            [*ethanol, *water],
        ],
    )
    np.testing.assert_allclose(block.values[:, -2], [298.15, 298.15, 298.15, 350.0])
    np.testing.assert_allclose(block.values[3, -1], 1000 / 350)
    assert block.reasons == [None] * 4
    assert partner.version in DESCRIPTORS[name].version


def test_a_partner_without_values_names_itself() -> None:
    block = DESCRIPTORS["solution-rdkit2d"].compute(["CCO|C[Se]C", "C[Se]C|vacuum", KEYS[0]])
    assert block.reasons[0] is not None
    assert block.reasons[1] is not None
    assert block.reasons[0].startswith("the solvent: Gasteiger charges")
    assert block.reasons[1].startswith("the solute: Gasteiger charges")
    assert np.isnan(block.values[:2]).all()
    assert np.isfinite(block.values[2]).all()
