"""What the sentence of a requirement says, and where."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import numpy as np
import pytest

import simlaw.decide
from simlaw.decide import requirement_sentence
from simlaw.law import Requirement, fit

N = np.geomspace(50, 6400, 8)
SCHEMA = json.loads((resources.files("simlaw") / "schemas/plan.schema.json").read_text())


@pytest.fixture(scope="module")
def law():
    rng = np.random.default_rng(1)
    rows = (2 * N**-0.5 + 0.1) * (1 + 0.02 * rng.standard_normal((16, 8)))
    return fit(np.tile(N, 16), rows.ravel(), replicate=np.repeat(np.arange(16), 8))


def needs(low, median, high, *, never=0, error=0.105):
    """A requirement of 1,000 draws with these quantiles, some of which never reach the error."""
    draws = np.repeat([low, median, high, np.inf], (100, 800 - never, 100, never))
    return Requirement(error, draws, 0.9, measured=6400.0, fewest=50.0)


@pytest.mark.parametrize("error", [0.2, 0.12, 0.105, 0.09, 1e-6])
def test_shape_of_the_answer(law, error):
    needed = law.required_n(error)
    jsonschema.validate(json.loads(json.dumps(needed.to_dict(), allow_nan=False)), SCHEMA)
    assert needed.low <= needed.median <= needed.high
    said = requirement_sentence(needed, "eV")
    assert said.endswith(".")
    assert "eV" in said
    assert "nan" not in said


def test_sentences_say_where_the_answer_lies(law):
    assert "within the sizes studied" in requirement_sentence(law.required_n(0.2))
    assert "times the largest n studied" in requirement_sentence(law.required_n(0.105))
    assert "out of reach" in requirement_sentence(law.required_n(0.05))


def test_far_requirements_are_told_in_plain_numbers():
    ratio = requirement_sentence(needs(1e5, 280 * 6400.0, 1e8))
    assert "That is 280 times the largest n studied, 6,400" in ratio
    easy = needs(1.0, 7.0, 70.0, error=0.2)
    assert requirement_sentence(easy).endswith(
        "is reached with the fewest source samples studied, n = 50, already "
        "(90 % interval of n: under 50 to 70)."
    )
    assert requirement_sentence(easy, "g/cm^3", 60).startswith(
        "With m = 60 measurements, an error of 0.200\u00a0g/cm³ is"
    )
    assert "That is 2.3 times" in requirement_sentence(needs(1e4, 2.26 * 6400, 1e5))


def test_a_doubt_is_told_from_one_in_a_hundred():
    seldom, rare = (needs(1e4, 2e4, 5e4, never=never) for never in (7, 13))
    assert "no n reaches it" not in requirement_sentence(seldom)
    assert "with probability 1 % no n reaches it" in requirement_sentence(rare)


def test_the_former_function_answers_the_same(law):
    with pytest.warns(DeprecationWarning, match=r"is now law\.required_n\(error\)"):
        ask = simlaw.decide.required_n
    assert ask(law, 0.12).to_dict() == law.required_n(0.12).to_dict()
    assert ask(law, 0.12, level=0.5).level == 0.5
    with pytest.warns(DeprecationWarning, match=r"is now simlaw\.law\.Requirement"):
        assert simlaw.decide.Requirement is Requirement
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = simlaw.decide.nothing


@pytest.mark.parametrize(("sizes", "gone"), [(8, "no_decay"), (4, "too_few_sizes")])
def test_what_the_points_do_not_decide_is_not_called_out_of_reach(sizes, gone):
    rng = np.random.default_rng(2)
    n = N[:sizes]
    flat = fit(n, 0.3 * np.exp(0.004 * rng.standard_normal(sizes)))
    assert gone in {note.code for note in flat.notes}
    needed = flat.required_n(0.28)
    assert np.isinf(needed.median)
    said = requirement_sentence(needed)
    assert "out of reach" not in said
    assert "is not determined, as" in said
    assert "P(unreachable) = " in said
    assert "10 times the largest n studied, the error is forecast to fall by" in said
    assert [note.code for note in needed.notes] == ["reach_undetermined"]
    assert needed.to_dict()["determined"] is False


def test_a_median_that_is_reached_keeps_its_number_with_the_doubt():
    draws = np.repeat([100.0, 2000.0, np.inf], (100, 600, 300))
    needed = Requirement(0.1, draws, 0.9, measured=1000.0, undetermined="4 sizes are too few")
    assert "with probability 30 % no n reaches it, but 4 sizes are too few" in requirement_sentence(
        needed
    )
