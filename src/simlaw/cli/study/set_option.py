"""The option ``--set``: a key of a study file with another value."""

from __future__ import annotations

import click

set_option = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="KEY=VALUE",
    help="A key of the file with another value, as design.m=[25,50] or law.metric=rmse; may be "
    "given several times.",
)
"""Gives a command ``changes``, texts for `simlaw.study.file.changed_keys.read_changes`."""
