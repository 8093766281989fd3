"""Every key of the place one came from, and how to read the signs: made from the registry."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui import actions
from tui.language import _
from tui.screens.panel import Panel
from tui.widgets.painted import Piece, fit
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

_LEFT = 11
_WIDEST, _LEAST, _BESIDE = 76, 20, 19
"""Cells of a panel; those that border, margins, keys and the mark of scrolling take of it."""


class Help(Panel[None]):
    """Scrolls; any key that opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown,space", "move(10)", show=False),
        Binding("escape,q,question_mark,enter", "leave", show=False),
    ]
    DEFAULT_CSS = "Help Rows { height: auto; max-height: 60; }"

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def title_text(self) -> str:
        return _("Keys")

    def hints(self) -> list[tuple[str, str]]:
        return [("↑↓", _("scroll")), ("Esc", _("back"))]

    def body(self) -> Iterable[Widget]:
        yield Rows(lively=False)

    def on_mount(self) -> None:
        super().on_mount()
        rows = [*self._keys(), *self._signs()]
        box = self.query_one(Rows)
        box.styles.height = max(4, min(len(rows), self.size.height - 6))
        box.show(rows)

    def _keys(self) -> Iterable[Row]:
        for group, label in actions.GROUPS.items():
            ours = [one for one in actions.at(self.place) if one.group == group]
            if not ours:
                continue
            yield _heading(_(label))
            for action in ours:
                keys = " ".join(_shown(action))
                yield from self._lines(keys, "key", _(action.help))

    def _signs(self) -> Iterable[Row]:
        yield _heading(_("Signs"))
        for sign, ink, text in (
            ("▲ ▼ =", "dim", _("more, less, as much as before")),
            ("!", "bad", _("before a change: it is a worse one")),
            ("◎", "mark", _("this figure has a goal")),
            ("~", "mark", _("a later export told its days differently: R lists the orders")),
            ("≠", "dim", _("not compared: another source counts by now")),
            ("✓ ! ✗", "good", _("goal on pace or reached, behind, out of reach or missed")),
            ("· ?", "dim", _("too early to say, no data")),
            ("█│░", "good", _("way done; the stroke is where it should be today")),
            ("▶ ◔ ○ ■ ●", "dim", _("lever running, planned, an idea, stopped, done")),
            ("—", "dim", _("no figure: open it to see why")),
        ):
            yield from self._lines(sign, ink, text)

    def _lines(self, left: str, ink: str, right: str) -> Iterable[Row]:
        """Yield a line, in as many rows as its words take."""
        room = max(_LEAST, min(_WIDEST, int(self.size.width * 0.96)) - _BESIDE)
        for n, text in enumerate(textwrap.wrap(right, room)):
            pieces: tuple[Piece, ...] = ((fit("" if n else f" {left}", _LEFT), ink), (text, ""))
            yield Row(None, pieces)

    def action_move(self, by: int) -> None:
        self.query_one(Rows).move(by)


def _shown(action: actions.Action) -> list[str]:
    extra = [key for key in action.keys[1:] if len(key) == 1 and key not in action.shown]
    return [action.shown, *extra]


def _heading(text: str) -> Row:
    return Row(None, ((text, "title"),), heading=True)
