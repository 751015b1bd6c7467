"""Rows whose material is two molecules in one text, read as one: the order of the two is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from simlaw.materials import canonical_keys
from simlaw.materials.refusal import shown
from simlaw.tables.columns.joined_materials import joined_materials
from simlaw.tables.finding import Finding


def look_at_joined(
    name: str, texts: Sequence[str], keys: Sequence[str], values: NDArray[np.float64]
) -> Iterator[Finding]:
    """Yield the finding where a column of two molecules each is read as single molecules.

    Parameters
    ----------
    name
        Of the column.
    texts
        How each row writes its material.
    keys
        Key of each row's material, kind ``molecule``.
    values
        Value of each row.
    """
    joined = joined_materials(name, texts)
    if joined is None or joined.mark != ".":
        return
    two = sum(text.count(".") == 1 for text in texts)
    text = (
        f"{two:,} of {len(texts):,} entries of '{shown(name)}' are two molecules, such as "
        f"{shown(joined.example)}, and each is read as one material of two parts, whatever their "
        "order."
    )
    rows, example, apart = _reversed(texts, keys, values)
    if rows:
        text += (
            f" So {rows:,} rows were joined with their reverse, such as {example}; their values "
            f"are up to {apart:.3g} apart."
        )
    yield Finding(
        "mixture_rows",
        text,
        column=name,
        count=rows or two,
        remedy="A solute in a solvent is of kind 'solution', and 'joined' says which part is "
        "which; kind 'molecule' is for one material of two parts.",
    )


def _reversed(
    texts: Sequence[str], keys: Sequence[str], values: NDArray[np.float64]
) -> tuple[int, str, float]:
    """Return how many rows share a material with their reverse, one, and how far values differ."""
    of: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        if texts[row].count(".") == 1:
            of.setdefault(key, []).append(row)
    several = {key: rows for key, rows in of.items() if len({texts[row] for row in rows}) > 1}
    parts = list(
        dict.fromkeys(
            part for rows in several.values() for row in rows for part in texts[row].split(".")
        )
    )
    first = dict(zip(parts, canonical_keys("molecule", parts)[0], strict=True))
    merged, example, apart = 0, "", 0.0
    for rows in several.values():
        orders: dict[str | None, list[int]] = {}
        for row in rows:
            orders.setdefault(first[texts[row].split(".")[0]], []).append(row)
        if len(orders) < 2:
            continue
        merged += len(rows) - len(max(orders.values(), key=len))
        middles = [float(np.median(values[some])) for some in orders.values()]
        if not example or max(middles) - min(middles) > apart:
            apart = max(middles) - min(middles)
            example = " and ".join(shown(texts[some[0]]) for some in list(orders.values())[:2])
    return merged, example, apart
