import dataclasses
import json
from importlib import resources

import jsonschema
import numpy as np
import pytest

from simlaw.decide.requirement import required_n
from simlaw.errors import InputError
from simlaw.law import fit

N = np.geomspace(50, 6400, 8)
SCHEMA = json.loads((resources.files("simlaw") / "schemas/plan.schema.json").read_text())


@pytest.fixture(scope="module")
def law():
    rng = np.random.default_rng(1)
    rows = (2 * N**-0.5 + 0.1) * (1 + 0.02 * rng.standard_normal((16, 8)))
    return fit(np.tile(N, 16), rows.ravel(), replicate=np.repeat(np.arange(16), 8))


@pytest.mark.parametrize("error", [0.2, 0.12, 0.105, 0.09, 1e-6])
def test_shape_of_the_answer(law, error):
    needed = required_n(law, error)
    jsonschema.validate(json.loads(json.dumps(needed.to_dict(), allow_nan=False)), SCHEMA)
    assert needed.low <= needed.median <= needed.high
    assert needed.sentence("eV").endswith(".")
    assert "eV" in needed.sentence("eV")
    assert "nan" not in needed.sentence()


def test_sentences_say_where_the_answer_lies(law):
    assert "within the sizes studied" in required_n(law, 0.2).sentence()
    assert "times the largest n studied" in required_n(law, 0.105).sentence()
    assert "out of reach" in required_n(law, 0.05).sentence()


def test_truth_is_inside(law):
    needed = required_n(law, 2 * 20_000**-0.5 + 0.1)
    assert needed.low < 20_000 < needed.high
    tight, wide = required_n(law, 0.12, level=0.5), required_n(law, 0.12, level=0.99)
    assert wide.low < tight.low < tight.high < wide.high


def test_smaller_errors_need_more(law):
    sizes = [required_n(law, error).median for error in (0.3, 0.2, 0.15, 0.12, 0.11)]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("error", [0, -1, float("nan"), float("inf")])
def test_impossible_errors_are_refused(law, error):
    with pytest.raises(InputError, match="above zero"):
        required_n(law, error)


def test_far_requirements_are_told_in_plain_numbers(law):
    ratio = dataclasses.replace(required_n(law, 0.105), median=280 * 6400.0)
    assert "That is 280 times the largest n studied, 6,400" in ratio.sentence()
    easy = dataclasses.replace(required_n(law, 0.2), low=1.0, median=7.0, high=70.0, fewest=50.0)
    assert easy.sentence().endswith(
        "is reached with the fewest source samples studied, n = 50, already "
        "(90 % interval of n: under 50 to 70)."
    )
    assert easy.sentence("g/cm^3", 60).startswith(
        "With m = 60 measurements, an error of 0.200\u00a0g/cm³ is"
    )
    seldom = dataclasses.replace(required_n(law, 0.105), unreachable_probability=0.0075)
    assert "no n reaches it" not in seldom.sentence()
    rare = dataclasses.replace(required_n(law, 0.105), unreachable_probability=0.013)
    assert "with probability 1 % no n reaches it" in rare.sentence()
    near = dataclasses.replace(required_n(law, 0.105), median=2.26 * 6400)
    assert "That is 2.3 times" in near.sentence()
