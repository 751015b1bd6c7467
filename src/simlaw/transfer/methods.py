"""Transfer methods: ways from a source and a target table to predictions for target materials.

A new method is a function of the shape of `TransferMethod.predict` and one line in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from simlaw.errors import InputError, nearest
from simlaw.transfer import adapt, baselines
from simlaw.transfer.attempt import Attempt
from simlaw.transfer.engine import Float64


@dataclass(frozen=True)
class TransferMethod:
    """One way to predict target materials.

    Attributes
    ----------
    name
        As it stands in ``curve.csv``: small letters, digits and hyphens.
    title
        What it does, in one line.
    uses_source, uses_target
        Whether it needs a pretrained network (n > 0) and target training samples (m > 0).
    predict
        Returns float64 ``(target rows,)`` predictions in the target's unit.
    ready
        Imports the optional library that ``predict`` needs; asked before the first trial.
    """

    name: str
    title: str
    uses_source: bool
    uses_target: bool
    predict: Callable[[Attempt], Float64]
    ready: Callable[[], object] = lambda: None

    @property
    def transfers(self) -> bool:
        """Whether it learns from both tables, so that its errors have a law in n for each m."""
        return self.uses_source and self.uses_target


METHODS: Mapping[str, TransferMethod] = MappingProxyType(
    {
        method.name: method
        for method in (
            TransferMethod(
                "fine-tune",
                "the pretrained network trained on with the target samples, all weights",
                uses_source=True,
                uses_target=True,
                predict=adapt.fine_tune,
            ),
            TransferMethod(
                "direct",
                "a fresh network trained on the target samples alone",
                uses_source=False,
                uses_target=True,
                predict=adapt.direct,
            ),
            TransferMethod(
                "zero-shot",
                "the pretrained network as it is",
                uses_source=True,
                uses_target=False,
                predict=adapt.zero_shot,
            ),
            TransferMethod(
                "head-only",
                "the pretrained network with its last layer trained on, the others frozen",
                uses_source=True,
                uses_target=True,
                predict=adapt.head_only,
            ),
            TransferMethod(
                "frozen-ridge",
                "a ridge regression on the last hidden layer of the pretrained network",
                uses_source=True,
                uses_target=True,
                predict=adapt.frozen_ridge,
            ),
            TransferMethod(
                "residual",
                "an affine map of the pretrained prediction, and a Gaussian process for the rest",
                uses_source=True,
                uses_target=True,
                predict=adapt.residual,
            ),
            TransferMethod(
                "random-forest",
                "a random forest on the target samples alone (needs scikit-learn)",
                uses_source=False,
                uses_target=True,
                predict=baselines.random_forest,
                ready=baselines.ready,
            ),
            TransferMethod(
                "gradient-boosting",
                "gradient-boosted trees on the target samples alone (needs scikit-learn)",
                uses_source=False,
                uses_target=True,
                predict=baselines.gradient_boosting,
                ready=baselines.ready,
            ),
            TransferMethod(
                "gaussian-process",
                "a Gaussian process on the target samples alone (needs scikit-learn)",
                uses_source=False,
                uses_target=True,
                predict=baselines.gaussian_process,
                ready=baselines.ready,
            ),
        )
    }
)
"""Every method by its name."""

STANDARD_METHODS = ("fine-tune", "direct", "zero-shot")
"""What a study compares unless it names others."""


def check_methods(methods: Sequence[str], headline: str) -> None:
    """Refuse methods that there are not, and a headline method that is not among them.

    Raises
    ------
    InputError
        With what is allowed.
    """
    for name in methods:
        if name not in METHODS:
            raise InputError(
                f"design.methods: there is no method '{name}'.{nearest(name, METHODS)} Allowed: "
                f"{', '.join(METHODS)}."
            )
    if headline not in methods or not METHODS[headline].transfers:
        allowed = [name for name in methods if METHODS[name].transfers]
        if not allowed:
            raise InputError(
                f"None of the methods {', '.join(methods)} learns from both tables; a law is "
                f"about one of {', '.join(n for n, one in METHODS.items() if one.transfers)}."
            )
        raise InputError(
            f"law.method is '{headline}', but must be one of the study's methods that learn from "
            f"both tables: {', '.join(allowed)}."
        )
