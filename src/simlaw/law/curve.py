"""Learning curves: errors over n, m and replicates, as a tidy table."""

from __future__ import annotations

import dataclasses
import html
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from simlaw.disk.whole_files import write_text
from simlaw.errors import InputError, nearest
from simlaw.law.estimate import Estimate, Note, Reference
from simlaw.law.fit import fit
from simlaw.law.forms.protocol import Form
from simlaw.law.forms.registry import AUTO
from simlaw.law.law import Law
from simlaw.law.new_materials.intervals import Deviation, difference
from simlaw.law.new_materials.material_errors import Cell, MaterialErrors
from simlaw.law.new_materials.noise_of_means import (
    NEW,
    THESE,
    MeanNoise,
    checked_inference,
    noise_of_means,
)
from simlaw.law.replicate_spread import best_mean, spread_of, weighed

Floats = npt.NDArray[np.float64]

COLUMNS = ("replicate", "n", "m", "method", "mae", "rmse")
"""Columns of a curve table, in the order of the file."""

SHARE = "n."
"""How a further column begins that says which part of `n` is of one source."""

FINE_TUNE, DIRECT, ZERO_SHOT = "fine-tune", "direct", "zero-shot"
"""The methods that a curve's laws, reference and comparison are about, unless others are named."""

_METHOD_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, repr=False)
class LearningCurve:
    """Test errors of trials, one row per trial.

    Attributes
    ----------
    frame
        Columns `replicate` (int), `n` (int, source samples; 0 for a method that learns from the
        target alone), `m` (int, target samples; 0 for a method that learns from the source
        alone), `method` (``fine-tune``, ``direct``, ``zero-shot`` or another name in small
        letters, digits and hyphens), `mae` and `rmse` (float, in `unit`).
    metric
        The error the laws are about: ``"mae"``, ``"rmse"``, or another column of errors.
    unit
        Unit of the errors, for display.
    name
        What the curve is of, for display.
    materials
        The signed error of every tested material, where a record has them: what intervals for new
        materials are made of.
    inference
        What intervals are about: a name in `simlaw.law.INFERENCES`; None for new materials where
        there are `materials`, else these.
    limits
        By method and m, what else than the source limits the errors; a note of every law of them.
    """

    frame: pd.DataFrame
    metric: str = "mae"
    unit: str = ""
    name: str = ""
    materials: MaterialErrors | None = dataclasses.field(default=None, compare=False)
    inference: str | None = None
    limits: Mapping[tuple[str, int], Note] = dataclasses.field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        missing = [column for column in COLUMNS if column not in self.frame.columns]
        if missing:
            raise InputError(
                f"A curve needs the columns {', '.join(COLUMNS)}, but {missing[0]!r} is missing."
                f"{nearest(missing[0], [str(column) for column in self.frame.columns])}"
            )
        names = set(self.frame["method"].astype(str))
        if strange := sorted(name for name in names if not _METHOD_NAME.fullmatch(name)):
            raise InputError(
                f"{strange[0]!r} is no name of a method: small letters, digits and hyphens are "
                f"allowed, such as {FINE_TUNE!r}, {DIRECT!r} or {ZERO_SHOT!r}."
            )
        self._metric(None)

    def _metric(self, metric: str | None) -> str:
        chosen = self.metric if metric is None else metric
        if chosen not in self.metrics:
            listed = " or ".join(f"'{name}'" for name in self.metrics)
            raise InputError(f"metric must be {listed}, but is {chosen!r}.")
        return chosen

    @property
    def metrics(self) -> tuple[str, ...]:
        """The errors there are: ``mae``, ``rmse``, and what else a column of its name holds."""
        others = (
            str(column)
            for column, kind in self.frame.dtypes.items()
            if column not in COLUMNS
            and not str(column).startswith(SHARE)
            and (self.frame.empty or pd.api.types.is_numeric_dtype(kind))
        )
        return ("mae", "rmse", *others)

    def _method(self, method: str) -> pd.DataFrame:
        return self.frame[self.frame["method"] == method]

    @property
    def methods(self) -> tuple[str, ...]:
        """Names of the methods there are, those of `simlaw.law` first, then alphabetically."""
        names = sorted({str(name) for name in self.frame["method"].unique()})
        first = [name for name in (FINE_TUNE, DIRECT, ZERO_SHOT) if name in names]
        return (*first, *(name for name in names if name not in first))

    def _known(self, method: str) -> str:
        if method not in (FINE_TUNE, DIRECT, ZERO_SHOT, *self.methods):
            raise InputError(
                f"The curve has no trials of the method {method!r}.{nearest(method, self.methods)} "
                f"It has {', '.join(self.methods)}."
            )
        return method

    @property
    def _transferred(self) -> pd.DataFrame:
        """Trials that learn from both tables; a curve without m has 0 there."""
        method = self.frame["method"]
        both = (self.frame["m"] > 0) | (method == FINE_TUNE)
        return self.frame[(self.frame["n"] > 0) & both & (method != ZERO_SHOT)]

    @property
    def ms(self) -> npt.NDArray[np.int64]:
        """Numbers of target samples of trials that learn from both tables, increasing, int64."""
        return np.unique(self._transferred["m"].to_numpy(dtype=np.int64))

    @property
    def replicates(self) -> int:
        """Number of replicates."""
        return int(self.frame["replicate"].nunique())

    def _m(self, m: int | None) -> int:
        """The wanted m, or the largest there is."""
        ms = self.ms
        if ms.size == 0:
            raise InputError("The curve has no trial yet that learns from both tables.")
        if m is None:
            return int(ms[-1])
        if m not in ms:
            listed = ", ".join(str(value) for value in ms)
            raise InputError(f"The curve has no trials with m = {m}. It has m = {listed}.")
        return int(m)

    def sizes(self, m: int | None = None, method: str = FINE_TUNE) -> npt.NDArray[np.int64]:
        """Source sizes n of one method's trials with that m, increasing, int64."""
        chosen = self._method(self._known(method))
        return np.unique(chosen.loc[chosen["m"] == self._m(m), "n"].to_numpy(dtype=np.int64))

    def points(
        self, m: int | None = None, method: str = FINE_TUNE, metric: str | None = None
    ) -> pd.DataFrame:
        """Errors of one method at one m (the largest by default).

        Returns
        -------
        pandas.DataFrame
            Columns `replicate`, `n`, `error`, sorted by n and replicate.
        """
        rows = self._method(self._known(method))
        if method != ZERO_SHOT:
            rows = rows[rows["m"] == self._m(m)]
        chosen = rows[["replicate", "n", self._metric(metric)]]
        chosen = chosen.rename(columns={self._metric(metric): "error"})
        if method == ZERO_SHOT:
            chosen = chosen.drop_duplicates(["replicate", "n"])
        return chosen.sort_values(["n", "replicate"]).reset_index(drop=True)

    def mean(
        self, m: int | None = None, method: str = FINE_TUNE, metric: str | None = None
    ) -> pd.DataFrame:
        """Mean over replicates at each n: columns `n`, `error`, `stderr`, `replicates`.

        Replicates that lack sizes are weighed, see `simlaw.law.replicate_spread`.
        """
        points = self.points(m, method, metric)
        grouped = points.groupby("n")["error"]
        table = grouped.agg(error="mean", spread="std", replicates="size").reset_index()
        table["stderr"] = table["spread"] / np.sqrt(table["replicates"])
        table_of = points.pivot_table(index="replicate", columns="n", values="error")
        rows = table_of.to_numpy(dtype=np.float64)
        if weighed(~np.isnan(rows)):
            mean = best_mean(rows)
            spread = spread_of(rows, mean)
            table["error"] = mean
            table["stderr"] = mean * spread.scale * np.sqrt(np.diag(spread.of_means()))
        return table[["n", "error", "stderr", "replicates"]]

    def direct(
        self,
        m: int | None = None,
        metric: str | None = None,
        level: float = 0.9,
        method: str = DIRECT,
    ) -> Estimate | None:
        """Mean error of direct learning at one m with a t interval, or None without trials.

        ``method`` may name another one that learns from the target alone.
        """
        values = self.points(m, method, metric)["error"].to_numpy(dtype=np.float64)
        if values.size == 0:
            return None
        noise = self.noise([(method, self._m(m), 0)], metric)
        if noise is not None:
            found = float(values.mean())
            half = float(stdtrit(noise.freedom, (1 + level) / 2) * noise.covariance[0, 0] ** 0.5)
            return Estimate(found, found * math.exp(-half), found * math.exp(half), level)
        mean = float(values.mean())
        half = 0.0
        if values.size > 1:
            half = float(stdtrit(values.size - 1, (1 + level) / 2)) * float(
                values.std(ddof=1) / math.sqrt(values.size)
            )
        return Estimate(mean, mean - half, mean + half, level)

    def zero_shot(self, metric: str | None = None) -> pd.DataFrame:
        """Mean zero-shot error at each n: columns `n`, `error`, `stderr`, `replicates`."""
        return self.mean(None, ZERO_SHOT, metric)

    def fit(
        self,
        m: int | None = None,
        metric: str | None = None,
        form: str | Form = AUTO,
        level: float = 0.9,
        seed: int = 0,
        resamples: int = 2000,
        method: str = FINE_TUNE,
        inference: str | None = None,
    ) -> Law:
        """Fit the law of one method's error at one m (the largest by default).

        The other arguments are those of `simlaw.law.fit`; ``inference`` is one of
        `simlaw.law.INFERENCES`, by default what `inference_of` says.
        """
        points = self.points(m, method, metric)
        sizes = np.unique(points["n"].to_numpy(dtype=np.int64))
        count = 0 if method == ZERO_SHOT else self._m(m)
        cells = [(method, count, int(n)) for n in sizes]
        law = fit(
            points["n"].to_numpy(),
            points["error"].to_numpy(),
            replicate=points["replicate"].to_numpy(),
            form=form,
            direct=self._reference(cells[-1], metric, inference),
            level=level,
            seed=seed,
            resamples=resamples,
            noise=self.noise(cells, metric, inference),
        )
        limited = self.limited(method, [count])
        return dataclasses.replace(law, method=method, notes=(*law.notes, *limited))

    def limited(self, method: str, ms: Iterable[int]) -> tuple[Note, ...]:
        """Return what is said in `limits` of one method at some m."""
        return tuple(self.limits[method, m] for m in ms if (method, m) in self.limits)

    def difference(
        self,
        cell: Cell,
        other: Cell,
        *,
        metric: str | None = None,
        inference: str | None = None,
    ) -> Deviation | None:
        """Error of one cell (method, m, n) less that of another, over the replicates with both.

        None with fewer than two such replicates. About new materials where errors of materials are
        known, material by material; else about these, replicate by replicate.
        """
        about, name = self.inference_of(inference), self._metric(metric)
        held = self.materials
        if about != THESE and held is not None and {cell, other} <= held.errors.keys():
            return difference(held, cell, other, metric=name, inference=about)
        left, right = (self._column(one, name) for one in (cell, other))
        both = left.index.intersection(right.index)
        if both.size < 2:
            return None
        found = (left[both] - right[both]).to_numpy(dtype=np.float64)
        stderr = float(found.std(ddof=1) / math.sqrt(found.size))
        return Deviation(float(found.mean()), stderr, float(found.size - 1))

    def _column(self, cell: Cell, metric: str) -> pd.Series[float]:
        """The errors of one cell by replicate."""
        method, m, n = cell
        rows = self._method(method)
        rows = rows[rows["n"] == n]
        if method != ZERO_SHOT:
            rows = rows[rows["m"] == m]
        return rows.drop_duplicates("replicate").set_index("replicate")[metric]

    def _reference(self, last: Cell, metric: str | None, inference: str | None) -> Any:
        """Direct learning beside the largest n of a curve, with what the two share."""
        alone = self.direct(last[1] or None, metric)
        if alone is None:
            return None
        apart = self.difference(last, (DIRECT, last[1], 0), metric=metric, inference=inference)
        below = None if apart is None else 1.0 - apart.probability_below(0.0)
        return Reference(alone.estimate, alone.low, alone.high, alone.level, below)

    def inference_of(self, inference: str | None = None) -> str:
        """What intervals are about: new materials where errors of materials are known.

        Raises
        ------
        InputError
            If the wanted inference is unknown, or needs errors of materials that there are not.
        """
        if inference is None:
            inference = self.inference
        if inference is None:
            return THESE if self.materials is None else NEW
        if checked_inference(inference) != THESE and self.materials is None:
            raise InputError(
                f"Intervals for inference = {inference!r} need the error of every tested material, "
                "which this curve does not have: it was read from errors alone, from a run of an "
                "earlier version, or from one with record = 'summary'. Use 'these'."
            )
        return inference

    def noise(
        self, cells: list[Cell], metric: str | None = None, inference: str | None = None
    ) -> MeanNoise | None:
        """What the mean errors of some cells may be off by for new materials.

        None where intervals are about these materials, or where there are no two replicates.
        """
        about = self.inference_of(inference)
        if about == THESE or self.materials is None:
            return None
        if any(cell not in self.materials.errors for cell in cells):
            return None
        return noise_of_means(self.materials, cells, metric=self._metric(metric), inference=about)

    def to_csv(self, path: str | Path) -> None:
        """Write the table with its columns in the documented order."""
        ordered = self.frame.sort_values(["m", "method", "n", "replicate"], kind="stable")
        others = [column for column in self.frame.columns if column not in COLUMNS]
        write_text(Path(path), ordered.to_csv(columns=[*COLUMNS, *others], index=False))

    @classmethod
    def read_csv(
        cls, path: str | Path, *, metric: str = "mae", unit: str = "", name: str = ""
    ) -> LearningCurve:
        """Read a table written by `to_csv`."""
        try:
            frame = pd.read_csv(path)
        except FileNotFoundError as error:
            raise InputError(f"There is no file '{path}'.") from error
        except (OSError, ValueError) as error:
            raise InputError(f"'{path}' cannot be read as a CSV file: {error}") from error
        try:
            return cls(frame, metric=metric, unit=unit, name=name)
        except InputError as error:
            raise InputError(f"'{path}': {error}") from error

    @classmethod
    def from_rows(
        cls, rows: Sequence[dict[str, Any]], *, metric: str = "mae", unit: str = "", name: str = ""
    ) -> LearningCurve:
        """Build a curve from trial records that hold the documented columns."""
        others = dict.fromkeys(key for row in rows for key in row if key not in COLUMNS)
        frame = pd.DataFrame(list(rows), columns=[*COLUMNS, *others])
        return cls(frame, metric=metric, unit=unit, name=name)

    def __repr__(self) -> str:
        ms = ", ".join(str(value) for value in self.ms)
        title = f" {self.name}" if self.name else ""
        unit = f" {self.unit}" if self.unit else ""
        head = f"LearningCurve{title}: {self.replicates} replicates, m = {ms or 'none'}"
        if self.ms.size == 0:
            return head
        table = self.mean()
        body = "\n".join(
            f"  n = {row.n:>9}  {self.metric} {row.error:.4g}{unit}"
            for row in table.itertuples(index=False)
        )
        return f"{head}\n{body}"

    def _repr_html_(self) -> str:
        title = html.escape(self.name or "Learning curve")
        if self.ms.size == 0:
            return f"<p>{title}: no fine-tuned trial yet</p>"
        return f"<p>{title}, m = {self._m(None)}</p>{self.mean().to_html(index=False)}"
