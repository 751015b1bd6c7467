"""PyTorch at its best: one process, one thread, tensors in memory, nothing in the loop but work."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from flop_count import gflops
from task import Task
from torch import nn
from torch.nn.functional import huber_loss

Turn = Callable[[int], dict[str, float]]


@dataclass(frozen=True)
class Settings:
    """What PyTorch leaves to its user.

    Attributes
    ----------
    fused
        Adam in one kernel (``fused=True``), else in one call per operation (``foreach=True``).
    compiled
        Network and loss through ``torch.compile``.
    flush
        Numbers too small for full precision become zero.
    threads
        Threads for one operation.
    """

    fused: bool = True
    compiled: bool = False
    flush: bool = False
    threads: int = 1

    @property
    def words(self) -> str:
        return ", ".join(
            [
                "fused Adam" if self.fused else "foreach Adam",
                *(["torch.compile"] if self.compiled else []),
                *(["denormals flushed"] if self.flush else []),
                f"{self.threads} thread{'s' if self.threads > 1 else ''}",
            ]
        )

    def apply(self) -> None:
        torch.set_num_threads(self.threads)
        torch.set_flush_denormal(self.flush)


EAGER = Settings()
TRIED = (
    EAGER,
    Settings(fused=False),
    Settings(flush=True),
    Settings(compiled=True),
    Settings(threads=2),
)
"""What the search for the best settings tries."""


def perceptron(start: Sequence[tuple[Any, Any]]) -> nn.Sequential:
    """Return a perceptron with given weights ``(in, out)`` and biases."""
    layers: list[nn.Module] = []
    for weight, bias in start:
        layer = nn.Linear(*weight.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(np.array(weight)).T)
            layer.bias.copy_(torch.from_numpy(np.array(bias)))
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def rates(peak: float, steps: int) -> list[float]:
    """Return the rate of each step: a linear rise over a tenth, then half a cosine."""
    done = [step / steps for step in range(steps)]
    return [
        peak * (0.04 + 0.96 * at / 0.1)
        if at < 0.1
        else peak * 0.5 * (1 + math.cos(math.pi * (at - 0.1) / 0.9))
        for at in done
    ]


@dataclass(frozen=True)
class Steps:
    """Rows ``order`` int64 ``(steps, batch)``, and how a step is taken: Adam, decoupled decay.

    Weights decay towards zero or, if anchored, towards those that they start from.
    """

    order: torch.Tensor
    peak: float
    decay: float
    huber: float
    anchored: bool = False


def fit(
    network: nn.Module,
    inputs: torch.Tensor,
    values: torch.Tensor,
    steps: Steps,
    settings: Settings = EAGER,
) -> None:
    """Train on standardised inputs and values."""
    parameters = list(network.parameters())
    anchor = [parameter.detach().clone() for parameter in parameters] if steps.anchored else []
    optimizer = torch.optim.AdamW(
        parameters,
        lr=steps.peak,
        weight_decay=steps.decay,
        fused=settings.fused,
        foreach=not settings.fused,
    )
    group = optimizer.param_groups[0]
    loss_of = _compiled_loss() if settings.compiled else _loss
    for rows, rate in zip(steps.order, rates(steps.peak, len(steps.order)), strict=True):
        chosen, wanted = inputs.index_select(0, rows), values.index_select(0, rows)
        loss = loss_of(network, chosen, wanted, steps.huber)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        group["lr"] = rate
        optimizer.step()
        if steps.anchored:
            with torch.no_grad():
                torch._foreach_add_(parameters, anchor, alpha=rate * steps.decay)


def _loss(
    network: nn.Module, rows: torch.Tensor, wanted: torch.Tensor, huber: float
) -> torch.Tensor:
    return huber_loss(network(rows).squeeze(1), wanted, delta=huber)


@cache
def _compiled_loss() -> Callable[..., torch.Tensor]:
    return torch.compile(_loss)


@dataclass(frozen=True)
class Standard:
    """Mean and deviation of some rows; a column that is constant there becomes zero."""

    mean: torch.Tensor
    inverse: torch.Tensor
    clip: float

    @classmethod
    def of(cls, rows: npt.NDArray[np.float32], clip: float) -> Standard:
        deviation, mean = torch.std_mean(torch.from_numpy(rows), dim=0, correction=0)
        varies = deviation > 1e-5 * mean.abs().clamp(min=1e-3)
        return cls(mean, torch.where(varies, 1 / deviation, 0.0), clip)

    def __call__(self, rows: npt.NDArray[np.float32]) -> torch.Tensor:
        scaled = (torch.from_numpy(rows) - self.mean) * self.inverse
        return scaled.clamp_(-self.clip, self.clip)


def predicted(network: nn.Module, inputs: torch.Tensor) -> npt.NDArray[np.float64]:
    """Return standardised predictions, float64 ``(rows,)``."""
    with torch.inference_mode():
        return network(inputs).squeeze(1).numpy().astype(np.float64)


def one_thread(settings: Settings = EAGER) -> None:
    """Settle this process; to be called before the first calculation."""
    os.environ["OMP_NUM_THREADS"] = str(settings.threads)
    torch.set_num_interop_threads(1)
    settings.apply()


def pretraining(task: Callable[[], Task], settings: Settings = EAGER) -> Turn:
    """The same training and prediction as simlaw's, from the same start, in the same order."""
    from simlaw.transfer.networks.mlp import MLP
    from simlaw.transfer.sample_order import sample_order

    one_thread(settings)
    job = task()
    recipe, steps = job.recipe, job.steps

    def turn(seed: int) -> dict[str, float]:
        rows, (start, shuffles) = job.rows(seed), job.generators(seed)
        began = time.perf_counter()
        used = job.descriptors[rows]
        standard = Standard.of(used, recipe.clip)
        inputs = standard(used)
        centre, spread = job.values[rows].mean(), job.values[rows].std()
        values = torch.from_numpy(((job.values[rows] - centre) / spread).astype(np.float32))
        places = np.arange(job.n, dtype=np.int32)
        order = sample_order(
            places, steps=steps, batch=recipe.batch, padded_steps=steps, rng=shuffles
        )
        network = perceptron(MLP.start(used.shape[1], recipe.hidden, start))
        fit(
            network,
            inputs,
            values,
            Steps(
                torch.from_numpy(order.astype(np.int64)).view(steps, recipe.batch),
                peak=recipe.learning_rate,
                decay=recipe.pretrain_decay(job.n),
                huber=recipe.huber,
            ),
            settings,
        )
        found = predicted(network, standard(job.test_descriptors)) * spread + centre
        seconds = time.perf_counter() - began
        return {
            "seconds": seconds,
            "error": float(np.abs(found - job.test_values).mean()),
            "gflops": gflops(job.widths, recipe.batch, steps, seconds),
        }

    return turn
