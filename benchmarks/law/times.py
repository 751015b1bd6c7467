"""Seconds of a fit: alone, with intervals, of the comparators, and of the joint law.

Run: OMP_NUM_THREADS=1 python -m benchmarks.law.times
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from simlaw.law import FORMS, fit, fit_joint


def best(call: Callable[[], object], repeats: int = 5) -> float:
    call()
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def main() -> None:
    rng = np.random.default_rng(0)
    n, replicates = np.geomspace(50, 20_000, 10), 32
    mean = 2 * n**-0.5 + 0.1
    rows = mean * (1 + 0.05 * rng.standard_normal((replicates, n.size)))
    points = {
        "n": np.tile(n, replicates),
        "error": rows.ravel(),
        "replicate": np.repeat(np.arange(replicates), n.size),
    }
    error = rows.mean(axis=0)
    for name, form in FORMS.items():
        repeats = 1 if name == "m4" else 5
        seconds = best(lambda form=form: form.fit(n, error, 1 / error**2), repeats)
        print(f"{name:>14}, least squares alone   {1e3 * seconds:9.2f} ms")
    print(f"{'auto':>14}, 2,000 resamples        {1e3 * best(lambda: fit(**points)):9.2f} ms")
    seconds = best(lambda: fit(**points, form="power+offset"))
    print(f"{'power+offset':>14}, 2,000 resamples        {1e3 * seconds:9.2f} ms")
    big, small = (
        axis.ravel() for axis in np.meshgrid(np.geomspace(50, 5e4, 9), np.geomspace(10, 640, 7))
    )
    grid = ((3 * big**-0.5 + 0.4) * small**-0.3 + 0.05) * (
        1 + 0.05 * rng.standard_normal((16, big.size))
    )
    seconds = best(
        lambda: fit_joint(
            np.tile(big, 16),
            np.tile(small, 16),
            grid.ravel(),
            replicate=np.repeat(np.arange(16), big.size),
        ),
        2,
    )
    print(f"{'joint 7 x 9':>14}, 500 resamples          {1e3 * seconds:9.2f} ms")


if __name__ == "__main__":
    main()
