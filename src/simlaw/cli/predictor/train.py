"""``simlaw train``: a predictor from a study or its run."""

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
    default=Path("predictor"),
    show_default=True,
    help="Folder of the predictor; one that is there is replaced.",
)
@set_option
@click.option(
    "--no-values",
    is_flag=True,
    help="Leave measured values out of the folder: neither a table of them nor trees and Gaussian "
    "processes, from which they could be read. The predictor is then made of networks alone.",
)
@click.option(
    "--lookup",
    type=click.Choice(["where-known", "never"]),
    default="where-known",
    show_default=True,
    help="Whether the computed value of the very material that is asked about is used, where the "
    "computed table holds it; else computed values serve for pretraining alone.",
)
@click.option("-w", "--workers", type=click.IntRange(1), help="Worker processes.  [default: cores]")
@allow_code_option
@click.option("--quiet", is_flag=True, help="Show no progress.")
def train(
    study: str,
    output: Path,
    changes: tuple[str, ...],
    no_values: bool,
    lookup: str,
    workers: int | None,
    allow_code: bool,
    quiet: bool,
) -> None:
    """Train a predictor on everything that STUDY has, and keep it.

    STUDY is a study file, the name of a study that comes with simlaw, or the folder of a run. All
    computed and all measured materials are learned from; the error to expect on new ones is found
    by cross-validation and stands in the folder, with licences and what to cite.

    \b
    simlaw train refractive-index -o predictor
    simlaw train runs/mine -o predictor
    simlaw predict predictor new.csv -o predictions.csv
    """
    from simlaw.predict.kept.folder import check_place
    from simlaw.study.file.changed_keys import read_changes
    from simlaw.study.file.load_study import load_study
    from simlaw.study.reread.study_of import law_of, study_file_of
    from simlaw.study.train.study_predictor import predictor_of_study
    from simlaw.workers.cores import usable_cores
    from simlaw.workers.place import Place
    from simlaw.workers.progress import SILENT, Console, Watcher

    check_place(output)
    watcher: Watcher = SILENT if quiet else Console()
    file = study_file_of(study, allow_code=allow_code).changed(read_changes(changes))
    with watcher.stage("reading the tables"):
        ready = load_study(file.settings, file.folder)
    predictor = predictor_of_study(
        (ready.source, ready.target),
        ready,
        Place(workers or usable_cores(), watcher=watcher),
        keep_values=not no_values,
        lookup=lookup.replace("-", " "),
        law=law_of(study),
    )
    predictor.save(output)

    from simlaw.report.words.predictor_sentences import predictor_sentences

    for sentence in predictor_sentences(predictor.card):
        click.echo(sentence)
    click.echo(f"\nPredictor: {output}")
