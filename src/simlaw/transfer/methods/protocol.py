"""What a transfer method is, and what it may use in one trial."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from simlaw.transfer.engine import Engine, Pretrained
from simlaw.transfer.scaler import Float32, Float64, Rows, location_and_scale
from simlaw.transfer.study_samples import Materials


@dataclass(frozen=True, eq=False)
class Attempt:
    """What a method may use in one trial.

    The properties give what is allowed and no more: values of the training rows alone.

    Attributes
    ----------
    engine
        The engine with both tables, which pretrains, fine-tunes and standardises.
    pretrained
        The network pretrained on this trial's n source samples; None for n = 0.
    rows
        int32 ``(m,)``: the target training rows; empty for a method that needs none.
    generator
        ``generator(purpose)`` gives this trial's random numbers for a purpose, always the same.
    groups
        int32 ``(target rows,)``: the number of each target row's group, where the study holds out
        groups as a whole; else None. A method that sets training rows aside does so by group.
    """

    engine: Engine
    pretrained: Pretrained | None
    rows: Rows
    generator: Callable[[str], np.random.Generator]
    groups: Rows | None = None

    @property
    def source(self) -> Pretrained:
        """The pretrained network, of a method that needs one; of several sources that of the first.

        Where its values are not in the target's unit, its predictions are put on the location and
        scale of the training rows.

        Raises
        ------
        ValueError
            If n is 0.
        """
        if self.pretrained is None:
            raise ValueError("this method needs a pretrained network, but n is 0")
        if not self.pretrained.foreign:
            return self.pretrained
        centre, spread = location_and_scale(self.target_values)
        predicted = self.pretrained.standardised * spread + centre
        return replace(self.pretrained, centre=centre, spread=spread, on_target=predicted)

    @property
    def others(self) -> tuple[Float64, ...]:
        """What the networks of further sources predict, float64 ``(target rows,)`` each.

        Each is in the unit of its own source.
        """
        return tuple(one.on_target for one in self.source.others)

    @property
    def source_rows(self) -> Rows:
        """int32 ``(n,)``: the source rows of this trial, in the order they were added.

        Of several sources that are kept apart, those of the first.
        """
        return np.empty(0, np.int32) if self.pretrained is None else self.pretrained.rows

    @property
    def source_descriptors(self) -> Float32:
        """float32 ``(n, width)``: raw descriptors of this trial's source rows, a copy."""
        return self.engine.source.descriptors[self.source_rows]

    @property
    def source_values(self) -> Float64:
        """float64 ``(n,)``: computed values of this trial's source rows, in the target's unit."""
        return self.engine.source.values[self.source_rows]

    @property
    def target_descriptors(self) -> Float32:
        """float32 ``(target rows, width)``: raw descriptors of every target material."""
        return self.engine.target.descriptors

    @property
    def target_values(self) -> Float64:
        """float64 ``(m,)``: measured values of the training rows; the others are the test."""
        return self.engine.target.values[self.rows]

    @property
    def materials(self) -> Materials:
        """The materials of all source and target rows, read when this is first asked for.

        Those of this trial are ``materials.source[i]`` for i in `source_rows`, and likewise
        ``materials.target[i]`` for i in `rows`.

        Raises
        ------
        ValueError
            If the engine was made without them.
        """
        return self.engine.materials

    def seed(self, purpose: str) -> int:
        """Return what stands for `generator` where a library wants a number: one below 2**31."""
        return int(self.generator(purpose).integers(2**31))


class TransferMethod(Protocol):
    """One way to predict target materials.

    Any object with these is a method. `FunctionMethod` makes one from a function.
    """

    @property
    def name(self) -> str:
        """As it stands in ``curve.csv``: small letters, digits and hyphens."""
        ...

    @property
    def title(self) -> str:
        """What it does, in one line."""
        ...

    @property
    def uses_source(self) -> bool:
        """Whether it learns from source samples, and so is run once for each n."""
        ...

    @property
    def uses_target(self) -> bool:
        """Whether it learns from target samples, and so is run once for each m."""
        ...

    def predict(self, attempt: Attempt, /) -> Float64:
        """Return predictions for every target material.

        The same attempt gives the same numbers: random ones come from ``attempt.generator`` alone.

        Returns
        -------
        float64 ``(target rows,)``
            In the target's unit; those for the training rows are not looked at.
        """
        ...

    def ready(self) -> object:
        """Import the optional library that `predict` needs; asked before the first trial.

        Raises
        ------
        MissingExtraError
            If it is not installed, with the install line.
        """
        ...


def transfers(method: TransferMethod) -> bool:
    """Whether a method learns from both tables, so that its errors have a law in n for each m."""
    return method.uses_source and method.uses_target


def nothing_to_install() -> None:
    """Be ready at once."""


@dataclass(frozen=True)
class FunctionMethod:
    """A method made from a function.

    Attributes
    ----------
    name, title, uses_source, uses_target, predict, ready
        As in `TransferMethod`; without ``ready`` nothing has to be installed.
    """

    name: str
    title: str
    uses_source: bool
    uses_target: bool
    predict: Callable[[Attempt], Float64]
    ready: Callable[[], object] = nothing_to_install

    @property
    def made_of(self) -> Callable[[Attempt], Float64]:
        """The function, which says whose method it is."""
        return self.predict
