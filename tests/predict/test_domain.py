"""The domain: an element or a group that is new, and a distance that is large."""

from __future__ import annotations

import numpy as np
import pytest

from simlaw.predict.domain import Domain

LEARNED = ["CCO", "CC(=O)O", "c1ccccc1", "CCCCC", "CCl"]


def reason(domain: Domain, key: str, distance: float = 0.0) -> str:
    return domain.reasons([key], np.array([distance]))[0]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.of("molecule", LEARNED, 1.0)


def test_what_was_learned_is_inside(domain: Domain) -> None:
    assert domain.reasons(LEARNED, np.ones(5)) == [""] * 5
    assert domain.elements == ("C", "Cl", "O")


def test_what_is_made_of_known_parts_is_inside(domain: Domain) -> None:
    assert reason(domain, "CCCCCO") == ""


def test_a_new_element_is_named(domain: Domain) -> None:
    assert reason(domain, "C[Si](C)(C)C") == "the element Si is in neither table"


def test_a_new_group_is_written_out(domain: Domain) -> None:
    said = reason(domain, "CC(=O)Cl")
    assert said.startswith("the group ")
    assert "Cl" in said


def test_a_distance_is_told(domain: Domain) -> None:
    said = reason(domain, "CCO", 2.0)
    assert "2" in said
    assert "95 %" in said
    assert reason(domain, "CCO", 1.0) == ""


@pytest.mark.parametrize(
    ("kind", "learned", "inside", "outside", "said"),
    [
        ("composition", ["Fe2O3", "NaCl"], "FeCl2", "FeS", "element S"),
        ("polymer", ["*CC(*)C", "*CC*"], "*CC(*)C", "*CC(*)F", "element F"),
        ("mixture", ["*CC*|O|300.00"], "*CC*|O|350.00", "*CC*|S|300.00", "element S"),
        ("solution", ["CCO|O", "CC|vacuum"], "CCO|vacuum", "CCO|N|300.00", "element N"),
    ],
)
def test_other_kinds_are_looked_at_by_their_parts(
    kind: str, learned: list[str], inside: str, outside: str, said: str
) -> None:
    domain = Domain.of(kind, learned, 1.0)
    assert reason(domain, inside) == ""
    assert said in reason(domain, outside)


def test_labels_have_a_distance_alone() -> None:
    domain = Domain.of("label", ["a"], 1.0)
    assert reason(domain, "b") == ""
    assert reason(domain, "b", 1.5)
