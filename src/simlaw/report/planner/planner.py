"""The planner: one view in which target error, costs and budget move, and answers follow at once.

The page holds the draws of the joint law and computes from them in the browser, with the formulas
of `simlaw.decide`; so any setting is answered as the command line answers it. A study with too few
m or n for the joint law gets a smaller planner over n alone, whose answers are tables.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simlaw.decide.curve_reading import metric_words
from simlaw.decide.joint_law_of_curve import joint_law
from simlaw.decide.measured_surface import measured_surface
from simlaw.decide.money.without_simulations import MOST_ALIKE, SURE_ENOUGH, Alone, alone_of
from simlaw.errors import InputError
from simlaw.law import JointLaw, Law
from simlaw.law.diagnose import doubts
from simlaw.law.required_n import required_n_of_many
from simlaw.printed_numbers import count, pretty_unit, round_steps, value
from simlaw.report.words.sentences import plural
from simlaw.report.words.verdict_sentences import lead_sentence

if TYPE_CHECKING:
    from simlaw.study.result import StudyResult

__all__ = ["plan_of", "planner_data", "planner_script", "planner_style", "why_alone"]

Floats = npt.NDArray[np.float64]

MOST_STOPS = 600
"""Most targets that the slider steps through."""

BEYOND = 1e3
"""The planner over n alone forecasts up to this many times the largest n studied."""

FORECASTS = 241
ALONE_ROWS = 121
SCRIPTS = (
    "planner_numbers.js",
    "planner_law.js",
    "planner_advice.js",
    "planner_map.js",
    "planner.js",
)
IDLE = {"fixed_n": 0.0, "fixed_m": 0.0, "batch_n": 1, "batch_m": 1}
PRICES = {"simulation": 1.0, "experiment": 20.0}
"""Prices that the page opens with: only their ratio matters, and it is for the reader to set."""


def planner_data(
    result: StudyResult,
    *,
    level: float | None = None,
    view: Mapping[str, float] | None = None,
) -> dict[str, Any] | None:
    """Return what the planner of a study computes from, as plain JSON-able values.

    Parameters
    ----------
    result
        A finished or unfinished study.
    level
        Level of the intervals; that of the study's laws by default.
    view
        Settings to open with in place of the usual ones: ``error``, ``n``, ``m``, ``budget``,
        ``simulation`` and ``experiment`` (cost of one), and ``owned_``, ``fixed_``, ``batch_``
        with ``n`` or ``m``.

    Returns
    -------
    dict or None
        With ``kind`` ``"joint"`` (the closest formula ``theta``, and ``draws`` of shape (B, 7): A,
        alpha, B, beta, E and the drift per unit of log n and log m) or ``"alone"``; with
        ``alone``, for each m its answers at the stops ``targets``. None where there is no law, or
        one m only and an error that does not fall with n.
    """
    laws = dict(sorted(result.laws.items()))
    if not laws:
        return None
    falling = [m for m, law in laws.items() if "no_decay" not in doubts(law)]
    main = result.m if result.m in falling or not falling else falling[-1]
    main = main if main in laws else max(laws)
    level = laws[main].level if level is None else level
    try:
        joint = joint_law(result.curve, method=result.method, level=level)
    except InputError:
        joint = None
    if joint is None and not falling:
        return None
    given = dict(view or {})
    if joint is None and given.get("m") not in laws:
        given.pop("m", None)
    targets = _targets(joint, laws, main)
    start = _start(joint, laws[main], main, targets) | given
    # A target asked for is a stop of its own, so that it has its exact answer.
    targets["stops"] = sorted({*targets["stops"], start["error"]})
    lead = lead_sentence(result.verdict, result.curve, f"computed {plural(result.kind)}")
    data: dict[str, Any] = {
        "kind": "alone" if joint is None else "joint",
        "title": result.title or result.name,
        "name": result.name,
        "unit": pretty_unit(result.unit),
        "metric": metric_words(result.curve, main),
        "things": plural(result.kind),
        "level": level,
        "targets": targets,
        "alone": {
            str(m): _alone(
                law,
                targets["stops"],
                level,
                direct=_direct(result, m),
                forecast=joint is None,
            )
            for m, law in laws.items()
        },
        "start": start,
        "notes": [
            *([] if lead is None else [lead]),
            *_unfinished(result),
            *(note.text for note in (joint or laws[int(start["m"])]).notes),
        ],
    }
    if joint is not None:
        data |= {
            "form": joint.form,
            "status": joint.status,
            "theta": joint.theta.tolist(),
            "draws": np.hstack([joint.draws.theta, joint.draws.drift]).tolist(),
            "n": [float(joint.n.min()), float(joint.n.max())],
            "m": [float(joint.m.min()), float(joint.m.max())],
            "points": np.stack([joint.n, joint.m, joint.mean], axis=1).tolist(),
            "shift": _shift(joint),
            "standing": [
                {
                    "m": one.m,
                    "falls": one.falls or one.shape == "unknown",
                    "sizes": [[size.n, size.effect in ("helps", "unknown")] for size in one.sizes],
                }
                for one in result.verdict.by_m
            ],
            "none": _none(alone_of(result.curve, method=result.method, level=level), joint, level),
        }
    return data


def _shift(joint: JointLaw) -> dict[str, Any]:
    """Return how far the measured errors lie beside the law, in logs, over the grid."""
    surface = measured_surface(joint)
    return {"n": surface.n.tolist(), "m": surface.m.tolist(), "log": surface.shift.tolist()}


def _none(alone: Alone | None, joint: JointLaw, level: float) -> dict[str, Any] | None:
    """Return what is known without simulations: rows of m, median, ends, mean and sd of the log."""
    if alone is None:
        return None
    grid = np.geomspace(1.0, BEYOND * joint.m.max(), ALONE_ROWS)
    sizes = sorted({*grid.tolist(), *alone.direct.measured})
    rows = []
    for m in sizes:
        found, draws = alone.direct.at(m, level), alone.direct.draws(m)
        if found is not None and draws is not None:
            logs = np.log(np.maximum(draws, 1e-300))
            ends = (found.estimate, found.low, found.high, logs.mean(), logs.std())
            rows.append([_plain(float(x)) for x in (m, *ends)])
    return {
        "rows": rows,
        "method": alone.direct.method,
        "correlation": min(max(alone.correlation, 0.0), MOST_ALIKE),
        "sure": SURE_ENOUGH,
    }


def why_alone(result: StudyResult) -> str:
    """Return why a study's planner has no map over m, in words."""
    ms, ns = (np.unique(result.curve.frame[name].to_numpy()) for name in ("m", "n"))
    few = "one m" if (ms > 0).sum() == 1 else f"{int((ms > 0).sum())} different m"
    text = (
        f"This study has trials with {few} and {int((ns > 0).sum())} different n. What a "
        "measurement is worth, and how to split money between simulations and measurements, needs "
        "at least three of each; so this planner answers for n alone, at the m studied."
    )
    return text + (
        " To see both, write several m into the study file, such as m = [25, 50, 100, 200], and "
        "run it again: one pretraining serves every m."
    )


def plan_of(
    result: StudyResult,
    *,
    level: float | None = None,
    view: Mapping[str, float] | None = None,
) -> dict[str, Any] | None:
    """Return what the planner's template prints; None where there is nothing to plan with.

    Parameters
    ----------
    result, level, view
        As for :func:`planner_data`.
    """
    data = planner_data(result, level=level, view=view)
    if data is None:
        return None
    law = result.laws.get(data["start"]["m"], result.laws[max(result.laws)])
    without = [
        f"{value(found)} with m = {count(float(m))}"
        for m in data["alone"]
        if (found := _direct(result, int(m))) is not None
    ]
    return {
        "data": data,
        "why": "" if data["kind"] == "joint" else why_alone(result),
        "facts": [
            f"{data['metric']} in {data['unit']}" if data["unit"] else data["metric"],
            f"n = {count(law.n[0])} to {count(law.n[-1])}",
            f"m = {', '.join(count(float(m)) for m in data['alone'])}",
            f"{law.replicates} replicate" + ("s" if law.replicates != 1 else ""),
            *([f"without simulations: {', '.join(without)}"] if without else []),
        ],
    }


@cache
def planner_script() -> str:
    """Return the planner's script, for the page and its content security policy."""
    folder = resources.files("simlaw.report.planner")
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in SCRIPTS)


@cache
def planner_style() -> str:
    """Return the planner's style sheet."""
    folder = resources.files("simlaw.report.planner")
    return (folder / "planner.css").read_text(encoding="utf-8")


def _targets(joint: JointLaw | None, laws: Mapping[int, Law], main: int) -> dict[str, Any]:
    """Return the stops of the target's slider: round, equally spaced, each its own label."""
    if joint is not None:
        high = float(joint.predict(joint.n.min(), joint.m.min()))
        low = 0.9 * float(joint.predict(30 * joint.n.max(), 30 * joint.m.max()))
    else:
        law = laws[main]
        high = max(float(one.predict(one.n[0])) for one in laws.values())
        low = 0.9 * min(float(one.predict(BEYOND * one.n[-1])) for one in laws.values())
        high = max(high, 1.05 * float(law.predict(law.n[-1])))
    stops = [stop for stop in round_steps(low, high, MOST_STOPS) if stop > 0]
    return {"stops": stops, "step": float(f"{stops[1] - stops[0]:.6g}")}


def _alone(
    law: Law,
    errors: Sequence[float],
    level: float,
    *,
    direct: float | None,
    forecast: bool,
) -> dict[str, Any]:
    """Return the answers of one m's law: at every stop, and the forecast on a grid of n."""
    answers = required_n_of_many(law.draws, law.n[-1], errors, level)
    found: dict[str, Any] = {
        "answers": [[_plain(x) for x in row] for row in answers],
        "undetermined": _undetermined(law, errors, answers, level),
        "direct": direct,
    }
    if forecast:
        n = np.geomspace(law.n[0], BEYOND * law.n[-1], FORECASTS)
        ahead = law.forecast(n, level=level, band="mean")
        found |= {
            "n": [float(law.n[0]), float(law.n[-1])],
            "points": np.stack([law.n, law.mean], axis=1).tolist(),
            "forecast": [
                [_plain(x) for x in row]
                for row in zip(n, ahead.mean, ahead.low, ahead.high, strict=True)
            ],
        }
    return found


def _undetermined(law: Law, errors: Sequence[float], answers: Floats, level: float) -> bool:
    """Whether the points leave open what is out of reach: at the easiest target that seems so."""
    never = [error for error, row in zip(errors, answers, strict=True) if math.isinf(row[0])]
    return bool(never) and not law.required_n(max(never), level).determined


def _unfinished(result: StudyResult) -> list[str]:
    if result.finished:
        return []
    return [
        f"The run is not finished: {result.trials_done} of {result.trials_total} trainings are "
        "done; the answers are by those."
    ]


def _direct(result: StudyResult, m: int) -> float | None:
    """Return the error without simulations, where it was measured: the best method's."""
    one = next((one for one in result.verdict.by_m if one.m == m), None)
    if one is None or one.without is None:
        return None
    return float(f"{one.without.estimate:.10g}")


def _plain(x: float) -> float | None:
    """Return a number of few digits for JSON; None stands for infinite."""
    return float(f"{x:.10g}") if math.isfinite(x) else None


def _start(
    joint: JointLaw | None, law: Law, main: int, targets: dict[str, Any]
) -> dict[str, float]:
    """Return the settings that the page opens with: what the study has, and as much money again."""
    n = float(law.n[-1] if joint is None else joint.n.max())
    ahead = float(law.predict(3 * n) if joint is None else joint.predict(3 * n, main))
    error = min(targets["stops"], key=lambda stop: abs(stop - ahead))
    money = PRICES["simulation"] * n + (PRICES["experiment"] * main if joint is not None else 0.0)
    return {
        "error": error,
        "n": n,
        "m": main,
        "simulation": PRICES["simulation"],
        "experiment": PRICES["experiment"],
        "budget": float(f"{money:.1g}"),
        "owned_n": n,
        "owned_m": main,
        **IDLE,
    }
