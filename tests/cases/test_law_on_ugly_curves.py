"""The law on curves of odd kinds: it stays at its points and says nothing absurd."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from simlaw.errors import InputError
from simlaw.law import Law, read_points

pytestmark = pytest.mark.skipif(
    "SIMLAW_DATA_DIR" not in os.environ, reason="needs the public curves in SIMLAW_DATA_DIR"
)
FOLDER = Path(os.environ.get("SIMLAW_DATA_DIR", ".")) / "curves/ugly"
NAMES = sorted(path.stem for path in FOLDER.glob("*.csv"))
REFUSED = {"dups", "n0", "nan", "neg", "percentmixed", "two", "zero"}
"""Files that are no curve, or too short a one."""
MISSED = ("lcdb_41161_7", "lcdb_1067_15", "plateausmooth", "plateauearly")
"""Curves whose nearest power law with offset misses the last point by far."""


@pytest.fixture(scope="module", params=[name for name in NAMES if name not in REFUSED])
def law(request: pytest.FixtureRequest) -> Law:
    return read_points(FOLDER / f"{request.param}.csv").fit()


@pytest.mark.parametrize("name", sorted(REFUSED & set(NAMES)))
def test_what_is_no_curve_is_refused_in_words(name: str) -> None:
    with pytest.raises(InputError):
        read_points(FOLDER / f"{name}.csv").fit()


@pytest.mark.parametrize("name", MISSED)
def test_a_law_never_leaves_its_last_point(name: str) -> None:
    law = read_points(FOLDER / f"{name}.csv").fit()
    last = law.forecast(law.n[-1:], band="mean")
    assert last.mean[0] == pytest.approx(law.mean[-1], rel=0.1)
    told = law.to_dict()
    assert told["formula"]["holds"] == law.formula_holds
    if law.formula_holds:
        assert law.formula(law.n[-1:])[0] == pytest.approx(law.mean[-1], rel=0.1)
    else:
        assert "no short formula" in repr(law)


def test_what_is_shown_is_no_absurdity(law: Law) -> None:
    inside = law.forecast(law.n, band="mean")
    assert (inside.low <= inside.mean).all()
    assert (inside.mean <= inside.high).all()
    assert law.alpha.low < law.alpha.estimate < law.alpha.high or law.alpha.low == law.alpha.high
    assert law.C.estimate <= law.predict(law.n[-1:])[0] * (1 + 1e-9)
    assert law.C.high <= max(inside.high[-1], law.mean[-1]) * (1 + 1e-9)
    beyond = law.forecast(law.n[-1] * np.array([2.0, 10.0]), band="mean")
    assert beyond.high.max() <= 1.05 * max(law.mean.max(), inside.mean.max())
