"""A method that trains any PyTorch module on computed data, and on with measurements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.errors import MissingExtraError
from simlaw.transfer import Attempt


@dataclass(frozen=True)
class TorchMethod:
    """A module trained on the source samples, then on the target samples.

    Attributes
    ----------
    name, title
        As the study file and the report have them.
    make
        Returns a new module from the width of the descriptor; it takes ``(batch, width)`` and
        gives ``(batch, 1)``. A module-level function, so that workers can import it.
    passes
        Passes over the source and over the target samples.
    """

    name: str
    title: str
    make: Callable[[int], Any]
    passes: tuple[int, int] = (20, 60)
    uses_source: bool = True
    uses_target: bool = True

    def ready(self) -> object:
        """Import PyTorch, or say how to install it."""
        try:
            import torch
        except ImportError as error:
            raise MissingExtraError(
                "PyTorch is not installed: pip install 'simlaw-example-plugin[torch]'"
            ) from error
        return torch

    def predict(self, attempt: Attempt) -> np.ndarray:
        """Return predictions for every target material, float64 ``(target rows,)``."""
        import torch

        torch.set_num_threads(1)  # trials run side by side, one on each core
        x, known = attempt.source_descriptors, attempt.source_values
        mean, spread = x.mean(axis=0), x.std(axis=0)
        spread = np.where(spread > 0, spread, np.inf)
        centre, scale = float(known.mean()), float(known.std()) or 1.0

        def rows(table: np.ndarray) -> Any:
            return torch.from_numpy(np.clip((table - mean) / spread, -6, 6).astype(np.float32))

        def values(raw: np.ndarray) -> Any:
            return torch.from_numpy(((raw - centre) / scale).astype(np.float32))

        target = rows(attempt.target_descriptors)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(attempt.seed("start"))
            module = self.make(x.shape[1])
            torch.manual_seed(attempt.seed("order"))
            _train(module, rows(x), values(known), passes=self.passes[0], rate=1e-3)
            some = target[torch.from_numpy(attempt.rows.astype(np.int64))]
            _train(module, some, values(attempt.target_values), passes=self.passes[1], rate=3e-4)
        with torch.no_grad():
            found = module(target)[:, 0].numpy().astype(np.float64)
        return found * scale + centre


def _train(module: Any, rows: Any, values: Any, *, passes: int, rate: float) -> None:
    import torch

    step = torch.optim.AdamW(module.parameters(), lr=rate, weight_decay=1e-2)
    for _ in range(passes):
        for some in torch.randperm(len(rows)).split(64):
            step.zero_grad()
            torch.nn.functional.smooth_l1_loss(module(rows[some])[:, 0], values[some]).backward()
            step.step()


def _small_network(width: int) -> Any:
    from torch import nn

    return nn.Sequential(
        nn.Linear(width, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 1)
    )


TORCH_MODULE = TorchMethod(
    "torch-module", "a PyTorch network trained on both tables in turn", _small_network
)
