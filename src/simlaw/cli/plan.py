"""``simlaw plan``: how many simulations a wanted error needs."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--target-error",
    type=float,
    required=True,
    help="The error wanted on measured materials, in the unit of the target.",
)
@click.option("--m", type=click.IntRange(1), help="Number of measurements.  [default: the run's]")
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Level of the interval.  [default: the study's]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def plan(run: Path, target_error: float, m: int | None, level: float | None, as_json: bool) -> None:
    """Say how many computed materials the study in folder RUN needs for a wanted error.

    The answer is a distribution: a median, an interval, and the probability that no number of
    simulations of this kind reaches the error.

    \b
    simlaw plan runs/refractive-index --target-error 0.017
    """
    from simlaw.decide.requirement import required_n
    from simlaw.errors import InputError
    from simlaw.study.result import load_result

    result = load_result(run)
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
    needed = required_n(result.laws[chosen], target_error, level)
    if as_json:
        click.echo(json.dumps({**needed.to_dict(), "m": chosen, "unit": result.unit}, indent=2))
        return
    click.echo(needed.sentence("" if result.unit in ("", "1", "dimensionless") else result.unit))
