"""A record that a run goes on with: its version of the table, and which trials are done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from simlaw.errors import InputError
from simlaw.study.design.design import MATERIALS, Design, Trial
from simlaw.study.prepare import Prepared
from simlaw.study.run.inputs import StudyInputs
from simlaw.study.run.record import Beginning, Journal, another_study
from simlaw.study.run.record_lines import TableVersion, Versions
from simlaw.study.run.recorded_errors import Target
from simlaw.study.run.table_versions import settle
from simlaw.study.run.trial import Cell, Finished, cells_of
from simlaw.study.run_folder import recorded_versions
from simlaw.study.settings import StudySettings
from simlaw.tables.finding import Finding
from simlaw.transfer import METHODS


def on_table(
    journal: Journal, prepared: Prepared, settings: StudySettings, *, redraw: bool = False
) -> tuple[Prepared, TableVersion]:
    """Begin a run in a journal; return what it runs on, and the version of the table.

    A journal of format 1 is of one table, and told of nothing.

    Parameters
    ----------
    journal
        Open for writing.
    prepared
        The study as it would be in a new folder.
    settings
        Of the study.
    redraw
        See `simlaw.study.run.table_versions.settle`.

    Raises
    ------
    InputError
        If the folder's trials ran on another table, or with another version of a method.
    """
    inputs, record = prepared.inputs, journal.record
    if record.version < 2:
        return prepared, TableVersion(1, len(inputs.source_values), "", n=inputs.design.n)
    told = _methods(prepared)
    methods = {one.partition(": ")[0] for one in told}
    for one in {one for versions in record.versions for one in versions.methods}:
        name = one.partition(": ")[0]
        if name in methods and one not in told:
            raise another_study(journal.path.parent)
    settled = settle(record.tables, inputs, settings, journal.path.parent, redraw=redraw)
    journal.begin(beginning_of(prepared, settings))
    journal.use_table(settled.version)
    return (
        replace(
            prepared,
            inputs=settled.inputs,
            findings=(*prepared.findings, *_findings(settled.version, record.tables)),
        ),
        settled.version,
    )


def beginning_of(prepared: Prepared, settings: StudySettings) -> Beginning:
    """Return what a record of trials of a study says of itself before the first."""
    inputs = prepared.inputs
    target = Target(prepared.target_keys, inputs.target_values, inputs.groups)
    content = target.to_bytes() if settings.record == MATERIALS else None
    versions = Versions(recorded_versions(), _methods(prepared))
    return Beginning(versions, content, len(inputs.target_values))


def _methods(prepared: Prepared) -> tuple[str, ...]:
    """Return the methods that do not come with simlaw, with what tells their versions apart."""
    told = [one for one in prepared.plugins if one.what == METHODS.what]
    return tuple(sorted(f"{one.name}: {one.fingerprint}" for one in told))


def _findings(version: TableVersion, known: tuple[TableVersion, ...]) -> list[Finding]:
    """Return what must be said of a table that grew."""
    found = []
    by_number = {one.number: one for one in (*known, version)}
    at: TableVersion | None = version
    while at is not None and at.after is not None:
        before = by_number[at.after]
        if at.differs:
            found.append(Finding("appended_differ", f"{at.differs}.", "source"))
        else:
            more = at.rows - before.rows
            said = f"{more:,} rows were appended to the {before.rows:,} of the first trials."
            found.append(Finding("table_grew", said, "source", count=more))
        at = before
    return found


def recorded_trials(journal: Journal, inputs: StudyInputs) -> dict[Trial, Finished]:
    """Return the trials of a journal that are trials of these inputs.

    One of an earlier version of the table is, if it used the same rows: that is checked.
    """
    found = {}
    sources = {}
    design = inputs.design
    for done in journal.record.on_table(journal.table):
        trial = done.trial
        earlier = done.table != journal.table
        if trial.n and (earlier or (design.apart and trial.n in design.n)):
            if trial.replicate not in sources:
                sources[trial.replicate] = inputs.draw(trial.replicate).source
            if inputs.fingerprint(trial, sources[trial.replicate]) != done.fingerprint:
                if not earlier:
                    raise _other_shares(journal.path.parent, trial.n, design.n_of_each(trial.n))
                continue
        found[trial] = done
    return found


def _other_shares(folder: Path, n: int, wanted: tuple[int, ...]) -> InputError:
    said = " + ".join(map(str, wanted))
    return InputError(
        f"{folder}: this folder has trials with n = {n} of which the sources have other shares "
        f"than {said}. Give that row of design.n another sum, or this run a folder of its own "
        "with --output."
    )


def missing(done: Finished, design: Design) -> tuple[Cell, ...]:
    """Return method and m of the rows that a trial lacks."""
    there = set(done.cells)
    return tuple(cell for cell in cells_of(design, done.trial.n) if cell not in there)
