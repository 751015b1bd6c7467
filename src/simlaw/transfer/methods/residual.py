"""Residual: an affine map of the pretrained prediction, and a Gaussian process for the rest."""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.methods.residual_correction import correct
from simlaw.transfer.scaler import Float64


def predict(attempt: Attempt) -> Float64:
    """Learn what an affine map of the source prediction leaves, by a Gaussian process.

    The residual case of affine model transfer: Minami, Fukumizu, Hayashi & Yoshida, *Transfer
    learning with affine model transformation*, NeurIPS 2023.
    """
    engine, pretrained = attempt.engine, attempt.source
    return correct(
        pretrained.on_target,
        engine.scaled_target(pretrained.scaler),
        attempt.target_values,
        attempt.rows,
        spread=pretrained.spread,
        others=attempt.others,
    )


RESIDUAL = FunctionMethod(
    "residual",
    "an affine map of the pretrained prediction, and a Gaussian process for the rest",
    uses_source=True,
    uses_target=True,
    predict=predict,
)
