"""The registry of forms a learning curve may take.

A new form is one file with a class that follows `simlaw.law.form.Form`, and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping

from simlaw.law.broken import Broken
from simlaw.law.exponential import Exponential
from simlaw.law.form import Form
from simlaw.law.logarithmic import Logarithmic
from simlaw.law.m4 import M4
from simlaw.law.power import Power, PowerOffset

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
