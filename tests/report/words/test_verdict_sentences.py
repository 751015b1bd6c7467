import pandas as pd
import pytest
from tests.decide.money.test_without_simulations import density

from simlaw.decide import verdict_of
from simlaw.law import LearningCurve
from simlaw.report.words.verdict_sentences import (
    lead_sentence,
    named_reference,
    other_rises,
    rise_sentence,
    standing_sentence,
)

CURVE = density()


def with_ratio(ratio):
    """The curve with errors without simulations that many times as large."""
    alone = CURVE.frame["method"] == "direct"
    mae = CURVE.frame["mae"].where(~alone, CURVE.frame["mae"] * ratio)
    return LearningCurve(CURVE.frame.assign(mae=mae), unit="eV")


def test_the_first_sentence_is_of_all_m():
    found = verdict_of(CURVE, {})
    said = lead_sentence(found, CURVE, "computed polymers")
    assert said.startswith("Simulations help most at m = 25, where n = 1,597 computed polymers ")
    assert "22 % less" in said
    assert said.endswith("they make no difference that the replicates can tell at m = 400.")


@pytest.mark.parametrize(
    ("ratio", "start"),
    [(1.4, "Simulations help at every m studied, most at m = 25"),
     (0.5, "Simulations do harm at m = 25, 50, 100, 200 and 400" [:19])],
)  # fmt: skip
def test_all_m_alike_are_said_at_once(ratio, start):
    curve = with_ratio(ratio)
    said = lead_sentence(verdict_of(curve, {}), curve)
    assert said.startswith(start)
    assert "at every m studied" in said


def test_what_is_not_known_is_said():
    bare = LearningCurve(CURVE.frame.query("method == 'fine-tune'").reset_index(drop=True))
    said = lead_sentence(verdict_of(bare, {}), bare)
    assert said.startswith("Whether simulations help is not known, as the run has no trials")
    assert said.endswith("the error falls with n at every m studied.")
    one = LearningCurve(CURVE.frame.query("m == 100").reset_index(drop=True))
    assert lead_sentence(verdict_of(one, {}), one) is None


def test_a_standing_is_told_with_its_interval():
    one = verdict_of(CURVE, {}).at(200)
    said = standing_sentence(one, 300, "eV")
    assert said.startswith("At n = 362 and m = 200 simulations do harm: the error is 0.0")
    assert "with the measurements alone (difference 0.00" in said
    assert "90 % interval" in said
    assert named_reference(one) == "direct learning"


def test_a_rise_before_the_fall_is_called_that():
    found = verdict_of(CURVE, {})
    said = rise_sentence(found.at(100), "eV")
    assert said.startswith("With m = 100 the error first rises with n, from 0.0")
    assert "at n = 135, and falls from there to 0.0" in said
    (others,) = other_rises(found, 100)
    assert others.startswith("With m = 25, 50, 200 and 400, too, the error first rises")
    assert other_rises(verdict_of(with_ratio(1.0), {}), 100) != []


def test_another_method_is_named():
    rows = CURVE.frame.assign(method=CURVE.frame["method"].replace({"fine-tune": "residual"}))
    curve = LearningCurve(pd.concat([rows], ignore_index=True))
    said = lead_sentence(verdict_of(curve, {}, method="residual"), curve)
    assert said.startswith("By the method residual, simulations help most at m = 25")
