"""``simlaw fit``: the law of a table of points."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("curve", type=click.Path(path_type=Path))
@click.option("--form", default="auto", show_default=True, help="Form of the law.")
@click.option("--level", default=0.9, show_default=True, help="Level of the intervals.")
@click.option("--seed", default=0, show_default=True, help="Seed of the resampling.")
@click.option("--metric", default="mae", show_default=True, help="Metric of a run's curve.csv.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")
def fit(curve: Path, form: str, level: float, seed: int, metric: str, as_json: bool) -> None:
    """Fit the law error(n) = D n^-alpha + C to the points in CURVE, a CSV file.

    The file has the columns n and error, and optionally replicate and stderr; or it is the
    curve.csv of a run.
    """
    from simlaw.law.table import read_points

    law = read_points(curve, metric=metric).fit(form=form, level=level, seed=seed)
    if as_json:
        click.echo(json.dumps(law.to_dict(), indent=2, allow_nan=False))
        return
    click.echo(repr(law))
