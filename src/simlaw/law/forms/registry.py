"""The registry of forms a learning curve may take.

A new form is one file with a class that follows `Form` of `simlaw.law.forms.protocol`, and one line
here.
"""

from __future__ import annotations

from collections.abc import Mapping

from simlaw.law.forms.broken import Broken
from simlaw.law.forms.exponential import Exponential
from simlaw.law.forms.logarithmic import Logarithmic
from simlaw.law.forms.m4 import M4
from simlaw.law.forms.power import Power, PowerOffset
from simlaw.law.forms.protocol import Form

_ALL: tuple[Form, ...] = (
    PowerOffset(),
    Power(),
    Exponential(),
    Logarithmic(),
    M4(),
    Broken(),
)

FORMS: Mapping[str, Form] = {form.name: form for form in _ALL}
"""Every form by its name."""
