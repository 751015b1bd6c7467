"""A table of points carries what is to be said of it into its law, and is taken apart by m."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simlaw.errors import InputError
from simlaw.law import PointTable
from simlaw.law.estimate import Estimate, Note

NOTE = Note("file_form", "The file was read with tabs between its columns.")
N, M = (axis.ravel() for axis in np.meshgrid([50.0, 100, 200, 400], [20, 40, 80]))
GRID = pd.DataFrame({"n": N, "m": M, "error": (2 * N**-0.5 + 0.3) * M**-0.3 + 0.05})


def test_its_notes_stand_before_those_of_the_law() -> None:
    one = PointTable(GRID[GRID["m"] == 20], {}, (NOTE,))
    assert one.fit().notes[0] == NOTE
    assert len(one.fit().notes) == 1 + len(PointTable(one.frame, {}).fit().notes)
    assert PointTable(GRID, {}, (NOTE,)).fit_joint(resamples=50).notes[0] == NOTE


def test_one_m() -> None:
    direct = {m: Estimate(1.0, 0.9, 1.1, 0.9) for m in (20, 40)}
    part = PointTable(GRID, direct, (NOTE,)).at_m(40)
    assert part.frame["m"].unique().tolist() == [40]
    assert list(part.direct) == [40]
    assert part.notes == (NOTE,)
    assert not part.joint


def test_an_m_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no points at m = 30; there are some at m = 20, 40, 80"):
        PointTable(GRID, {}).at_m(30)
    with pytest.raises(InputError, match="no column m"):
        PointTable(GRID.drop(columns="m"), {}).at_m(30)
