"""Head-only: the last layer of the pretrained network trained on, the others frozen."""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.scaler import Float64


def predict(attempt: Attempt) -> Float64:
    """Train the last layer of the pretrained network on, the others frozen."""
    return attempt.engine.train_head(
        attempt.source, attempt.rows, shuffles=attempt.generator("fine-tune")
    )


HEAD_ONLY = FunctionMethod(
    "head-only",
    "the pretrained network with its last layer trained on, the others frozen",
    uses_source=True,
    uses_target=True,
    predict=predict,
)
