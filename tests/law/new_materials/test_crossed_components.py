"""The parts of the scatter are found, and the mean's variance is what other tables show."""

import numpy as np
import pytest
from tests.law.new_materials.tables import Scatter, made_up

from simlaw.law.new_materials.crossed_components import (
    Observations,
    by_size,
    components,
    without_negative,
)
from simlaw.law.new_materials.noise_of_means import observed_errors

CELL = ("fine-tune", 20, 800)


def found(seed: int, **options: object):
    errors = made_up(seed, **options)
    parts = components(observed_errors(errors, [CELL, ("direct", 20, 0)], 1.0))
    assert parts is not None
    return parts


@pytest.mark.parametrize("fixed", [False, True])
def test_the_parts_are_found_in_the_mean_over_tables(fixed: bool) -> None:
    many = [found(seed, fixed=fixed) for seed in range(150)]
    assert np.mean([one.material[0, 0] for one in many]) == pytest.approx(1.0, abs=0.12)
    assert np.mean([one.replicate[0, 0] for one in many]) == pytest.approx(0.05, abs=0.02)
    assert np.mean([one.rest[0, 0] for one in many]) == pytest.approx(0.6, abs=0.03)
    # Two methods share the material and the replicate, and nothing else.
    assert np.mean([one.material[0, 1] for one in many]) == pytest.approx(1.0, abs=0.12)
    assert np.mean([one.rest[0, 1] for one in many]) == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize("fixed", [False, True])
def test_the_variance_of_the_mean_is_what_tables_show(fixed: bool) -> None:
    many = [found(seed, fixed=fixed) for seed in range(300)]
    shown = np.var([one.mean[0] for one in many])
    said = np.mean([one.covariance(np.zeros(2))[0, 0] for one in many])
    assert said == pytest.approx(shown, rel=0.2)


def test_groups_that_differ_widen_the_variance_to_what_tables_show() -> None:
    scatter = Scatter(group=1.0)
    tables = [made_up(seed, groups=25, scatter=scatter) for seed in range(300)]
    many = [(components(observed_errors(one, [CELL], 1.0)), one.groups) for one in tables]
    shown = np.var([parts.mean[0] for parts, _ in many])
    without = np.mean([parts.covariance(np.zeros(1))[0, 0] for parts, _ in many])
    said = np.mean([parts.covariance(np.zeros(1), groups)[0, 0] for parts, groups in many])
    assert without < 0.7 * shown
    assert said == pytest.approx(shown, rel=0.2)


def test_fewer_groups_leave_fewer_degrees_of_freedom() -> None:
    errors = made_up(0, groups=10)
    parts = components(observed_errors(errors, [CELL], 1.0))
    assert 2 < parts.freedom(errors.groups) < 10 < parts.freedom()


def test_where_no_material_is_tested_twice_the_variance_is_larger_and_said() -> None:
    rng = np.random.default_rng(0)
    blocks = np.split(rng.permutation(40), 4)
    values = [rng.standard_normal((1, 10)) for _ in blocks]
    parts = components(
        Observations(40, np.arange(4), [one.astype(np.int32) for one in blocks], values)
    )
    assert not parts.repeated
    assert np.all(parts.rest == 0)
    variance = np.var(np.concatenate(values, axis=1)) / 40
    assert parts.covariance(np.ones(1))[0, 0] > 1.5 * variance


def test_one_replicate_has_no_parts() -> None:
    errors = made_up(0, replicates=1)
    assert components(observed_errors(errors, [CELL], 1.0)) is None


def test_a_size_is_read_from_all_rows_that_have_it() -> None:
    tested = observed_errors(made_up(0), [("direct", 20, 0), CELL], 1.0)
    values = [one.copy() for one in tested.values]
    for row in range(8):
        values[row][1] = np.nan
    lacking = Observations(tested.materials, tested.replicate, tested.test, values)
    first, second = by_size(lacking)
    assert first.count == 2 * second.count


def test_negative_eigenvalues_are_set_to_nothing() -> None:
    fixed = without_negative(np.array([[1.0, 2.0], [2.0, 1.0]]))
    assert np.linalg.eigvalsh(fixed).min() == pytest.approx(0.0, abs=1e-12)
    assert fixed[0, 1] == pytest.approx(1.5)
