"""Boosted trees for the median on the target samples alone."""

from typing import Any

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.methods.scikit_learn import learn_from_target, library, ready
from simlaw.transfer.scaler import Float64


def regressor(m: int, seed: int) -> Any:
    """Return boosted trees whose loss is the absolute error, for so many training rows.

    Friedman, Annals of Statistics 29 (2001) 1189, algorithm 3, on columns cut into bins. The
    leaves of scikit-learn's defaults hold 20 rows: with few measurements no tree could grow, and
    every material would get the median. Here a leaf holds a fiftieth of the rows, from 2 to 20, and
    no rows are set aside to stop early by.
    """
    return library("ensemble").HistGradientBoostingRegressor(
        loss="absolute_error",
        learning_rate=0.05,
        max_iter=300,
        max_leaf_nodes=15,
        min_samples_leaf=min(max(2, m // 50), 20),
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    )


def predict(attempt: Attempt) -> Float64:
    """Add 300 trees of at most 15 leaves, three columns in ten looked at for each cut."""
    seed = attempt.seed("quantile-boosting")
    return learn_from_target(attempt, lambda _: regressor(len(attempt.rows), seed))


QUANTILE_BOOSTING = FunctionMethod(
    "quantile-boosting",
    "boosted trees for the median on the target samples alone (needs scikit-learn)",
    uses_source=False,
    uses_target=True,
    predict=predict,
    ready=ready,
)
