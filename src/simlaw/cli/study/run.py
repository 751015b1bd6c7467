"""``simlaw run``: a study from its file to its report."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from simlaw.cli.study.allow_code_option import allow_code_option
from simlaw.cli.study.set_option import set_option
from simlaw.study.run.executors import EXECUTORS
from simlaw.workers.executors import PROCESSES


@click.command()
@click.argument("study")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Run folder.  [default: runs/NAME, NAME being the study's]",
)
@set_option
@click.option("-w", "--workers", type=click.IntRange(1), help="Worker processes.  [default: cores]")
@click.option("--replicates", type=click.IntRange(2), help="Replicates, in place of the file's.")
@click.option("--seed", type=click.IntRange(0), help="Seed, in place of the file's.")
@click.option(
    "--executor",
    type=click.Choice(list(EXECUTORS)),
    default=PROCESSES,
    help="Who runs the trials: processes of this machine, threads of one (for a debugger), the "
    "workers of a Dask cluster, or the graphics processor.",
)
@click.option(
    "--together",
    type=click.IntRange(1),
    help="Trials that a graphics processor trains at a time.  [default: 32]",
)
@click.option("--scheduler", help="Address or file of the Dask scheduler, as tcp://HOST:8786.")
@click.option(
    "--share",
    type=click.Choice(["auto", "path", "scatter"]),
    help="How Dask workers get the inputs: they read a shared path, or are sent them once.  "
    "[default: auto, by path where all see it]",
)
@click.option(
    "--until-width",
    type=click.FloatRange(0, min_open=True),
    help="Choose trials as results come, until the 90 % interval of the mean error at a larger n "
    "is this wide, relative to the forecast; 0.05 for 5 %.",
)
@click.option(
    "--forecast-at",
    type=click.FloatRange(0, min_open=True),
    help="That n.  [default: 4 times the largest]",
)
@click.option(
    "--time-budget",
    type=click.FloatRange(0, min_open=True),
    help="Choose trials as results come, up to these seconds of trials, summed over workers.",
)
@click.option(
    "--redraw",
    is_flag=True,
    help="Where the computed table grew since the folder's first trials: draw every order anew "
    "from all of it, and run the old sizes again.",
)
@allow_code_option
@click.option("--quiet", is_flag=True, help="Show no progress.")
def run(
    study: str,
    output: Path | None,
    changes: tuple[str, ...],
    workers: int | None,
    replicates: int | None,
    seed: int | None,
    executor: str,
    together: int | None,
    scheduler: str | None,
    share: Literal["auto", "path", "scatter"] | None,
    until_width: float | None,
    forecast_at: float | None,
    time_budget: float | None,
    redraw: bool,
    allow_code: bool,
    quiet: bool,
) -> None:
    """Run STUDY, a study file or the name of a study that comes with simlaw.

    Reads both tables, computes descriptors (kept for the next run), runs the trials, fits the law
    and writes the report. Every finished trial is on disk at once: after Ctrl-C, a crash or a
    power cut the same command goes on where it stopped. More replicates, sizes, m, methods or rows
    appended to the computed table add to a finished run.

    \b
    simlaw run refractive-index          the study that comes along; no data needed
    simlaw run my.toml -o runs/first     a study of your own, see: simlaw init
    simlaw run my.toml --set design.m=[25,50]    with other settings than the file's
    simlaw run my.toml --until-width 0.05    no more trials than a forecast needs
    simlaw run my.toml --executor dask --scheduler tcp://HOST:8786
    """
    import shlex
    from contextlib import ExitStack
    from dataclasses import replace

    from simlaw.study.file.changed_keys import read_changes
    from simlaw.study.file.read_study_file import read_study_file
    from simlaw.study.file.shipped_studies import find_study
    from simlaw.study.run.runner import trial_workers
    from simlaw.workers.cores import usable_cores
    from simlaw.workers.place import Place
    from simlaw.workers.progress import SILENT, Console, Watcher

    if forecast_at is not None and until_width is None and time_budget is None:
        raise click.UsageError("--forecast-at belongs to: --until-width or --time-budget")
    options = _options_of(executor, scheduler=scheduler, share=share, together=together)
    wanted = read_changes(changes)
    if replicates is not None:
        wanted["design.replicates"] = replicates
    if seed is not None:
        wanted["seed"] = seed
    file = read_study_file(find_study(study), allow_code=allow_code).changed(wanted)
    watcher: Watcher = SILENT if quiet else Console()
    folder = output or Path("runs") / file.settings.name
    asked, file = file, file.by_rules_of(folder)
    if others := asked.kept_otherwise(file):
        click.echo(
            f"Note: {folder} was made with other defaults and goes on with them: "
            f"{', '.join(others)}. For those of today give a new folder: --output FOLDER",
            err=True,
        )
    place = Place(workers or usable_cores(), watcher=watcher)
    with ExitStack() as until_done:
        # A folder with a law is most often a finished run, with nothing left for workers to do.
        if executor != PROCESSES or not (folder / "law.json").exists():
            named = replace(place, executor=executor)
            who = until_done.enter_context(trial_workers(named, **options))
            place = replace(place, executor=who.begin())
        from simlaw.study.allocate.until_goal import Goal
        from simlaw.study.file.load_study import load_study
        from simlaw.study.origin import Origin
        from simlaw.study.prepare import prepare
        from simlaw.study.resolved_file import resolved_toml
        from simlaw.tables.finding import warnings_of

        with watcher.stage("reading the tables"):
            ready = load_study(file.settings, file.folder)
        toml = resolved_toml(file.settings, file.folder)
        prepared = prepare(ready.source, ready.target, ready, place)
        for one in warnings_of(prepared.findings):
            click.echo(f"Warning: {one.text} {one.way_out} [{one.code}]", err=True)
        # From here on the numbers of the tables, which may take gigabytes, are not needed.
        ready = ready.without_numbers()
        again = ["simlaw", "run", str(folder / "study.toml"), "--output", str(folder)]
        result = ready.run(
            folder,
            place=place,
            prepared=prepared,
            goal=Goal.given(until_width, forecast_at, time_budget),
            origin=Origin(toml, shlex.join(again)),
            redraw=redraw,
        )
    with watcher.stage("writing the report"):
        from simlaw.report import sentences, write

        write(result, folder)
    for sentence in sentences(result):
        click.echo(sentence)
    click.echo(f"\nReport: {folder / 'report.html'}")


def _options_of(executor: str, **options: Any) -> dict[str, Any]:
    """Return the options that were given, or say which executor they belong to."""
    given = {name: value for name, value in options.items() if value is not None}
    for kind in EXECUTORS.values():
        if kind.name != executor and given.keys() & set(kind.options):
            names = " and ".join(f"--{name}" for name in kind.options)
            belong = "belongs" if len(kind.options) == 1 else "belong"
            raise click.UsageError(f"{names} {belong} to: --executor {kind.name}")
    return given
