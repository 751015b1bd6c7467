"""Zero-shot: the pretrained network as it is, without any measurement."""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.scaler import Float64


def predict(attempt: Attempt) -> Float64:
    """Take the pretrained network's predictions as they are."""
    return attempt.source.on_target


ZERO_SHOT = FunctionMethod(
    "zero-shot",
    "the pretrained network as it is",
    uses_source=True,
    uses_target=False,
    predict=predict,
)
