"""Direct learning: a fresh network on the target samples, without any computed data."""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.scaler import Float64


def predict(attempt: Attempt) -> Float64:
    """Train a fresh network on the target samples alone."""
    engine = attempt.engine
    return engine.learn_directly(
        attempt.rows,
        start=engine.start(attempt.generator("start")),
        shuffles=attempt.generator("direct"),
    )


DIRECT = FunctionMethod(
    "direct",
    "a fresh network trained on the target samples alone",
    uses_source=False,
    uses_target=True,
    predict=predict,
)
