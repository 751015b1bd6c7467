"""``simlaw data``: the public datasets simlaw knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from simlaw.tables.holdings import Holding


@click.group()
def data() -> None:
    """List the public datasets simlaw knows, or fetch them.

    A study file asks for one with: dataset = "NAME". What is needed is fetched by itself; files
    are looked for in the folder that the environment variable SIMLAW_DATA_DIR names, then where
    fetched data lie (simlaw cache shows it), and are checked by sha256 wherever they come from.
    """


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def list_(as_json: bool) -> None:
    """List the datasets: what they hold, their licence, and where they are."""
    from simlaw.tables.holdings import PLACES, holdings

    held = holdings()
    if as_json:
        import json

        click.echo(json.dumps([_record(one) for one in held], indent=2, ensure_ascii=False))
        return
    head = ("name", "kind", "property", "unit", "rows", "where", "licence")
    lines = [head]
    for one in held:
        entry, rows = one.dataset, one.rows()
        unit = "" if entry.unit == "1" else entry.unit
        counted = "" if rows is None else f"{rows:,}"
        place = PLACES[one.place]
        lines.append(
            (entry.name, entry.kind or "-", entry.property, unit, counted, place, entry.licence)
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        cells = (
            cell.rjust(width) if name == "rows" else cell.ljust(width)
            for cell, width, name in zip(line, widths, head, strict=True)
        )
        click.echo("  ".join(cells).rstrip())


@data.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Fetch every dataset.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def fetch(names: tuple[str, ...], everything: bool, quiet: bool) -> None:
    """Fetch datasets by NAME, or all of them, and check them by sha256.

    What is here already is checked and not fetched again.
    """
    from simlaw.errors import InputError
    from simlaw.tables.catalog import dataset, find_file
    from simlaw.tables.datasets import DATASETS
    from simlaw.workers.progress import SILENT, Console, Watcher

    if everything == bool(names):
        raise click.UsageError("Name the datasets to fetch, or give --all; see: simlaw data list")
    entries = [dataset(name) for name in (DATASETS if everything else dict.fromkeys(names))]
    watcher: Watcher = SILENT if quiet else Console()
    failed: list[str] = []
    for entry in entries:
        if not entry.files:
            click.echo(f"{entry.name}: comes with simlaw")
            continue
        paths = []
        try:
            with watcher.stage(f"fetching {entry.name}") as tick:
                for done, file in enumerate(entry.files):
                    tick(done, len(entry.files))
                    paths.append(find_file(file))
        except InputError as error:
            # One dataset that cannot be had does not hold up the others.
            failed.append(f"{entry.name}: {error}")
            continue
        click.echo(f"{entry.name}: {', '.join(map(str, paths))}")
    if failed:
        raise InputError("\n".join(failed))


def _record(one: Holding) -> dict[str, Any]:
    entry = one.dataset
    return {
        "name": entry.name,
        "title": entry.title,
        "kind": entry.kind or None,
        "property": entry.property,
        "unit": entry.unit,
        "protocol": entry.protocol,
        "licence": entry.licence,
        "citation": entry.citation,
        "where": one.place,
        "rows": one.rows(),
        "paths": [str(path) for path in one.paths],
        "files": [
            {"path": file.path, "address": file.address, "sha256": file.sha256}
            for file in entry.files
        ],
    }
