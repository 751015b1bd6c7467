from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from simlaw.law import Law, LearningCurve, Note
from simlaw.report.words.sentences import STATUS, curve_sentences, formula, plural, sentences
from simlaw.study.result import StudyResult

Curves = Callable[..., LearningCurve]
Studies = Callable[..., StudyResult]


def marked(law: Law, code: str) -> Law:
    return replace(law, status=code, notes=(Note(code, "as said"),))


def test_a_good_law_is_said_whole(make_curve: Curves, make_study: Studies) -> None:
    result = make_study(make_curve(unit="g/cm^3", scatter=1e-4))
    said = sentences(result)
    law = result.laws[100]
    assert said[0].startswith("With m = 100 measured molecules, pretraining on n = 12,000 computed")
    assert (
        "from 0.0250\u00a0g/cm³ (direct learning) down to 0.0187\u00a0g/cm³, 25 % less" in said[0]
    )
    assert formula(law) in said[1]
    assert "each doubling of n removes 21.5 % of" in said[1]
    assert "n = 24,000 is forecast" in said[2]
    assert said[3].startswith("The transfer gap, the error that no number of computed molecules")
    assert len(said) == 4


def test_a_dimensionless_error_has_no_unit(make_curve: Curves, make_study: Studies) -> None:
    assert "\u00a0" not in "".join(sentences(make_study(make_curve(unit="1"))))


def test_negative_transfer_is_said_first_and_where_it_ends(
    make_curve: Curves, make_study: Studies
) -> None:
    said = sentences(make_study(make_curve(direct=0.0185, scatter=1e-4)))
    assert "raises the mean absolute error from 0.0185 (direct learning) to 0.0187" in said[0]
    assert "the transfer is negative" in said[0]
    assert "comes down to direct learning at about n = " in said[-1]
    hopeless = sentences(make_study(make_curve(direct=0.010)))
    assert hopeless[-1] == "By this law no reachable number of computed molecules makes up for it."


def test_a_difference_within_the_noise_is_not_called_one(make_curve: Curves) -> None:
    curve = make_curve(direct=0.01876, scatter=0.05)
    assert "makes no difference that the replicates can tell" in curve_sentences(curve, None)[0]


def test_no_decay_gives_no_forecast(make_curve: Curves) -> None:
    curve = make_curve()
    said = curve_sentences(curve, marked(curve.fit(resamples=200), "no_decay"))
    assert said[1] == (
        "The error does not fall between n = 50 and 12,000: more samples of this kind are not "
        "expected to help."
    )
    assert not any("forecast" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("gap_unidentified", "do not determine the transfer gap"),
        ("alpha_at_bound", "no ground for forecasts"),
        ("too_few_sizes", "study at least five sizes"),
    ],
)
def test_doubts_are_said(make_curve: Curves, code: str, words: str) -> None:
    curve = make_curve()
    said = " ".join(curve_sentences(curve, marked(curve.fit(resamples=200), code)))
    assert words in said
    assert ("is forecast to bring" in said) == (code != "alpha_at_bound")


def test_every_status_has_words() -> None:
    from simlaw.law.diagnose import STATUSES

    assert set(STATUS) == set(STATUSES)


def test_an_unfinished_study_says_so_first(make_curve: Curves, make_study: Studies) -> None:
    said = sentences(make_study(make_curve(), trials_done=40))
    assert said[0].startswith("This study is not finished: 40 of 84 trials are done")


def test_nothing_finished(make_curve: Curves, make_study: Studies) -> None:
    result = make_study(make_curve(), m=500, trials_done=3)
    assert sentences(result)[-1] == "No trial with m = 500 is finished yet."


def test_too_few_sizes_for_a_law(make_curve: Curves, make_study: Studies) -> None:
    said = sentences(make_study(make_curve(sizes=(50, 500))))
    assert said[-1] == "No law is fitted: it needs at least three sizes n, and 2 sizes are there."


def test_without_direct_learning(make_curve: Curves) -> None:
    curve = make_curve(direct=None, ms=(0,), zero_shot=False, scatter=1e-4)
    assert curve_sentences(curve, None)[0] == (
        "The error falls from 0.0318 at n = 50 to 0.0187 at n = 12,000 samples."
    )


def test_kinds_have_plurals() -> None:
    assert [plural(kind) for kind in ("molecule", "polymer", "composition", "label")] == [
        "molecules",
        "polymers",
        "compositions",
        "materials",
    ]
