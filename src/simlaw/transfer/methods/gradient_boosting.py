"""Gradient-boosted trees on the target samples alone."""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.methods.scikit_learn import learn_from_target, library, ready
from simlaw.transfer.scaler import Float64


def predict(attempt: Attempt) -> Float64:
    """Add 500 trees of depth 6, each on half of the rows, a fifth of the columns at each split.

    Friedman, Computational Statistics & Data Analysis 38 (2002) 367.
    """
    return learn_from_target(
        attempt,
        lambda _: library("ensemble").GradientBoostingRegressor(
            n_estimators=500,
            learning_rate=0.03,
            max_depth=6,
            subsample=0.5,
            max_features=0.2,
            random_state=attempt.seed("gradient-boosting"),
        ),
    )


GRADIENT_BOOSTING = FunctionMethod(
    "gradient-boosting",
    "gradient-boosted trees on the target samples alone (needs scikit-learn)",
    uses_source=False,
    uses_target=True,
    predict=predict,
    ready=ready,
)
