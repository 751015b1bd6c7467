"""Findings: every code says what it means and what to do."""

import pytest

from simlaw.tables.finding import CODES, Finding, warnings_of


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_what_is_the_case_and_what_to_do(code: str) -> None:
    found = CODES[code]
    assert found.means.endswith(".")
    assert found.remedy.endswith(".")
    assert Finding(code, "seen").way_out == found.remedy
    assert Finding(code, "seen", remedy="Do this.").way_out == "Do this."


def test_a_finding_is_plain_data() -> None:
    content = Finding("outliers", "two", table="source", column="t", rows=(3, 7), count=2).to_dict()
    assert content["level"] == "warning"
    assert content["rows"] == [3, 7]
    assert content["remedy"] == CODES["outliers"].remedy


def test_notes_are_no_warnings() -> None:
    found = (Finding("salts", "three salts"), Finding("outliers", "two"))
    assert [one.code for one in warnings_of(found)] == ["outliers"]
