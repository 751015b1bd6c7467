"""The field's spellings: every one in the table is a unit."""

import re

import pytest

from simlaw.tables.units import parse
from simlaw.tables.units.field_spellings import PARTS, TWO_MEANINGS, WHOLE


@pytest.mark.parametrize("written", WHOLE)
def test_every_whole_unit_is_known(written: str) -> None:
    assert parse(written) == parse(WHOLE[written])


@pytest.mark.parametrize("written", PARTS)
def test_every_part_is_known_below_a_line(written: str) -> None:
    assert parse(f"J/{written}").dimensionality != parse("J").dimensionality


@pytest.mark.parametrize("written", TWO_MEANINGS)
def test_units_of_two_meanings_are_read_as_it_is_said(written: str) -> None:
    meant = re.findall(r"\('(\w+)'\)", TWO_MEANINGS[written])[0]
    assert parse(written) == parse(meant)
