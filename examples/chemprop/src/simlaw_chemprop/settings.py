"""How chemprop's networks are made and trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GraphSettings:
    """Settings of both methods. The first seven are chemprop's own defaults.

    Attributes
    ----------
    width, depth
        Of messages and of the layer behind them; how often messages are passed.
    aggregation
        How atoms become a molecule: ``"norm"`` (their sum over 100) or ``"mean"``.
    loss
        ``"mse"`` or ``"mae"``.
    batch
        Molecules in a step.
    passes
        The most passes over computed molecules.
    rate
        The highest learning rate, reached after a warm-up from its tenth and left towards its
        tenth.
    seen, least_passes
        With more computed molecules the passes become fewer, so that about so many molecules are
        seen in all, but no fewer than the least.
    tune_passes, tune_rate
        Passes over measured molecules after pretraining, and the highest rate there.
    frozen
        Whether message passing keeps what it learned from computed molecules.
    direct_passes
        Passes over measured molecules without pretraining.
    measured_seen
        With more measured molecules both become fewer, so that about so many are seen in all, but
        no fewer than the least.
    """

    width: int = 300
    depth: int = 3
    aggregation: str = "norm"
    loss: str = "mse"
    batch: int = 64
    passes: int = 50
    rate: float = 1e-3
    seen: int = 200_000
    least_passes: int = 10
    tune_passes: int = 50
    tune_rate: float = 1e-3
    frozen: bool = False
    direct_passes: int = 50
    measured_seen: int = 100_000

    def pretraining_passes(self, n: int) -> int:
        """Return the passes over n computed molecules.

        Examples
        --------
        >>> [GraphSettings().pretraining_passes(n) for n in (1_000, 10_000, 28_679)]
        [50, 20, 10]
        """
        return min(self.passes, max(self.least_passes, round(self.seen / n)))

    def measured_passes(self, m: int, *, pretrained: bool) -> int:
        """Return the passes over m measured molecules.

        Examples
        --------
        >>> settings = GraphSettings(tune_passes=400)
        >>> [settings.measured_passes(m, pretrained=True) for m in (100, 1_000)]
        [400, 100]
        """
        most = self.tune_passes if pretrained else self.direct_passes
        return min(most, max(self.least_passes, round(self.measured_seen / m)))
