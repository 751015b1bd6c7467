"""simlaw: how far a computational materials database carries a predictor in the real world.

The main road in Python::

    import simlaw

    source = simlaw.read_table("computed.csv", kind="polymer", material="smiles",
                               value="density", unit="g/cm^3")
    target = simlaw.read_table("measured.csv", kind="polymer", material="SMILES",
                               value="RHO", unit="g/cm^3")
    study = simlaw.Study(source, target, descriptor="morgan", m=100, replicates=32)
    result = study.run()
    result.law.required_n(error=0.08)
    simlaw.write_report(result)

`simlaw.law` alone serves somebody who has only sizes and errors.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from simlaw._version import __version__ as __version__

if TYPE_CHECKING:
    from simlaw.errors import InputError, MissingExtraError, SimlawError
    from simlaw.law import LearningCurve
    from simlaw.predict import Predictor, load_predictor
    from simlaw.report import write_report
    from simlaw.study.result import StudyResult
    from simlaw.study.run_folder import load_result
    from simlaw.study.study import Study
    from simlaw.surveys import survey
    from simlaw.tables import PropertyTable, read_table
    from simlaw.transfer import TrainingRecipe

__all__ = [
    "InputError",
    "LearningCurve",
    "MissingExtraError",
    "Predictor",
    "PropertyTable",
    "SimlawError",
    "Study",
    "StudyResult",
    "TrainingRecipe",
    "load_predictor",
    "load_result",
    "read_table",
    "survey",
    "write_report",
]

_HOMES = {
    "InputError": "simlaw.errors",
    "LearningCurve": "simlaw.law",
    "MissingExtraError": "simlaw.errors",
    "Predictor": "simlaw.predict",
    "PropertyTable": "simlaw.tables",
    "SimlawError": "simlaw.errors",
    "Study": "simlaw.study",
    "StudyResult": "simlaw.study",
    "TrainingRecipe": "simlaw.transfer",
    "load_predictor": "simlaw.predict",
    "load_result": "simlaw.study",
    "read_table": "simlaw.tables",
    "survey": "simlaw.surveys",
    "write_report": "simlaw.report",
}

_ROOMS = (
    "charts",
    "decide",
    "descriptors",
    "law",
    "materials",
    "metrics",
    "predict",
    "registry",
    "report",
    "settings",
    "simulate",
    "study",
    "surveys",
    "tables",
    "testing",
    "transfer",
    "workers",
)


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that ``import simlaw`` is immediate."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _ROOMS:
        return import_module(f"simlaw.{name}")
    raise AttributeError(f"module 'simlaw' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, *_ROOMS])
