"""A method that reads the molecules themselves: a message-passing network of chemprop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlaw.errors import MissingExtraError
from simlaw.transfer import Attempt


@dataclass(frozen=True)
class GraphNetwork:
    """Chemprop's network trained on the computed molecules, then on with the measured ones.

    Attributes
    ----------
    passes
        Passes over the source and over the target samples.
    width
        Of messages and hidden layers.
    """

    name: str = "graph-network"
    title: str = "a message-passing network on the molecules, trained on both tables in turn"
    uses_source: bool = True
    uses_target: bool = True
    passes: tuple[int, int] = (10, 20)
    width: int = 64

    def ready(self) -> object:
        """Import chemprop, or say how to install it."""
        try:
            import chemprop
        except ImportError as error:
            raise MissingExtraError(
                "chemprop is not installed: pip install 'simlaw-example-plugin[chemprop]'"
            ) from error
        return chemprop

    def predict(self, attempt: Attempt) -> np.ndarray:
        """Return predictions for every target material, float64 ``(target rows,)``."""
        import torch

        torch.set_num_threads(1)  # trials run side by side, one on each core
        materials, known = attempt.materials, attempt.source_values
        centre, scale = float(known.mean()), float(known.std()) or 1.0
        source = _graphs([materials.source[row] for row in attempt.source_rows.tolist()])
        target = _graphs(list(materials.target))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(attempt.seed("start"))
            network = self._network()
            torch.manual_seed(attempt.seed("order"))
            _train(network, source, (known - centre) / scale, self.passes[0], 1e-3)
            some = [target[row] for row in attempt.rows.tolist()]
            _train(network, some, (attempt.target_values - centre) / scale, self.passes[1], 3e-4)
        network.eval()
        with torch.no_grad():
            found = [network(_batch(part))[:, 0].numpy() for part in _parts(target, 256)]
        return np.concatenate(found).astype(np.float64) * scale + centre

    def _network(self) -> Any:
        from chemprop import models, nn

        return models.MPNN(
            nn.BondMessagePassing(d_h=self.width),
            nn.MeanAggregation(),
            nn.RegressionFFN(input_dim=self.width, hidden_dim=self.width),
        )


def _graphs(smiles: Sequence[str]) -> list[Any]:
    from chemprop.featurizers import SimpleMoleculeMolGraphFeaturizer
    from rdkit import Chem

    featurize = SimpleMoleculeMolGraphFeaturizer()
    return [featurize(Chem.MolFromSmiles(text)) for text in smiles]


def _batch(graphs: Sequence[Any]) -> Any:
    from chemprop.data import BatchMolGraph

    return BatchMolGraph(list(graphs))


def _parts(graphs: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [graphs[start : start + size] for start in range(0, len(graphs), size)]


def _train(
    network: Any, graphs: Sequence[Any], values: np.ndarray, passes: int, rate: float
) -> None:
    import torch

    network.train()
    wanted = torch.from_numpy(values.astype(np.float32))
    step = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-4)
    for _ in range(passes):
        for some in torch.randperm(len(graphs)).split(64):
            step.zero_grad()
            found = network(_batch([graphs[place] for place in some.tolist()]))[:, 0]
            torch.nn.functional.smooth_l1_loss(found, wanted[some]).backward()
            step.step()


GRAPH_NETWORK = GraphNetwork()
