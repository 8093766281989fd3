"""Which lines of a list to show: those that have a text somewhere."""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from tui.language import _
from tui.screens.limit import EVERYTHING, ROWS
from tui.screens.pick import Choice, Pick
from tui.text import clean


class Find(Pick):
    """Answers ``everything``, or ``rows:text``; the key that opened it takes the text off again."""

    def __init__(self, listed: str, now: str) -> None:
        """``listed`` is what the list is called, ``now`` the text that its lines have."""
        self._called, self._now = listed, now
        super().__init__(_("Show lines with"), [], hint=_("type a part of a name"))

    def found(self, text: str) -> list[Choice]:
        if text.strip():
            label = _("Lines with “{text}”").format(text=clean(text.strip()))
            return [Choice(ROWS + text.strip(), label, _(self._called))]
        return [Choice(EVERYTHING, _("Everything: no limit"))] if self._now else []

    @on(Input.Changed)
    def cleared(self, event: Input.Changed) -> None:
        if event.value == "/" and self._now:
            self.dismiss(EVERYTHING)
