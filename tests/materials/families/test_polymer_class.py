"""Classes of well-known polymers, whichever way their unit is cut."""

import pytest

from simlaw.materials import canonical_key
from simlaw.materials.families.polymer_class import polymer_class

KNOWN = {
    "*CC*": "polyolefin",  # polyethylene
    "*CC(C)*": "polyolefin",
    "*CC=CC*": "polydiene",  # polybutadiene
    "*CC(*)c1ccccc1": "polystyrene",
    "*CC(*)c1ccc(Cl)cc1": "polystyrene",
    "*CC(*)(C)C(=O)OC": "polyacrylic",  # PMMA
    "*CC(*)C(N)=O": "polyacrylic",
    "*CC(*)Cl": "polyhalo-olefin",
    "*C(F)(F)C(F)(F)*": "polyhalo-olefin",
    "*CC(*)OC(C)=O": "polyvinyl",  # the ester hangs beside the backbone
    "*CC(*)O": "polyvinyl",
    "*CCO*": "polyether",
    "*c1ccc(*)cc1": "polyphenylene",
    "*CCOC(=O)c1ccc(cc1)C(=O)O*": "polyester",  # PET
    "*CCCCCC(=O)N*": "polyamide",  # nylon 6
    "*CCCCCCNC(=O)CCCCC(=O)N*": "polyamide",
    "*Oc1ccc(cc1)C(C)(C)c1ccc(cc1)OC(*)=O": "polycarbonate",
    "*CCOC(=O)NCCCCCCNC(=O)O*": "polyurethane",
    "*NC(=O)NCCCCCC*": "polyurea",
    "*c1ccc(cc1)N1C(=O)c2cc3c(cc2C1=O)C(=O)N(*)C3=O": "polyimide",
    "*[Si](C)(C)O*": "polysiloxane",
    "*P(C)(C)=N*": "polyphosphazene",
    "*c1ccc(cc1)S(=O)(=O)c1ccc(cc1)O*": "polysulfone",
    "*CCS*": "polysulfide",
    "*CCN*": "polyimine",
    "*C(=O)CC*": "polyketone",
    "*OC(=O)CCCCC(*)=O": "polyanhydride",
}


@pytest.mark.parametrize("text", KNOWN)
def test_a_well_known_polymer_is_of_its_class(text: str) -> None:
    assert polymer_class(canonical_key("polymer", text)) == KNOWN[text]


def test_a_linkage_across_the_end_of_the_unit_is_seen() -> None:
    cut = ["*C(=O)CCCCCN*", "*NCCCCCC(*)=O", "*CCC(=O)NCCC*"]
    assert {polymer_class(one) for one in cut} == {"polyamide"}
