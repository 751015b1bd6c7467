"""A law as text and as HTML."""

from __future__ import annotations

import re

import pytest

from simlaw.law.display import as_html, as_text, replicates_text
from simlaw.law.estimate import Estimate, Note

PARAMETERS = {"D": Estimate(2.0, 1.5, 2.5, 0.9), "C<": Estimate(0.1, 0.0, 0.123456, 0.9)}
NOTES = (Note("few", "Only 3 sizes <b>."), Note("gap", "The gap & more."))


def test_text_has_a_line_for_everything() -> None:
    lines = as_text("Law of x", PARAMETERS, 0.9, "3 points", NOTES).splitlines()
    assert lines == [
        "Law of x",
        "       D = 2   90 % interval 1.5 to 2.5",
        "      C< = 0.1   90 % interval 0 to 0.1235",
        "  fitted to 3 points",
        "  note: Only 3 sizes <b>.",
        "  note: The gap & more.",
    ]


def test_html_escapes_whatever_comes_from_data() -> None:
    page = as_html("<script>alert(1)</script>", PARAMETERS, 0.95, NOTES)
    assert set(re.findall(r"</?(\w+)", page)) == {"p", "table", "tr", "th", "td", "ul", "li"}
    assert "C&lt;" in page
    assert "95 % interval" in page
    assert page.count("<li>") == 2


@pytest.mark.parametrize(("count", "said"), [(1, "1 replicate"), (16, "16 replicates")])
def test_replicates_are_counted(count: int, said: str) -> None:
    assert replicates_text(count) == said
