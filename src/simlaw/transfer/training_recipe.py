"""How networks are trained: every setting, and the rule that sets steps and decay from n and m."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from simlaw.transfer.networks.protocol import Network
from simlaw.transfer.networks.registry import DEFAULT_NETWORK, NETWORKS


@dataclass(frozen=True)
class TrainingRecipe:
    """Settings of pretraining, fine-tuning and direct learning.

    The rule: pretraining on k samples makes ``epochs`` passes, but never fewer than
    ``least_steps`` nor more than ``most_steps`` steps; fine-tuning and direct learning make a
    fixed number of steps. Every training is held by a decoupled decay of strength
    ``min(limit, samples / k)``, because a fixed prior on the weights counts for less the more
    samples there are (a Gaussian prior adds a term proportional to 1/k to the mean loss).
    Pretraining and direct learning decay towards zero, fine-tuning towards the pretrained weights
    (L2-SP, Li et al., ICML 2018): the fewer measurements, the more of the pretraining is kept.
    Learning rates warm up over the first tenth of the steps and fall along a cosine to zero.

    Attributes
    ----------
    hidden
        Widths of the hidden layers.
    batch, fine_tune_batch
        Samples a step in pretraining, and in fine-tuning and direct learning.
    epochs, least_steps, most_steps
        Length of pretraining, see the rule.
    learning_rate, fine_tune_rate, direct_rate
        Peak rates of Adam for pretraining, fine-tuning and direct learning.
    decay_samples, decay_limit
        Decay of pretraining.
    direct_decay_samples, direct_decay_limit
        Decay of direct learning.
    anchor_samples, anchor_limit
        Decay of fine-tuning towards the pretrained weights.
    fine_tune_steps, direct_steps
        Steps of fine-tuning and of direct learning.
    calibration_prior
        How many samples' worth of belief in the computed scale the affine map from the source
        prediction to the measured scale starts from, before fine-tuning.
    huber
        Where the loss turns from quadratic to linear, in standard deviations of the training
        values.
    clip
        Standardised descriptors are cut at plus and minus this many standard deviations.
    network
        What is trained: a name in `simlaw.transfer.NETWORKS`, or a network.
    """

    hidden: tuple[int, ...] = (128, 64)
    batch: int = 128
    fine_tune_batch: int = 16
    epochs: float = 30.0
    least_steps: int = 1_000
    most_steps: int = 50_000
    learning_rate: float = 2e-3
    decay_samples: float = 3e4
    decay_limit: float = 4.0
    fine_tune_steps: int = 1_000
    fine_tune_rate: float = 5e-4
    anchor_samples: float = 5e3
    anchor_limit: float = 20.0
    calibration_prior: float = 10.0
    direct_steps: int = 1_000
    direct_rate: float = 1e-3
    direct_decay_samples: float = 3e3
    direct_decay_limit: float = 15.0
    huber: float = 0.1
    clip: float = 6.0
    network: str | Network = DEFAULT_NETWORK

    def __post_init__(self) -> None:
        # Code at a place such as module:attribute is not imported before a network is wanted.
        if not (isinstance(self.network, str) and ":" in self.network):
            NETWORKS.find(self.network, where="training.network")

    def pretrain_steps(self, n: int) -> int:
        """Return the number of pretraining steps for ``n`` source samples.

        Examples
        --------
        >>> recipe = TrainingRecipe()
        >>> recipe.pretrain_steps(50), recipe.pretrain_steps(64_000)
        (1000, 15000)
        """
        steps = round(self.epochs * n / self.batch)
        return min(max(steps, self.least_steps), self.most_steps)

    def pretrain_decay(self, n: int) -> float:
        """Return the decay towards zero for ``n`` source samples.

        Examples
        --------
        >>> recipe = TrainingRecipe()
        >>> recipe.pretrain_decay(100), recipe.pretrain_decay(40_000)
        (4.0, 0.75)
        """
        return min(self.decay_limit, self.decay_samples / n)

    def direct_decay(self, m: int) -> float:
        """Return the decay towards zero for ``m`` target samples."""
        return min(self.direct_decay_limit, self.direct_decay_samples / m)

    def anchor(self, m: int) -> float:
        """Return the decay towards the pretrained weights for ``m`` target samples.

        Examples
        --------
        >>> TrainingRecipe().anchor(100), TrainingRecipe().anchor(1_000)
        (20.0, 5.0)
        """
        return min(self.anchor_limit, self.anchor_samples / m)

    def longer(self, factor: int) -> TrainingRecipe:
        """Return the same recipe with every training that many times as long."""
        return replace(
            self,
            epochs=self.epochs * factor,
            least_steps=self.least_steps * factor,
            most_steps=self.most_steps * factor,
            fine_tune_steps=self.fine_tune_steps * factor,
            direct_steps=self.direct_steps * factor,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain JSON values; the network only where it is another one."""
        settings = {**asdict(replace(self, network=DEFAULT_NETWORK)), "hidden": list(self.hidden)}
        if (network := _named(self.network)) == DEFAULT_NETWORK:
            del settings["network"]
        else:
            settings["network"] = network
        return settings


def _named(network: str | Network) -> str | dict[str, str]:
    """Return a network's name; of an object that no name leads to, name and version."""
    if isinstance(network, str):
        return network
    if NETWORKS.get(network.name) == network:
        return network.name
    return {"name": network.name, "version": network.version}
