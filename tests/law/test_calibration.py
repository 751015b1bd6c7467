"""A small run of the simulation in benchmarks/law/coverage.py, as a guard."""

import numpy as np

from simlaw.law import fit


def test_ninety_percent_intervals_cover_about_ninety_percent():
    rng = np.random.default_rng(20)
    n = np.geomspace(50, 6400, 8)
    inside, required, unreachable = [], [], []
    for index in range(60):
        alpha, share, replicates = (0.2, 0.4, 0.8)[index % 3], (0.1, 0.5)[index % 2], 12
        amplitude = (1 - share) * n[-1] ** alpha
        mean = amplitude * n**-alpha + share
        noise = rng.standard_normal((replicates, 8)) + rng.standard_normal((replicates, 1))
        rows = mean * (1 + 0.04 * noise)
        law = fit(
            np.tile(n, replicates),
            rows.ravel(),
            replicate=np.repeat(np.arange(replicates), 8),
            resamples=400,
        )
        for factor in (2, 10):
            size = factor * n[-1]
            ahead = law.forecast([size], band="mean")
            truth = amplitude * size**-alpha + share
            inside.append(ahead.low[0] <= truth <= ahead.high[0])
        needed = law.required_n(amplitude * (4 * n[-1]) ** -alpha + share)
        required.append(needed.low <= 4 * n[-1] <= needed.high)
        unreachable.append(law.required_n(1.2 * share).unreachable_probability > 0.5)
    # Binomial limits of 60 and 120 trials around 0.9.
    assert 0.8 <= np.mean(inside) <= 0.98
    assert 0.78 <= np.mean(required) <= 0.99
    assert np.mean(unreachable) <= 0.12


def test_four_replicates_cover_too():
    rng = np.random.default_rng(21)
    n = np.geomspace(50, 3200, 6)
    inside = []
    for index in range(50):
        alpha, share, added = (0.3, 0.6)[index % 2], (0.0, 0.5)[index % 3 > 0], index % 4 > 1
        mean = (1 - share) * (n / n[-1]) ** -alpha + share
        noise = 2 * rng.standard_normal((4, 1)) + rng.standard_normal((4, 6))
        rows = mean + 0.06 * noise * (1.0 if added else mean)
        replicate = np.repeat(np.arange(4), 6)
        law = fit(np.tile(n, 4), rows.ravel(), replicate=replicate, resamples=300)
        ahead = law.forecast([n[-1], 2 * n[-1]], band="mean")
        truth = (1 - share) * np.array([1.0, 2.0]) ** -alpha + share
        inside.append((ahead.low <= truth) & (truth <= ahead.high))
    # Binomial limits of 50 trials around 0.9, at n_max and at twice n_max.
    assert (np.mean(inside, axis=0) >= 0.8).all()
