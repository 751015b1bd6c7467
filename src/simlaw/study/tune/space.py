"""What tuning may change in a study, and how a choice turns into a training recipe.

Every number is searched as a factor on the study's own setting, so that a factor of one is the
study as it is. Settings that only matter together (a decay and its limit) share a factor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from simlaw.errors import InputError
from simlaw.transfer import TrainingRecipe

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

Choice: TypeAlias = Mapping[str, Any]
"""A point of the search: the value of each thing that may change, by its name."""

SHAPES: tuple[tuple[int, ...], ...] = ((128,), (64, 32), (128, 64), (256, 128), (128, 128, 64))
"""Hidden layers that are tried beside the study's own; each is compiled once."""

LENGTHS = (0.5, 1.0, 2.0)
"""Factors on the length of a training; few, for each is compiled once."""

HIDDEN, DESCRIPTOR = "hidden", "descriptor"

_RANGES: dict[str, tuple[tuple[str, ...], tuple[float, float]]] = {
    "learning_rate": (("learning_rate",), (0.2, 5.0)),
    "decay": (("decay_samples", "decay_limit"), (0.03, 10.0)),
    "fine_tune_rate": (("fine_tune_rate",), (0.1, 10.0)),
    "anchor": (("anchor_samples", "anchor_limit"), (0.03, 10.0)),
}
"""Which settings each factor multiplies, and between which limits."""

_LENGTHS: dict[str, tuple[str, ...]] = {
    "pretraining": ("epochs", "least_steps", "most_steps"),
    "fine_tuning": ("fine_tune_steps",),
}

_TRAINS_ON = ("fine-tune", "head-only")
_OF_FINE_TUNING = ("fine_tune_rate", "anchor", "fine_tuning")


@dataclass(frozen=True)
class Space:
    """What is searched.

    Attributes
    ----------
    recipe
        The study's own settings.
    method
        The transfer method whose error is lowered.
    shapes
        Hidden layers to choose from, the study's own first.
    descriptors
        Descriptors to choose from, each one or several joined; the study's own first.
    """

    recipe: TrainingRecipe
    method: str
    shapes: tuple[tuple[int, ...], ...]
    descriptors: tuple[tuple[str, ...], ...]

    @classmethod
    def of(
        cls,
        recipe: TrainingRecipe,
        method: str,
        shapes: Sequence[tuple[int, ...]],
        descriptors: Sequence[tuple[str, ...]],
    ) -> Space:
        """Return the space of a study; ``descriptors`` starts with the study's own."""
        shapes = tuple(dict.fromkeys([recipe.hidden, *shapes]))
        return cls(recipe, method, shapes, tuple(dict.fromkeys(descriptors)))

    def factors(self) -> dict[str, tuple[float, float]]:
        """Return the limits of each factor that changes something."""
        return {
            name: limits
            for name, (keys, limits) in _RANGES.items()
            if self._matters(name) and any(getattr(self.recipe, key) for key in keys)
        }

    def lengths(self) -> tuple[str, ...]:
        """Return the trainings whose length is searched."""
        return tuple(name for name in _LENGTHS if self._matters(name))

    def _matters(self, name: str) -> bool:
        return self.method in _TRAINS_ON or name not in _OF_FINE_TUNING

    def distributions(self) -> dict[str, BaseDistribution]:
        """Return the space as Optuna takes it."""
        from optuna.distributions import CategoricalDistribution, FloatDistribution

        space: dict[str, BaseDistribution] = {}
        if len(self.descriptors) > 1:
            space[DESCRIPTOR] = CategoricalDistribution([joined(d) for d in self.descriptors])
        if len(self.shapes) > 1:
            space[HIDDEN] = CategoricalDistribution([_shape(shape) for shape in self.shapes])
        for name in self.lengths():
            space[name] = CategoricalDistribution(LENGTHS)
        for name, (low, high) in self.factors().items():
            space[name] = FloatDistribution(low, high, log=True)
        return space

    def own(self) -> dict[str, Any]:
        """Return the study as it is, as a point of the search."""
        choice: dict[str, Any] = dict.fromkeys([*self.lengths(), *self.factors()], 1.0)
        if len(self.descriptors) > 1:
            choice[DESCRIPTOR] = joined(self.descriptors[0])
        if len(self.shapes) > 1:
            choice[HIDDEN] = _shape(self.shapes[0])
        return choice

    def recipe_of(self, choice: Choice) -> TrainingRecipe:
        """Return the recipe of a point, rounded as the study file will hold it."""
        changes: dict[str, Any] = {}
        if HIDDEN in choice:
            changes["hidden"] = read_shape(choice[HIDDEN])
        for name, keys in {**_LENGTHS, **{k: v[0] for k, v in _RANGES.items()}}.items():
            for key in keys if name in choice else ():
                changes[key] = _times(getattr(self.recipe, key), float(choice[name]))
        return replace(self.recipe, **changes)

    def descriptor_of(self, choice: Choice) -> int:
        """Return the place of a point's descriptor among the choices."""
        if DESCRIPTOR not in choice:
            return 0
        return [joined(d) for d in self.descriptors].index(choice[DESCRIPTOR])

    def longest(self, n: int) -> int:
        """Return the most pretraining steps of any point, which orders are padded to."""
        recipes = [self.recipe_of({"pretraining": factor}) for factor in LENGTHS]
        return max(recipe.most_pretrain_steps(n) for recipe in recipes)


def joined(names: Sequence[str]) -> str:
    """Return the name of joined descriptors.

    Examples
    --------
    >>> joined(("rdkit2d", "morgan"))
    'rdkit2d+morgan'
    """
    return "+".join(names)


def read_shape(text: str) -> tuple[int, ...]:
    """Return hidden widths from a text such as ``"128-64"``.

    Raises
    ------
    InputError
        If the text is anything else.

    Examples
    --------
    >>> read_shape("128-64")
    (128, 64)
    """
    parts = text.strip().split("-")
    if not all(part.isascii() and part.isdigit() and 0 < int(part) <= 4096 for part in parts):
        raise InputError(
            f"'{text}' are no hidden layers; give widths from 1 to 4096 joined by hyphens, such "
            "as 128-64 for two layers."
        )
    if len(parts) > 8:
        raise InputError(f"'{text}' has {len(parts)} hidden layers; allowed are at most 8.")
    return tuple(int(part) for part in parts)


def _shape(widths: Sequence[int]) -> str:
    return "-".join(map(str, widths))


def _times(value: float, factor: float) -> float:
    """Return a setting times a factor: whole numbers stay whole, others keep three digits."""
    if factor == 1:
        return value
    if isinstance(value, int):
        return max(1, round(value * factor))
    return float(f"{value * factor:.3g}")
