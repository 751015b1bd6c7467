"""What a larger network brought, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlaw.decide.capacity import LIMIT
from simlaw.printed_numbers import count

if TYPE_CHECKING:
    from simlaw.study.result import StudyResult

__all__ = ["capacity_sentences"]


def capacity_sentences(result: StudyResult) -> list[str]:
    """Say whether the network limits the error; nothing where no larger one was tried.

    Parameters
    ----------
    result
        A finished or unfinished study.
    """
    found = result.capacity
    if found is None:
        return []
    said = []
    if found.trials_done < found.trials_total:
        said.append(
            f"Of the trials with twice the width and steps {count(found.trials_done)} of "
            f"{count(found.trials_total)} are done; what follows of them is from these alone."
        )
    limited = found.limited
    if limited:
        told = "; ".join(f"at m = {count(one.m)} {one.text()}" for one in limited)
        said.append(
            f"The network, and not the database, limits the error (capacity_limited): {told}. The "
            "transfer gap, and what is out of reach, are those of this network: ask again with a "
            "wider one, trained longer, before judging the database."
        )
    others = [one for one in found.by_m if not one.limited]
    if others:
        told = "; ".join(f"at m = {count(one.m)} {one.text()}" for one in others)
        said.append(
            f"It is not shown that the network limits the error{' there' if limited else ''} by "
            f"more than {100 * LIMIT:g} %: {told}."
        )
    return said
