"""``simlaw report``: a run's report and figures, written again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--metric",
    help="Another metric for curve, laws and report, made of the errors of materials that the run "
    "kept: median, q90, outside-0.1, spearman, missed-best-10, rmse. All is written into the "
    "folder RUN/metric-NAME then.",
)
def report(run: Path, metric: str | None) -> None:
    """Write report.html, law.json, curve.csv and the figures of folder RUN again.

    Also works while a run is going on or after it was stopped: the report then says how many
    trials are finished. In a folder of an earlier version, what moved in the law is said.
    """
    from simlaw.report import sentences, write_report
    from simlaw.report.words.law_moved import law_moved, read_law
    from simlaw.study.refit import refit
    from simlaw.study.run_folder import load_result, save_measured

    result = load_result(run)
    if metric is not None:
        result = refit(result, metric)
        # The run's own report stays what the study file asked for.
        run = run / f"metric-{metric}"
        run.mkdir(exist_ok=True)
    before = read_law(run)
    save_measured(result, run)
    moved = law_moved(before, read_law(run))
    write_report(result, run, notes=[moved] if moved else [])
    if moved:
        click.echo(f"Note: {moved}\n")
    for sentence in sentences(result):
        click.echo(sentence)
    click.echo(f"\nReport: {run / 'report.html'}")
