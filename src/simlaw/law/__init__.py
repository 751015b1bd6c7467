"""Learning curves and the laws they follow.

Here live the measured curve (`LearningCurve`), the forms a curve may take, the fit of a form to
points with its uncertainty (`fit`, `Law`), and the diagnoses that say what a fit cannot tell. This
package needs numpy, scipy and pandas alone and serves anybody who has pairs of (n, error).
"""

from simlaw.law.curve import LearningCurve
from simlaw.law.fit import fit
from simlaw.law.form import Form
from simlaw.law.forms import FORMS
from simlaw.law.joint import JointLaw
from simlaw.law.law import Estimate, Forecast, Law, NeededSize, Note
from simlaw.law.pooling import pool_alpha
from simlaw.law.surface import fit_joint

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
