"""What the points of a table show of simulations: the verdict of their run, or their own."""

from __future__ import annotations

from pathlib import Path

from simlaw.decide import Verdict, verdict_of
from simlaw.law import Law, LearningCurve, PointTable
from simlaw.law.points_from_file import is_of_a_run
from simlaw.report.words.verdict_sentences import lead_sentence, standing_sentence
from simlaw.study.refit import refit
from simlaw.study.run_folder import CURVE, TRIALS, load_result

__all__ = ["ms_of", "points_shown", "verdict_of_run"]

LEAST_SIZES = 3
"""Fewest n that a law is fitted to."""


def verdict_of_run(path: Path, metric: str = "") -> tuple[Verdict, LearningCurve] | None:
    """What the run shows that a curve.csv is of, and its errors; None for another file.

    Beside the record of its run it is the run's own verdict, which knows the error of every
    material; a copy elsewhere is judged by its errors alone.

    Parameters
    ----------
    path
        The file, or the run folder.
    metric
        Which error; the run's own, or ``mae``, by default.
    """
    if (path / TRIALS).is_file():
        path = path / CURVE
    if path.suffix != ".csv" or not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as file:
        if not is_of_a_run(file.readline().strip().split(",")):
            return None
    if path.name == CURVE and (path.parent / TRIALS).exists():
        result = load_result(path.parent)
        if (metric or "mae") != result.metric:
            result = refit(result, metric or "mae")
        return result.verdict, result.curve
    curve = LearningCurve.read_csv(path, metric=metric or "mae")
    enough = [m for m in curve.ms.tolist() if len(curve.sizes(m)) >= LEAST_SIZES]
    return verdict_of(curve, {m: curve.fit(m) for m in enough}), curve


def points_shown(
    table: PointTable, laws: dict[int, Law], run: tuple[Verdict, LearningCurve] | None
) -> tuple[Verdict | None, tuple[str, ...]]:
    """What the points show of simulations; nothing where m are no whole numbers."""
    if run is not None:
        found, curve = run
    else:
        if not all(m.is_integer() for m in ms_of(table)):
            return None, ()
        curve, one_m = table.curve(), next(iter(table.direct.values()), None)
        without = table.direct or (dict.fromkeys(laws, one_m) if one_m is not None else {})
        found = verdict_of(curve, laws, without=without)
    if not found.by_m:
        return None, ()
    lead = lead_sentence(found, curve, "samples")
    if lead is None and found.by_m[0].without is not None:
        one = found.by_m[0]
        lead = standing_sentence(one, one.last.n, curve.unit, "samples")
    return found, () if lead is None else (lead,)


def ms_of(table: PointTable) -> list[float]:
    """Every m of a table, rising; 0 where it has none."""
    if "m" not in table.frame.columns:
        return [0.0]
    return sorted(float(m) for m in table.frame["m"].unique())
