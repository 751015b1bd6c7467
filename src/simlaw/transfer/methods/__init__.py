"""Transfer methods: ways from computed and measured samples to predictions for every material.

`protocol` says what a method is and what it may use, `registry` names those there are, and each
other file does the work of one, or what several share: `residual_correction` the Gaussian process
on top of a map, `scikit_learn` what regressors of scikit-learn need. `blending` combines them.
"""

from simlaw.transfer.methods.protocol import Attempt, FunctionMethod, TransferMethod, transfers
from simlaw.transfer.methods.registry import METHODS, STANDARD_METHODS, check_methods, ordered

__all__ = [
    "METHODS",
    "STANDARD_METHODS",
    "Attempt",
    "FunctionMethod",
    "TransferMethod",
    "check_methods",
    "ordered",
    "transfers",
]
