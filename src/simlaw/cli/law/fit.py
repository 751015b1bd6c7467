"""``simlaw fit``: the law of a table of points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simlaw.law.joint.joint_law import JointLaw
    from simlaw.law.law import Law
    from simlaw.law.table import PointTable


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
    from simlaw.law.table import read_points

    table = read_points(curve, metric=metric)
    if table.joint:
        _joint(table, level, seed, as_json, html, target_error)
        return
    law = table.fit(form=form, level=level, seed=seed, robust=robust)
    answer = law.to_dict()
    sentence = ""
    if target_error is not None:
        from simlaw.decide.requirement import required_n

        needed = required_n(law, target_error, level)
        answer["requirement"] = needed.to_dict()
        sentence = needed.sentence()
    if html is not None:
        _write_page(table, law, html)
    if as_json:
        click.echo(json.dumps(answer, indent=2, allow_nan=False))
        return
    click.echo(describe(law))
    if sentence:
        click.echo(sentence)


def describe(law: Law) -> str:
    """The law as the terminal shows it: chart, parameters, forecast, notes."""
    from simlaw.law.textchart import text_chart

    level = f"{100 * law.level:.0f} %"
    ahead = [factor * float(law.n[-1]) for factor in (1, 2, 10)]
    mean, run = law.forecast(ahead, band="mean"), law.forecast(ahead)
    lines = [text_chart(law), "", repr(law).split("\n  note:")[0], ""]
    lines.append(f"  {'n':>10} {'error':>10}   {level} of the mean        {level} of a new run")
    for i, size in enumerate(ahead):
        lines.append(
            f"  {size:>10.4g} {mean.mean[i]:>10.4g}   {mean.low[i]:<9.4g} {mean.high[i]:<12.4g}"
            f"{run.low[i]:<9.4g} {run.high[i]:.4g}"
        )
    if law.skill:
        lines += [
            "",
            f"  rolling-origin error {100 * law.skill['rmsle']:.2f} % "
            f"(last value {100 * law.skill['rmsle_last_value']:.2f} %, "
            f"pure power {100 * law.skill['rmsle_power']:.2f} %)",
        ]
    lines += [f"  note: {note.text}" for note in law.notes]
    return "\n".join(lines)


def _joint(
    table: PointTable,
    level: float,
    seed: int,
    as_json: bool,
    html: Path | None,
    target_error: float | None,
) -> None:
    law: JointLaw = table.fit_joint(level=level, seed=seed)
    answer = law.to_dict()
    largest = float(law.m.max())
    sentence = ""
    if target_error is not None:
        from simlaw.decide.requirement import Requirement

        needed = law.required_n(target_error, largest)
        answer["requirement"] = {**needed.to_dict(), "m": largest}
        sentence = Requirement(
            target_error,
            needed.median,
            needed.low,
            needed.high,
            needed.level,
            needed.unreachable_probability,
            measured=float(law.n.max()),
            fewest=float(law.n.min()),
        ).sentence(m=largest)
    if html is not None:
        part = table.at_m(largest)
        _write_page(part, part.fit(level=level, seed=seed), html)
    if as_json:
        click.echo(json.dumps(answer, indent=2, allow_nan=False))
        return
    click.echo(repr(law))
    click.echo(f"\n  {'m':>8} {'D':>10} {'alpha':>8} {'C':>10}   law in n at that m")
    for m, marginal in answer["marginals"].items():
        values = [marginal[name]["estimate"] for name in ("D", "alpha", "C")]
        click.echo(f"  {m:>8} {values[0]:>10.4g} {values[1]:>8.3g} {values[2]:>10.4g}")
    if sentence:
        click.echo(sentence)


def _write_page(table: PointTable, law: Law, path: Path) -> None:
    from simlaw.disk.whole_files import write_text
    from simlaw.report import curve_page

    write_text(path, curve_page(table.curve(), law))
