"""One home for a setting: a field that says its name, type, default, limits and purpose.

A settings class is a frozen dataclass that inherits `Settings`; it lives in the package that uses
it. From its fields are made what files and keywords are checked by, the words that explain a key
wherever it is shown, and the values that a file holds. A new setting is one field::

    @dataclass(frozen=True)
    class OvenSettings(Settings):
        heat: float = setting(180.0, "Temperature in degrees Celsius.", above=0, most=300)

Types are ``int``, ``float``, ``str``, ``bool``, several of one (``Sequence[int]``, or
``int | Sequence[int]`` where one may stand alone), ``None`` beside them, mappings of texts and
numbers by key (``Mapping[str, float] | None``), and other settings classes.

`declaration` holds how a setting is declared, `check` what may be wrong with one, `base` the class
that settings inherit, `mapping` the way from a file's values and back.
"""

from simlaw.settings.base import Settings, with_keywords
from simlaw.settings.check import Problem, SettingsError
from simlaw.settings.declaration import About, Declared, about, declared, setting
from simlaw.settings.mapping import from_mapping, to_mapping

__all__ = [
    "About",
    "Declared",
    "Problem",
    "Settings",
    "SettingsError",
    "about",
    "declared",
    "from_mapping",
    "setting",
    "to_mapping",
    "with_keywords",
]
