"""A random forest on the target samples alone."""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.methods.scikit_learn import learn_from_target, library, ready
from simlaw.transfer.scaler import Float64


def predict(attempt: Attempt) -> Float64:
    """Average 300 trees grown on resampled training rows, a third of the columns at each split.

    Breiman, Machine Learning 45 (2001) 5.
    """
    return learn_from_target(
        attempt,
        lambda _: library("ensemble").RandomForestRegressor(
            n_estimators=300,
            max_features=1 / 3,
            n_jobs=1,
            random_state=attempt.seed("random-forest"),
        ),
    )


RANDOM_FOREST = FunctionMethod(
    "random-forest",
    "a random forest on the target samples alone (needs scikit-learn)",
    uses_source=False,
    uses_target=True,
    predict=predict,
    ready=ready,
)
