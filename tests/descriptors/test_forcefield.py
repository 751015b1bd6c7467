"""The force-field descriptor against numbers made with RadonPy alone, and around its traps."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from simlaw.descriptors import DESCRIPTORS
from simlaw.descriptors.forcefield import COPIES, FORCEFIELD, ring_copies
from simlaw.errors import MissingExtraError
from simlaw.materials.polymer import canonical

GOLDEN = json.loads((Path(__file__).parent / "golden" / "forcefield.json").read_text())["values"]

try:
    import radonpy.ff.gaff2_mod  # noqa: F401
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True
needs_radonpy = pytest.mark.skipif(not INSTALLED, reason="the extra 'forcefield' is not installed")


@needs_radonpy
@pytest.mark.parametrize("smiles", GOLDEN)
def test_values_are_those_of_radonpy_with_ten_units(smiles: str) -> None:
    key = canonical(smiles) if "*" in smiles else smiles
    expected = np.zeros(190)
    for column, value in GOLDEN[smiles].items():
        expected[int(column)] = value
    values = FORCEFIELD.compute([key]).values
    assert values.shape == (1, 190)
    np.testing.assert_allclose(values[0], expected, atol=2e-6)


@needs_radonpy
@pytest.mark.parametrize(
    "smiles",
    ["*C(*)C(=O)OC", "*NCCCCCC(*)=O", "*/C(C)=C/C(=O)N*", "*C(F)(F)O*", "*OC(=O)Oc1ccc(*)cc1"],
)
def test_smaller_rings_give_what_ten_units_give(
    smiles: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = canonical(smiles)
    assert ring_copies(key) < COPIES
    small = FORCEFIELD.compute([key]).values
    monkeypatch.setattr("simlaw.descriptors.forcefield.ring_copies", lambda _: COPIES)
    np.testing.assert_allclose(small, FORCEFIELD.compute([key]).values, atol=1e-6)


LINKS = ("C", "O", "N(C)", "C(=O)", "C(F)(F)", "C(C)", "C(c1ccccc1)", "c1ccc(cc1)")


@needs_radonpy
@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(LINKS), min_size=2, max_size=4), st.integers(1, 3))
def test_where_the_unit_is_cut_makes_no_difference(word: list[str], shift: int) -> None:
    shift %= len(word)
    units = ["*" + "".join(w) + "*" for w in (word, word[shift:] + word[:shift])]
    units = [unit.replace("(cc1)*", "(*)cc1") for unit in units]
    block = FORCEFIELD.compute(units)
    assert (block.reasons[0] is None) == (block.reasons[1] is None)
    np.testing.assert_allclose(block.values[0], block.values[1], atol=1e-5)


@needs_radonpy
@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("*[Si](C)(C)O*", "GAFF2 has no atom type for Si with 4 neighbours (sp3)"),
        ("[Na+].[Cl-]", "GAFF2 has no atom type for Na"),
        ("C", "no dihedral angle"),
        ("C1CC", "never closes"),
    ],
)
def test_what_cannot_be_described_has_a_reason(
    key: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    block = FORCEFIELD.compute([key, "CCO"])
    assert reason in str(block.reasons[0])
    assert np.isnan(block.values[0]).all()
    assert block.reasons[1] is None
    assert capsys.readouterr().out == ""


@needs_radonpy
@pytest.mark.parametrize("before", [True, False])
def test_ring_finding_and_messages_are_left_as_they_were(before: bool) -> None:
    const = pytest.importorskip("radonpy.core.const")
    level, found = const.print_level, Chem.GetUseLegacyRingFinding()
    try:
        Chem.SetUseLegacyRingFinding(before)
        FORCEFIELD.compute(["*CO*", "*[Si](C)(C)O*"])
        assert Chem.GetUseLegacyRingFinding() is before
        assert const.print_level == level
    finally:
        Chem.SetUseLegacyRingFinding(found)


@pytest.mark.heavy
@needs_radonpy
def test_several_processes_give_what_one_gives() -> None:
    keys = ["*" + "C" * (1 + n % 6) + "O*" for n in range(70)]
    one, two = (FORCEFIELD.compute(keys, workers=workers).values for workers in (1, 2))
    np.testing.assert_array_equal(one, two)


def test_without_the_library_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "radonpy"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "radonpy", None)
    monkeypatch.setattr("simlaw.descriptors.forcefield._kernel", _uncached())
    with pytest.raises(MissingExtraError, match=r"pip install 'simlaw\[forcefield\]'"):
        FORCEFIELD.compute(["CCO"])


def _uncached():  # type: ignore[no-untyped-def]
    from simlaw.descriptors import forcefield

    return forcefield._kernel.__wrapped__


def test_it_is_registered() -> None:
    assert DESCRIPTORS["forcefield"] is FORCEFIELD
