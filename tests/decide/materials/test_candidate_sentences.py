"""Verdicts for candidates in words."""

import dataclasses

from simlaw.decide.materials.candidate_sentences import candidate_text
from simlaw.decide.materials.candidates import CandidateVerdict
from simlaw.law.estimate import Estimate

FOUND = CandidateVerdict(
    candidates=1200,
    measured=300,
    effective=54.6,
    area=0.81,
    unlike=True,
    method="fine-tune",
    m=100,
    n=2000,
    error=Estimate(0.5, 0.4, 0.6, 0.9),
    direct=Estimate(0.45, 0.35, 0.55, 0.9),
    measured_error=Estimate(0.3, 0.25, 0.35, 0.9),
    measured_direct=Estimate(0.4, 0.35, 0.45, 0.9),
    difference=Estimate(0.05, 0.01, 0.09, 0.9),
    effect="harm",
    measured_effect="help",
    beyond=0.6,
)


def test_both_verdicts_stand_beside_each_other_with_what_they_rest_on() -> None:
    said = candidate_text(FOUND, "eV", "new.csv")
    assert "1,200 candidates of new.csv, by 55 effective measured materials of 300" in said
    assert "simulations harm at m = 100, n = 2,000" in said
    assert "the answer is another: simulations help" in said
    assert "81 %" in said
    assert "the law is not extrapolated" in said


def test_candidates_like_the_measured_and_the_database_are_called_that() -> None:
    near = dataclasses.replace(
        FOUND, unlike=False, beyond=0.05, effect="help", direct=None, measured_direct=None
    )
    said = candidate_text(near)
    assert "not told from the measured" in said
    assert "extrapolated" not in said
    assert "measurements alone" not in said
