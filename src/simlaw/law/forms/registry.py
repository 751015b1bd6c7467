"""The forms a learning curve may take, by name.

A new form is one file with a class that follows `Form` of `simlaw.law.forms.protocol`, and one line
here; or an object of the user's, which is given in place of a name.
"""

from __future__ import annotations

from simlaw.errors import InputError, nearest
from simlaw.law.forms.broken import Broken
from simlaw.law.forms.exponential import Exponential
from simlaw.law.forms.logarithmic import Logarithmic
from simlaw.law.forms.m4 import M4
from simlaw.law.forms.power import Power
from simlaw.law.forms.power_offset import PowerOffset
from simlaw.law.forms.protocol import Form
from simlaw.registry import Registry

AUTO = "auto"
"""What is asked for in place of a form to have shapes averaged."""

_ALL: tuple[Form, ...] = (
    PowerOffset(),
    Power(),
    Exponential(),
    Logarithmic(),
    M4(),
    Broken(),
)

FORMS: Registry[Form] = Registry(
    "form of the law",
    _ALL,
    needs=("name", "formula", "parameters", "units", "predict", "fit"),
)
"""Every form that comes with simlaw, by its name."""


def choose_form(wanted: str | Form) -> Form:
    """Return the form of a name, or the form given.

    Raises
    ------
    InputError
        If there is none of that name, or the object lacks what a form must have or has the name
        of another one.

    Examples
    --------
    >>> choose_form("power").formula
    'D * n**-alpha'
    """
    if not isinstance(wanted, str):
        form = FORMS.checked(wanted)
        if form.name == AUTO or (form.name in FORMS and form != FORMS[form.name]):
            raise InputError(
                f"{type(form).__name__} is named {form.name!r}, which is taken: give the form a "
                "name of its own."
            )
        return form
    if wanted not in FORMS:
        allowed = [AUTO, *FORMS]
        raise InputError(
            f"There is no form {wanted!r}.{nearest(wanted, FORMS)} Allowed: {', '.join(allowed)}, "
            "or in Python an object that follows simlaw.law.Form."
        )
    return FORMS[wanted]
