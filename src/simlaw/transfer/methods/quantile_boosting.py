"""Boosted trees for the median on the target samples alone."""

from typing import Any

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod
from simlaw.transfer.methods.scikit_learn import learn_from_target, library, ready
from simlaw.transfer.scaler import Float64


def regressor(m: int, seed: int) -> Any:
    """Return boosted trees whose loss is the absolute error, for so many training rows.

    Friedman, Annals of Statistics 29 (2001) 1189, algorithm 3, on columns cut into bins. The
    leaves of scikit-learn's defaults hold 20 rows: with few measurements no tree could grow, and
    every material would get the median. A leaf of two or three rows is too few where many values
    are equal, as the gaps of metals: its median says nothing. Here a leaf holds 5 rows, or a fifth
    of them where they are fewer than 25, and none are set aside to stop early by.
    """
    return library("ensemble").HistGradientBoostingRegressor(
        loss="absolute_error",
        learning_rate=0.05,
        max_iter=300,
        max_leaf_nodes=31,
        min_samples_leaf=min(max(1, m // 5), 5),
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    )


def predict(attempt: Attempt) -> Float64:
    """Add 300 trees of at most 31 leaves, three columns in ten looked at for each cut."""
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
