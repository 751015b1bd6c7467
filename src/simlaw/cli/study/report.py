"""``simlaw report``: a run's report and figures, written again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
def report(run: Path) -> None:
    """Write report.html, law.json, curve.csv and the figures of folder RUN again.

    Also works while a run is going on or after it was stopped: the report then says how many
    trials are finished. In a folder of an earlier version, what moved in the law is said.
    """
    from simlaw.report import sentences, write_report
    from simlaw.report.words.law_moved import law_moved, read_law
    from simlaw.study.run_folder import load_result, save_measured

    result = load_result(run)
    before = read_law(run)
    save_measured(result, run)
    moved = law_moved(before, read_law(run))
    write_report(result, run, notes=[moved] if moved else [])
    if moved:
        click.echo(f"Note: {moved}\n")
    for sentence in sentences(result):
        click.echo(sentence)
    click.echo(f"\nReport: {run / 'report.html'}")
