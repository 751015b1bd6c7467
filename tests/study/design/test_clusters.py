"""Clusters: the same for any order of the keys, coarse, and never too large."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlaw.descriptors.composition import COMPOSITION
from simlaw.materials import canonical_key
from simlaw.study.design.clusters import CLUSTERED, _sphere_exclusion, cluster

ALKYLS = ["C" * length for length in range(2, 12)]
MOLECULES = [canonical_key("molecule", text) for a in ALKYLS for text in (a, a + "O", a + "C#N")]
RINGS = [canonical_key("molecule", f"c1ccccc1{a}") for a in ALKYLS]
POLYMERS = [
    canonical_key("polymer", text)
    for text in ("*CC*", "*CC(C)*", "*CC(CC)*", "*CC(c1ccccc1)*", "*CC(c1ccc(C)cc1)*", "*CCO*")
]
COMPOSITIONS = ["GaAs", "GaP", "AlAs", "CNa2O3", "CK2O3", "CaO", "MgO", "Fe2O3", "Cr2O3", "ClNa"]
KEYS = {"molecule": MOLECULES + RINGS, "polymer": POLYMERS, "composition": COMPOSITIONS}


def partition(keys: list[str], groups: np.ndarray) -> set[frozenset[str]]:
    return {
        frozenset(key for key, group in zip(keys, groups, strict=True) if group == number)
        for number in range(groups.max() + 1)
    }


@settings(max_examples=30, deadline=None)
@given(st.data(), st.sampled_from(sorted(CLUSTERED)))
def test_clusters_do_not_depend_on_the_order(data: st.DataObject, kind: str) -> None:
    keys = sorted(KEYS[kind])
    groups = cluster(kind, keys)
    assert groups.dtype == np.int32
    mixed = data.draw(st.permutations(keys))
    again = cluster(kind, mixed)
    assert partition(mixed, again) == partition(keys, groups)
    assert frozenset() not in partition(keys, groups)
    # Numbered as first met.
    assert list(dict.fromkeys(again.tolist())) == list(range(again.max() + 1))


def test_relatives_are_together_and_strangers_apart() -> None:
    keys = MOLECULES + RINGS
    groups = cluster("molecule", keys)
    assert not set(groups[: len(MOLECULES)]) & set(groups[len(MOLECULES) :])
    polymers = dict(zip(POLYMERS, cluster("polymer", POLYMERS).tolist(), strict=True))
    assert polymers[POLYMERS[3]] == polymers[POLYMERS[4]] != polymers[POLYMERS[0]]


@pytest.mark.parametrize("kind", sorted(CLUSTERED))
def test_no_cluster_holds_more_than_a_quarter(kind: str) -> None:
    keys = KEYS[kind]
    sizes = np.bincount(cluster(kind, keys))
    assert sizes.max() <= max(0.25 * len(keys), 2)
    assert len(sizes) < len(keys)


@pytest.mark.parametrize("kind", sorted(CLUSTERED))
def test_one_material_is_one_cluster(kind: str) -> None:
    assert cluster(kind, KEYS[kind][:1]).tolist() == [0]


def test_elements_without_properties_are_clusters_of_their_own() -> None:
    heavy = ["LiOg", "NaOg"]
    assert not np.isfinite(COMPOSITION.compute(heavy).values).any()
    assert cluster("composition", heavy).tolist() == [0, 1]
    groups = cluster("composition", ["CaO", *heavy, "MgO"])
    assert groups[1] != groups[2]
    assert not {groups[1], groups[2]} & {groups[0], groups[3]}


@settings(max_examples=50)
@given(st.integers(0, 2**32), st.floats(0.1, 2.0), st.integers(1, 60))
def test_sphere_exclusion_keeps_its_radius(seed: int, radius: float, count: int) -> None:
    points = np.random.default_rng(seed).standard_normal((count, 3))
    labels = _sphere_exclusion(points, radius)
    for number in range(labels.max() + 1):
        members = points[labels == number]
        away = np.sqrt(((members[:, None] - points[None]) ** 2).mean(axis=2))
        assert len(members)
        # All lie within the radius of one leader, so within two radii of each other.
        assert away[:, labels == number].max() <= 2 * radius
