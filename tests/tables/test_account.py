"""The account of a table as plain data: keys that others read, and what is left out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from simlaw.tables.account import (
    Apart,
    JoiningAccount,
    Origin,
    Refusal,
    TableAccount,
    ValueSpan,
    count_reasons,
)

ONE = TableAccount(
    name="computed",
    kind="label",
    property="stiffness",
    unit="GPa",
    rows_read=12,
    refused=2,
    refused_examples=(
        Refusal(3, "x y", "the value is missing"),
        Refusal(7, "", "the text is empty", file="part-2.csv"),
    ),
    merged=1,
    materials=9,
    value=ValueSpan(0.5, 1.0, 4.0),
    origin=Origin(address="computed.csv", licence="CC0"),
)


def test_it_is_json_and_names_a_file_only_where_there_are_several() -> None:
    told = json.loads(json.dumps(ONE.to_dict(), allow_nan=False))
    assert told["refused_examples"] == [
        {"row": 3, "text": "x y", "reason": "the value is missing"},
        {"row": 7, "text": "", "reason": "the text is empty", "file": "part-2.csv"},
    ]
    assert told["value"] == {"min": 0.5, "median": 1.0, "max": 4.0}
    assert told["origin"] == {
        "address": "computed.csv",
        "licence": "CC0",
        "citation": None,
        "sha256": None,
    }
    assert "joined" not in told
    assert told["aggregate"] == "median"


def test_joined_tables_have_their_accounts_inside() -> None:
    parts = (ONE, replace(ONE, name="other", materials=4))
    joining = JoiningAccount("median", parts, shared=3, difference=Apart(0.2, None, "GPa"))
    told = json.loads(json.dumps(replace(ONE, joined=joining).to_dict(), allow_nan=False))
    assert told["joined"]["tables"] == [part.to_dict() for part in parts]
    assert told["joined"]["difference"] == {"absolute": 0.2, "relative": None, "unit": "GPa"}
    assert told["joined"]["shared"] == 3


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (ONE.refused_examples[0], "row 3: the value is missing"),
        (ONE.refused_examples[1], "part-2.csv row 7: the text is empty"),
    ],
)
def test_a_refusal_names_its_place(refusal: Refusal, said: str) -> None:
    assert str(refusal) == said


def test_reasons_are_counted_by_kind() -> None:
    said = ["'C#' has 1 unclosed '('", "the text is empty", "'N' has 12 unclosed '('"]
    many = [Refusal(row, "", reason) for row, reason in enumerate(said, start=2)]
    reasons = count_reasons(many)
    assert [(one.count, one.example.row) for one in reasons] == [(2, 2), (1, 3)]
    told = replace(ONE, refused_reasons=reasons).to_dict()["refused_reasons"]
    assert told[1] == {
        "count": 1,
        "example": {"row": 3, "text": "", "reason": "the text is empty"},
    }
