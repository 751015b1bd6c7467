"""What simlaw asks of a simulator, for its author to run.

In a test::

    from simlaw.testing.simulators import check_simulator

    def test_mine():
        check_simulator(MY_SIMULATOR, ["CCO", "c1ccccc1"])

Each check raises an AssertionError that says what it found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence

from simlaw.simulate import SIMULATORS, SimulationFailure, Simulator
from simlaw.simulate.answer import answer
from simlaw.tables.units import parse

__all__ = ["SIMULATOR_CHECKS", "check_simulator"]

Check = Callable[[Simulator, Sequence[str]], None]


def check_simulator(simulator: Simulator, molecules: Sequence[str]) -> None:
    """Make all checks.

    Parameters
    ----------
    simulator
        The simulator.
    molecules
        SMILES that it can compute.

    Raises
    ------
    AssertionError
        By the first check that fails.
    """
    for check in SIMULATOR_CHECKS:
        check(simulator, molecules)


def has_what_a_simulator_needs(simulator: Simulator, molecules: Sequence[str]) -> None:
    """It has every attribute, units that can be read, and a recipe that tells versions apart."""
    SIMULATORS.checked(simulator)
    _require(len(simulator.units) > 0, "it computes no column")
    for column, unit in simulator.units.items():
        if unit:
            parse(unit)
        _require(bool(column), "a column has no name")
    recipe = simulator.recipe()
    _require(recipe.get("simulator") == simulator.name, "its recipe does not name it")
    _require("version" in recipe, "its recipe says no version")
    json.dumps(recipe, allow_nan=False)
    _require(len(molecules) > 0, "a molecule is needed to check it")


def computes_every_column(simulator: Simulator, molecules: Sequence[str]) -> None:
    """It gives a finite number, or a word, for each of its columns and for no other."""
    for smiles in molecules:
        values = simulator.compute(smiles)
        _require(set(values) == set(simulator.units), f"for {smiles} it gives {sorted(values)}")
        for column, value in values.items():
            if simulator.units[column]:
                number = isinstance(value, float | int) and math.isfinite(value)
                _require(number, f"{column} of {smiles} is {value!r}")


def computes_the_same_again(simulator: Simulator, molecules: Sequence[str]) -> None:
    """The same molecule has the same values every time."""
    for smiles in molecules:
        first, second = simulator.compute(smiles), simulator.compute(smiles)
        _require(first == second, f"it computes {smiles} otherwise the next time")


def fails_with_a_reason(simulator: Simulator, molecules: Sequence[str]) -> None:
    """What is no molecule is a failure with a reason, and no surprise of a library."""
    for text in ("", "C1CC", "not a molecule"):
        try:
            simulator.compute(text)
        except SimulationFailure as failure:
            _require(bool(failure.reason), f"its failure for {text!r} has no reason")
        except Exception as error:  # what the check is about
            raise AssertionError(
                "The simulator does not do what one must: for "
                f"{text!r} it raises {type(error).__name__} and no SimulationFailure."
            ) from error
        else:
            raise AssertionError(f"The simulator does not do what one must: it computes {text!r}.")
    _require("reason" in answer(simulator, "not a molecule"), "its failure is no record")


SIMULATOR_CHECKS: tuple[Check, ...] = (
    has_what_a_simulator_needs,
    computes_every_column,
    computes_the_same_again,
    fails_with_a_reason,
)
"""What every simulator has to pass."""


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"The simulator does not do what one must: {otherwise}.")
