"""Made-up studies whose scatter over materials, replicates and the rest is known."""

from dataclasses import dataclass

import numpy as np

from simlaw.law.new_materials.material_errors import MaterialErrors

SIZES = (100, 200, 400, 800)


@dataclass(frozen=True)
class Scatter:
    """Variances of what a material, a replicate and each test adds to an absolute error of 10."""

    material: float = 1.0
    replicate: float = 0.05
    rest: float = 0.6
    group: float = 0.0


def made_up(
    seed: int,
    *,
    materials: int = 100,
    replicates: int = 16,
    scatter: Scatter = Scatter(),
    groups: int = 0,
    fixed: bool = False,
) -> MaterialErrors:
    """A study of methods ``fine-tune`` at four n and ``direct``; its true mean errors are 10.

    With groups, every replicate holds out a fifth of them.
    """
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(groups), materials // groups) if groups else None
    own = np.sqrt(scatter.material) * rng.standard_normal(materials)
    if of is not None:
        own += np.sqrt(scatter.group) * rng.standard_normal(groups)[of]
    test, pool = [], []
    order = rng.permutation(materials)
    for _ in range(replicates):
        if of is not None:
            held = np.isin(of, rng.permutation(groups)[: groups // 5])
            test.append(np.flatnonzero(held))
            pool.append(rng.permutation(np.flatnonzero(~held)))
            continue
        if not fixed:
            order = rng.permutation(materials)
        test.append(order[: materials // 5])
        pool.append(rng.permutation(order[materials // 5 :]))
    errors = {}
    level = np.sqrt(scatter.replicate) * rng.standard_normal(replicates)
    cells = [("direct", 20, 0), *(("fine-tune", 20, n) for n in SIZES)]
    for cell in cells:
        errors[cell] = [
            (
                (1 if rng.random() < 0.5 else -1)
                * (
                    10
                    + own[numbers]
                    + level[row]
                    + np.sqrt(scatter.rest) * rng.standard_normal(numbers.size)
                )
            ).astype(np.float32)
            for row, numbers in enumerate(test)
        ]
    return MaterialErrors(
        [f"material {i}" for i in range(materials)],
        np.linspace(0, 1, materials),
        np.arange(replicates),
        np.zeros(replicates, dtype=np.int64),
        [one.astype(np.int32) for one in test],
        [one.astype(np.int32) for one in pool],
        errors,
        groups=None if of is None else of.astype(np.int32),
    )
