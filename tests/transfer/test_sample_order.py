"""Orders of samples: every row equally often, padded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlaw.transfer.sample_order import sample_order


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@given(
    samples=st.integers(1, 300),
    steps=st.integers(1, 40),
    batch=st.integers(1, 64),
    pad=st.integers(0, 9),
)
def test_every_row_is_seen_equally_often(samples: int, steps: int, batch: int, pad: int) -> None:
    rows = np.arange(100, 100 + samples, dtype=np.int32)
    order = sample_order(rows, steps=steps, batch=batch, padded_steps=steps + pad, rng=rng())
    assert order.shape == ((steps + pad) * batch,)
    assert not order[steps * batch :].any()
    counts = np.bincount(order[: steps * batch] - 100, minlength=samples)
    assert counts.sum() == steps * batch
    assert counts.max() - counts.min() <= 1


def test_an_order_longer_than_its_padding_is_refused() -> None:
    with pytest.raises(ValueError, match="steps <= padded_steps"):
        sample_order(np.arange(4, dtype=np.int32), steps=5, batch=2, padded_steps=4, rng=rng())
