"""Asking the owner what a file leaves open: a list of answers, or one that is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.columns.questions import AmbiguousFileError, question_of
from tui.cli.import_told import of_file
from tui.language import _, tr
from tui.screens.pick import Choice, Pick
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.errors import OwnerError
    from tui.screens.panel import Panel


def wonder(
    panel: Panel[Any], file: str, error: OwnerError, then: Callable[[str, str | None], object]
) -> bool:
    """Ask what ``error`` of a file leaves open; False where it asks nothing.

    ``then`` gets the question and the answer, ``None`` where the owner gave none.
    """
    if not isinstance(error, AmbiguousFileError):
        return False
    question = question_of(error.question)
    typed = question is not None and question.fits is not None
    choices = [Choice(word, _(text), word) for word, text in error.choices.items()]
    hint = _("type an answer, such as {example}").format(
        example=question.example if question else ""
    )

    def chosen(answer: str | None) -> None:
        word = answer.removeprefix("=") if answer else None
        known = not word or question is None or question.accepts(word) or word in error.choices
        if known:
            then(error.question, word)
        else:
            wonder(panel, file, error, then)

    pick = Pick(
        _(question.label) if question else clean(file),
        choices,
        typed=typed,
        hint=hint if typed else "",
        asked=of_file(file, tr(error.what)),
    )
    panel.kpi.push_screen(pick, chosen)
    return True
