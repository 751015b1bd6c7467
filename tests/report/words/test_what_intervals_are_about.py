"""A run says what its intervals are about, and how sure the best of several methods is."""

import dataclasses

import pytest
from tests.law.new_materials.tables import made_up
from tests.law.new_materials.test_noise_of_means import curve_of

from simlaw.report.words.what_intervals_are_about import about_sentence, best_of_sentence


@pytest.mark.parametrize(
    ("inference", "words"),
    [
        (None, "for new polymers of the same kind"),
        ("table", "another table like it"),
        ("these", 'ask with inference = "new"'),
    ],
)
def test_the_sentence_follows_the_inference(inference: str | None, words: str) -> None:
    curve = dataclasses.replace(curve_of(made_up(0)), inference=inference)
    assert words in about_sentence(curve, 20, "polymers")


def test_without_errors_of_materials_it_says_that_they_are_lacking() -> None:
    curve = dataclasses.replace(curve_of(made_up(0)), materials=None)
    assert "not on record" in about_sentence(curve, 20)


def test_few_materials_and_groups_are_named() -> None:
    assert "More measured materials" in about_sentence(curve_of(made_up(0, materials=50)), 20)
    grouped = about_sentence(curve_of(made_up(0, materials=500, groups=25)), 20)
    assert "in 25 groups" in grouped
    assert "More measured" not in grouped


def test_one_method_was_not_chosen() -> None:
    assert best_of_sentence(0.9, 1) == best_of_sentence(None, 3) == ""
    assert "90 %" in best_of_sentence(0.9, 3)
