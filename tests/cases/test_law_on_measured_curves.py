"""The law on a sample of measured curves; benchmarks/law/real_curves.py runs them all."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from simlaw.law import fit

pytestmark = pytest.mark.skipif(
    "SIMLAW_DATA_DIR" not in os.environ, reason="needs the public curves in SIMLAW_DATA_DIR"
)
BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "law"


@pytest.fixture(scope="module")
def measured():
    sys.path.insert(0, str(BENCHMARK))
    try:
        import curves
    finally:
        sys.path.remove(str(BENCHMARK))
    return curves


def scored(curve, seen, held):
    law = fit(curve.n[seen], curve.error[seen], resamples=500)
    ahead = law.forecast(curve.n[held], band="new-run")
    miss = np.log(ahead.mean / curve.error[held])
    inside = (ahead.low <= curve.error[held]) & (curve.error[held] <= ahead.high)
    return np.sqrt(np.mean(miss**2)), inside.mean()


def test_short_transfer_curves(measured):
    curves = measured.cg_transfer()
    assert len(curves) == 57
    scores = np.array([scored(curve, np.s_[:5], np.s_[5:]) for curve in curves])
    assert scores[:, 0].mean() <= 0.0040
    assert 0.85 <= scores[:, 1].mean() <= 0.98


def test_dense_curves(measured):
    curves = measured.lcdb()[::12]
    scores = np.array([scored(c, c.n <= c.n[-1] / 4, c.n > c.n[-1] / 2) for c in curves])
    last = [
        np.sqrt(np.mean(np.log(c.error[c.n <= c.n[-1] / 4][-1] / c.error[c.n > c.n[-1] / 2]) ** 2))
        for c in curves
    ]
    assert scores[:, 0].mean() < 0.7 * np.mean(last)
    assert 0.8 <= scores[:, 1].mean() <= 0.97
