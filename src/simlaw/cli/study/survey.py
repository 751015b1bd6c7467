"""``simlaw survey``: several targets of one source database in one table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from simlaw.cli.study.allow_code_option import allow_code_option


@click.command()
@click.argument("studies", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the survey; each study is run in a folder of its name there.",
)
@click.option(
    "--worth",
    type=float,
    default=0.02,
    show_default=True,
    help="The least fall of the error that makes doubling the database worth it; 0.02 for 2 %.",
)
@click.option("--budget", type=float, help="Money to split over the survey.")
@click.option(
    "--cost-simulation",
    type=float,
    help="Cost of one simulation, which yields every property, in the unit of the budget.",
)
@click.option(
    "--cost-experiment",
    "cost_experiments",
    multiple=True,
    metavar="NAME=X",
    help="Cost of one measurement for the study of that name; may be repeated.  [default: no "
    "measurements are bought for it]",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="NAME=W",
    help="What the study of that name counts beside the others; may be repeated.  [default: 1]",
)
@click.option(
    "--owned-simulations",
    type=click.IntRange(0),
    help="Simulations there are already.  [default: those of the source table]",
)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    help="Level of the intervals.",
)
@click.option("-w", "--workers", type=click.IntRange(1), help="Worker processes.  [default: cores]")
@allow_code_option
@click.option("--quiet", is_flag=True, help="Show no progress.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def survey(
    studies: tuple[str, ...],
    output: Path,
    worth: float,
    budget: float | None,
    cost_simulation: float | None,
    cost_experiments: tuple[str, ...],
    weights: tuple[str, ...],
    owned_simulations: int | None,
    level: float,
    workers: int | None,
    allow_code: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Put STUDIES beside each other: several targets of one source database.

    Each is a study file, the name of a study that comes with simlaw, or a run folder, which is only
    read. A study is run in FOLDER/NAME as by `simlaw run`: what is finished is read, and after
    Ctrl-C the same command goes on. For each the error now, what doubling the database brings and
    how probably that is worth it, and where to stop. One simulation yields many properties: with
    --budget its cost is paid once for all of them.

    The table is also written to FOLDER/survey.csv, survey.json and survey.html. A study whose input
    cannot be used is said in its row, and the exit status is 2.

    \b
    simlaw survey polymer-density-radonpy polymer-heat-capacity-radonpy -o runs/radonpy
    simlaw survey a.toml b.toml -o runs/ab --budget 500 --cost-simulation 0.2 --weight a=2
    """
    import sys

    from simlaw.surveys import SurveyQuestion
    from simlaw.surveys import survey as put_beside
    from simlaw.surveys.words import survey_text
    from simlaw.workers.cores import usable_cores
    from simlaw.workers.place import Place
    from simlaw.workers.progress import SILENT, Console

    question = SurveyQuestion(
        worth=worth,
        budget=budget,
        cost_simulation=cost_simulation,
        cost_experiments=_numbers("--cost-experiment", cost_experiments),
        weights=_numbers("--weight", weights),
        owned_simulations=owned_simulations,
        level=level,
    )
    place = Place(workers or usable_cores(), watcher=SILENT if quiet else Console())
    found = put_beside(studies, output, question, place=place, allow_code=allow_code)
    if as_json:
        click.echo(json.dumps(found.to_dict(), indent=2, allow_nan=False))
    else:
        click.echo(survey_text(found))
        click.echo(f"\nTable: {output / 'survey.csv'}    Page: {output / 'survey.html'}")
    if found.failed:
        sys.exit(2)


def _numbers(option: str, given: Sequence[str]) -> dict[str, float]:
    """Return numbers by name, as ``NAME=X`` gives them."""
    from simlaw.errors import InputError

    found: dict[str, float] = {}
    for text in given:
        name, equals, number = text.rpartition("=")
        if not equals or not name:
            raise InputError(f"{option} {text}: write it as {option} NAME=1.5.")
        if name in found:
            raise InputError(f"{option}: '{name}' has a number already; give one for each study.")
        try:
            found[name] = float(number)
        except ValueError:
            raise InputError(
                f"{option} {text}: '{number}' is no number. Write it as {option} {name}=1.5."
            ) from None
    return found
