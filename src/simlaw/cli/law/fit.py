"""``simlaw fit``: the law of a table of points."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simlaw.law import PointTable


@click.command()
@click.argument("curve", type=click.Path(path_type=Path))
@click.option(
    "--columns",
    multiple=True,
    metavar="n=NAME,error=NAME",
    help="Which columns are meant, where they are not called n, error, replicate, stderr and m.",
)
@click.option(
    "--error-is",
    "values",
    type=click.Choice(["error", "accuracy"]),
    help="What the column of errors holds: of accuracies what is left to 1 (to 100) is fitted; "
    "errors are taken as they stand, whatever they look like.",
)
@click.option(
    "--m", type=float, help="Fit the law in n at this m.  [default: all m, by the joint law]"
)
@click.option(
    "--direct",
    type=float,
    help="Error of direct learning (n = 0), as the column of errors would have it.",
)
@click.option(
    "--decimal",
    type=click.Choice([".", ","]),
    help="Decimal mark.  [default: found out; asked for where it cannot be]",
)
@click.option("--sheet", default="", help="Sheet of a spreadsheet that has several.")
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
    help="Which error of a run's curve.csv: mae, rmse; or of a run that kept the errors of its "
    "materials any other metric, such as median, q90 or spearman.  [default: mae]",
)
@click.option("--target-error", type=float, help="Also say which n this error needs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with the chart here.")
def fit(
    curve: Path,
    columns: tuple[str, ...],
    values: str | None,
    m: float | None,
    direct: float | None,
    decimal: str | None,
    sheet: str,
    form: str,
    level: float,
    seed: int,
    robust: bool,
    metric: str | None,
    target_error: float | None,
    as_json: bool,
    html: Path | None,
) -> None:
    """Fit the law error(n) = D n^-alpha + C to the points in CURVE, a table in a file.

    The file has the columns n and error, and where they are known replicate and stderr; or it is
    the curve.csv of a run. With several m (a column m) the joint law
    (A n^-alpha + B) m^-beta + E is fitted.

    CURVE may be text with commas, semicolons or tabs between the columns and either decimal mark,
    or a spreadsheet. What was guessed of its form stands in the notes; what cannot be told is
    asked for.

    \b
    simlaw fit curve.csv --target-error 0.02
    simlaw fit runs.csv --columns n=train_size,error=mae,replicate=seed
    simlaw fit scores.csv --columns error=accuracy --error-is accuracy
    simlaw fit grid.csv --m 100
    """
    from simlaw.cli.law.curve_file import CurveFileOptions, read_curve_file
    from simlaw.law import PointOptions
    from simlaw.report.answers.answer_fit import FitQuestion, answer_fit

    points = PointOptions(_named_columns(columns), values or "", direct)
    table = read_curve_file(curve, CurveFileOptions(points, metric or "", decimal or "", sheet))
    if m is not None:
        table = table.at_m(m)
    _refuse_unused(table, plain=form == "auto" and not robust, direct=direct)
    run = None
    if not columns:
        from simlaw.report.answers.points_shown import verdict_of_run

        run = verdict_of_run(curve, metric or "")
    found = answer_fit(table, FitQuestion(form, level, seed, robust, target_error), run)
    if html is not None:
        _write_page(found.page(), html)
    _warn(table)
    click.echo(json.dumps(found.to_dict(), indent=2, allow_nan=False) if as_json else found.text())
    if table.joint and not as_json:
        click.echo(f"  The law in n at one m alone: --m {found.table.frame['m'].max():.10g}")


def _named_columns(given: tuple[str, ...]) -> dict[str, str]:
    """Return which column is what, from ``n=size,error=mae``; a name may hold commas itself."""
    from simlaw.errors import InputError

    named: dict[str, str] = {}
    for text in given:
        for part in re.split(r",(?=\s*[A-Za-z]+\s*=)", text):
            role, equals, name = part.partition("=")
            if not (equals and name.strip()):
                raise InputError(
                    f"--columns {text}: write it as --columns n=NAME,error=NAME; '{part}' names "
                    "no column."
                )
            if role.strip() in named:
                raise InputError(f"--columns: '{role.strip()}' is given twice.")
            named[role.strip()] = name.strip()
    return named


def _refuse_unused(table: PointTable, *, plain: bool, direct: float | None) -> None:
    """Refuse options that the joint law would pass over without a word."""
    from simlaw.errors import InputError

    if table.joint and not (plain and direct is None):
        raise InputError(
            "There are several m, so the joint law is fitted, which takes neither --form nor "
            "--robust nor --direct. Fit the law in n at one m: add --m "
            f"{table.frame['m'].max():.10g}."
        )


def _warn(table: PointTable) -> None:
    """Say apart what may make the law no law at all."""
    from simlaw.law.given_points.suspicious_errors import LOUD

    for note in table.notes:
        if note.code in LOUD:
            click.echo(f"Warning: {note.text}", err=True)


def _write_page(page: str, path: Path) -> None:
    from simlaw.disk.whole_files import write_text

    write_text(path, page)
