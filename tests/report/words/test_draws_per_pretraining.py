"""What several draws on one pretraining showed, in words."""

from dataclasses import replace

from simlaw.report import sentences
from simlaw.report.words.draws_per_pretraining import drawn
from simlaw.study.allocate.draws_per_pretraining import DrawsAdvice


def test_the_best_number_of_draws_is_told(make_curve, make_study) -> None:
    result = make_study(make_curve())
    assert drawn(result) == []
    told = DrawsAdvice(share=(0.7, 0.9), best=3, time=0.6)
    several = replace(result, design=replace(result.design, draws=8), draws=told)
    (text,) = drawn(several)
    assert "90 % is that of the draw of test set and fine-tuning samples" in text
    assert "each pretraining serves 8" in text
    assert "With 3 draws a forecast would grow as sure in about 60 % of the time" in text
    assert text in sentences(several)
    (text,) = drawn(replace(several, draws=replace(told, best=1)))
    assert "With 1 draw a" in text
    (text,) = drawn(replace(several, draws=replace(told, time=0.97)))
    assert text.endswith("about the right number for its price.")
