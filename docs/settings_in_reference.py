"""Settings as the reference shows them: their default, and the sentence that explains them.

An extension of Griffe, which reads the package for mkdocstrings: in place of the call that declares
a setting, see `simlaw.settings`, stands what it says.
"""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from typing import Any

import griffe

DECLARE = "simlaw.settings.setting"
ABOUT = "simlaw.settings.about"
KEYWORDS = "with_keywords"


class SettingsInReference(griffe.Extension):
    """Shows what a setting declares."""

    def on_class_instance(self, *, cls: griffe.Class, **_: Any) -> None:
        """Put the docstring that lists all settings where a class is given one."""
        given = any(str(decorator.value) == KEYWORDS for decorator in cls.decorators)
        if given and cls.docstring is not None:
            made = getattr(import_module(cls.module.path), cls.name)
            cls.docstring.value = inspect.getdoc(made) or ""

    def on_attribute_instance(self, *, attr: griffe.Attribute, **_: Any) -> None:
        """Put default and explanation where a setting is declared."""
        value = attr.value
        if not isinstance(value, griffe.ExprCall):
            return
        if value.canonical_path == DECLARE:
            attr.value, said = value.arguments[:2]
            _explain(attr, said)
        elif value.canonical_path == "dataclasses.field":
            named = {a.name: a.value for a in value.arguments if isinstance(a, griffe.ExprKeyword)}
            told = named.get("metadata")
            if isinstance(told, griffe.ExprCall) and told.canonical_path == ABOUT:
                _explain(attr, told.arguments[0])


def _explain(attr: griffe.Attribute, said: str | griffe.Expr) -> None:
    try:
        text = ast.literal_eval(str(said))
    except (SyntaxError, ValueError):  # a name, whose text is not known here
        return
    attr.docstring = griffe.Docstring(text, parent=attr)
