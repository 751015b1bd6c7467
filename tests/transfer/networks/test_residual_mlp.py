"""The residual perceptron: what its widths mean, and a forward pass by hand."""

import numpy as np
import pytest
from jax.tree_util import tree_map

from simlaw.transfer.networks.residual_mlp import RESIDUAL_MLP


def rows() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((6, 5)).astype(np.float32)


@pytest.mark.parametrize(("hidden", "blocks"), [((8,), 0), ((8, 4), 1), ((8, 16, 3), 2)])
def test_the_first_width_is_the_stream_and_each_further_one_a_block(
    hidden: tuple[int, ...], blocks: int
) -> None:
    made = RESIDUAL_MLP.start(5, hidden, np.random.default_rng(0))
    assert made.stem.weight.shape == (5, 8)
    assert [block.inwards.weight.shape[1] for block in made.blocks] == list(hidden[1:])
    assert len(made.blocks) == blocks
    assert RESIDUAL_MLP.hidden(made, rows()).shape == (6, 8)


def test_a_forward_pass_in_numpy() -> None:
    made = RESIDUAL_MLP.start(5, (8, 4), np.random.default_rng(0))
    made = tree_map(lambda leaf: leaf + np.float32(0.1), made)

    def normalised(norm, x):
        off = x - x.mean(axis=1, keepdims=True)
        return off / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5) * (1 + norm.gain) + norm.shift

    stream = rows() @ made.stem.weight + made.stem.bias
    (block,) = made.blocks
    inner = np.maximum(normalised(block.norm, stream) @ block.inwards.weight + 0.1, 0)
    stream = stream + inner @ block.back.weight + block.back.bias
    wanted = np.maximum(normalised(made.norm, stream), 0) @ made.head.weight[:, 0] + 0.1
    np.testing.assert_allclose(RESIDUAL_MLP.apply(made, rows()), wanted, rtol=1e-4)


def test_without_what_its_blocks_add_the_stream_is_the_stem() -> None:
    made = RESIDUAL_MLP.start(5, (8, 4), np.random.default_rng(0))
    silent = made._replace(blocks=tree_map(np.zeros_like, made.blocks))
    without = made._replace(blocks=())
    np.testing.assert_array_equal(
        RESIDUAL_MLP.hidden(silent, rows()), RESIDUAL_MLP.hidden(without, rows())
    )
