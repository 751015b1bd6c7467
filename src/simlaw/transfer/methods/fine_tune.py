"""Fine-tuning: the pretrained network trained on, all weights."""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.scaler import Float64


def predict(attempt: Attempt) -> Float64:
    """Train the pretrained network on, all weights, on the target samples."""
    return attempt.engine.fine_tune(
        attempt.source, attempt.rows, shuffles=attempt.generator("fine-tune")
    )


FINE_TUNE = FunctionMethod(
    "fine-tune",
    "the pretrained network trained on with the target samples, all weights",
    uses_source=True,
    uses_target=True,
    predict=predict,
)
