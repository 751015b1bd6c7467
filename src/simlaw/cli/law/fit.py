"""``simlaw fit``: the law of a table of points."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("curve", type=click.Path(path_type=Path))
@click.option(
    "--form",
    default="auto",
    show_default=True,
    help="Form of the law; auto averages shapes and tells the result as power + offset.",
)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.9,
    show_default=True,
    help="Level of the intervals.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draws.")
@click.option("--robust", is_flag=True, help="Let sizes far off the others count less.")
@click.option(
    "--metric",
    type=click.Choice(["mae", "rmse"]),
    default="mae",
    show_default=True,
    help="Which error of a run's curve.csv.",
)
@click.option("--target-error", type=float, help="Also say which n this error needs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with the chart here.")
def fit(
    curve: Path,
    form: str,
    level: float,
    seed: int,
    robust: bool,
    metric: str,
    target_error: float | None,
    as_json: bool,
    html: Path | None,
) -> None:
    """Fit the law error(n) = D n^-alpha + C to the points in CURVE, a CSV file.

    The file has the columns n and error, and where they are known replicate and stderr; or it is
    the curve.csv of a run. With several m (a column m) the joint law
    (A n^-alpha + B) m^-beta + E is fitted.

    \b
    simlaw fit curve.csv --target-error 0.02
    """
    from simlaw.law import read_points
    from simlaw.report.answers.answer_fit import FitQuestion, answer_fit

    table = read_points(curve, metric=metric)
    found = answer_fit(table, FitQuestion(form, level, seed, robust, target_error))
    if html is not None:
        _write_page(found.page(), html)
    click.echo(json.dumps(found.to_dict(), indent=2, allow_nan=False) if as_json else found.text())


def _write_page(page: str, path: Path) -> None:
    from simlaw.disk.whole_files import write_text

    write_text(path, page)
