"""The floor is the error of a perfect predictor, with the noise that is known or not."""

import numpy as np
import pytest

from simlaw.decide.materials.floor import (
    ABOVE,
    BELOW,
    UNSURE,
    Repeats,
    measurement_floor,
    on_log_scale,
)
from simlaw.metrics import METRICS
from simlaw.tables import read_table


def measured(seed: int, *, again: float = 0.4, noise: float = 0.2, joined: str = "median"):
    """A table some of whose materials were measured again, and the truth of each."""
    rng = np.random.default_rng(seed)
    count = np.where(rng.random(400) < again, rng.integers(2, 6, 400), 1)
    truth = rng.normal(0, 1, 400)
    rows = [truth[i] + noise * rng.standard_normal(k) for i, k in enumerate(count)]
    join = np.median if joined == "median" else np.mean
    values = np.array([join(one) for one in rows])
    spread = np.array([one.std(ddof=1) if one.size > 1 else np.nan for one in rows])
    return Repeats(spread, count, joined == "median"), values - truth


@pytest.mark.parametrize("joined", ["median", "mean"])
@pytest.mark.parametrize("metric", ["mae", "rmse"])
def test_it_is_the_error_of_one_who_knows_the_truth(joined: str, metric: str) -> None:
    found, true, held = [], [], []
    for seed in range(8):
        repeats, off = measured(seed, joined=joined)
        floor = measurement_floor(repeats, metric=metric)
        found.append(floor.estimate.estimate)
        true.append(METRICS[metric].of(off, np.zeros_like(off)))
        held.append(floor.estimate.low <= np.mean(true) <= floor.estimate.high)
    assert np.mean(found) == pytest.approx(np.mean(true), rel=0.04)
    assert sum(held) >= 5


def test_targets_are_judged_by_it() -> None:
    floor = measurement_floor(measured(0)[0])
    middle = floor.estimate.estimate
    assert floor.verdict(middle / 2) == BELOW
    assert floor.verdict(middle * 2) == ABOVE
    assert floor.verdict(middle) == UNSURE


def test_rows_that_agree_exactly_lower_it_and_are_counted() -> None:
    repeats, _ = measured(1)
    spread = repeats.spread.copy()
    copied = np.flatnonzero(repeats.repeated)[::2]
    spread[copied] = 0.0
    floor = measurement_floor(Repeats(spread, repeats.count))
    assert floor.alike == copied.size
    assert floor.estimate.estimate < 0.75 * floor.apart


def test_few_repeats_and_orders_have_no_floor() -> None:
    repeats, _ = measured(2)
    few = repeats.spread.copy()
    few[np.flatnonzero(repeats.repeated)[9:]] = np.nan
    assert measurement_floor(Repeats(few, repeats.count)) is None
    assert measurement_floor(repeats, metric="spearman") is None


def test_a_table_keeps_what_it_needs() -> None:
    import pandas as pd

    rng = np.random.default_rng(3)
    names = [f"C{'C' * (i % 20)}O" for i in range(60)]
    frame = pd.DataFrame({"smiles": names, "y": 5 + 0.1 * rng.standard_normal(60)})
    table = read_table(frame, kind="molecule", material="smiles", value="y")
    repeats = Repeats(
        table.frame["spread"].to_numpy(float), table.frame["count"].to_numpy(np.int64)
    )
    floor = measurement_floor(repeats)
    assert (floor.materials, floor.rows) == (20, 60)
    # Medians of three normal numbers.
    assert floor.estimate.estimate == pytest.approx(0.1 * 0.8 * 0.67, rel=0.3)


def test_spreads_on_logs_are_those_of_logs() -> None:
    rng = np.random.default_rng(4)
    rows = 50 * np.exp(0.02 * rng.standard_normal((300, 2)))
    found = on_log_scale(rows.std(axis=1, ddof=1), rows.mean(axis=1))
    assert found == pytest.approx(np.log10(rows).std(axis=1, ddof=1), rel=0.05)
