"""Which part of n is of which source, where several are kept apart, and what a mix costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simlaw.errors import InputError, nearest
from simlaw.printed_numbers import count, value

Sizes = Mapping[str, Sequence[int]]
"""By the name of each source its sizes, row by row."""


def split_of(n: float, sizes: Sizes) -> dict[str, float]:
    """Return how many samples of each source a size n stands for.

    Between two rows of a study each source grows evenly; below the first and beyond the last all
    keep the shares of that row.

    Parameters
    ----------
    n
        Samples of all sources together.
    sizes
        Of each source, row by row.

    Examples
    --------
    >>> split_of(250, {"a": [50, 100], "b": [50, 300]})
    {'a': 75.0, 'b': 175.0}
    >>> split_of(800, {"a": [50, 100], "b": [50, 300]})
    {'a': 200.0, 'b': 600.0}
    """
    totals = np.sum([np.asarray(one, dtype=np.float64) for one in sizes.values()], axis=0)
    beyond = n / float(np.clip(n, totals[0], totals[-1]))
    return {
        name: beyond * float(np.interp(n, totals, np.asarray(one, dtype=np.float64)))
        for name, one in sizes.items()
    }


def mean_cost(costs: Sequence[str], sizes: Sizes | None) -> float | None:
    """Return what one more simulation costs, from what ``--cost-simulation`` was given.

    With prices by source that is their mean, each weighed by its share in the last row.

    Parameters
    ----------
    costs
        Numbers, or texts such as ``"mp-gap=0.5"``.
    sizes
        Of each source, row by row; None where there is one source.

    Raises
    ------
    InputError
        No number, an unknown source, or one without a price.

    Examples
    --------
    >>> mean_cost(["a=1", "b=5"], {"a": [50, 100], "b": [50, 300]})
    4.0
    """
    if not costs:
        return None
    alone = [text for text in costs if "=" not in text]
    if alone:
        if len(alone) < len(costs):
            raise InputError(
                f"--cost-simulation {alone[0]}: one price is for all sources, and stands alone; "
                "or give one for each, as NAME=X."
            )
        # As of every option that is given twice, the last one counts.
        return _number(alone[-1], alone[-1])
    if sizes is None:
        raise InputError(
            f"--cost-simulation {costs[0]}: this study has one source, or joined ones; give one "
            "number."
        )
    prices: dict[str, float] = {}
    for text in costs:
        name, _, number = text.rpartition("=")
        if name not in sizes:
            raise InputError(
                f"--cost-simulation {text}: no source is called '{name}'.{nearest(name, sizes)} "
                f"The sources are {', '.join(sizes)}."
            )
        if name in prices:
            raise InputError(f"--cost-simulation: '{name}' has a price already.")
        prices[name] = _number(text, number)
    if lacking := [name for name in sizes if name not in prices]:
        raise InputError(
            f"--cost-simulation: '{lacking[0]}' has no price; give one for each of "
            f"{', '.join(sizes)}."
        )
    last = {name: one[-1] for name, one in sizes.items()}
    return sum(prices[name] * last[name] for name in last) / sum(last.values())


def _number(text: str, number: str) -> float:
    try:
        return float(number)
    except ValueError:
        raise InputError(f"--cost-simulation {text}: '{number}' is no number.") from None


def split_sentence(sizes: Sizes, asked: Sequence[float], cost: float | None) -> str:
    """Return how the simulations of an answer go over the sources.

    Parameters
    ----------
    sizes
        Of each source, row by row.
    asked
        The n that the answer names.
    cost
        Of one simulation, of the mix; None where none is given.
    """
    last = {name: one[-1] for name, one in sizes.items()}
    of_all = sum(last.values())
    shares = " and ".join(f"{100 * n / of_all:.0f} % {name}" for name, n in last.items())
    said = [
        f"Simulations are of {len(last)} sources, and more of them go as the last row: {shares}"
    ]
    if cost is not None:
        said.append(f"one of that mix costs {value(cost)}")
    said += [
        f"n = {count(n)} is "
        + " and ".join(f"{count(round(part))} {name}" for name, part in split_of(n, sizes).items())
        for n in dict.fromkeys(asked)
    ]
    return "; ".join(said) + "."
