"""Materials that are asked about: keys and descriptors, or reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.predict.small_predictor import new_materials, small_predictor

from simlaw import InputError
from simlaw.predict.asked_materials import LONGEST, Asked, check_descriptors, describe
from simlaw.predict.card import DescriptorCard


def test_a_text_that_is_too_long_is_not_read() -> None:
    card = small_predictor().card
    asked = Asked(["a" * (LONGEST + 1), "b"], new_materials(2)[["x0", "x1", "x2"]])
    found = describe(card, asked)
    assert found.rows.tolist() == [1]
    assert "20,001 letters" in str(found.reasons[0])


def test_columns_come_in_the_order_of_the_card() -> None:
    card = small_predictor().card
    turned = replace(card, descriptor=replace(card.descriptor, columns=("x2", "x0")))
    numbers = new_materials(3)[["x0", "x1", "x2"]]
    found = describe(turned, Asked(["a", "b", "c"], numbers))
    assert np.array_equal(found.descriptors, numbers[["x2", "x0"]].to_numpy(dtype=np.float32))
    missing = replace(card, descriptor=replace(card.descriptor, columns=("x9",)))
    with pytest.raises(InputError, match="x9"):
        describe(missing, Asked(["a"], numbers[:1]))


def test_descriptors_of_another_version_are_refused() -> None:
    card = small_predictor().card
    check_descriptors(card)
    other = replace(card, descriptor=DescriptorCard(("columns",), ("0",), ("x0",)))
    with pytest.raises(InputError, match=r"version '0', and here is version '1'"):
        check_descriptors(other)
    with pytest.raises(InputError, match="Unknown descriptor"):
        check_descriptors(replace(card, descriptor=DescriptorCard(("mine",), ("0",), ("x0",))))
