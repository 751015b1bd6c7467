"""``simlaw tune``: training settings chosen on validation materials."""

from __future__ import annotations

from pathlib import Path

import click

from simlaw.cli.study.allow_code_option import allow_code_option
from simlaw.cli.study.set_option import set_option


@click.command()
@click.argument("study")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Study file to write.  [default: NAME-tuned.toml, NAME being the study's]",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@set_option
@click.option("--trials", default=30, show_default=True, help="Settings to try, in all.")
@click.option(
    "--time-budget",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="After so many seconds no further setting is tried; the final comparison still is made.",
)
@click.option("--seed", type=click.IntRange(0), help="Seed of the search.  [default: the study's]")
@click.option(
    "-w",
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Worker processes. With one, the same seed gives the same result.",
)
@click.option(
    "--n",
    "size",
    type=click.IntRange(2),
    help="Source samples to tune at.  [default: the study's largest n]",
)
@click.option(
    "--splits", default=5, show_default=True, help="Inner splits each setting is tried on."
)
@click.option(
    "--descriptors",
    help="Descriptors to choose from beside the study's own: names divided by commas, joined "
    "ones by a plus, such as rdkit2d,morgan,rdkit2d+morgan.",
)
@click.option(
    "--shapes",
    help="Hidden layers to choose from beside the study's own, such as 64,128-64; each costs "
    "seconds to compile.  [default: 128,64-32,128-64,256-128,128-128-64]",
)
@click.option(
    "--take-best",
    is_flag=True,
    help="Take the best settings also where their gain may be noise.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Where the record of the search is kept.  [default: runs/NAME.tuning]",
)
@allow_code_option
@click.option("--quiet", is_flag=True, help="Show no progress.")
def tune(
    study: str,
    output: Path | None,
    force: bool,
    changes: tuple[str, ...],
    trials: int,
    time_budget: float | None,
    seed: int | None,
    workers: int,
    size: int | None,
    splits: int,
    descriptors: str | None,
    shapes: str | None,
    take_best: bool,
    folder: Path | None,
    allow_code: bool,
    quiet: bool,
) -> None:
    """Search training settings for STUDY, a study file or the name of one that comes along.

    Settings are judged by their error on validation materials: some of the measured materials
    that are not tested on, held out in turn. The test materials are fixed first and not looked
    at, and the study file that is written tests on them only. The best settings found are
    compared with the study's own on fresh validation materials, and are taken only if they are
    better than noise would give; otherwise the file keeps the study's own and says so.

    What is searched: hidden layers; lengths, learning rates and decays of pretraining and
    fine-tuning; with --descriptors also these. Every setting tried is on disk at once: after
    Ctrl-C or a crash the same command goes on, and with more --trials (and --force) it searches
    further. Needs Optuna: pip install 'simlaw[tune]'

    \b
    simlaw tune my.toml --trials 40
    simlaw tune my.toml -o better.toml --time-budget 600 -w 2
    simlaw run my-tuned.toml
    """
    import shlex

    from simlaw.disk.whole_files import write_text
    from simlaw.errors import InputError, require
    from simlaw.study.file.changed_keys import read_changes
    from simlaw.study.file.load_study import load_study
    from simlaw.study.file.read_study_file import read_study_file
    from simlaw.study.file.shipped_studies import find_study
    from simlaw.study.tune.search import SearchSettings
    from simlaw.study.tune.space import SHAPES, read_shape
    from simlaw.study.tune.tune import tune as search
    from simlaw.study.tune.tuned_file import tuned_toml
    from simlaw.workers.place import Place
    from simlaw.workers.progress import SILENT, Console, Watcher

    require("optuna", extra="tune", purpose="Searches for training settings")
    file = read_study_file(find_study(study), allow_code=allow_code).changed(read_changes(changes))
    name = file.settings.name
    output = output if output is not None else Path(f"{name}-tuned.toml")
    if output.exists() and not force:
        raise InputError(
            f"{output}: the file is there already. Choose another with --output, or write over "
            "it with --force."
        )
    wanted = tuple(map(read_shape, shapes.split(","))) if shapes is not None else SHAPES
    several = [] if descriptors is None else [one.split("+") for one in descriptors.split(",")]
    watcher: Watcher = SILENT if quiet else Console()
    with watcher.stage("reading the tables"):
        ready = load_study(file.settings, file.folder)
    settings = SearchSettings(
        trials=trials,
        seconds=time_budget,
        seed=seed,
        n=size,
        splits=splits,
        descriptors=[[each.strip() for each in one] for one in several],
        shapes=wanted,
        take_best=take_best,
    )
    tuning = search(
        ready,
        folder or Path("runs") / f"{name}.tuning",
        settings,
        Place(workers, watcher=watcher),
        tell=(lambda _: None) if quiet else (lambda line: click.echo(line, err=True)),
    )
    command = shlex.join(["simlaw", "run", str(output)])
    text = tuned_toml(file, tuning, output=output, study=study, run=command)
    write_text(output, text)
    for sentence in tuning.sentences():
        click.echo(sentence)
    click.echo(f"\n{output}: written. Next: {command}")
