"""``simlaw report``: a run's report and figures, written again."""

from __future__ import annotations

from pathlib import Path

import click

from simlaw.cli.law.candidates_option import candidates_option, candidates_said


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--metric",
    help="Another metric for curve, laws and report, made of the errors of materials that the run "
    "kept: median, q90, outside-0.1, spearman, missed-best-10, rmse. All is written into the "
    "folder RUN/metric-NAME then.",
)
@candidates_option
def report(run: Path, metric: str | None, candidates: Path | None) -> None:
    """Write report.html, law.json, curve.csv and the figures of folder RUN again.

    Also works while a run is going on or after it was stopped: the report then says how many
    trials are finished. In a folder of an earlier version, what moved in the law is said.
    """
    from simlaw.report import sentences, write_report
    from simlaw.report.words.law_moved import law_moved, read_law
    from simlaw.study.refit import refit
    from simlaw.study.run_folder import load_result, save_measured

    result = load_result(run)
    said = None if candidates is None else candidates_said(run, candidates)
    if metric is not None:
        result = refit(result, metric)
        # The run's own report stays what the study file asked for.
        run = run / f"metric-{metric}"
        run.mkdir(exist_ok=True)
    before = read_law(run)
    save_measured(result, run)
    moved = law_moved(before, read_law(run))
    write_report(result, run, notes=[one for one in (moved, said) if one])
    if moved:
        click.echo(f"Note: {moved}\n")
    for sentence in sentences(result):
        click.echo(sentence)
    if said is not None:
        click.echo(f"\n{said}")
    click.echo(f"\nReport: {run / 'report.html'}")
