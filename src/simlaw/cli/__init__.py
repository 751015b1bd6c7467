"""The command line: one file per command, each a thin call into the package.

Commands are imported only when they are called, so that ``simlaw --help`` answers at once.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from importlib import import_module

import click

from simlaw._version import __version__
from simlaw.errors import SimlawError

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("simlaw.cli.study.run", "Run a study: trials, curve, law and report."),
    "init": ("simlaw.cli.study.init", "Write a commented study file for two tables of yours."),
    "check": (
        "simlaw.cli.study.check",
        "Say what a study will read, and what looks wrong in its tables.",
    ),
    "tune": ("simlaw.cli.study.tune", "Search training settings without looking at the test set."),
    "fit": ("simlaw.cli.law.fit", "Fit the law to a table of sizes and errors."),
    "plan": (
        "simlaw.cli.law.plan",
        "Plan: simulations for a wanted error, the best use of a budget.",
    ),
    "exchange": ("simlaw.cli.law.exchange", "Say how many simulations a measurement is worth."),
    "compare": ("simlaw.cli.law.compare", "Say which of several protocols to spend on."),
    "survey": (
        "simlaw.cli.study.survey",
        "Put several targets of one source database beside each other.",
    ),
    "classes": (
        "simlaw.cli.law.classes",
        "Say for which materials a run's law holds, and for which not.",
    ),
    "report": ("simlaw.cli.study.report", "Write a run's report and figures again."),
    "train": ("simlaw.cli.predictor.train", "Train a predictor on everything, and keep it."),
    "predict": ("simlaw.cli.predictor.predict", "Predict new materials with a kept predictor."),
    "data": ("simlaw.cli.tables.data", "List the public datasets simlaw knows, or fetch them."),
    "cache": ("simlaw.cli.study.cache", "Show what is kept between runs, or empty it."),
    "simulate": (
        "simlaw.cli.database.simulate",
        "Compute a property of molecules, to make a source.",
    ),
}
"""Name of each command, the module whose function of the same name it is, and its one-liner."""


class Commands(click.Group):
    """Finds commands without importing those that are not called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a study."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[name][0]), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command where one is not known."""
        from simlaw.errors import nearest

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command '{args[0]}'.{nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the one-liners, which need no import."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="simlaw")
def simlaw() -> None:
    """How far will a computational materials database carry you in the real world?

    simlaw measures how the error on measured materials falls as the number n of computed
    materials grows, fits the law error = D n^-alpha + C, and says how many more simulations a
    wanted error needs, if it can be reached at all.

    \b
    A first look:        simlaw run refractive-index
    Your own tables:     simlaw init computed.csv measured.csv -o my.toml
                         simlaw run my.toml
    Only (n, error):     simlaw fit curve.csv
    """


def main() -> None:
    """Run the command line; errors for the user end with status 2 and no traceback."""
    from simlaw.errors import FULL, InputError, cannot_write

    # A request to end, as batch systems make it, is as Ctrl-C: nothing half-written is left.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        simlaw(prog_name="simlaw", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe left early, as `head` does; Python would complain on exit.
        sys.stderr.close()
        sys.exit(141)
    except SimlawError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2 if isinstance(error, InputError | ImportError) else _status(error))
    except OSError as error:
        # Where nothing more is known of what was to be written.
        if error.errno not in FULL:
            raise
        with suppress(OSError):  # it may be the very file that this goes to
            click.echo(f"Error: {cannot_write(error.filename or 'a file', error)}", err=True)
        sys.exit(2)


def _status(error: SimlawError) -> int:
    return 130 if type(error).__name__ == "StoppedError" else 1
