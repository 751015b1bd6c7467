from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from tests.cli.command_line import Outcome

from simlaw.cli import COMMANDS

HEAVY = ("numpy", "pandas", "scipy", "jax", "rdkit", "pydantic", "altair", "pyarrow", "pint")


def test_help_names_every_command(simlaw: Callable[..., Outcome]) -> None:
    outcome = simlaw("--help")
    assert outcome.status == 0
    for name, (_, line) in COMMANDS.items():
        assert name in outcome.out
        assert line.split(":")[0] in " ".join(outcome.out.split())


@pytest.mark.parametrize(
    "words", [(name,) for name in COMMANDS] + [("data", "list"), ("data", "fetch")]
)
def test_every_command_explains_itself(
    simlaw: Callable[..., Outcome], words: tuple[str, ...]
) -> None:
    outcome = simlaw(*words, "--help")
    assert outcome.status == 0
    assert outcome.out.startswith(f"Usage: simlaw {' '.join(words)}")
    assert len(outcome.out.splitlines()) > 5
    assert simlaw(*words, "-h").out == outcome.out


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['simlaw', *{words!r}, '--help']\n"
        "from simlaw.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr.strip() == "[]"
    assert "Usage:" in done.stdout


def test_an_unknown_command_suggests_the_nearest(simlaw: Callable[..., Outcome]) -> None:
    assert "Did you mean 'report'?" in simlaw("reprot").refusal()


def test_an_unknown_option_is_refused(simlaw: Callable[..., Outcome]) -> None:
    assert "--replicats" in simlaw("run", "x.toml", "--replicats", "3").refusal()


def test_version(simlaw: Callable[..., Outcome]) -> None:
    from simlaw import __version__

    assert simlaw("--version").out.strip() == f"simlaw, version {__version__}"


def test_no_command_shows_the_help(simlaw: Callable[..., Outcome]) -> None:
    outcome = simlaw()
    assert "Traceback" not in outcome.err
    assert "simlaw run refractive-index" in outcome.out + outcome.err
