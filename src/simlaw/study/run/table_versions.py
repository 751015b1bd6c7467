"""Versions of the computed table in one record: what a table that grew has in common with the old.

Rows appended follow all that were there before, in each order. So a trial at a size that the old
rows suffice for is the same trial on the old table and on the new one, and is not run again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simlaw.errors import InputError
from simlaw.study.design.appended_rows import difference
from simlaw.study.design.design import RANDOM
from simlaw.study.design.plan_design import geometric_sizes
from simlaw.study.design.settings import DesignSettings
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.record_lines import TableVersion


@dataclass(frozen=True)
class Settled:
    """The version of a table that a run is on.

    Attributes
    ----------
    version
        It.
    inputs
        Of the study, with the orders and sizes of that version.
    """

    version: TableVersion
    inputs: StudyInputs


def settle(
    known: Sequence[TableVersion],
    inputs: StudyInputs,
    wishes: DesignSettings,
    folder: Path,
    *,
    redraw: bool = False,
) -> Settled:
    """Return the version of its table that a study runs on in a folder.

    Parameters
    ----------
    known
        Versions in the record of the folder.
    inputs
        Of the study, as they would be in a new folder.
    wishes
        What the study asks for.
    folder
        The run folder, for messages.
    redraw
        Whether all orders are drawn anew from the whole table where it grew.

    Raises
    ------
    InputError
        If the table is neither one of the versions nor one with rows appended to it.
    """
    rows = len(inputs.source_values)
    number = max((one.number for one in known), default=0) + 1
    asked = asked_of(wishes)
    same = _latest(known, inputs, rows)
    if same is not None and not (redraw and same.grown):
        planned = same.n if same.asked == asked and same.number > 1 else inputs.design.n
        return Settled(same, _on(inputs, same.grown, _fitting(planned, inputs)))
    base = same if same is not None else _latest_below(known, inputs, rows)
    if known and base is None:
        raise InputError(
            f"{folder}: this folder holds a run of another study: its trials ran on another "
            "computed table, and this one is not that with rows appended below its own (rows were "
            "changed, removed or put between others, or it is another table). Give this run a "
            "folder of its own with --output, or remove the old folder."
        )
    new = TableVersion(number, rows, inputs.table_digest(rows), asked=asked, n=inputs.design.n)
    if base is not None and base.asked == asked and wishes.n is None:
        new = replace(new, n=longer(base.n, inputs.design.n[-1]))
    # A chosen order is one of the whole table: rows appended may come first in it.
    if base is not None and not redraw and inputs.design.order == RANDOM:
        new = replace(
            new,
            after=base.number,
            grown=(*base.grown, base.rows),
            differs=difference(inputs.source_descriptors, inputs.source_values, base.rows),
        )
    return Settled(new, _on(inputs, new.grown, new.n))


def asked_of(wishes: DesignSettings) -> tuple[Any, ...]:
    """Return what sizes are planned from."""
    if isinstance(wishes.n, Mapping):
        return (repr(wishes.n),)
    if wishes.n is not None:
        return (tuple(sorted(set(wishes.n))),)
    return (wishes.sizes, wishes.smallest, wishes.largest)


def longer(sizes: Sequence[int], largest: int) -> tuple[int, ...]:
    """Return sizes, and more up to a largest that go on by about the same ratio.

    Examples
    --------
    >>> longer((50, 100, 200, 400), 1700)
    (50, 100, 200, 400, 825, 1700)
    >>> longer((50, 100, 200, 400), 400)
    (50, 100, 200, 400)
    """
    last = sizes[-1]
    if largest <= last:
        return tuple(one for one in sizes if one <= largest)
    ratio = (last / sizes[0]) ** (1 / (len(sizes) - 1))
    steps = max(1, round(math.log(largest / last) / math.log(ratio)))
    return tuple(sorted({*sizes, *geometric_sizes(last, largest, steps + 1)}))


def _on(inputs: StudyInputs, grown: tuple[int, ...], n: tuple[int, ...]) -> StudyInputs:
    return replace(inputs, design=replace(inputs.design, grown=grown, n=n))


def _fitting(n: tuple[int, ...], inputs: StudyInputs) -> tuple[int, ...]:
    return tuple(one for one in n if one <= inputs.design.n[-1]) or inputs.design.n


def _latest(known: Sequence[TableVersion], inputs: StudyInputs, rows: int) -> TableVersion | None:
    """Return the latest version of exactly these rows."""
    same = [one for one in known if one.rows == rows]
    found = [one for one in same if one.digest == inputs.table_digest(rows)]
    return found[-1] if found else None


def _latest_below(
    known: Sequence[TableVersion], inputs: StudyInputs, rows: int
) -> TableVersion | None:
    """Return the version of most rows that this table begins with, the latest of these."""
    found = [
        one for one in known if one.rows < rows and one.digest == inputs.table_digest(one.rows)
    ]
    return max(found, key=lambda one: (one.rows, one.number), default=None)
