"""Learning curves and the laws they follow.

Here live the measured curve (`LearningCurve`), the forms a curve may take (`FORMS`, and any object
that follows `Form`), the fit of a form to points with its uncertainty (`fit`, `Law`), the size that
a wanted error needs (`Law.required_n` gives a `Requirement`), the joint law over n and m
(`fit_joint`), and the diagnoses that say what a fit cannot tell. This package needs numpy, scipy
and pandas alone and serves anybody who has pairs of (n, error).
"""

from typing import Any

from simlaw.law.answers.gain import Gain
from simlaw.law.curve import LearningCurve
from simlaw.law.estimate import Estimate, Note
from simlaw.law.fit import fit
from simlaw.law.forecast import Forecast
from simlaw.law.forms.protocol import Form
from simlaw.law.forms.registry import FORMS
from simlaw.law.joint.fit_joint import fit_joint
from simlaw.law.joint.joint_law import JointLaw
from simlaw.law.law import LAW_VERSION, Law
from simlaw.law.new_materials.material_errors import MaterialErrors
from simlaw.law.new_materials.noise_of_means import INFERENCES, MeanNoise, noise_of_means
from simlaw.law.points_from_file import PointOptions, PointTable, read_points
from simlaw.law.pool_decay_rates import pool_alpha
from simlaw.law.required_n import Requirement

__all__ = [
    "FORMS",
    "INFERENCES",
    "LAW_VERSION",
    "Estimate",
    "Forecast",
    "Form",
    "Gain",
    "JointLaw",
    "Law",
    "LearningCurve",
    "MaterialErrors",
    "MeanNoise",
    "Note",
    "PointOptions",
    "PointTable",
    "Requirement",
    "fit",
    "fit_joint",
    "noise_of_means",
    "pool_alpha",
    "read_points",
]


def __getattr__(name: str) -> Any:
    """Return what had another name before; it goes with the next version."""
    if name == "NeededSize":
        import warnings

        warnings.warn(
            "simlaw.law.NeededSize is now simlaw.law.Requirement.", DeprecationWarning, stacklevel=2
        )
        return Requirement
    raise AttributeError(f"module 'simlaw.law' has no attribute '{name}'")
