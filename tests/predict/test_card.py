"""Cards: what is written is what is read, and nothing else is."""

from __future__ import annotations

import json

import pytest
from tests.predict.small_predictor import small_predictor

from simlaw.predict.card import FORMAT, from_json, to_json


def test_a_card_comes_back() -> None:
    card = small_predictor().card
    assert from_json(to_json(card)) == card
    assert card.format == FORMAT
    assert card.expected.metric == "mae"
    assert card.expected.materials == card.target.materials == 60
    assert card.source.materials == 240
    assert sum(part.weight for part in card.parts) == pytest.approx(1.0)
    assert card.cite


def test_what_is_no_number_is_refused() -> None:
    text = to_json(small_predictor().card)
    for bad in ("NaN", "Infinity", "-1", '"0.1"', "true"):
        content = json.loads(text)
        content["expected"]["error"] = "HERE"
        with pytest.raises(ValueError, match="card"):
            from_json(json.dumps(content).replace('"HERE"', bad))
