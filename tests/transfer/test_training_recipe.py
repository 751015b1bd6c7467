"""The rule that adapts training to the number of samples."""

from hypothesis import given
from hypothesis import strategies as st

from simlaw.transfer import TrainingRecipe


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_more_samples_never_mean_fewer_steps_or_more_decay(a: int, b: int) -> None:
    recipe = TrainingRecipe()
    few, many = sorted((a, b))
    assert recipe.pretrain_steps(few) <= recipe.pretrain_steps(many)
    for decay in (recipe.pretrain_decay, recipe.direct_decay, recipe.anchor):
        assert decay(few) >= decay(many)


@given(st.integers(1, 10**6), st.integers(2, 5))
def test_longer_multiplies_every_training(n: int, factor: int) -> None:
    recipe = TrainingRecipe()
    longer = recipe.longer(factor)
    assert abs(longer.pretrain_steps(n) - factor * recipe.pretrain_steps(n)) <= factor
    assert longer.fine_tune_steps == factor * recipe.fine_tune_steps
    assert longer.direct_steps == factor * recipe.direct_steps
    assert longer.learning_rate == recipe.learning_rate
    assert longer.hidden == recipe.hidden
