"""Points that are ready to be fitted, and what is to be said of them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simlaw.errors import InputError
from simlaw.law.curve import LearningCurve
from simlaw.law.estimate import Estimate, Note
from simlaw.law.fit import fit
from simlaw.law.forms.protocol import Form
from simlaw.law.forms.registry import AUTO
from simlaw.law.joint.fit_joint import fit_joint
from simlaw.law.joint.joint_law import JointLaw
from simlaw.law.law import Law


@dataclass(frozen=True)
class PointTable:
    """Points read from a file, ready to be fitted.

    Attributes
    ----------
    frame
        Columns `n`, `error`, and where given `replicate`, `stderr`, `m`.
    direct
        Error of direct learning by m, where the file has it.
    notes
        What was guessed in reading them, and what is doubtful about them; their law has these
        notes before its own.
    """

    frame: pd.DataFrame
    direct: dict[int, Estimate]
    notes: tuple[Note, ...] = ()

    @property
    def joint(self) -> bool:
        """Whether there are several m."""
        return "m" in self.frame.columns and np.unique(self.frame["m"].to_numpy()).size > 1

    def fit(
        self, *, form: str | Form = AUTO, level: float = 0.9, seed: int = 0, robust: bool = False
    ) -> Law:
        """Fit the law in n of a table with one m or none."""
        direct = next(iter(self.direct.values()), None)
        law = fit(
            self.frame["n"],
            self.frame["error"],
            stderr=self.frame["stderr"] if "stderr" in self.frame.columns else None,
            replicate=self.frame["replicate"] if "replicate" in self.frame.columns else None,
            form=form,
            direct=direct,
            level=level,
            seed=seed,
            robust=robust,
        )
        return dataclasses.replace(law, notes=(*self.notes, *law.notes))

    def fit_joint(self, *, level: float = 0.9, seed: int = 0, resamples: int = 500) -> JointLaw:
        """Fit the joint law of a table with several m."""
        law = fit_joint(
            self.frame["n"],
            self.frame["m"],
            self.frame["error"],
            replicate=self.frame["replicate"] if "replicate" in self.frame.columns else None,
            level=level,
            resamples=resamples,
            seed=seed,
        )
        return dataclasses.replace(law, notes=(*self.notes, *law.notes))

    def at_m(self, m: float) -> PointTable:
        """Return the part of the table with one m.

        Raises
        ------
        InputError
            If the table has no such m.
        """
        if "m" not in self.frame.columns:
            raise InputError(f"There is no column m to choose m = {m:g} in; leave it out.")
        part = self.frame[self.frame["m"] == m].reset_index(drop=True)
        if part.empty:
            known = ", ".join(f"{one:.10g}" for one in np.unique(self.frame["m"].to_numpy()))
            raise InputError(f"There are no points at m = {m:g}; there are some at m = {known}.")
        direct = {key: value for key, value in self.direct.items() if key == int(m)}
        return dataclasses.replace(self, frame=part, direct=direct)

    def curve(self) -> LearningCurve:
        """The points as a learning curve, for charts; m is 0 where the file has none."""
        rows = len(self.frame)
        names = self.frame.get("replicate", pd.Series(np.zeros(rows)))
        frame = pd.DataFrame(
            {
                "replicate": pd.factorize(names)[0],
                "n": self.frame["n"],
                "m": self.frame.get("m", pd.Series(np.zeros(rows, dtype=np.int64))),
                "method": "fine-tune",
                "mae": self.frame["error"],
                "rmse": self.frame["error"],
            }
        )
        return LearningCurve(frame)
