"""``simlaw compare``: which protocol to spend on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from simlaw.cli.law.candidates_option import candidates_of, candidates_option


@click.command()
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--cost",
    "costs",
    multiple=True,
    metavar="NAME=X",
    help="Cost of one source sample of the run of that name (or X alone, in the order of the "
    "runs), in one unit for all: seconds, euros. Once for each run.",
)
@click.option("--budget", type=float, help="The budget to decide about, in the unit of the costs.")
@click.option(
    "--m", type=click.IntRange(1), help="Number of measurements.  [default: the first run's]"
)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    help="Level of the intervals.",
)
@candidates_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def compare(
    runs: tuple[Path, ...],
    costs: tuple[str, ...],
    budget: float | None,
    m: int | None,
    level: float,
    candidates: Path | None,
    as_json: bool,
) -> None:
    """Say which of the protocols behind RUNS to spend on.

    Each run folder holds a study of one way of producing the computed table, all against the same
    measurements. They are compared at equal numbers of computed materials and, with --cost, at
    equal budget. Runs with the same seed share their test sets, and are compared trial by trial.

    \b
    simlaw compare runs/a runs/b --cost a=0.015 --cost b=0.0003 --budget 60
    """
    from simlaw.errors import InputError
    from simlaw.report.answers.answer_comparison import ComparisonQuestion, answer_comparison
    from simlaw.study.run_folder import load_result

    if len(runs) < 2:
        raise InputError("A comparison needs at least two run folders.")
    results = [load_result(run) for run in runs]
    names = [result.name for result in results]
    if len(set(names)) < len(names):
        names = [str(run) for run in runs]
    question = ComparisonQuestion(_prices(costs, names), budget, m, level)
    found = answer_comparison(results, names, question)
    wanted = {}
    if candidates is not None:
        wanted = {
            name: candidates_of(run, candidates, m) for name, run in zip(names, runs, strict=True)
        }
    if as_json:
        also = {name: one.content for name, one in wanted.items()}
        content = {**found.to_dict(), **({"candidates": also} if also else {})}
        click.echo(json.dumps(content, indent=2, allow_nan=False))
        return
    click.echo(found.text())
    for name, one in wanted.items():
        click.echo(f"\n{name}: {one.text}")


def _prices(costs: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """Return the cost of each run that has one."""
    from simlaw.errors import InputError, nearest

    prices: dict[str, float] = {}
    for place, text in enumerate(costs):
        name, equals, value = text.rpartition("=")
        if not equals:
            if place >= len(names):
                raise InputError(f"--cost is given {len(costs)} times for {len(names)} runs.")
            name = names[place]
        if name not in names:
            raise InputError(
                f"--cost {text}: no run is named '{name}'.{nearest(name, names)} "
                f"The runs are {', '.join(names)}."
            )
        if name in prices:
            raise InputError(f"--cost: '{name}' has a cost already; give one for each run.")
        try:
            prices[name] = float(value)
        except ValueError:
            raise InputError(
                f"--cost {text}: '{value}' is no number. Write it as --cost {name}=0.5."
            ) from None
    return prices
