"""What to count: everything, one member of a dimension, or the rows of the list with a text."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from goals.metrics.labels import MEASURES
from tui import format as fmt
from tui import words
from tui.language import _
from tui.screens.pick import Choice, Pick
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.metrics.scopes import Scope
    from tui.views import Where

EVERYTHING, ROWS, SCOPE = "everything", "rows:", "scope:"
"""What the answer of the panel begins with."""


class Limit(Pick):
    """Typing finds members by name or dimension; in a list the first choice is its rows.

    Answers ``everything``, ``rows:text``, or ``scope:n`` with the place in ``scopes``.
    """

    def __init__(
        self, scopes: Sequence[Scope], where: Where, *, listed: str = "", rows: str | None = None
    ) -> None:
        """``listed`` is what the list on the page is called, ``rows`` what it is limited to."""
        self._scopes, self._where = scopes, where
        self._rows, self._called = rows, listed
        # What takes the limit off stands first, under the cursor: `/` and Enter.
        current = EVERYTHING if where or rows else ""
        hint = _("type to find: facebook, mobile, France…")
        if listed:
            hint = _("type a text of the list, or what to count: facebook, mobile…")
        super().__init__(_("Count only"), self._members(), current, hint=hint)

    def _members(self) -> list[Choice]:
        return [
            Choice(
                f"{SCOPE}{number}",
                words.member_label(one.member),
                _part(one),
                words.dimension_label(one.dimension),
            )
            for number, one in enumerate(self._scopes)
        ]

    def found(self, text: str) -> list[Choice]:
        first = []
        if self._where or self._rows:
            first.append(Choice(EVERYTHING, _("Everything: no limit")))
        if self._rows is not None and text.strip():
            label = _("Lines with “{text}”").format(text=clean(text.strip()))
            first.insert(0, Choice(ROWS + text.strip(), label, _(self._called)))
        return [*(one for one in first if one.key != EVERYTHING or not text), *super().found(text)]

    @on(Input.Changed)
    def cleared(self, event: Input.Changed) -> None:
        """Take the limit off where the key that opened the panel is pressed again."""
        if event.value == "/" and (self._where or self._rows):
            self.dismiss(EVERYTHING)


def _part(one: Scope) -> str:
    """Return how much of what a member is, so that large and small are told apart."""
    text, least = _("{share} of {measure}"), Fraction(1, 100)
    share = fmt.share(one.part, 0) if one.part >= least else f"< {fmt.share(least, 0)}"
    return text.format(share=share, measure=_(MEASURES[one.of]).lower())
