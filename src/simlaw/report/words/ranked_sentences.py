"""What a ranked list of candidates rests on, in sentences."""

from __future__ import annotations

from simlaw.decide.materials.candidates import FEWEST, LEAST_EFFECTIVE
from simlaw.predict.lists.predict_file import Told
from simlaw.predict.lists.rank_candidates import Ranked
from simlaw.printed_numbers import count, percent


def ranked_sentences(ranked: Ranked) -> list[str]:
    """Return what to know of a ranked list."""
    told = [told_sentence(ranked.told)]
    if ranked.effective is None:
        told.append(
            f"What stands for the list is said of {FEWEST} candidates or more, and there are fewer."
        )
        return told
    told.append(
        f"Of the {count(ranked.measured)} measured materials {ranked.effective:.0f} in effect "
        "stand for the list."
    )
    if ranked.effective < LEAST_EFFECTIVE:
        told.append(
            "That is too few: the expected error and the intervals are those of materials like the "
            "measured, and say little of these. Measure some like them."
        )
    elif ranked.unlike and ranked.area is not None:
        told.append(
            "They are drawn otherwise than the measured (a random candidate is told from a random "
            f"measured material in {percent(ranked.area)} of pairs): the expected error and the "
            "intervals are those of materials like the measured."
        )
    return told


def told_sentence(told: Told) -> str:
    """Return what became of a file of materials."""
    outside = f", {count(told.outside)} of them outside the domain" if told.outside else ""
    return f"{count(told.predicted)} of {count(told.rows)} materials predicted{outside}."
