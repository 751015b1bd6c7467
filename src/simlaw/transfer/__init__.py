"""Training on computed data and transfer to measured data.

`network` is the multilayer perceptron, `train` the compiled training loop, `recipe` every setting
with the rule that adapts it to the number of samples, `engine` pretraining and adapting on the two
tables of a study, `methods` the ways of transfer that a study compares.
"""

from simlaw.transfer.engine import Engine, Pretrained
from simlaw.transfer.methods import METHODS, Attempt, TransferMethod
from simlaw.transfer.recipe import TrainingRecipe

__all__ = ["METHODS", "Attempt", "Engine", "Pretrained", "TrainingRecipe", "TransferMethod"]
