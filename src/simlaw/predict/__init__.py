"""The predictor a user keeps: trained on everything, saved, loaded, asked about new materials.

`training` makes one from two tables by a blend whose weights and errors are cross-validated,
`models` are what it is made of, `kept` the folder that holds it: arrays, and a card in JSON.
Loading runs no code from it. `predictor` answers for some materials, `lists` for files of any
length; `intervals`, `domain` and `nearest` say how far an answer is to be trusted.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlaw.predict.predictions import Predictions
    from simlaw.predict.predictor import Predictor, load_predictor

__all__ = ["Predictions", "Predictor", "load_predictor"]

_HOMES = {
    "Predictions": "predictions",
    "Predictor": "predictor",
    "load_predictor": "predictor",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name in _HOMES:
        return getattr(import_module(f"simlaw.predict.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'simlaw.predict' has no attribute '{name}'")
