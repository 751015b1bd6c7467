"""Separators, remarks and titles told from the first lines of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.tables.files.text_form import TextForm, fields_of, form_of_text


@pytest.mark.parametrize(
    ("lines", "ending", "form"),
    [
        (["a,b", "x,1"], ".csv", TextForm(",")),
        (["a;b", "x;1"], ".csv", TextForm(";")),
        (["a\tb", "x\t1"], ".csv", TextForm("\t")),
        (["a|b", "x|1"], ".csv", TextForm("|")),
        (["a b", "x 1"], ".csv", TextForm(" ")),
        (["a,b", "x,1"], ".tsv", TextForm(",")),
        (["a   b c", "x 1   2"], ".dat", TextForm(" ")),
        # Commas in a header, decimal commas below: as many in every line.
        (["SMILES;Tg, K;rho", "CO;312,5;0,86", "CC;300,5;0,87"], ".csv", TextForm(";")),
        (["SMILES;eta, Pa s", "CO;0,03", "CC;0,04"], ".csv", TextForm(";")),
        (["SMILES,name", "CO |r|,x y", "CC |r|,z"], ".csv", TextForm(",")),
        (["name,Tg", '"a, b",1', '"c; d",2'], ".csv", TextForm(",")),
        (["sep=;", "a;b", "x;1"], ".csv", TextForm(";", above=1)),
        (["# one", "#", "", "a,b", "x,1"], ".csv", TextForm(",", above=3)),
        (["Densities of liquids", "", "a,b", "x,1", "y,2"], ".csv", TextForm(",", above=2)),
        (["# SMILES rho", "CO 0.8", "CC 0.9"], ".txt", TextForm(" ", hashed=True)),
        (["# mine", "#a,b", "x,1"], ".csv", TextForm(",", above=1, hashed=True)),
        (["a,b", "x,1", "# two", "y,2"], ".csv", TextForm(",", remarks=True)),
        ([], ".csv", TextForm(",")),
        (["a,b"], ".csv", TextForm(",")),
        (["smiles"], ".csv", TextForm(",")),
    ],
)
def test_the_form_of_what_people_write(lines: list[str], ending: str, form: TextForm) -> None:
    assert form_of_text(lines, ending) == form


CELL = st.text("abcXYZ019.()=#[]@ -", min_size=1, max_size=8).filter(lambda t: t.strip() == t)


@given(
    separator=st.sampled_from([",", ";", "\t", "|"]),
    rows=st.integers(2, 6).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=3)
    ),
)
def test_a_separator_that_no_cell_holds_is_found(separator: str, rows: list[list[str]]) -> None:
    lines = [separator.join(row) for row in rows]
    if any(line.startswith("#") for line in lines):
        return
    assert form_of_text(lines, ".csv") == TextForm(separator)


def test_fields_in_quotes_keep_their_separators() -> None:
    assert fields_of('"a;b";c', ";") == ["a;b", "c"]
    assert fields_of("a   b", " ") == ["a", "b"]
