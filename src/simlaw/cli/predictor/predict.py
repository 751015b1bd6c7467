"""``simlaw predict``: a predictor asked about a file of materials."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("predictor")
@click.argument("materials", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("predictions.csv"),
    show_default=True,
    help="File of the predictions, .csv or .parquet.",
)
@click.option(
    "--material",
    metavar="COLUMN",
    help="Column of the materials, or columns in braces such as '{polymer}|{solvent}|{T} K'.  "
    "[default: that of the measured table, or the only one]",
)
@click.option("--unit", help="Unit of the predictions.  [default: that of the measured table]")
@click.option(
    "--candidates",
    is_flag=True,
    help="Rank the list, the highest value first, and say how many measured materials stand for "
    "it.",
)
@click.option("--lowest", is_flag=True, help="With --candidates: the lowest value first.")
@click.option("--top", type=click.IntRange(1), help="With --candidates: keep so many.")
@click.option("-w", "--workers", type=click.IntRange(1), help="Worker processes.  [default: cores]")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def predict(
    predictor: str,
    materials: Path,
    output: Path,
    material: str | None,
    unit: str | None,
    candidates: bool,
    lowest: bool,
    top: int | None,
    workers: int | None,
    quiet: bool,
) -> None:
    """Predict the MATERIALS of a file with PREDICTOR, the folder that simlaw train wrote.

    Each row gets a value with intervals that hold 50 and 90 % of new materials, the nearest known
    materials, and whether it is one of those that the predictor was trained for. Rows that cannot
    be predicted keep their place, with the reason. Files of any length are read piece by piece.

    \b
    simlaw predict predictor new.csv -o predictions.csv
    simlaw predict predictor million.parquet -o predictions.parquet
    simlaw predict predictor wanted.csv --candidates --top 100 -o ranked.csv
    """
    from simlaw.predict.lists.predict_file import predict_file
    from simlaw.predict.lists.rank_candidates import Ranking, rank_candidates
    from simlaw.predict.predictor import load_predictor
    from simlaw.printed_numbers import count
    from simlaw.report.words.ranked_sentences import ranked_sentences, told_sentence
    from simlaw.workers.cores import usable_cores
    from simlaw.workers.place import Place
    from simlaw.workers.progress import SILENT, Console

    if (lowest or top) and not candidates:
        raise click.UsageError("--lowest and --top belong to: --candidates")
    place = Place(workers or usable_cores(), watcher=SILENT if quiet else Console())
    asked = load_predictor(predictor)
    if unit is not None:
        asked = asked.to(unit)
    if candidates:
        ranking = Ranking(lowest, top)
        ranked = rank_candidates(
            asked, materials, output, ranking=ranking, material=material, place=place
        )
        told, sentences = ranked.told, ranked_sentences(ranked)
    else:
        told = predict_file(asked, materials, output, material=material, place=place)
        sentences = [told_sentence(told)]
    for sentence in sentences:
        click.echo(sentence)
    for reason, times in told.reasons:
        click.echo(f"  {count(times)} without a prediction: {reason}", err=True)
    click.echo(f"Predictions: {output}")
