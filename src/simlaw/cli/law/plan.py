"""``simlaw plan``: how many simulations an error needs, and where a budget is best spent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simlaw.cli.law.candidates_option import candidates_of, candidates_option

if TYPE_CHECKING:
    from simlaw.decide import Costs

_KINDS = ("simulation", "experiment")


def _cost(kind: str) -> tuple[str, Any, Any, str]:
    """Return the option of a cost; simulations may be of several sources."""
    says = f"Cost of one {kind}, in any currency or unit."
    if kind == "experiment":
        return f"--cost-{kind}", float, None, says
    return f"--cost-{kind}", str, (), f"{says} Where sources are kept apart, NAME=X for each."


def _prices(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of both prices, in the order of `Price`."""
    for kind in reversed(_KINDS):
        rows: tuple[tuple[str, Any, Any, str], ...] = (
            _cost(kind),
            (f"--fixed-{kind}s", float, 0.0, f"Cost of buying any {kind} at all."),
            (f"--batch-{kind}s", int, 1, f"{kind.capitalize()}s are bought in batches of this."),
            (f"--owned-{kind}s", int, 0, f"{kind.capitalize()}s there are already."),
            (f"--most-{kind}s", int, None, f"Most {kind}s there can be, with those owned."),
        )
        for name, kind_of, default, text in reversed(rows):
            shown = default not in (None, 0, 0.0, ())
            option = click.option(
                name,
                type=kind_of,
                default=default,
                help=text,
                show_default=shown,
                multiple=default == (),
                metavar="X" if default == () else None,
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
@candidates_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def plan(
    run: Path,
    target_error: float | None,
    m: int | None,
    n: int | None,
    budget: float | None,
    level: float | None,
    html: Path | None,
    candidates: Path | None,
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
    from simlaw.report.answers.answer_plan import PlanQuestion, answer_plan
    from simlaw.study.run_folder import load_result
    from simlaw.study.sources.shares import mean_cost

    if target_error is None and budget is None and html is None:
        raise InputError(
            "There is nothing to plan: give --target-error, --budget, or both, or --html FILE."
        )
    result = load_result(run)
    prices["cost_simulation"] = mean_cost(prices["cost_simulation"], result.design.n_apart)
    question = PlanQuestion(target_error, m, n, budget, _costs(prices), level)
    found = answer_plan(result, question, where=str(run))
    if html is not None:
        from simlaw.disk.whole_files import write_text
        from simlaw.report import planner_page

        write_text(html, planner_page(result, level=level, view=question.view()))
    wanted = None if candidates is None else candidates_of(run, candidates, m)
    if as_json:
        also = {} if wanted is None else {"candidates": wanted.content}
        click.echo(json.dumps({**found.to_dict(), **also}, indent=2, allow_nan=False))
        return
    for sentence in found.sentences():
        click.echo(sentence)
    if wanted is not None:
        click.echo(f"\n{wanted.text}")
    if html is not None:
        click.echo(f"Planner: {html}")


def _costs(given: dict[str, Any]) -> Costs | None:
    """The costs that were given, None if there are none."""
    from simlaw.decide import Costs, Price
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
