"""From a pretrained network and target samples to predictions: what each method does."""

from __future__ import annotations

from simlaw.transfer.attempt import Attempt
from simlaw.transfer.correction import correct, ridge
from simlaw.transfer.engine import Float64


def fine_tune(attempt: Attempt) -> Float64:
    """Train the pretrained network on, all weights, on the target samples."""
    return attempt.engine.fine_tune(
        attempt.source, attempt.rows, shuffles=attempt.generator("fine-tune")
    )


def direct(attempt: Attempt) -> Float64:
    """Train a fresh network on the target samples alone."""
    engine = attempt.engine
    return engine.learn_directly(
        attempt.rows,
        start=engine.start(attempt.generator("start")),
        shuffles=attempt.generator("direct"),
    )


def zero_shot(attempt: Attempt) -> Float64:
    """Take the pretrained network's predictions as they are."""
    return attempt.source.on_target


def head_only(attempt: Attempt) -> Float64:
    """Train the last layer of the pretrained network on, the others frozen."""
    return attempt.engine.train_head(
        attempt.source, attempt.rows, shuffles=attempt.generator("fine-tune")
    )


def frozen_ridge(attempt: Attempt) -> Float64:
    """Fit a ridge regression on the last hidden layer of the pretrained network.

    What the calibrated source prediction leaves is what the ridge is fitted to, so that a strong
    penalty falls back on that prediction.
    """
    engine, pretrained = attempt.engine, attempt.source
    calibrated = engine.calibrated(pretrained, attempt.rows)
    left = engine.target_values[attempt.rows] - calibrated[attempt.rows]
    return calibrated + ridge(engine.hidden(pretrained), left, attempt.rows)


def residual(attempt: Attempt) -> Float64:
    """Learn what an affine map of the source prediction leaves, by a Gaussian process.

    The residual case of affine model transfer: Minami, Fukumizu, Hayashi & Yoshida, *Transfer
    learning with affine model transformation*, NeurIPS 2023.
    """
    engine, pretrained = attempt.engine, attempt.source
    return correct(
        pretrained.on_target,
        engine.scaled_target(pretrained.scaler),
        engine.target_values,
        attempt.rows,
        spread=pretrained.spread,
    )
