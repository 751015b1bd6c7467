"""What `simlaw init` cannot tell from two tables, and asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlaw.errors import InputError


@dataclass(frozen=True)
class Question:
    """One thing to be settled by the user.

    Attributes
    ----------
    setting, role
        What is asked for, such as ``"unit"``, and of which table; the role is empty for both.
    text
        The question, with what was found.
    best
        The best guess; empty where there is none.
    """

    setting: str
    role: str
    text: str
    best: str = ""

    @property
    def option(self) -> str:
        """The option that answers it."""
        return f"--{self.role}-{self.setting}" if self.role else f"--{self.setting}"

    @property
    def answer(self) -> str:
        """The option with an answer, as it is typed."""
        import shlex

        return f"{self.option} {shlex.quote(self.best) if self.best else self.setting.upper()}"


class OpenQuestionsError(InputError):
    """Two tables do not say all that a study needs."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        listed = "\n".join(
            f"  {one.text}\n    answer with, for instance: {one.answer}" for one in self.questions
        )
        guess = ", or take the best guess with --guess" if all(q.best for q in questions) else ""
        super().__init__(
            f"The tables do not say all that a study needs, and no study was written. Say it by "
            f"options{guess}:\n{listed}"
        )
