"""What a transfer method may use in one trial."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simlaw.transfer.engine import Engine, Pretrained
from simlaw.transfer.train import Rows


@dataclass(frozen=True)
class Attempt:
    """What a method may use in one trial.

    Attributes
    ----------
    engine
        The engine with both tables.
    pretrained
        The network pretrained on this trial's n source samples; None for n = 0.
    rows
        int32 ``(m,)``: the target training rows; empty for a method that needs none.
    generator
        ``generator(purpose)`` gives this trial's random numbers for a purpose, always the same.
    """

    engine: Engine
    pretrained: Pretrained | None
    rows: Rows
    generator: Callable[[str], np.random.Generator]

    @property
    def source(self) -> Pretrained:
        """The pretrained network, of a method that needs one."""
        if self.pretrained is None:
            raise ValueError("this method needs a pretrained network, but n is 0")
        return self.pretrained
