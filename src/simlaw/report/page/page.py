"""The report: one HTML file that holds everything it shows, and its figures as SVG files."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlaw._version import __version__
from simlaw.decide.curve_reading import metric_words, no_trial, of_method, read_curve
from simlaw.disk.whole_files import write_text
from simlaw.errors import InputError, cannot_write
from simlaw.law import Law, LearningCurve
from simlaw.law.curve import FINE_TUNE
from simlaw.printed_numbers import count, pretty_unit
from simlaw.report.page.account import again, facts, studied, training
from simlaw.report.planner.planner import plan_of, planner_script, planner_style
from simlaw.report.words.sentences import curve_sentences, plural, sentences
from simlaw.tables.finding import warnings_of

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

    from simlaw.study.result import StudyResult

__all__ = ["curve_page", "planner_page", "render", "write", "write_report"]

_POWER = re.compile(r"\bn\^([−\d.]+)")
_CODE = re.compile(r"`([^`]+)`")
_EQUALS = re.compile(r"\b([nm]) = (?=\d)")


def render(result: StudyResult) -> str:
    """Return the report of a study as one HTML document.

    Nothing in it is fetched: charts are inline SVG, style and script are in the page, and a
    content security policy forbids everything else. Text from the data is escaped.

    Parameters
    ----------
    result
        A finished or unfinished study.
    """
    return _build(result)[0]


def write_report(
    result: StudyResult, folder: str | Path | None = None, *, notes: Sequence[str] = ()
) -> Path:
    """Write ``report.html`` and ``figures/*.svg`` into a run folder.

    Parameters
    ----------
    result
        A finished or unfinished study.
    folder
        The run folder; made where it is missing. By default that of the result.
    notes
        Sentences to stand above the finding.

    Returns
    -------
    pathlib.Path
        The HTML file.

    Raises
    ------
    InputError
        If the folder cannot be written to, or the result has none and none is named.
    """
    place = getattr(result, "folder", None) if folder is None else folder
    if place is None:
        raise InputError(
            f"The result of '{result.name}' knows no run folder. Name the one to write the report "
            "into: write_report(result, FOLDER)."
        )
    root = Path(place)
    try:
        (root / "figures").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(root, error) from None
    page, figures = _build(result, notes)
    for name, drawn in figures.items():
        write_text(root / "figures" / f"{name}.svg", drawn)
    write_text(root / "report.html", page)
    return root / "report.html"


def write(result: StudyResult, folder: str | Path) -> Path:
    """Write the report into a folder; `write_report` by its former name."""
    return write_report(result, folder)


def curve_page(
    curve: LearningCurve, law: Law | None, *, m: int | None = None, method: str = FINE_TUNE
) -> str:
    """Return one HTML document about a curve alone: chart, law, requirement, table.

    Parameters
    ----------
    curve
        The learning curve.
    law
        Its law, or None.
    m
        Which m of the curve; the largest by default.
    method
        Which transfer method of the curve.

    Raises
    ------
    InputError
        If the curve has no trial of the method.
    """
    from simlaw.report.page.panels import panel

    reading = read_curve(curve, m, method)
    if reading is None:
        raise InputError(f"The curve has {no_trial(method)}, so there is nothing to show.")
    said = curve_sentences(curve, law, m, method)
    unit = pretty_unit(curve.unit)
    metric = metric_words(curve, reading.m)
    sizes = f"{count(len(reading.n))} sizes, n = {count(reading.n[0])} to {count(reading.largest)}"
    return filled(
        "curve.html.j2",
        title=curve.name or "Learning curve",
        facts=[f"{metric} in {unit}" if unit else metric, sizes],
        lead=said[0],
        more=said[1:],
        panel=panel(curve, law, reading, x_title="samples used, n"),
    )


def planner_page(
    result: StudyResult,
    *,
    level: float | None = None,
    view: Mapping[str, float] | None = None,
) -> str:
    """Return the planner of a study as one HTML document.

    Parameters
    ----------
    result
        A finished or unfinished study.
    level, view
        Level of the intervals, and settings to open with; see
        `simlaw.report.planner.planner.planner_data`.

    Raises
    ------
    InputError
        If the study has no law to plan from.
    """
    plan = plan_of(result, level=level, view=view)
    if plan is None:
        raise InputError(
            f"The study '{result.name}' has nothing to plan with: "
            + (
                "its points do not show that the error falls with the number of simulations. What "
                "can help is a source whose values lie closer to the measured ones, or another "
                "descriptor."
                if result.laws
                else "fewer than 3 sizes n are measured at every m, too few for a law. Let the run "
                f"go on with: {result.command}"
            )
        )
    title = plan["data"]["title"]
    return filled(
        "planner.html.j2", title=f"Planner: {title}", heading=title, name=result.name, plan=plan
    )


def _build(result: StudyResult, notes: Sequence[str] = ()) -> tuple[str, dict[str, str]]:
    """Return the page and its figures by name."""
    from simlaw.report.page.classes_section import classes, looked_at
    from simlaw.report.page.methods_section import methods
    from simlaw.report.page.panels import family, panel, tiles
    from simlaw.report.page.twins_section import twins

    figures: dict[str, str] = {}
    curve = result.curve
    things = plural(result.kind)
    x_title = f"computed {things} used for pretraining, n"
    panels = []
    for m in curve.ms.tolist():
        reading = read_curve(curve, m, result.method)
        if reading is not None:
            law = result.laws.get(m)
            one = panel(
                curve, law, reading, things=f"computed {things}", x_title=x_title, figures=figures
            )
            panels.append(one | {"main": m == result.m})
    if panels and not any(one["main"] for one in panels):
        panels[-1]["main"] = True
    main = read_curve(curve, result.m, result.method) if result.m in curve.ms.tolist() else None
    said = sentences(result)
    unfinished = "" if result.finished else said.pop(0)
    page = filled(
        "report.html.j2",
        title=result.title or result.name,
        name=result.name,
        facts=facts(result),
        things=things,
        of_method=of_method(result.method),
        warnings=[
            *notes,
            *(f"{one.text} {one.way_out}" for one in warnings_of(result.findings)),
        ],
        unfinished=unfinished,
        lead=said[0],
        more=said[1:],
        tiles=tiles(main, result.laws.get(result.m), curve) if main is not None else [],
        panels=panels,
        family=family(curve, result.laws, method=result.method, x_title=x_title, figures=figures),
        methods=methods(result, x_title=x_title, figures=figures),
        materials=classes(look := looked_at(result)),
        twins=twins(look),
        plan=plan_of(result),
        studied=studied(result),
        training=training(result),
        again=again(result),
    )
    return page, figures


def filled(template: str, **values: Any) -> str:
    """Return a template with its values; text is escaped."""
    environment = _environment()
    return environment.get_template(template).render(**values)


@cache
def _environment() -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("simlaw.report.page", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["typeset"] = _typeset
    folder = resources.files("simlaw.report.page") / "templates"
    style = (folder / "page.css").read_text(encoding="utf-8")
    script = (folder / "page.js").read_text(encoding="utf-8")
    environment.globals.update(
        style=Markup(style),
        script=Markup(script),
        script_hash=Markup(policy_hash(script)),
        planner_style=Markup(planner_style()),
        planner_script=Markup(planner_script()),
        planner_hash=Markup(policy_hash(planner_script())),
        version=__version__,
    )
    return environment


def policy_hash(script: str) -> str:
    """Return how the content security policy names an inline script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"sha256-{digest}"


def _typeset(text: str) -> Markup:
    """Return text escaped; powers and `code` set as such, ``n = 5`` and ``5 %`` never broken."""
    from markupsafe import Markup, escape

    safe = str(escape(text)).replace(" %", "\u00a0%")
    safe = _CODE.sub(r"<code>\1</code>", safe)
    safe = _EQUALS.sub("\\1\u00a0=\u00a0", safe)
    return Markup(_POWER.sub(r"<i>n</i><sup>\1</sup>", safe))
