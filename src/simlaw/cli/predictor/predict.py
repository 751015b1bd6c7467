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
@click.option("-w", "--workers", type=click.IntRange(1), help="Worker processes.  [default: cores]")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def predict(
    predictor: str,
    materials: Path,
    output: Path,
    material: str | None,
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
    """
    from simlaw.predict.lists.predict_file import predict_file
    from simlaw.predict.predictor import load_predictor
    from simlaw.printed_numbers import count
    from simlaw.workers.cores import usable_cores
    from simlaw.workers.place import Place
    from simlaw.workers.progress import SILENT, Console

    place = Place(workers or usable_cores(), watcher=SILENT if quiet else Console())
    told = predict_file(
        load_predictor(predictor), materials, output, material=material, place=place
    )
    outside = f", {count(told.outside)} of them outside the domain" if told.outside else ""
    click.echo(f"{count(told.predicted)} of {count(told.rows)} materials predicted{outside}.")
    for reason, times in told.reasons:
        click.echo(f"  {count(times)} without a prediction: {reason}", err=True)
    click.echo(f"Predictions: {output}")
