"""A study of measured refractive indices by learners in closed form, with the errors of all.

Kernel ridge regression on some descriptors, pretrained on computed indices: as a real run would
give, in a second.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from rdkit import Chem
from rdkit.Chem import Crippen, Descriptors, rdMolDescriptors

from simlaw.law.new_materials.material_errors import MaterialErrors
from simlaw.tables import catalog

SIZES = (50, 200, 800)
M = 60


@dataclass(frozen=True, eq=False)
class RealStudy:
    """Errors of every material, and what the materials are."""

    errors: MaterialErrors
    source: np.ndarray
    target: np.ndarray
    source_keys: list[str]
    twin: np.ndarray


def describe(keys: list[str]) -> np.ndarray:
    """A dozen numbers of each molecule, float32."""
    rows = []
    for key in keys:
        molecule = Chem.MolFromSmiles(key)
        elements = [atom.GetSymbol() for atom in molecule.GetAtoms()]
        heavy = len(elements)
        rows.append(
            [
                *(
                    elements.count(one) / heavy
                    for one in ("C", "O", "N", "F", "Cl", "Br", "S", "I")
                ),
                Descriptors.MolWt(molecule) / heavy,
                Crippen.MolMR(molecule) / heavy,
                rdMolDescriptors.CalcFractionCSP3(molecule),
                rdMolDescriptors.CalcNumAromaticRings(molecule) / heavy,
                np.log(heavy),
            ]
        )
    return np.array(rows, dtype=np.float32)


def _ridge(x: np.ndarray, y: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    def kernel(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        away = ((one[:, None] - other[None]) ** 2).sum(axis=2)
        return np.exp(-away / 2 / x.shape[1])

    level = y.mean()
    held = kernel(x, x) + 0.05 * np.eye(len(x))
    return kernel(wanted, x) @ np.linalg.solve(held, y - level) + level


@cache
def real_study(replicates: int = 8) -> RealStudy:
    """The study; test materials are kept out of its source."""
    rng = np.random.default_rng(0)
    computed = catalog.load("refractive-index-d4")
    measured = catalog.load("refractive-index-crc")
    some = [np.sort(rng.permutation(len(t))[:k]) for t, k in ((computed, 2000), (measured, 300))]
    source, target = computed.take(some[0]), measured.take(some[1])
    place = {key: number for number, key in enumerate(target.keys)}
    twin = np.array([place.get(key, -1) for key in source.keys], dtype=np.int32)
    x, t = describe(source.keys), describe(target.keys)
    middle, wide = x.mean(axis=0), x.std(axis=0)
    xs, ts = ((np.clip((one - middle) / wide, -5, 5)).astype(float) for one in (x, t))
    y = target.values
    errors: dict[tuple[str, int, int], list[np.ndarray]] = {("direct", M, 0): []}
    errors |= {("fine-tune", M, n): [] for n in SIZES}
    test, pool = [], []
    for _ in range(replicates):
        order = rng.permutation(len(y))
        tested, trained = order[:60], order[60:]
        test.append(tested.astype(np.int32))
        pool.append(trained.astype(np.int32))
        few = trained[:M]
        off = _ridge(ts[few], y[few], ts[tested]) - y[tested]
        errors["direct", M, 0].append(off.astype(np.float32))
        usable = rng.permutation(np.flatnonzero(~np.isin(twin, tested)))
        for n in SIZES:
            used = usable[:n]
            guess = _ridge(xs[used], source.values[used], ts)
            left = y[few] - guess[few]
            off = guess[tested] + _ridge(ts[few], left, ts[tested]) - y[tested]
            errors["fine-tune", M, n].append(off.astype(np.float32))
    made = MaterialErrors(
        target.keys,
        y,
        np.arange(replicates),
        np.zeros(replicates, dtype=np.int64),
        test,
        pool,
        errors,
    )
    return RealStudy(made, x, t, source.keys, twin)
