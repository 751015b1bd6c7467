"""What is said as a finding, and what rests on the prior."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simlaw.law import Estimate, Law, Note, fit
from simlaw.law.answers.what_rests_on_the_points import gain_is_open, rests_on_points

N = np.geomspace(100, 6400, 7)


@pytest.fixture(scope="module")
def law() -> Law:
    return fit(N, 2 * N**-0.5 + 0.1)


@pytest.mark.parametrize(
    ("code", "alpha", "gap", "open_"),
    [
        (None, True, True, False),
        ("gap_unidentified", False, False, True),
        ("no_decay", False, False, True),
        ("alpha_at_bound", False, True, False),
        ("too_few_sizes", True, True, True),
    ],
)
def test_statuses_decide(law: Law, code: str | None, alpha: bool, gap: bool, open_: bool) -> None:
    said = law if code is None else replace(law, notes=(Note(code, "It is so."),))
    assert rests_on_points(said, "alpha") == alpha
    assert rests_on_points(said, "C") == gap
    assert gain_is_open(said) == open_


def test_a_parameter_that_another_prior_moves_is_no_finding(law: Law) -> None:
    assert law.prior is not None
    first, second = law.prior.others
    far = Estimate(5.0, 5.0, 5.0, 0.9)
    moved = replace(law.prior, others=(replace(first, alpha=far, effective=100.0), second))
    said = replace(law, prior=moved)
    assert not rests_on_points(said, "alpha")
    assert rests_on_points(said, "C")
