"""A survey as one HTML document: its table, its sentences, and one chart."""

from __future__ import annotations

from simlaw.charts import NARROW, WIDE, Look, plot_gains
from simlaw.printed_numbers import level_text
from simlaw.report.page.drawings import drawing
from simlaw.report.page.page import filled
from simlaw.surveys.several import Survey
from simlaw.surveys.words import cells, further, header

__all__ = ["survey_page"]


def survey_page(survey: Survey) -> str:
    """Return a survey as one HTML document that asks nothing of the network.

    Parameters
    ----------
    survey
        The survey; its texts are escaped.
    """
    gains = {row.name: row.gain for row in survey.rows if row.gain is not None}
    worth = survey.question.worth
    caption = (
        f"Fall of the error by doubling n, with {level_text(survey.question.level)} intervals; the "
        f"dashed line is the {100 * worth:g} % from which it is worth it."
    )
    drawn = None
    if gains:
        charts = {
            size: plot_gains(gains, worth, look=Look(layout=layout))
            for size, layout in (("wide", WIDE), ("narrow", NARROW))
        }
        drawn = drawing("survey", charts, caption, None)
    several = len(survey.rows)
    return filled(
        "survey.html.j2",
        title="Survey of " + (survey.sources[0].name if len(survey.sources) == 1 else "targets"),
        facts=[
            f"{several} {'study' if several == 1 else 'studies'}",
            f"{len(survey.sources)} source {'table' if len(survey.sources) == 1 else 'tables'}",
            f"a doubling is worth it from {100 * worth:g} % on",
        ],
        said=further(survey),
        header=header(survey),
        rows=[cells(row) for row in survey.rows],
        level=level_text(survey.question.level),
        drawing=drawn,
        caption=caption,
    )
