"""``simlaw init``: a commented study file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("computed", required=False)
@click.argument("measured", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("study.toml"),
    show_default=True,
    help="Study file to write.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("--kind", help="Kind of material: molecule, polymer, composition or label.")
@click.option("--source-material", help="Column of the computed table that names the material.")
@click.option("--source-value", help="Column of the computed values.")
@click.option("--source-unit", help="Their unit, such as 'g/cm^3'; '1' for none.")
@click.option("--target-material", help="Column of the measured table that names the material.")
@click.option("--target-value", help="Column of the measured values.")
@click.option("--target-unit", help="Their unit.")
@click.option("--source-sheet", help="Sheet of the computed table in a spreadsheet.")
@click.option("--target-sheet", help="Sheet of the measured table in a spreadsheet.")
@click.option("--source-decimal", help="Decimal mark of the computed table, '.' or ','.")
@click.option("--target-decimal", help="Decimal mark of the measured table.")
@click.option(
    "--guess",
    is_flag=True,
    help="Guess what the tables do not say, and mark it, instead of asking.",
)
@click.option("--name", help="Name of the study.  [default: that of the file]")
@click.option("--title", help="Heading of the report.")
def init(
    computed: str | None,
    measured: str | None,
    output: Path,
    force: bool,
    kind: str | None,
    source_material: str | None,
    source_value: str | None,
    source_unit: str | None,
    target_material: str | None,
    target_value: str | None,
    target_unit: str | None,
    source_sheet: str | None,
    target_sheet: str | None,
    source_decimal: str | None,
    target_decimal: str | None,
    guess: bool,
    name: str | None,
    title: str | None,
) -> None:
    """Write a study file for the tables COMPUTED and MEASURED.

    Each is a table file (text such as CSV, a spreadsheet, JSON, Parquet), or the name of a public
    dataset (simlaw data list). The columns of material and value, the kind of material and the
    units are guessed from the first rows; every guess is marked in the file with its reason, and
    options settle it. What the tables do not say, such as a unit, is asked for: on a terminal at
    once, else by the option that answers it. Every other setting is there too, explained. Without
    tables the file is that of the study that comes with simlaw.

    \b
    simlaw init computed.csv measured.csv -o my.toml
    simlaw init mp-gap measured.csv -o gap.toml
    simlaw run my.toml
    """
    import shlex
    import sys
    import tomllib

    from simlaw.disk.whole_files import write_text
    from simlaw.errors import InputError
    from simlaw.settings import from_mapping
    from simlaw.study.file.commented_file import render
    from simlaw.study.file.given_tables import Wishes
    from simlaw.study.file.propose_study import propose, shipped
    from simlaw.study.file.questions import OpenQuestionsError
    from simlaw.study.file.suited_defaults import fitting_name
    from simlaw.study.settings import StudyFileSettings

    if output.exists() and not force:
        raise InputError(
            f"{output}: the file is there already. Choose another with --output, or write over "
            "it with --force."
        )
    name = name if name is not None else fitting_name(output.stem)
    if computed is None:
        starter = shipped("refractive-index", name)
    elif measured is None:
        raise click.UsageError(
            f"One table is not enough: give the measured one too, after '{computed}'."
        )
    else:
        wishes = Wishes(
            kind=kind,
            material={"source": source_material, "target": target_material},
            value={"source": source_value, "target": target_value},
            unit={"source": source_unit, "target": target_unit},
            sheet={"source": source_sheet, "target": target_sheet},
            decimal={"source": source_decimal, "target": target_decimal},
            guess=guess,
        )
        while True:
            try:
                starter = propose(
                    computed, measured, wishes, folder=output.parent, name=name, title=title
                )
                break
            except OpenQuestionsError as asked:
                if not sys.stdin.isatty():
                    raise
                for one in asked.questions:
                    click.echo(one.text)
                    answer = click.prompt(one.option, default=one.best or None)
                    wishes = wishes.answered(one.setting, one.role, answer)
    command = f"simlaw run {shlex.quote(str(output))}"
    text = render(starter, command=command)
    from_mapping(StudyFileSettings, tomllib.loads(text), where="simlaw init")
    write_text(output, text)
    click.echo(f"{output}: written.")
    for role in ("source", "target"):
        for remark in starter.remarks.get(role, ()):
            click.echo(f"{role}: {remark}")
    if starter.guesses:
        click.echo("Guessed from the tables; check these lines:")
        for key, guessed in starter.guesses.items():
            click.echo(f"  {key} = {guessed.value!r}  ({guessed.because})")
    click.echo(f"Next: {command}")
