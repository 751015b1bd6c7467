"""What a predictor says of itself."""

from __future__ import annotations

from dataclasses import replace

from tests.predict.small_predictor import small_predictor

from simlaw.report.words.predictor_sentences import predictor_sentences


def test_the_error_comes_first_and_the_rival_next() -> None:
    card = small_predictor().card
    told = predictor_sentences(card)
    assert told[0].startswith("Expected error on new materials (mae, cross-validated on 60 in 5")
    assert told[1].startswith("Without computed data")
    assert "240 computed and 60 measured" in told[2]
    assert "--no-values" in told[3]
    bare = replace(
        card, holds_values=False, expected=replace(card.expected, rival=None, rival_error=None)
    )
    assert len(predictor_sentences(bare)) == 2
