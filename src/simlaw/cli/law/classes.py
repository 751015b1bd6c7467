"""``simlaw classes``: for which materials the law of a run holds."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--by",
    help="What the classes are: scaffold, polymer-class, chemical-system, cluster, a part of a "
    "mixture or solution, or a column of the measured table as column:NAME.  [default: the usual "
    "ones of the kind of material]",
)
@click.option(
    "--m", type=click.IntRange(1), help="Number of measurements.  [default: the report's]"
)
@click.option(
    "--laws", type=click.IntRange(0), default=0, help="Fit a law to that many of the classes."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def classes(run: Path, by: str | None, m: int | None, laws: int, as_json: bool) -> None:
    """Say for which materials the law of folder RUN holds, and for which not.

    Errors by class, where simulations help and where they harm; the error by distance to the
    computed materials; materials that stay wrong at every n; test materials that the source holds
    already; and the noise of measurement.

    \b
    simlaw classes runs/polymer-density
    simlaw classes runs/polymer-density --by column:producer --laws 5
    """
    from simlaw.report.materials.material_answer import material_dict, material_text
    from simlaw.study.reread.material_look import LookOptions, look_at_materials
    from simlaw.study.run_folder import load_result

    look = look_at_materials(load_result(run), LookOptions(by, m, laws))
    if as_json:
        click.echo(json.dumps(material_dict(look), indent=2, allow_nan=False, ensure_ascii=False))
        return
    click.echo(material_text(look))
