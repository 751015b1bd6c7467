"""``simlaw cache``: what is kept between runs, how large it is, and how it is emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from simlaw.disk.places import KINDS

if TYPE_CHECKING:
    from simlaw.disk.size_bound import Entry
    from simlaw.study.runs_without_folder import UnnamedRun
    from simlaw.tables.fetched_files import Fetched

ALL = "all"


@click.command()
@click.option(
    "--clear",
    is_flag=False,
    flag_value=ALL,
    type=click.Choice([ALL, *KINDS]),
    help="Remove what is kept: all of it, or one kind. What a running study uses is left.",
)
@click.option(
    "--remove-run",
    multiple=True,
    metavar="NAME",
    help="Remove a run without a folder of its own, with its results; the first letters of its "
    "name will do.",
)
@click.option(
    "--remove-data", multiple=True, metavar="NAME", help="Remove what was fetched of a dataset."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON alone, for other programs.")
def cache(
    clear: str | None, remove_run: tuple[str, ...], remove_data: tuple[str, ...], as_json: bool
) -> None:
    """Show what simlaw keeps between runs and how large it is, or empty it.

    Tables as they were read, descriptors, inputs of trials and compiled programs are kept so that
    the next run need not make them again. All of it can be removed at any time: it is made anew.
    Together they take at most 20 GB, or what SIMLAW_CACHE_SIZE says (500MB, 100GB); beyond that,
    what was not used for longest goes. Each file has a checksum: what is damaged is dropped with a
    note, and made again.

    Runs without a folder of their own (from Python) and fetched data are no cache. They are listed
    here, and are removed by their names alone.

    \b
    simlaw cache                          what lies where, and how large
    simlaw cache --clear                  remove all that can be made again
    simlaw cache --clear descriptors      only one kind
    simlaw cache --remove-run 52dd7a7e    a run, with its results
    SIMLAW_CACHE_SIZE=5GB simlaw run my.toml
    """
    from simlaw.disk import size_bound
    from simlaw.disk.places import cache_folder
    from simlaw.disk.size_bound import size_text
    from simlaw.study.runs_without_folder import remove_run as remove_one_run
    from simlaw.study.runs_without_folder import unnamed_runs
    from simlaw.tables.fetched_files import fetched_files, remove_fetched

    home = cache_folder()
    removed: list[Entry] = []
    left: list[Entry] = []
    if clear is not None:
        removed, left = size_bound.clear(home, None if clear == ALL else clear)
    runs = [remove_one_run(name) for name in remove_run]
    data = [remove_fetched(name) for name in remove_data]
    if as_json:
        import json

        account = {
            "cache": str(home),
            "bound": size_bound.size_bound(),
            **_kinds(size_bound.survey(home)),
            "runs": [_run(one) for one in unnamed_runs()],
            "data": [_data(one) for one in fetched_files()],
            "removed": {
                "entries": [str(one.path) for one in removed],
                "bytes": size_bound.total_bytes(removed),
                "runs": [one.name for one in runs],
                "data": [one.name for one in data],
            },
            "left": [{"path": str(one.path), "by": one.by} for one in left],
        }
        click.echo(json.dumps(account, indent=2, ensure_ascii=False))
        return
    if clear is not None:
        taken = size_text(size_bound.total_bytes(removed))
        click.echo(f"{home}: removed {len(removed)} entries, {taken}.")
        for one in left:
            why = f"in use by {one.by}" if one.by else "it could not be removed"
            click.echo(f"Left: {one.kind}/{one.path.name} ({why})")
    for gone in runs:
        click.echo(f"Removed the run {gone.name} ({gone.study or 'unnamed'}).")
    for fetched in data:
        again = f"; fetch it again with: simlaw data fetch {fetched.name}"
        click.echo(f"Removed {fetched.name}{again if fetched.listed else '.'}")
    if clear is None and not runs and not data:
        _show(home, size_bound.survey(home), size_bound.size_bound())
        _show_apart(unnamed_runs(), fetched_files())


def _kinds(entries: list[Entry]) -> dict[str, Any]:
    from simlaw.disk.size_bound import sizes_by_kind, total_bytes

    kinds = []
    for (kind, old), (several, size) in sizes_by_kind(entries).items():
        in_use = [{"name": one.path.name, "by": one.by} for one in several if one.by]
        kinds.append(
            {
                "kind": kind,
                "earlier_layout": old,
                "entries": len(several),
                "bytes": size,
                "in_use": in_use,
            }
        )
    return {"bytes": total_bytes(entries), "kinds": kinds}


def _run(one: UnnamedRun) -> dict[str, Any]:
    from datetime import UTC, datetime

    return {
        "name": one.name,
        "study": one.study,
        "path": str(one.path),
        "bytes": one.bytes,
        "changed": datetime.fromtimestamp(one.changed, UTC).isoformat(timespec="seconds"),
    }


def _data(one: Fetched) -> dict[str, Any]:
    return {"name": one.name, "paths": [str(path) for path in one.paths], "bytes": one.bytes}


def _show(home: object, entries: list[Entry], bound: int) -> None:
    from simlaw.disk.size_bound import size_text

    account = _kinds(entries)
    click.echo(f"Cache: {home}, {size_text(account['bytes'])} of at most {size_text(bound)}")
    rows = [("kind", "entries", "size", "in use")]
    for one in account["kinds"]:
        name = f"{one['kind']} of earlier versions" if one["earlier_layout"] else one["kind"]
        busy = str(len(one["in_use"])) if one["in_use"] else ""
        rows.append((name, f"{one['entries']:,}", size_text(one["bytes"]), busy))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        name, *cells = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(["", name.strip().ljust(widths[0]), *cells]).rstrip())
    click.echo("Empty it with: simlaw cache --clear, or --clear KIND")


def _show_apart(runs: list[UnnamedRun], data: list[Fetched]) -> None:
    from datetime import datetime

    from simlaw.disk.size_bound import size_text

    click.echo("\nRuns without a folder of their own; one is removed with: --remove-run NAME")
    for run in runs:
        day = datetime.fromtimestamp(run.changed).date()
        click.echo(f"  {run.study or 'unnamed'}, {size_text(run.bytes)}, last changed {day}")
        click.echo(f"    {run.path}")
    if not runs:
        click.echo("  none")
    click.echo("\nFetched data; removed with: --remove-data NAME")
    for one in data:
        click.echo(f"  {one.name}, {size_text(one.bytes)}")
        for path in one.paths:
            click.echo(f"    {path}")
    if not data:
        click.echo("  none")
