"""Training on computed data and transfer to measured data.

`training_recipe` holds every setting and the rule that sets steps and decay from n and m,
`networks` what is trained, `training_job` one training as a value, `training_loop` the compiled
loop and `stacked_training` many at once; `engine` pretrains and adapts networks on the two tables
of a study, `methods` are the ways to learn that a study compares, `metrics` what their errors are.
"""

from simlaw.transfer.engine import Engine, Pretrained
from simlaw.transfer.methods import (
    METHODS,
    STANDARD_METHODS,
    Attempt,
    FunctionMethod,
    TransferMethod,
    check_methods,
)
from simlaw.transfer.networks import NETWORKS, Network
from simlaw.transfer.study_samples import Materials, Samples
from simlaw.transfer.training_recipe import TrainingRecipe

__all__ = [
    "METHODS",
    "NETWORKS",
    "STANDARD_METHODS",
    "Attempt",
    "Engine",
    "FunctionMethod",
    "Materials",
    "Network",
    "Pretrained",
    "Samples",
    "TrainingRecipe",
    "TransferMethod",
    "check_methods",
]
