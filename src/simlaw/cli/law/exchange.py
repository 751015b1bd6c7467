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
    from simlaw.decide.error_map import error_map
    from simlaw.decide.exchange import exchange as ask
    from simlaw.decide.study_grid import joint_law
    from simlaw.report.words.decisions import exchange_sentences
    from simlaw.study.run_folder import load_result

    result = load_result(run)
    own = 0.9 if result.law is None else result.law.level
    law = joint_law(result.curve, method=result.method, level=own if level is None else level)
    found = ask(law, n or int(law.n.max()), m or result.m, to_m)
    said = exchange_sentences(found)
    if as_json:
        answer = {
            **found.to_dict(),
            "unit": result.unit,
            "metric": result.metric,
            "method": result.method,
            "sentence": said[0],
            "law": law.to_dict(),
            "map": error_map(law).to_dict(),
        }
        click.echo(json.dumps(answer, indent=2, allow_nan=False))
        return
    for sentence in said:
        click.echo(sentence)
    for note in (*found.notes, *law.notes):
        click.echo(f"Note: {note.text}")
    if not result.finished:
        click.echo(
            f"Note: the run is not finished, {result.trials_done} of {result.trials_total} "
            f"trainings are done; the answer is by those. It goes on with: {result.command}"
        )
