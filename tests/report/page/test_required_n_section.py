from __future__ import annotations

import math
from collections.abc import Callable

from simlaw.decide import required_n_at_targets, requirement_sentence
from simlaw.law import LearningCurve
from simlaw.printed_numbers import about, chance
from simlaw.report.page.required_n_section import texts_of


def test_each_target_is_told_as_the_command_tells_it(
    make_curve: Callable[..., LearningCurve],
) -> None:
    law = make_curve().fit(resamples=200)
    for answer in required_n_at_targets(law, most=20):
        needed = law.required_n(float(answer.label))
        shown = texts_of(answer, "g/cm³")
        assert shown["sentence"] == requirement_sentence(needed, "g/cm³")
        assert shown["unreachable"] == chance(needed.unreachable_probability)
        if math.isfinite(needed.median):
            under = needed.median < needed.fewest
            assert shown["median"] == ("under 50" if under else about(needed.median))
            assert (
                needed.median >= 1e9 or shown["median"].removeprefix("under ") in shown["sentence"]
            )
        else:
            assert shown["median"] == ("out of reach" if needed.determined else "not determined")
