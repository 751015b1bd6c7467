"""The contract of simulators: every shipped one keeps it, and what breaks it is named."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from simlaw.simulate import SIMULATORS, SimulationFailure, Simulator
from simlaw.testing.simulators import check_simulator

NUMBERS = count()
MOLECULES = ("CCO", "c1ccccc1")


@pytest.mark.parametrize("name", list(SIMULATORS))
def test_shipped_simulators_keep_the_contract(name: str) -> None:
    pytest.importorskip("rdkit", reason="needs the extra: simulate")
    pytest.importorskip("dftd4", reason="needs the extra: simulate")
    check_simulator(SIMULATORS[name], MOLECULES)


def length(smiles: str) -> dict[str, Any]:
    if smiles not in MOLECULES:
        raise SimulationFailure("it is none of the two known molecules")
    return {"length": float(len(smiles))}


SOUND = Simulator("length", 1, {"length": "angstrom"}, (), length)


def test_one_of_ones_own_keeps_it() -> None:
    check_simulator(SOUND, MOLECULES)


@pytest.mark.parametrize(
    ("compute", "said"),
    [
        (lambda _: {"width": 1.0}, "it gives \\['width'\\]"),
        (lambda _: {"length": float("nan")}, "length of CCO is nan"),
        (lambda _: {"length": float(next(NUMBERS))}, "otherwise the next time"),
        (lambda _: {"length": 1.0}, "it computes ''"),
        (lambda s: {"length": 1.0 / MOLECULES.count(s)}, "raises ZeroDivisionError"),
    ],
)
def test_what_breaks_a_rule_is_named(compute: Any, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_simulator(replace(SOUND, compute=compute), MOLECULES)
