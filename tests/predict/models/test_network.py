"""Networks of a predictor: what the engine says, whatever the number of rows."""

from __future__ import annotations

import numpy as np
import pytest
from tests.predict.small_predictor import descriptors, small_predictor

from simlaw.predict.models.batch import Batch
from simlaw.predict.models.network import ROWS, blocks, leaves, with_leaves
from simlaw.transfer.networks.mlp import MLP
from simlaw.transfer.networks.residual_mlp import RESIDUAL_MLP


def test_rows_are_predicted_alike_alone_and_among_others() -> None:
    base = small_predictor().bases[0]
    rows = descriptors(50)
    whole = base.predicted(rows)
    assert whole.shape == (50,)
    assert base.predicted(rows[7:8])[0] == whole[7]
    many = np.tile(rows, (ROWS // 50 + 2, 1))
    assert np.array_equal(base.predicted(many)[:50], whole)
    assert base.predicted(rows[:0]).shape == (0,)
    assert base.hidden(rows).shape == (50, 16)


def test_a_last_layer_reads_the_hidden_one() -> None:
    predictor = small_predictor()
    part = next(part for part in predictor.parts if part.name == "head-only")
    rows = descriptors()
    batch = Batch(rows, (), tuple(base.hidden(rows) for base in predictor.bases))
    model = part.models[0]
    (weight, bias), *_ = (model.parameters[0],)  # type: ignore[attr-defined]
    plain = (batch.hidden[0] @ np.asarray(weight) + np.asarray(bias))[:, 0]
    wanted = plain * model.spread + model.centre  # type: ignore[attr-defined]
    assert np.allclose(model.at(batch)[0], wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("network", "hidden"), [(MLP, (5, 4)), (RESIDUAL_MLP, (5, 4, 3))])
def test_weights_go_into_arrays_and_back(network: object, hidden: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    before = network.start(7, hidden, rng)  # type: ignore[attr-defined]
    like = network.start(1, (1,) * len(hidden), rng)  # type: ignore[attr-defined]
    arrays = leaves(before)
    after = with_leaves(like, arrays)
    rows = descriptors()[:, [0, 1, 2, 0, 1, 2, 0]]
    said = network.apply(before, rows)  # type: ignore[attr-defined]
    assert np.array_equal(said, network.apply(after, rows))  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="arrays of weights"):
        with_leaves(like, {name: arrays[name] for name in list(arrays)[1:]})
    with pytest.raises(ValueError, match="dimensions"):
        with_leaves(like, {**arrays, "weight000": np.zeros(3)})


def test_blocks_are_filled_up() -> None:
    table = np.ones((ROWS + 3, 2), dtype=np.float32)
    found = blocks(table)
    assert [(len(rows), count) for rows, count in found] == [(ROWS, ROWS), (ROWS, 3)]
    assert found[1][0].sum() == 6
