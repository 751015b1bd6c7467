"""A study end to end: its file, its trials, and its run folder.

`settings` are all that a study may be asked, `file` their TOML, `design` settles which trials there
are and which materials each uses in which order, `run` runs trials and records them, `allocate`
chooses them as results come, `tune` searches training settings. `study` is the road from two tables
to a result, `prepare` its first stretch, `result` what was found and how a run folder keeps it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlaw.study.allocate.until_goal import Goal
    from simlaw.study.design.design import Design, Trial
    from simlaw.study.origin import Origin
    from simlaw.study.result import StudyResult
    from simlaw.study.run.stacked_on_gpu import GraphicsProcessor
    from simlaw.study.run_folder import load_result
    from simlaw.study.study import Study

__all__ = [
    "Design",
    "Goal",
    "GraphicsProcessor",
    "Origin",
    "Study",
    "StudyResult",
    "Trial",
    "load_result",
]

_HOMES = {
    "Design": "design.design",
    "Goal": "allocate.until_goal",
    "GraphicsProcessor": "run.stacked_on_gpu",
    "Origin": "origin",
    "Trial": "design.design",
    "StudyResult": "result",
    "load_result": "run_folder",
    "Study": "study",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: workers need none of them, and start faster."""
    if name in _HOMES:
        return getattr(import_module(f"simlaw.study.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'simlaw.study' has no attribute '{name}'")
