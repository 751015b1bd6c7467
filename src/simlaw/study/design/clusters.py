"""Clusters of similar materials, so that a test can ask for chemistry that was not trained on.

Sphere exclusion: materials are taken in the order of their keys, and each that is not within a
radius of an earlier leader becomes a leader; then every material joins the leader nearest to it.
The clusters depend on the set of materials only, not on their order in a table.

Molecules and polymers are compared by the Tanimoto distance of their Morgan fingerprints, a polymer
within its endless chain; compositions by the differences of their pooled element properties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from simlaw.descriptors.chain import around, is_polymer
from simlaw.descriptors.composition import COMPOSITION
from simlaw.descriptors.elements import LAST
from simlaw.errors import require
from simlaw.materials.molecule import parse

Rows: TypeAlias = npt.NDArray[np.int32]
Numbers: TypeAlias = npt.NDArray[np.int64]

FINGERPRINT_RADII = (0.8, 0.7, 0.6, 0.5)
"""Tanimoto distances. At 0.8 the error of a kernel regression on 400 materials is 9 % (densities of
polymers) and 14 % (refractive indices of liquids) above that on single materials held out."""

COMPOSITION_RADII = (1.0, 0.8, 0.6, 0.4)
"""Root mean square difference of element properties, in standard deviations over the target."""

LARGEST_SHARE = 0.25
"""Share of the materials that a cluster may hold before the radius is made smaller."""

MORGAN_RADIUS = 2
WIDTH = 2048


def cluster(kind: str, keys: Sequence[str]) -> Rows:
    """Return the number of the cluster of each material.

    The largest radius is taken at which no cluster holds more than `LARGEST_SHARE` of the
    materials, or the smallest one.

    Parameters
    ----------
    kind
        A name in `CLUSTERED`.
    keys
        Canonical keys, distinct.

    Returns
    -------
    numpy.ndarray
        int32, one per key, from 0 without gaps, as first met.

    Examples
    --------
    >>> cluster("molecule", ["CCCCCCCC", "c1ccccc1C", "CCCCCCCCC", "c1ccccc1CC"])
    array([0, 1, 0, 1], dtype=int32)
    """
    order = sorted(range(len(keys)), key=keys.__getitem__)
    found = np.zeros(len(keys), dtype=np.int64)
    for labels in CLUSTERED[kind]([keys[place] for place in order]):
        found[order] = labels
        # Of very few materials no cluster can hold so small a share.
        if np.bincount(labels).max() <= max(LARGEST_SHARE * len(keys), 2):
            break
    _, first, inverse = np.unique(found, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first)).astype(np.int32)[inverse]


def _by_fingerprint(keys: Sequence[str]) -> Iterable[Numbers]:
    prints = [_fingerprint(key) for key in keys]
    purpose = "Clusters of molecules"
    picker = require(
        "rdkit.SimDivFilters.rdSimDivPickers", extra="molecule", purpose=purpose
    ).LeaderPicker()
    alike = require("rdkit.DataStructs", extra="molecule", purpose=purpose).BulkTanimotoSimilarity
    for radius in FINGERPRINT_RADII:
        leaders = picker.LazyBitVectorPick(prints, len(prints), radius)
        yield _nearest(1.0 - np.array(alike(prints[leader], prints)) for leader in leaders)


def _fingerprint(key: str) -> Any:
    generator = _generator()
    if is_polymer(key):
        molecule, middle = around(key, MORGAN_RADIUS)
        return generator.GetFingerprint(molecule, fromAtoms=middle)
    return generator.GetFingerprint(parse(key))


@cache
def _generator() -> Any:
    module = require(
        "rdkit.Chem.rdFingerprintGenerator", extra="molecule", purpose="Clusters of molecules"
    )
    return module.GetMorganGenerator(radius=MORGAN_RADIUS, fpSize=WIDTH)


def _by_elements(keys: Sequence[str]) -> Iterable[Numbers]:
    block = COMPOSITION.compute(keys)
    # Pooled properties without element fractions: neighbours in the periodic table are alike.
    pooled = block.values[:, 1 + LAST :].astype(np.float64)
    described = np.isfinite(pooled).all(axis=1)
    if not described.any():
        yield np.arange(len(keys), dtype=np.int64)
        return
    points = pooled[described]
    spread = points.std(axis=0)
    points = np.clip((points - points.mean(axis=0)) / np.where(spread > 0, spread, 1.0), -5, 5)
    for radius in COMPOSITION_RADII:
        # A composition of elements that are not described is a cluster of its own.
        labels = np.arange(len(keys), dtype=np.int64) + len(keys)
        labels[described] = _sphere_exclusion(points, radius)
        yield np.unique(labels, return_inverse=True)[1]


def _sphere_exclusion(points: npt.NDArray[np.float64], radius: float) -> Numbers:
    distances = []
    least = np.full(len(points), np.inf)
    while (left := np.flatnonzero(least > radius)).size:
        # All before the first one left are within the radius of an earlier leader.
        away = np.sqrt(((points - points[left[0]]) ** 2).mean(axis=1))
        least = np.minimum(least, away)
        distances.append(away)
    return _nearest(distances)


def _nearest(distances: Iterable[npt.NDArray[np.float64]]) -> Numbers:
    """Return the number of the nearest leader, the first of several, given distances from each."""
    least = np.zeros(0)
    nearest = np.zeros(0, dtype=np.int64)
    for number, away in enumerate(distances):
        if number == 0:
            least, nearest = away.copy(), np.zeros(len(away), dtype=np.int64)
        closer = away < least
        least[closer], nearest[closer] = away[closer], number
    # A leader that is nearer to another one may be left without members.
    labels: Numbers = np.unique(nearest, return_inverse=True)[1]
    return labels


CLUSTERED: Mapping[str, Callable[[Sequence[str]], Iterable[Numbers]]] = MappingProxyType(
    {"molecule": _by_fingerprint, "polymer": _by_fingerprint, "composition": _by_elements}
)
"""How materials are clustered, by kind: labels of materials in order of keys, coarse ones first."""
