"""Several runs on the same measured materials as one table of errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlaw.law.new_materials.material_errors import Cell, Float32, MaterialErrors


def cell_of_run(run: int, cell: Cell) -> Cell:
    """What a cell of one of several runs is called in the table of all."""
    method, m, n = cell
    return (f"{method} of run {run}", m, n)


def runs_together(runs: Sequence[MaterialErrors]) -> MaterialErrors | None:
    """Put runs on one measured table together; None where they do not test the same materials.

    Rows are those of replicates that all runs have and test the same materials in. Cells are named
    by `cell_of_run`.

    Parameters
    ----------
    runs
        At least one.
    """
    first = runs[0]
    if any(tuple(one.keys) != tuple(first.keys) for one in runs):
        return None
    rows_of = [
        {
            (int(r), int(d)): row
            for row, (r, d) in enumerate(zip(one.replicate, one.draw, strict=True))
        }
        for one in runs
    ]
    shared = [
        where
        for where, row in rows_of[0].items()
        if all(
            where in rows and np.array_equal(one.test[rows[where]], first.test[row])
            for one, rows in zip(runs, rows_of, strict=True)
        )
    ]
    if len(shared) < 2:
        return None
    chosen = [[rows[where] for where in shared] for rows in rows_of]
    errors: dict[Cell, list[Float32 | None]] = {}
    for number, (one, rows) in enumerate(zip(runs, chosen, strict=True)):
        for cell in one.errors:
            several = one.errors[cell]
            errors[cell_of_run(number, cell)] = [several[row] for row in rows]
    rows = chosen[0]
    return MaterialErrors(
        keys=first.keys,
        measured=first.measured,
        replicate=first.replicate[rows],
        draw=first.draw[rows],
        test=[first.test[row] for row in rows],
        pool=[first.pool[row] for row in rows],
        errors=errors,
        groups=first.groups,
        unit=first.unit,
    )
