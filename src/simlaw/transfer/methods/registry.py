"""The transfer methods there are, and which of them a study may ask for.

A new method is a file beside this one and a line in `METHODS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simlaw.errors import InputError
from simlaw.registry import Registry
from simlaw.transfer.methods.protocol import TransferMethod, transfers

_HERE = "simlaw.transfer.methods"

METHODS: Registry[TransferMethod] = Registry(
    "method",
    {
        "fine-tune": f"{_HERE}.fine_tune:FINE_TUNE",
        "direct": f"{_HERE}.direct:DIRECT",
        "zero-shot": f"{_HERE}.zero_shot:ZERO_SHOT",
        "head-only": f"{_HERE}.head_only:HEAD_ONLY",
        "frozen-ridge": f"{_HERE}.frozen_ridge:FROZEN_RIDGE",
        "residual": f"{_HERE}.residual:RESIDUAL",
        "random-forest": f"{_HERE}.random_forest:RANDOM_FOREST",
        "gradient-boosting": f"{_HERE}.gradient_boosting:GRADIENT_BOOSTING",
        "gaussian-process": f"{_HERE}.gaussian_process:GAUSSIAN_PROCESS",
        "extra-trees": f"{_HERE}.extra_trees:EXTRA_TREES",
        "quantile-boosting": f"{_HERE}.quantile_boosting:QUANTILE_BOOSTING",
        "extra-trees-column": f"{_HERE}.prediction_column:EXTRA_TREES_COLUMN",
        "blend": f"{_HERE}.blending.blend:BLEND",
    },
    group="simlaw.methods",
    needs=("name", "title", "uses_source", "uses_target", "predict", "ready"),
)
"""Every method by its name. The order is that of a design, and so of a trial's rows."""

STANDARD_METHODS = ("fine-tune", "direct", "zero-shot")
"""What a study compares unless it names others."""


def ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Return names in the order of `METHODS`, each once; others after them, as they were given.

    Examples
    --------
    >>> ordered(["mine", "residual", "direct", "mine"])
    ('direct', 'residual', 'mine')
    """
    wanted = dict.fromkeys(names)
    known = [name for name in METHODS if name in wanted]
    return tuple(dict.fromkeys([*known, *wanted]))


def check_methods(methods: Sequence[str | TransferMethod], headline: str | TransferMethod) -> None:
    """Refuse methods that there are not, and a headline method that is not among them.

    Parameters
    ----------
    methods
        Names, or methods themselves.
    headline
        The one whose law the study is about, by its name or itself.

    Raises
    ------
    InputError
        With what is allowed.
    """
    found: dict[str, TransferMethod] = {}
    for wanted in methods:
        method = METHODS.find(wanted, where="design.methods")
        if found.setdefault(method.name, method) != method:
            raise InputError(
                f"design.methods: two different methods have the name '{method.name}'. Give one "
                "of them another name."
            )
    name = headline if isinstance(headline, str) else headline.name
    if name not in found or not transfers(found[name]):
        allowed = [name for name, method in found.items() if transfers(method)]
        if not allowed:
            raise InputError(
                f"None of the methods {', '.join(found)} learns from both tables; a law is "
                f"about one of {', '.join(n for n, one in METHODS.items() if transfers(one))}."
            )
        raise InputError(
            f"law.method is '{name}', but must be one of the study's methods that learn from "
            f"both tables: {', '.join(allowed)}."
        )
