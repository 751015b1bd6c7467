"""What the error of predictions is: one number for predictions and measurements, lower is better.

Sizes of errors (``mae``, ``rmse``, ``median``, ``q90``, ``outside-T``) and the order of materials
(``spearman``, ``missed-best-K``). A metric is one class and one line in `simlaw.metrics.registry`.
"""

from simlaw.metrics.metric import Metric
from simlaw.metrics.order_of_materials import MissedBest, OrderError
from simlaw.metrics.registry import METRICS, STANDARD, title_of, unit_of
from simlaw.metrics.size_of_errors import (
    MAE,
    RMSE,
    MeanAbsoluteError,
    QuantileOfErrors,
    RootMeanSquareError,
    ShareOutside,
)

__all__ = [
    "MAE",
    "METRICS",
    "RMSE",
    "STANDARD",
    "MeanAbsoluteError",
    "Metric",
    "MissedBest",
    "OrderError",
    "QuantileOfErrors",
    "RootMeanSquareError",
    "ShareOutside",
    "title_of",
    "unit_of",
]
