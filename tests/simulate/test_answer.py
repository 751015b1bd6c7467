"""What a worker process answers for one molecule."""

import numpy as np
import pytest

from simlaw.simulate import SimulationFailure, Simulator
from simlaw.simulate.answer import answer, answer_at


def simulator(result: object) -> Simulator:
    def compute(smiles: str) -> dict:
        if isinstance(result, Exception):
            raise result
        return {"value": result}

    return Simulator("a", 1, {"value": "1"}, (), compute)


@pytest.mark.parametrize(
    ("result", "record"),
    [
        (2.5, {"values": {"value": 2.5}}),
        (SimulationFailure("it is refused"), {"reason": "it is refused"}),
        (KeyError("x"), {"reason": "unexpected KeyError: 'x'"}),
        (
            np.float32(2.5),
            {"reason": "unexpected TypeError: Object of type float32 is not JSON serializable"},
        ),
    ],
)
def test_values_or_a_reason_that_a_record_can_hold(result: object, record: dict) -> None:
    assert answer(simulator(result), "CCO") == {"smiles": "CCO", **record}


def test_a_simulator_is_found_where_it_is_imported_from() -> None:
    pytest.importorskip("rdkit")
    place = "simlaw.simulate.contributions:REFRACTIVE_INDEX_CONTRIBUTIONS"
    assert answer_at(place, "c1ccccc1")["values"]["refractive_index"] == pytest.approx(
        1.6, abs=0.05
    )
