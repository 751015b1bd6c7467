"""``simlaw check``: what will be read, and what looks wrong, before anything is trained."""

from __future__ import annotations

import click

from simlaw.cli.study.allow_code_option import allow_code_option
from simlaw.cli.study.set_option import set_option


@click.command()
@click.argument("study")
@set_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--no-timing", is_flag=True, help="Count trials only; do not time a part of them.")
@click.option("--strict", is_flag=True, help="Refuse where there is a warning: exit status 2.")
@allow_code_option
def check(
    study: str,
    changes: tuple[str, ...],
    as_json: bool,
    no_timing: bool,
    strict: bool,
    allow_code: bool,
) -> None:
    """Look at STUDY before it is run: its tables as read, and what looks wrong in them.

    Reads both tables, and times a few trials on a part of them to say how long a run will take.
    Each warning has a code, what was found, and what to do; docs/warnings.md explains every code.
    The exit status is 2 where simlaw run would refuse.

    \b
    simlaw check my.toml
    simlaw check my.toml --json
    simlaw check my.toml --strict     warnings count as refusals
    """
    import json
    import time

    from simlaw.errors import InputError
    from simlaw.study.check import check_tables
    from simlaw.study.file.changed_keys import read_changes
    from simlaw.study.file.load_study import load_study
    from simlaw.study.file.read_study_file import read_study_file
    from simlaw.study.file.shipped_studies import find_study
    from simlaw.study.planned_run import plan_run
    from simlaw.workers.place import Place

    try:
        file = read_study_file(find_study(study), allow_code=allow_code)
        file = file.changed(read_changes(changes))
        began = time.perf_counter()
        ready = load_study(file.settings, file.folder)
        spent = time.perf_counter() - began
        found = check_tables(ready.sources, ready.target, ready)
        plan = plan_run(ready, Place(), timed=not no_timing, reading=spent)
    except InputError as error:
        if not as_json:
            raise
        click.echo(json.dumps(_refused(str(error)), indent=1))
        raise SystemExit(2) from None
    refusals = [one.to_dict() for one in found.warnings] if strict else []
    if as_json:
        content = {**found.to_dict(), "plan": plan.to_dict(), "refusals": refusals}
        click.echo(json.dumps(content, indent=1))
    else:
        click.echo(f"{found}\n{plan}")
    if refusals:
        raise SystemExit(2)


def _refused(text: str) -> dict[str, object]:
    refusal = {"level": "refusal", "code": "refused", "text": text, "table": "", "column": ""}
    return {
        "tables": {},
        "pair": {},
        "plan": {},
        "warnings": [],
        "refusals": [{**refusal, "rows": [], "count": 0, "remedy": ""}],
    }
