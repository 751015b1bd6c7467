"""A study end to end: its file, its trials, and its run folder.

`spec` reads the TOML study file, `design` settles which trials there are and which materials each
uses, `inputs` holds what workers read, `trial` runs one unit of work, `journal` records it,
`runner` drives any executor, `study` is the road from two tables to a result, `result` what was
found and how a run folder keeps it.
"""

from simlaw.study.design import Design, Unit
from simlaw.study.result import StudyResult, load_result
from simlaw.study.study import Study

__all__ = ["Design", "Study", "StudyResult", "Unit", "load_result"]
