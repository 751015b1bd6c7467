"""Learning curves and the laws they follow.

Here live the measured curve (`LearningCurve`), the forms a curve may take, the fit of a form to
points with its uncertainty (`fit`, `Law`), and the diagnoses that say what a fit cannot tell. This
package needs numpy, scipy and pandas alone and serves anybody who has pairs of (n, error).
"""

from simlaw.law.curve import LearningCurve
from simlaw.law.fit import fit
from simlaw.law.forms import FORMS, Form
from simlaw.law.law import Estimate, Forecast, Law, NeededSize, Note

__all__ = [
    "FORMS",
    "Estimate",
    "Forecast",
    "Form",
    "Law",
    "LearningCurve",
    "NeededSize",
    "Note",
    "fit",
]
