"""The option ``--allow-code``: a study file may name code that is imported and run."""

from __future__ import annotations

import click

allow_code_option = click.option(
    "--allow-code",
    is_flag=True,
    help="Let the study file name code to be imported and run, as module:attribute in place of the "
    "name of a descriptor, method, network, metric or form. Code that lies beside the file is "
    "never run.",
)
"""Gives a command ``allow_code``, for `simlaw.study.file.read_study_file.read_study_file`."""
