"""A study end to end: its file, its trials, and its run folder.

`file` reads the TOML study file, `design` settles which trials there are and which materials each
uses, `run` holds what workers read, one trial, its record and the runner that has workers do them,
`allocate` chooses trials as results come, `tune` searches training settings; `study` is the road
from two tables to a result, `prepare` its first half, `result` what was found.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlaw.study.allocate.until_goal import Goal
    from simlaw.study.design.design import Design, Trial
    from simlaw.study.named_arguments import Origin
    from simlaw.study.result import StudyResult, load_result
    from simlaw.study.run.stacked_on_gpu import GraphicsProcessor
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
    "Origin": "named_arguments",
    "Trial": "design.design",
    "StudyResult": "result",
    "load_result": "result",
    "Study": "study",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: workers need none of them, and start faster."""
    if name in _HOMES:
        return getattr(import_module(f"simlaw.study.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'simlaw.study' has no attribute '{name}'")
