"""The rule that adapts training to the number of samples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.errors import InputError
from simlaw.transfer import NETWORKS, TrainingRecipe


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


def test_the_network_of_every_study_so_far_is_not_written() -> None:
    assert "network" not in TrainingRecipe().to_dict()
    assert "network" not in TrainingRecipe(network=NETWORKS["mlp"]).to_dict()
    for other in ("residual-mlp", NETWORKS["residual-mlp"]):
        recipe = TrainingRecipe(network=other)
        assert recipe.to_dict() == {**TrainingRecipe().to_dict(), "network": "residual-mlp"}
        assert recipe.longer(2).network == "residual-mlp"


class Stranger:
    """It has the name of a network that comes with simlaw, and is another one."""

    name, title, version = "mlp", "another", "7"
    start = apply = hidden = head = apply_head = None


def test_another_network_may_not_take_a_name_there_is() -> None:
    with pytest.raises(InputError, match="there is a network 'mlp' already"):
        TrainingRecipe(network=Stranger())


def test_a_network_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match=r"network: found 'residul-mlp'.*'residual-mlp'"):
        TrainingRecipe(network="residul-mlp")
    with pytest.raises(InputError, match="is no network"):
        TrainingRecipe(network=3)
