"""Coverage of the joint law's intervals under true joint surfaces; the benchmark has the rest."""

import numpy as np

from simlaw.law import fit_joint
from simlaw.law.joint.surface import predict_joint

N, M = (axis.ravel() for axis in np.meshgrid(np.geomspace(50, 5000, 5), [25.0, 50, 100, 200]))
LAWS = ((20.0, 0.5, 0.3, 0.3, 0.0), (10.0, 0.2, 0.05, 0.15, 0.4), (60.0, 1.0, 1.0, 0.6, 0.02))
AHEAD = ((1, 1), (4, 1), (1, 4), (4, 4))
STUDIES, REPLICATES = 12, 8


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(4)
    inside = np.zeros((2, len(AHEAD)))
    far_n, far_m = np.transpose(AHEAD) * [[5e3], [200.0]]
    for number in range(STUDIES):
        theta = np.array([LAWS[number % len(LAWS)]])
        shared = rng.standard_normal((REPLICATES, 1))
        own = rng.standard_normal((REPLICATES, N.size))
        rows = predict_joint(theta, N, M)[0] * (1 + 0.04 * shared + 0.04 * own)
        law = fit_joint(
            np.tile(N, REPLICATES),
            np.tile(M, REPLICATES),
            rows.ravel(),
            replicate=np.repeat(np.arange(REPLICATES), N.size),
            resamples=60,
            seed=number,
        )
        truth = predict_joint(theta, far_n, far_m)[0]
        for row, level in enumerate((0.5, 0.9)):
            ahead = law.forecast(far_n, far_m, level=level, band="mean")
            inside[row] += (ahead.low <= truth) & (truth <= ahead.high)
    half, most = inside / STUDIES
    # Beyond the data, room for departures from the form makes intervals wider than here needed.
    assert half.mean() > 0.35
    assert half.mean() < 0.95
    assert most.mean() > 0.85
