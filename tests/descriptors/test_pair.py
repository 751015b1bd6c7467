import numpy as np
import pytest

from simlaw.descriptors import DESCRIPTORS
from simlaw.descriptors.morgan import MORGAN
from simlaw.descriptors.pair import Pair
from simlaw.descriptors.rdkit2d import RDKIT2D
from simlaw.materials import canonical_keys

KEYS = ["*C(C)C*|CCO|298.15", "*C(C)C*|c1ccccc1|350.00", "*CCO*|CCO|298.15", "*C(C)C*|CCO|400.00"]


@pytest.mark.parametrize(("name", "partner"), [("pair-rdkit2d", RDKIT2D), ("pair-morgan", MORGAN)])
def test_partners_stand_side_by_side_with_the_temperature(name: str, partner) -> None:
    block = DESCRIPTORS[name].compute(KEYS)
    parts = [key.split("|") for key in KEYS]
    expected = np.hstack(
        [
            partner.compute([polymer for polymer, _, _ in parts]).values,
            partner.compute([solvent for _, solvent, _ in parts]).values,
            [[float(t), 1000 / float(t)] for _, _, t in parts],
        ]
    )
    np.testing.assert_array_equal(block.values, expected.astype(np.float32))
    assert block.values.dtype == np.float32
    assert block.values.flags.c_contiguous
    assert len(block.names) == len(set(block.names)) == block.values.shape[1]
    assert block.names[0].startswith("polymer ")
    assert block.names[-3].startswith("solvent ")
    assert block.reasons == [None] * 4


def test_each_partner_is_described_once() -> None:
    class Counting:
        name, kinds, version, uses_columns = "counting", MORGAN.kinds, "1", False

        def __init__(self) -> None:
            self.asked: list[str] = []

        def compute(self, keys, *, columns=None, workers=1, progress=None):
            self.asked += keys
            return MORGAN.compute(keys, workers=workers, progress=progress)

    counting = Counting()
    done: list[tuple[int, int]] = []
    Pair("pair", counting).compute(KEYS, progress=lambda *counts: done.append(counts))
    assert sorted(counting.asked) == ["*C(C)C*", "*CCO*", "CCO", "c1ccccc1"]
    assert done[-1] == (4, 4)
    assert done == sorted(done)


def test_a_partner_without_values_names_itself() -> None:
    block = DESCRIPTORS["pair-rdkit2d"].compute(["*CC*|C[Se]C|300.00", KEYS[0]])
    assert block.reasons[0] is not None
    assert block.reasons[0].startswith("the solvent: Gasteiger charges")
    assert np.isnan(block.values[0]).all()
    assert np.isfinite(block.values[1]).all()


def test_a_ring_that_stands_for_itself_is_described() -> None:
    (key,), _ = canonical_keys("mixture", ["O1CCCCCCCCCCCC1|CCO|300"])
    assert DESCRIPTORS["pair-rdkit2d"].compute([str(key)]).reasons == [None]


def test_the_version_follows_the_partner_descriptor() -> None:
    assert MORGAN.version in DESCRIPTORS["pair-morgan"].version
    assert DESCRIPTORS["pair-morgan"].version != DESCRIPTORS["pair-rdkit2d"].version
