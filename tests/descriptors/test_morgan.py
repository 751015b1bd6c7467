import numpy as np

from simlaw.descriptors.morgan import MORGAN, Morgan


def test_counts_of_ethane_are_its_two_environments() -> None:
    # Each carbon is one neighbourhood of radius 0; both grow into the same one of radius 1.
    counts = MORGAN.compute(["CC"]).values[0]
    assert sorted(counts[counts > 0].tolist()) == [1.0, 2.0]


def test_counts_grow_with_a_chain_and_bits_do_not() -> None:
    short, long = MORGAN.compute(["CCCCCCCC", "CCCCCCCCCCCC"]).values
    assert np.count_nonzero(short) == np.count_nonzero(long)
    assert long.sum() > short.sum()


def test_every_spelling_gives_the_same_row() -> None:
    one, other = MORGAN.compute(["OCC(C)c1ccccc1", "c1ccc(cc1)C(C)CO"]).values
    np.testing.assert_array_equal(one, other)


def test_the_open_ends_of_a_repeat_unit_count() -> None:
    unit, molecule = MORGAN.compute(["*CC*", "CC"]).values
    assert (unit != molecule).any()


def test_what_is_no_molecule_has_a_reason() -> None:
    block = MORGAN.compute(["C1CC", "C"])
    assert block.reasons[1] is None
    assert "never closes" in str(block.reasons[0])


def test_the_version_tells_settings_apart() -> None:
    assert Morgan(radius=3).version != MORGAN.version
    assert Morgan(width=2048).compute(["C"]).values.shape == (1, 2048)
