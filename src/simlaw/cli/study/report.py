"""``simlaw report``: a run's report and figures, written again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
def report(run: Path) -> None:
    """Write report.html, law.json, curve.csv and the figures of folder RUN again.

    Also works while a run is going on or after it was stopped: the report then says how many
    trials are finished.
    """
    from simlaw.law import LAW_VERSION
    from simlaw.report import sentences, write_report
    from simlaw.study.run_folder import law_version_of, load_result, save_measured

    result = load_result(run)
    earlier = law_version_of(run)
    save_measured(result, run)
    write_report(result, run)
    for sentence in sentences(result):
        click.echo(sentence)
    if earlier is not None and earlier < LAW_VERSION:
        click.echo(
            f"The figures have moved: the report before was by version {earlier} of the law, and "
            f"this one is by version {LAW_VERSION}. Forecasts are now medians of the law's curves, "
            "and law.json forecasts the mean error."
        )
    click.echo(f"\nReport: {run / 'report.html'}")
