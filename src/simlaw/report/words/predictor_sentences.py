"""What a predictor says of itself, in sentences."""

from __future__ import annotations

from simlaw.predict.card import Card
from simlaw.printed_numbers import count, percent, span, value, with_unit


def predictor_sentences(card: Card) -> list[str]:
    """Return what there is to know of a predictor, the error first."""
    expected = card.expected
    error = with_unit(value(expected.error), expected.unit)
    told = [
        f"Expected error on new materials ({expected.metric}, cross-validated on "
        f"{count(expected.materials)} in {expected.folds} folds): {error} (90 % interval "
        f"{span(expected.low, expected.high, like=expected.error)})."
    ]
    if expected.rival is not None and expected.rival_error is not None:
        rival = with_unit(value(expected.rival_error), expected.unit)
        told.append(f"Without computed data, by the best such part ({expected.rival}): {rival}.")
    if card.lookup is not None:
        known = card.lookup.expected
        error = with_unit(value(known.error), known.unit)
        told[0] = told[0].replace("new materials", "new materials without a computed value", 1)
        told.append(
            f"Where the computed table holds the material ({count(known.materials)} of the "
            f"measured), its value there is used: {error} (90 % interval "
            f"{span(known.low, known.high, like=known.error)}); without looking it up "
            f"{with_unit(value(known.rival_error or 0.0), known.unit)}."
        )
    weights = ", ".join(
        f"{part.name} {percent(part.weight)}"
        for part in sorted(card.parts, key=lambda part: -part.weight)
    )
    told.append(
        f"Trained on {count(card.source.materials)} computed and "
        f"{count(card.target.materials)} measured {card.kind} materials: {weights}."
    )
    if card.holds_values:
        told.append(
            "The folder holds the measured values and materials; give it to those only who may "
            "have them, or train with --no-values."
        )
    return told
