"""The last line: the keys that work here, or what was just said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.language import _
from tui.text import clean
from tui.widgets.painted import Painted, Piece, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.actions import Action


_FIRST = ("Esc", "⏎")
"""Keys of a panel that are named before all others where there is little room."""


class Footer(Painted):
    """Keys by rank, as many as fit, in the order of the registry; ``? help`` is always there.

    A sentence said by ``say`` takes the line until the next key.
    """

    DEFAULT_CSS = "Footer { height: 1; dock: bottom; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._actions: Sequence[tuple[Action, bool]] = ()
        self._hints: Sequence[tuple[str, str]] = ()
        self._said: tuple[str, str] | None = None

    @property
    def said(self) -> str:
        return self._said[0] if self._said else ""

    def offer(self, actions: Sequence[tuple[Action, bool]]) -> None:
        """Show these actions; the flag says whether one can run now."""
        if actions != self._actions:
            self._actions = actions
            self.repaint()

    def hint(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show fixed (key, word) pairs: the keys of a panel."""
        self._hints = hints
        self.repaint()

    def say(self, text: str, ink: str = "mark") -> None:
        self._said = (clean(text), ink)
        self.repaint()

    def hush(self) -> None:
        if self._said is not None:
            self._said = None
            self.repaint()

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        if self._said is not None:
            text, ink = self._said
            yield fit(" " + text, width), ink
            return
        for key, word, usable in self._fitting(width):
            yield f" {key}", "key" if usable else "off"
            yield f" {word} ", "dim" if usable else "off"

    def _fitting(self, width: int) -> list[tuple[str, str, bool]]:
        pairs = [(key, word, True, int(key in _FIRST)) for key, word in self._hints] or [
            (action.shown, _(action.word), usable, action.rank)
            for action, usable in self._actions
            if action.rank
        ]
        room = width
        kept: set[int] = set()
        for index in sorted(range(len(pairs)), key=lambda n: -pairs[n][3]):
            size = cell_len(pairs[index][0]) + cell_len(pairs[index][1]) + 3
            if size <= room:
                room -= size
                kept.add(index)
        return [pairs[n][:3] for n in sorted(kept)]
