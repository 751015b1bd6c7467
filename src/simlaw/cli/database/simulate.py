"""``simlaw simulate``: a property of molecules, computed."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("simulator")
@click.argument("molecules", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="Parquet file to write."
)
@click.option("-w", "--workers", type=click.IntRange(1), help="Worker processes.  [default: cores]")
@click.option(
    "--time-limit",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds one molecule may take.",
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def simulate(
    simulator: str,
    molecules: Path,
    output: Path,
    workers: int | None,
    time_limit: float,
    quiet: bool,
) -> None:
    """Compute a property with SIMULATOR for MOLECULES, a text file with one SMILES per line.

    Anything after the SMILES on a line is taken for a name and left aside, as are empty lines and
    lines that start with #. Results are kept as they come: after Ctrl-C or a crash the same
    command goes on where it stopped. A molecule that fails keeps its row, with the reason.

    \b
    Simulators:
      refractive-index   RDKit conformer, D4 polarizability, van der Waals volume, Lorentz-Lorenz
      refractive-index-contributions   the same from atom contributions, without a conformer

    \b
    simlaw simulate refractive-index molecules.smi -o computed.parquet
    """
    from simlaw.simulate import produce
    from simlaw.workers.cores import usable_cores
    from simlaw.workers.progress import SILENT, Console, Watcher

    smiles = _read_smiles(molecules)
    watcher: Watcher = SILENT if quiet else Console()
    with watcher.stage(f"{simulator} of {len(smiles):,} molecules") as tick:
        made = produce(
            simulator,
            smiles,
            output,
            workers=workers or usable_cores(),
            progress=tick,
            time_limit=time_limit,
        )
    failed = len(made.failures)
    click.echo(
        f"{made.output}: {made.requested:,} rows; {made.computed:,} molecules tried now, "
        f"{made.reused:,} found from an earlier run; {failed:,} failed"
    )
    for text, reason in made.failures[:5]:
        click.echo(f"  {text}: {reason}")
    if failed > 5:
        click.echo(f"  (and {failed - 5:,} more; see the column 'reason')")


def _read_smiles(path: Path) -> list[str]:
    from simlaw.errors import InputError

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    smiles = [words[0] for words in lines if words]
    if not smiles:
        raise InputError(f"{path}: holds no molecule; expected one SMILES per line.")
    return smiles
