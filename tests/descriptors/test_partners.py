import numpy as np

from simlaw.descriptors.morgan import MORGAN
from simlaw.descriptors.partners import side_by_side


def test_where_there_is_no_partner_all_its_columns_are_zero() -> None:
    roles = {"solute": ["CCO", "CC"], "solvent": ["none", "O"]}
    block = side_by_side(MORGAN, roles, np.array([[1.0], [2.0]]), ["t"], absent="none")
    width = (len(block.names) - 1) // 2
    assert not block.values[0, width : 2 * width].any()
    assert block.values[1, width : 2 * width].any()
    assert block.values[:, -1].tolist() == [1.0, 2.0]
    assert block.names[0].startswith("solute ")
    assert block.names[width].startswith("solvent ")


def test_no_partner_at_all() -> None:
    block = side_by_side(MORGAN, {"solvent": ["none"]}, np.zeros((1, 0)), (), absent="none")
    assert block.reasons == [None]
    assert not block.values.any()
