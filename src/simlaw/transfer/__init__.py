"""Training on computed data and transfer to measured data.

`network` is the multilayer perceptron, `train` the compiled training loop, `recipe` every setting
with the rule that adapts it to the number of samples, `engine` pretraining and adapting on the two
tables of a study, `methods` the registry of the ways to learn that a study compares, `adapt` what
each of them does and `correction` the closed-form regressions that some of them end with.
"""

from simlaw.transfer.attempt import Attempt
from simlaw.transfer.engine import Engine, Pretrained
from simlaw.transfer.methods import METHODS, STANDARD_METHODS, TransferMethod, check_methods
from simlaw.transfer.training_recipe import TrainingRecipe

__all__ = [
    "METHODS",
    "STANDARD_METHODS",
    "Attempt",
    "Engine",
    "Pretrained",
    "TrainingRecipe",
    "TransferMethod",
    "check_methods",
]
