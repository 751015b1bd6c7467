"""``simlaw exchange``: how many simulations one more measurement is worth."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--n", type=click.IntRange(1), help="Simulations.  [default: the largest n studied]")
@click.option("--m", type=click.IntRange(1), help="Measurements.  [default: the run's]")
@click.option("--to-m", type=click.IntRange(1), help="Another number of measurements to go to.")
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Level of the intervals.  [default: the study's]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def exchange(
    run: Path, n: int | None, m: int | None, to_m: int | None, level: float | None, as_json: bool
) -> None:
    """Say how many simulations one more measurement is worth in the study in folder RUN.

    It is read off the joint law of the error over n and m, so the study must have at least three
    different m and three different n. With --to-m also: how many simulations would do the same as
    going to that many measurements.

    \b
    simlaw exchange runs/refractive-index --n 5000 --m 100 --to-m 120
    """
    from simlaw.report.answers.answer_exchange import answer_exchange
    from simlaw.study.run_folder import load_result

    found = answer_exchange(load_result(run), n=n, m=m, to_m=to_m, level=level)
    if as_json:
        click.echo(json.dumps(found.to_dict(), indent=2, allow_nan=False))
        return
    for sentence in found.sentences():
        click.echo(sentence)
