import time

import pytest

from simlaw.errors import SimlawError
from simlaw.simulate.compute_all import compute_all


def answers(place: str, molecules: list[str], **options) -> dict[str, dict]:
    options = {"workers": 2, "time_limit": 30.0} | options
    return {record["smiles"]: record for record in compute_all(place, molecules, **options)}


ODD = "odd_simulators:ODD"


@pytest.mark.usefixtures("odd")
def test_a_molecule_that_misbehaves_takes_no_other_with_it() -> None:
    molecules = ["a", "crash", "bb", "exit", "print", "refuse", "surprise", "ccc"]
    found = answers(ODD, molecules)
    assert set(found) == set(molecules)
    assert found["crash"]["reason"] == "the process computing it died (SIGSEGV)"
    assert found["exit"]["reason"] == "the process computing it ended with status 3"
    assert found["refuse"]["reason"] == "it is refused"
    assert found["surprise"]["reason"] == "unexpected KeyError: 'surprise'"
    for fine in ("a", "bb", "print", "ccc"):
        assert found[fine]["values"] == {"length": len(fine), "threads": "1"}


@pytest.mark.usefixtures("odd")
def test_a_molecule_that_hangs_is_given_up_after_the_limit() -> None:
    started = time.monotonic()
    found = answers(ODD, ["hang", "a", "bb"], workers=1, time_limit=1.0)
    assert found["hang"]["reason"] == "it took more than 1 s"
    assert "values" in found["a"]
    assert "values" in found["bb"]
    assert time.monotonic() - started < 30


@pytest.mark.usefixtures("odd")
def test_a_caller_that_stops_leaves_no_worker_behind() -> None:
    records = compute_all(ODD, ["a", "hang", "hang"], workers=2, time_limit=600.0)
    assert next(records)["smiles"] == "a"
    started = time.monotonic()
    records.close()
    assert time.monotonic() - started < 30


@pytest.mark.usefixtures("odd")
def test_workers_that_cannot_start_say_how_to_see_why() -> None:
    with pytest.raises(SimlawError, match=r"could not start: .*status 1.*odd_simulators:BROKEN"):
        answers("odd_simulators:BROKEN", ["a"])
