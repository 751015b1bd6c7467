"""The section of a report on the materials that its law is about: classes, distance, misses."""

from __future__ import annotations

from typing import Any

from simlaw.decide.materials.floor_sentence import floor_sentences
from simlaw.decide.materials.stay_wrong import WORST
from simlaw.errors import InputError
from simlaw.printed_numbers import MISSING, count, pretty_unit, span, value
from simlaw.report.materials.material_sentences import (
    EFFECTS,
    class_sentences,
    distance_sentence,
    wrong_sentence,
)
from simlaw.study.reread.material_look import MaterialLook, look_at_materials
from simlaw.study.result import StudyResult

__all__ = ["classes", "looked_at"]

MOST = 15
"""Most classes, and most materials that stay wrong, in the tables."""


def looked_at(result: StudyResult) -> MaterialLook | None:
    """Return what a run shows of its materials; None where it kept no errors of theirs."""
    if result.curve.materials is None:
        return None
    try:
        return look_at_materials(result)
    except InputError:  # no replicate has enough yet
        return None


def classes(look: MaterialLook | None) -> dict[str, Any] | None:
    """Return the section as plain values; None where nothing is known of single materials.

    Parameters
    ----------
    look
        What the run shows of its materials.
    """
    if look is None:
        return None
    question = look.question
    sided = sum(one.one_sided for one in look.wrong)
    unit = pretty_unit(look.unit)
    return {
        "about": f"Mean absolute errors{f' in {unit}' if unit else ''} of {count(look.tested)} "
        f"tested materials by {question.method}, m = {count(question.m)}, n = "
        f"{count(question.n[0])} to {count(question.n[-1])}. The errors at the largest n are "
        "listed.",
        "by": question.by,
        "rows": [] if look.classes is None else [_row(one) for one in look.classes.classes[:MOST]],
        "sentences": [] if look.classes is None else class_sentences(look.classes),
        "distance": "" if look.distance is None else distance_sentence(look.distance, look.unit),
        "bins": []
        if look.distance is None
        else [
            {
                "distance": span(one.low, one.high, like=max(one.high, 1e-9)),
                "materials": count(one.materials),
                "error": value(one.error),
                "direct": MISSING if one.direct is None else value(one.direct),
            }
            for one in look.distance.bins
        ],
        "wrong": wrong_sentence(len(look.wrong), sided, look.tested, WORST),
        "worst": [
            {
                "key": one.key,
                "measured": value(one.measured),
                "predicted": value(one.predicted),
                "first": value(one.errors[0]),
                "last": value(one.errors[-1]),
                "times": count(one.times),
            }
            for one in look.wrong[:MOST]
        ],
        "floor": [] if look.floor is None else floor_sentences(look.floor),
        "missing": look.missing,
    }


def _row(one: Any) -> dict[str, str]:
    ratio = one.ratio
    return {
        "name": one.name,
        "materials": count(one.materials),
        "error": value(one.error.estimate),
        "error_interval": span(one.error.low, one.error.high, like=one.error.estimate),
        "ratio": MISSING if ratio is None else value(ratio.estimate),
        "ratio_interval": "" if ratio is None else span(ratio.low, ratio.high, like=ratio.estimate),
        "effect": "" if ratio is None else EFFECTS[one.effect],
    }
