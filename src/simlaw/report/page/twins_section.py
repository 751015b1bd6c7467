"""The section of a report that audits near twins of test materials in the source."""

from __future__ import annotations

from simlaw.report.materials.material_sentences import twin_sentences
from simlaw.study.reread.material_look import MaterialLook

__all__ = ["twins"]


def twins(look: MaterialLook | None) -> list[str]:
    """Return the sentences of the section; none where the source was not read again.

    Parameters
    ----------
    look
        What the run shows of its materials.
    """
    if look is None or look.twins is None:
        return []
    return twin_sentences(look.twins, look.unit, look.question.level)
