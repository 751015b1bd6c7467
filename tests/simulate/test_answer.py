"""What is recorded of one molecule, whatever its simulator does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simlaw.simulate import SimulationFailure, Simulator
from simlaw.simulate.answer import answer


def simulator(compute: Any) -> Simulator:
    return Simulator("odd", 1, {"length": "1"}, ("numpy",), compute)


def raising(error: BaseException) -> Any:
    def compute(smiles: str) -> Any:
        raise error

    return compute


def test_values_come_back_as_they_were_computed() -> None:
    found = answer(simulator(lambda smiles: {"length": float(len(smiles))}), "CCO")
    assert found == {"smiles": "CCO", "values": {"length": 3.0}}


def test_a_refusal_keeps_its_sentence_and_a_surprise_its_kind() -> None:
    refused = answer(simulator(raising(SimulationFailure("it has no atoms"))), "C")
    assert refused == {"smiles": "C", "reason": "it has no atoms"}
    surprised = answer(simulator(raising(KeyError("shape"))), "C")
    assert surprised == {"smiles": "C", "reason": "unexpected KeyError: 'shape'"}


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x"])
def test_a_value_that_no_record_can_hold_is_a_failure_of_that_molecule(value: object) -> None:
    found = answer(simulator(lambda smiles: {"length": value}), "C")
    assert set(found) == {"smiles", "reason"}
    assert "TypeError" in found["reason"]
    json.dumps(found)


def test_who_wants_to_stop_is_not_kept_from_it() -> None:
    with pytest.raises(KeyboardInterrupt):
        answer(simulator(raising(KeyboardInterrupt())), "C")
