"""A Gaussian process on measured materials: on their values, or on what a network leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simlaw.predict.models.batch import NONE, Arrays, Batch, Float32, Float64
from simlaw.transfer.methods.residual_correction import SmoothMap
from simlaw.transfer.scaler import Scaler

ROWS = 512
"""Rows that are worked out at a time."""


@dataclass(frozen=True, eq=False)
class SmoothModel:
    """A straight line of a network's prediction, and a smooth function of the descriptors.

    Attributes
    ----------
    smooth
        Line and function.
    samples
        float64 ``(samples, width)``: training materials, standardised by the scaler.
    rows
        int32 ``(samples,)``: which of the measured materials these are.
    scaler
        Standardises descriptors; what is constant in training is zero.
    clip
        What is standardised is cut at plus and minus this.
    base
        Number of the pretrained network that is corrected; `NONE` for zero in its place, and
        `LOOKUP` for the looked-up value.
    centre, spread
        What comes out times ``spread`` plus ``centre`` is the property.
    """

    smooth: SmoothMap
    samples: Float64
    rows: npt.NDArray[np.int32]
    scaler: Scaler
    clip: float
    base: int = NONE
    centre: float = 0.0
    spread: float = 1.0

    def at(self, batch: Batch) -> Float64:
        """Return its answer, float64 ``(1, rows)``."""
        start = batch.column(self.base)
        inputs = self.scaler.scaled(batch.descriptors, self.clip)
        found = np.empty(len(batch))
        for first in range(0, len(found), ROWS):  # each is compared with every sample
            some = slice(first, first + ROWS)
            found[some] = self.smooth.at(start[some], inputs[some], self.samples)
        return (found * self.spread + self.centre)[None, :]

    def arrays(self) -> Arrays:
        """Return what it holds; its training materials by their rows."""
        smooth = self.smooth
        return {
            "weights": smooth.weights,
            "rows": self.rows,
            "mean": self.scaler.mean,
            "inverse": self.scaler.inverse,
            "base": np.array([self.base], dtype=np.int32),
            "scale": np.array([self.centre, self.spread]),
            "smooth": np.array(
                [smooth.centre, smooth.spread, *smooth.line, smooth.signal, smooth.length]
            ),
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays, known: Float32, clip: float) -> SmoothModel:
        """Return the model that `arrays` tells of, with raw descriptors of measured materials."""
        scaler = Scaler(arrays["mean"], arrays["inverse"])
        centre, spread, offset, slope, signal, length = arrays["smooth"].tolist()
        smooth = SmoothMap(
            centre, spread, np.array([offset, slope]), signal, length, arrays["weights"]
        )
        rows = arrays["rows"]
        return cls(
            smooth,
            scaler.scaled(known[rows], clip),
            rows,
            scaler,
            clip,
            int(arrays["base"][0]),
            *arrays["scale"].tolist(),
        )
