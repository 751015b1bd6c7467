from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from simlaw.law import Estimate, Law, LearningCurve, Note
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
    assert "doubling" not in said[1]
    gain = law.gain()
    assert "n = 24,000 computed molecules is forecast" in said[2]
    assert f"{100 * gain.estimate:.2f}" in said[2]
    assert "probability" not in said[2]
    assert said[3].startswith("The transfer gap, the error that no number of computed molecules")
    assert len(said) == 5


def test_a_dimensionless_error_has_no_unit(make_curve: Curves, make_study: Studies) -> None:
    assert "\u00a0" not in "".join(sentences(make_study(make_curve(unit="1"))))


def test_negative_transfer_is_said_first_and_where_it_ends(
    make_curve: Curves, make_study: Studies
) -> None:
    said = sentences(make_study(make_curve(direct=0.0185, scatter=1e-4)))
    assert "raises the mean absolute error from 0.0185 (direct learning) to 0.0187" in said[0]
    assert "the transfer is negative" in said[0]
    assert "comes down to direct learning at about n = " in said[-2]
    hopeless = sentences(make_study(make_curve(direct=0.010)))
    assert hopeless[-2] == "By this law no reachable number of computed molecules makes up for it."


def test_a_difference_within_the_noise_is_not_called_one(make_curve: Curves) -> None:
    curve = make_curve(direct=0.01876, scatter=0.05)
    assert "makes no difference that the replicates can tell" in curve_sentences(curve, None)[0]


def test_a_curve_without_decay_is_told_what_doubling_gains(make_curve: Curves) -> None:
    curve = make_curve()
    said = curve_sentences(curve, marked(curve.fit(resamples=200), "no_decay"))
    assert said[1] == "The points do not show that the error falls between n = 50 and 12,000."
    assert said[2].startswith("Doubling the database to n = 24,000 samples is forecast")
    assert "more than 1 % with probability" in said[2]
    assert len(said) == 3


def test_a_curve_that_no_formula_describes_is_told_without(make_curve: Curves) -> None:
    curve = make_curve()
    law = replace(curve.fit(resamples=200), theta=np.array([1.0, 0.5, 0.1]))
    said = curve_sentences(curve, law)
    assert said[1].startswith("No short formula describes the curve")
    assert formula(law) == "no short formula describes the curve"


def test_what_rests_on_the_prior_is_no_finding(make_curve: Curves) -> None:
    curve = make_curve()
    law = curve.fit(resamples=200)
    assert law.prior is not None
    moved = replace(law.prior.others[0], C=Estimate(1.0, 1.0, 1.0, 0.9), effective=100.0)
    law = replace(law, prior=replace(law.prior, others=(moved, law.prior.others[1])))
    said = " ".join(curve_sentences(curve, law))
    assert "do not determine the transfer gap" in said


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("gap_unidentified", "do not determine the transfer gap"),
        ("alpha_at_bound", "do not determine the decay rate"),
        ("too_few_sizes", "study at least five sizes"),
    ],
)
def test_doubts_are_said(make_curve: Curves, code: str, words: str) -> None:
    curve = make_curve()
    said = " ".join(curve_sentences(curve, marked(curve.fit(resamples=200), code)))
    assert words in said
    assert "is forecast to bring" in said


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
    assert said[-2] == "No law is fitted: it needs at least three sizes n, and 2 sizes are there."


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
