"""``simlaw plan``: how many simulations an error needs, and where a budget is best spent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from simlaw.decide.costs import Costs
    from simlaw.law import JointLaw
    from simlaw.study.result import StudyResult

_KINDS = ("simulation", "experiment")


def _prices(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of both prices, in the order of `Price`."""
    for kind in reversed(_KINDS):
        rows: tuple[tuple[str, Any, Any, str], ...] = (
            (f"--cost-{kind}", float, None, f"Cost of one {kind}, in any currency or unit."),
            (f"--fixed-{kind}s", float, 0.0, f"Cost of buying any {kind} at all."),
            (f"--batch-{kind}s", int, 1, f"{kind.capitalize()}s are bought in batches of this."),
            (f"--owned-{kind}s", int, 0, f"{kind.capitalize()}s there are already."),
            (f"--most-{kind}s", int, None, f"Most {kind}s there can be, with those owned."),
        )
        for name, kind_of, default, text in reversed(rows):
            shown = default not in (None, 0, 0.0)
            option = click.option(
                name, type=kind_of, default=default, help=text, show_default=shown
            )
            command = option(command)
    return command


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--target-error",
    type=float,
    help="The error wanted on measured materials, in the unit of the target.",
)
@click.option("--m", type=click.IntRange(1), help="Number of measurements.  [default: the run's]")
@click.option(
    "--n", type=click.IntRange(1), help="Also say how probably the error is reached by this n."
)
@click.option("--budget", type=float, help="Money to split between simulations and measurements.")
@_prices
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Level of the interval.  [default: the study's]",
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the planner, a page in which all of this can be moved, to this file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def plan(
    run: Path,
    target_error: float | None,
    m: int | None,
    n: int | None,
    budget: float | None,
    level: float | None,
    html: Path | None,
    as_json: bool,
    **prices: Any,
) -> None:
    """Plan with the study in folder RUN: simulations for an error, or the best use of a budget.

    With --target-error the answer is a distribution of n: a median, an interval, the probability
    that no number of simulations reaches the error, and the next round to buy. With costs also
    the cheapest simulations and measurements that reach it. With --budget and costs: the numbers of
    both that give the least error. Costs need a study with several m.

    \b
    simlaw plan runs/refractive-index --target-error 0.017
    simlaw plan runs/mine --budget 10000 --cost-simulation 0.5 --cost-experiment 40
    simlaw plan runs/mine --html planner.html
    """
    from simlaw.errors import InputError
    from simlaw.study.run_folder import load_result

    if target_error is None and budget is None and html is None:
        raise InputError(
            "There is nothing to plan: give --target-error, --budget, or both, or --html FILE."
        )
    costs = _costs(prices)
    if budget is not None and costs is None:
        raise InputError(
            "A budget needs prices: give --cost-simulation and --cost-experiment, "
            "in the unit of the budget."
        )
    result = load_result(run)
    answer: dict[str, Any] = {}
    said: list[str] = []
    law = None
    if costs is not None or target_error is not None:
        law = _joint(result, level, needed=costs is not None)
    if target_error is not None:
        found, sentences = _required(run, result, law, target_error, m, n, level)
        answer |= found
        said += sentences
    if costs is not None and law is not None:
        found, sentences = _paid(result, law, costs, target_error, budget)
        answer |= found
        said = [*sentences, *said]
    answer["unit"] = result.unit
    if not result.finished:
        said.append(
            f"Note: the run is not finished, {result.trials_done} of {result.trials_total} "
            f"trainings are done; the answers are by those. It goes on with: {result.command}"
        )
    if html is not None:
        _write_planner(result, html, level, _view(target_error, m, n, budget, costs))
        said.append(f"Planner: {html}")
    if as_json:
        click.echo(json.dumps(answer, indent=2, allow_nan=False))
        return
    for sentence in said:
        click.echo(sentence)


def _joint(result: StudyResult, level: float | None, *, needed: bool) -> JointLaw | None:
    """The joint law of the study; None where there are too few m or n and it is not needed."""
    from simlaw.decide.study_grid import joint_law
    from simlaw.errors import InputError

    own = 0.9 if result.law is None else result.law.level
    try:
        return joint_law(result.curve, method=result.method, level=own if level is None else level)
    except InputError:
        if needed:
            raise
        return None


def _view(
    target_error: float | None,
    m: int | None,
    n: int | None,
    budget: float | None,
    costs: Costs | None,
) -> dict[str, float]:
    """The settings that the planner opens with, as far as they were given."""
    view = {"error": target_error, "m": m, "n": n, "budget": budget}
    if costs is not None:
        for kind, size, price in zip(
            _KINDS, "nm", (costs.simulation, costs.experiment), strict=True
        ):
            view |= {kind: price.each, f"fixed_{size}": price.fixed}
            view |= {f"batch_{size}": price.batch, f"owned_{size}": price.owned}
            view |= {f"most_{size}": price.most}
    return {name: value for name, value in view.items() if value is not None}


def _write_planner(
    result: StudyResult, path: Path, level: float | None, view: dict[str, float]
) -> None:
    from simlaw.disk.whole_files import write_text
    from simlaw.report import planner_page

    write_text(path, planner_page(result, level=level, view=view))


def _costs(given: dict[str, Any]) -> Costs | None:
    """The costs that were given, None if there are none."""
    from simlaw.decide.costs import Costs, Price
    from simlaw.errors import InputError

    each = {kind: given[f"cost_{kind}"] for kind in _KINDS}
    missing = [kind for kind in _KINDS if each[kind] is None]
    if missing:
        idle = {"fixed": 0.0, "batch": 1, "owned": 0, "most": None}
        others = [
            f"--{what}-{kind}s"
            for kind in _KINDS
            for what, default in idle.items()
            if given[f"{what}_{kind}s"] != default
        ]
        if len(missing) == 1 or others:
            have = others[0] if len(missing) == 2 else f"--cost-{(set(_KINDS) - {*missing}).pop()}"
            raise InputError(f"{have} is given, but --cost-{missing[0]} is missing: give both.")
        return None
    simulation, experiment = (
        Price(
            each[kind],
            fixed=given[f"fixed_{kind}s"],
            batch=given[f"batch_{kind}s"],
            owned=given[f"owned_{kind}s"],
            most=given[f"most_{kind}s"],
        )
        for kind in _KINDS
    )
    return Costs(simulation, experiment)


def _required(
    run: Path,
    result: StudyResult,
    joint: JointLaw | None,
    target_error: float,
    m: int | None,
    n: int | None,
    level: float | None,
) -> tuple[dict[str, Any], list[str]]:
    """The requirement at one m, the probability by some n, and the next round."""
    from simlaw.decide.requirement import reach_probability, required_n
    from simlaw.decide.rounds import learn_correction, next_round
    from simlaw.errors import InputError
    from simlaw.report.words.decisions import (
        direct_sentence,
        joint_sentence,
        reach_sentence,
        round_sentence,
    )

    chosen = m or result.m
    if chosen not in result.ms:
        raise InputError(
            f"{run}: there are no trials with m = {chosen}. "
            f"Use one of m = {', '.join(map(str, result.ms))}."
        )
    if chosen not in result.laws:
        raise InputError(
            f"{run}: fewer than 3 sizes are measured for m = {chosen}, too few for a law. "
            f"Let the run go on with: {result.command}"
        )
    law = result.laws[chosen]
    needed = required_n(law, target_error, level)
    points = result.curve.points(chosen, result.method)
    correction = learn_correction(points["n"], points["error"], replicate=points["replicate"])
    step = next_round(law, target_error, correction, level=level)
    sizes = {n or 0, *(round(factor * float(law.n[-1])) for factor in (1, 2, 4, 10))} - {0}
    by = [
        {"n": size, "probability": reach_probability(law, target_error, size)}
        for size in sorted(sizes)
    ]
    found = {**needed.to_dict(), "m": chosen, "by": by, "next_round": step.to_dict()}
    said = [needed.sentence(result.unit, chosen)]
    if joint is not None:
        every_m = joint.required_n(target_error, chosen, level)
        found["by_joint_law"] = every_m.to_dict()
        said.append(joint_sentence(every_m, needed, chosen))
    direct = result.curve.direct(chosen, level=needed.level)
    if direct is not None:
        found["direct"] = direct.to_dict()
        said.append(direct_sentence(direct, target_error, chosen, result.unit))
    if n is not None:
        said.append(reach_sentence(n, reach_probability(law, target_error, n)))
    said.append(round_sentence(step, law.status))
    said += [f"Note: {note.text}" for note in (*needed.notes, *law.notes)]
    return found, said


def _paid(
    result: StudyResult,
    law: JointLaw,
    costs: Costs,
    target_error: float | None,
    budget: float | None,
) -> tuple[dict[str, Any], list[str]]:
    """The least cost of an error and the least error of a budget."""
    from simlaw.decide.budget import least_cost
    from simlaw.decide.tradeoff import next_step, slack, trade_off
    from simlaw.report.words.decisions import budget_sentences, least_cost_sentence

    answer: dict[str, Any] = {"costs": costs.to_dict(), "joint": law.to_dict()}
    said: list[str] = []
    notes: dict[str, None] = {}
    if budget is not None:
        step = next_step(law, costs, budget)
        room = slack(law, costs, step.spend, budget)
        curve = trade_off(law, costs, budget) if budget > 0 else [step]
        answer["spend"] = {
            "budget": budget,
            **step.spend.to_dict(),
            "next": {"money": step.next_money, "fall": step.next_fall},
            "within": room.to_dict(),
            "trade_off": [point.to_dict() for point in curve],
        }
        said += budget_sentences(step, room, result.unit)
        notes |= {note.text: None for note in step.spend.notes}
    if target_error is not None:
        cheapest = least_cost(law, costs, target_error)
        answer["least_cost"] = cheapest.to_dict()
        said.append(least_cost_sentence(cheapest, target_error, result.unit))
        notes |= {note.text: None for note in cheapest.notes}
    return answer, [*said, *(f"Note: {text}" for text in (*notes, *(n.text for n in law.notes)))]
