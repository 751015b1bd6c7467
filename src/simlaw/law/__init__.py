"""Learning curves and the laws they follow.

Here live the measured curve (`LearningCurve`), the forms a curve may take, the fit of a form to
points with its uncertainty (`fit`, `Law`), and the diagnoses that say what a fit cannot tell. This
package needs numpy, scipy and pandas alone and serves anybody who has pairs of (n, error).
"""

from simlaw.law.curve import LearningCurve
from simlaw.law.estimate import Estimate, Note
from simlaw.law.fit import fit
from simlaw.law.forms.protocol import Form
from simlaw.law.forms.registry import FORMS
from simlaw.law.joint.fit_joint import fit_joint
from simlaw.law.joint.joint_law import JointLaw
from simlaw.law.law import Forecast, Law, NeededSize
from simlaw.law.pooling import pool_alpha

__all__ = [
    "FORMS",
    "Estimate",
    "Forecast",
    "Form",
    "JointLaw",
    "Law",
    "LearningCurve",
    "NeededSize",
    "Note",
    "fit",
    "fit_joint",
    "pool_alpha",
]
