"""Designs: their trials, their random numbers, and what finished trials depend on."""

from dataclasses import replace

from simlaw.study.design.design import Design


def design(overlap: str = "exclude", seed: int = 0) -> Design:
    return Design((10, 20, 40), (5,), 4, 20, overlap, seed)


def test_a_fixed_test_set_is_another_study() -> None:
    assert "test" not in design().settled()
    assert replace(design(), test="fixed").settled() == {**design().settled(), "test": "fixed"}


def test_numbers_of_a_purpose_are_golden() -> None:
    # Fixed for ever: a change would make old journals disagree with new trials.
    assert design().generator(3, "pretrain", 50).integers(0, 1000, 4).tolist() == GOLDEN


GOLDEN = [725, 229, 448, 529]


def test_units_cover_the_design_once() -> None:
    trials = design().trials()
    assert len(trials) == len(set(trials)) == 4 * 4
    assert {trial.n for trial in trials} == {0, 10, 20, 40}
