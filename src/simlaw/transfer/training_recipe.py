"""How networks are trained: every setting, and the rule that sets steps and decay from n and m."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from simlaw.errors import InputError
from simlaw.settings import Settings, setting
from simlaw.transfer.networks.registry import DEFAULT_NETWORK, NETWORKS

UNCHANGED: Mapping[str, float] = MappingProxyType(
    {"anchor_share": 1.0, "wider_from": 0, "fine_tune_epochs": 0.0}
)
"""Settings that came after the first version, and the values at which each changes nothing."""


RULE = (
    "Pretraining makes `epochs` passes over its n samples, within `least_steps` and `most_steps`; "
    "beyond `wider_from` samples the network is two or three times as wide. Every training on k "
    "samples is held by a decay min(limit, samples / k): towards zero in pretraining and direct "
    "learning, towards `anchor_share` of the pretrained weights in fine-tuning, which starts from "
    "an affine calibration. Rates warm up over a tenth of the steps and fall along a cosine."
)
"""The recipe in words."""


@dataclass(frozen=True)
class TrainingRecipe(Settings):
    """Settings of pretraining, fine-tuning and direct learning.

    The rule: pretraining on k samples makes ``epochs`` passes, but never fewer than
    ``least_steps`` nor more than ``most_steps`` steps; fine-tuning and direct learning make a
    fixed number of steps, or ``fine_tune_epochs`` passes where those are more. Beyond
    ``wider_from`` source samples the network is twice as wide, beyond twice as many three times
    with one more layer of half the last one's width, and makes two thirds of the passes. Every
    training is held by a decoupled decay of strength ``min(limit, samples / k)``, because a fixed
    prior on the weights counts for less the more samples there are (a Gaussian prior adds a term
    proportional to 1/k to the mean loss). Pretraining and direct learning decay towards zero,
    fine-tuning towards the pretrained weights (L2-SP, Li et al., ICML 2018) times
    ``anchor_share``: the fewer measurements, the more of the pretraining is kept.
    Learning rates warm up over the first tenth of the steps and fall along a cosine to zero.
    """

    hidden: tuple[int, ...] = setting(
        (128, 64), "Widths of the hidden layers.", above=0, fewest=1, greatest=8
    )
    wider_from: int = setting(
        30_000,
        "Source samples beyond which hidden layers are twice as wide, and three times beyond twice "
        "as many, with one layer more; pretraining then makes two thirds of its passes. 0: never.",
        least=0,
    )
    batch: int = setting(128, "Samples in a step of pretraining.", above=0)
    fine_tune_batch: int = setting(
        16, "Samples in a step of fine-tuning and of direct learning.", above=0
    )
    epochs: float = setting(30.0, "Passes through the n source samples in pretraining.", above=0)
    least_steps: int = setting(1_000, "Fewest steps of pretraining.", above=0)
    most_steps: int = setting(100_000, "Most steps of pretraining.", above=0)
    learning_rate: float = setting(2e-3, "Peak learning rate of pretraining.", above=0)
    decay_samples: float = setting(
        3e4,
        "Decay of pretraining: for n samples decay_samples / n, and at most decay_limit.",
        least=0,
    )
    decay_limit: float = setting(4.0, "See decay_samples.", least=0)
    fine_tune_steps: int = setting(1_000, "Steps of fine-tuning.", above=0)
    fine_tune_epochs: float = setting(
        16.0,
        "Passes through the m samples that fine-tuning and direct learning make at least, whatever "
        "their steps.",
        least=0,
    )
    fine_tune_rate: float = setting(5e-4, "Peak learning rate of fine-tuning.", above=0)
    anchor_samples: float = setting(
        3e3,
        "Decay of fine-tuning towards the pretrained weights: for m samples anchor_samples / m, "
        "and at most anchor_limit.",
        least=0,
    )
    anchor_limit: float = setting(20.0, "See anchor_samples.", least=0)
    anchor_share: float = setting(
        0.9,
        "What fine-tuning is held to: the pretrained weights times this. Below one it is pulled "
        "towards zero too, as if there were a decay of both kinds.",
        least=0,
        most=1,
    )
    calibration_prior: float = setting(
        10.0,
        "How many samples' worth of belief in the computed scale the calibration before "
        "fine-tuning starts from.",
        least=0,
    )
    direct_steps: int = setting(
        1_000, "Steps of direct learning (on the m measured materials alone).", above=0
    )
    direct_rate: float = setting(1e-3, "Peak learning rate of direct learning.", above=0)
    direct_decay_samples: float = setting(
        3e3,
        "Decay of direct learning: for m samples direct_decay_samples / m, and at most "
        "direct_decay_limit.",
        least=0,
    )
    direct_decay_limit: float = setting(15.0, "See direct_decay_samples.", least=0)
    huber: float = setting(
        0.1,
        "Where the loss turns from quadratic to linear, in standard deviations of the values.",
        above=0,
    )
    clip: float = setting(
        6.0, "Standardised descriptors are cut at this many standard deviations.", above=0
    )

    network: str = setting(
        DEFAULT_NETWORK, "What is trained; `hidden` has a meaning for each.", words=NETWORKS
    )

    def _agree_in_file(self, given: Collection[str]) -> None:
        if self.least_steps > self.most_steps:
            raise InputError(
                "least_steps <= most_steps must hold, but got "
                f"{self.least_steps} and {self.most_steps}."
            )

    def times_as_wide(self, n: int) -> int:
        """Return how many times as wide hidden layers are with ``n`` source samples, 1 to 3.

        Examples
        --------
        >>> [TrainingRecipe().times_as_wide(n) for n in (30_000, 30_001, 60_001)]
        [1, 2, 3]
        """
        if not self.wider_from or n <= self.wider_from:
            return 1
        return 2 if n <= 2 * self.wider_from else 3

    def widths(self, n: int) -> tuple[int, ...]:
        """Return the widths of the hidden layers with ``n`` source samples.

        Examples
        --------
        >>> TrainingRecipe().widths(1_000), TrainingRecipe().widths(100_000)
        ((128, 64), (384, 192, 96))
        """
        times = self.times_as_wide(n)
        wide = tuple(times * width for width in self.hidden)
        return (*wide, max(1, wide[-1] // 2)) if times > 2 else wide

    def pretrain_steps(self, n: int) -> int:
        """Return the number of pretraining steps for ``n`` source samples.

        Examples
        --------
        >>> recipe = TrainingRecipe()
        >>> recipe.pretrain_steps(50), recipe.pretrain_steps(25_600), recipe.pretrain_steps(64_000)
        (1000, 6000, 10000)
        """
        epochs = self.epochs if self.times_as_wide(n) == 1 else self.epochs * 2 / 3
        steps = round(epochs * n / self.batch)
        return min(max(steps, self.least_steps), self.most_steps)

    def most_pretrain_steps(self, n: int) -> int:
        """Return the number of steps of the longest pretraining on up to ``n`` source samples."""
        turns = (n, min(n, self.wider_from)) if self.wider_from else (n,)
        return max(self.pretrain_steps(size) for size in turns)

    def target_steps(self, steps: int, m: int) -> int:
        """Return the number of steps on ``m`` target samples, where ``steps`` are planned.

        Examples
        --------
        >>> TrainingRecipe().target_steps(1_000, 400), TrainingRecipe().target_steps(1_000, 3_000)
        (1000, 3000)
        """
        return max(steps, round(self.fine_tune_epochs * m / self.fine_tune_batch))

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
        (20.0, 3.0)
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
            fine_tune_epochs=self.fine_tune_epochs * factor,
            direct_steps=self.direct_steps * factor,
        )

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> TrainingRecipe:
        """Return the recipe that `to_dict` gave settings of, in this version or an earlier one."""
        return cls(**{**UNCHANGED, **settings, "hidden": tuple(settings["hidden"])})

    def with_twice_the_capacity(self) -> TrainingRecipe:
        """Return the same recipe with every layer twice as wide and trained twice as long.

        Examples
        --------
        >>> TrainingRecipe(hidden=(8, 4)).with_twice_the_capacity().hidden
        (16, 8)
        """
        return replace(self.longer(2), hidden=tuple(2 * width for width in self.hidden))

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain JSON values.

        What came later is left out where it changes nothing: finished trials stay good.
        """
        settings = {**asdict(self), "hidden": list(self.hidden)}
        for key, nothing in {"network": DEFAULT_NETWORK, **UNCHANGED}.items():
            if settings[key] == nothing:
                del settings[key]
        return settings
