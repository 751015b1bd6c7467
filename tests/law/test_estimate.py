"""A number with its interval, and a note, as they go into JSON."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from simlaw.law.estimate import Estimate, Note, finite


@given(st.floats())
def test_what_is_not_finite_becomes_nothing(value: float) -> None:
    found = finite(value)
    assert found == value if math.isfinite(value) else found is None


@given(st.builds(Estimate, st.floats(), st.floats(), st.floats(), st.floats(0.01, 0.99)))
def test_an_estimate_is_json_whatever_it_holds(one: Estimate) -> None:
    told = json.loads(json.dumps(one.to_dict(), allow_nan=False))
    assert set(told) == {"estimate", "low", "high", "level"}
    assert told["level"] == one.level


def test_an_estimate_prints_its_interval() -> None:
    assert str(Estimate(1234.567, 0.1, math.inf, 0.9)) == "1235 [0.1, inf]"


def test_a_note_has_a_code_and_a_sentence() -> None:
    assert Note("few", "There are few.").to_dict() == {"code": "few", "text": "There are few."}
