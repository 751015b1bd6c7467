import pytest

from simlaw.errors import InputError
from simlaw.simulate import SIMULATORS, find_simulator


@pytest.mark.parametrize("name", SIMULATORS)
def test_a_registered_simulator_computes_the_columns_it_names(name: str) -> None:
    simulator = find_simulator(name)
    assert simulator.name == name
    values = simulator.compute("CCO")
    assert list(values) == list(simulator.units)
    for column, unit in simulator.units.items():
        assert isinstance(values[column], float if unit else str)


def test_a_recipe_names_every_library_version() -> None:
    recipe = find_simulator("refractive-index").recipe()
    assert set(recipe["libraries"]) == {"rdkit", "dftd4"}
    assert all(recipe["libraries"].values())


def test_an_unknown_simulator_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r"Did you mean 'refractive-index'\?"):
        find_simulator("refractiv-index")
