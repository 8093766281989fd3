"""One of several: periods, comparisons, metrics, dimensions, commands; typing narrows the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.language import _
from tui.screens.panel import Panel
from tui.text import clean, plain
from tui.widgets.fields import TextField
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Choice:
    """``label`` and ``note`` are texts in the language of the screen; ``why_not`` bars it."""

    key: str
    label: str
    note: str = ""
    group: str = ""
    why_not: str = ""


class Pick(Panel[str]):
    """Answers with the key of a choice, with ``=text`` for what was typed where that is allowed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
        Binding("tab,shift+tab", "nothing", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Pick Rows { height: auto; max-height: 16; }
    Pick Prose { height: auto; max-height: 6; margin-bottom: 1; }
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        current: str = "",
        *,
        typed: bool = False,
        hint: str = "",
        asked: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self.choices = choices
        self._first = current
        self._typed = typed
        self._hint = hint
        self._asked = asked
        """What the title has no room for."""
        self._listed = ""
        self._shown: Sequence[Choice] = ()

    def title_text(self) -> str:
        return self._title

    def hints(self) -> list[tuple[str, str]]:
        return [("↑↓", _("move")), ("⏎", _("choose")), ("Esc", _("cancel"))]

    def body(self) -> Iterable[Widget]:
        if self._asked:
            yield Prose()
        yield TextField(placeholder=self._hint or _("type to find"))
        yield Rows(empty=_("Nothing like that.") if self.choices else "")

    def on_mount(self) -> None:
        super().on_mount()
        if self._asked:
            self.query_one(Prose).show([((self._asked, ""),)])
        self._list("")
        rows = self.query_one(Rows)
        for place, row in enumerate(rows.rows):
            if row.key == self._first:
                rows.cursor = place
        self.query_one(Input).focus()
        self.call_after_refresh(rows.on_resize)

    def found(self, text: str) -> list[Choice]:
        """Return the choices that have every word typed somewhere."""
        words = plain(text).split()
        return [
            one
            for one in self.choices
            if all(word in plain(f"{one.label} {one.note} {one.group} {one.key}") for word in words)
        ]

    def _list(self, text: str) -> None:
        self._listed = text
        self._shown = self.found(text)
        rows: list[Row] = []
        group = ""
        for choice in self._shown:
            if choice.group and choice.group != group:
                group = choice.group
                rows.append(Row(None, ((clean(group), "title"),), heading=True))
            ink = "off" if choice.why_not else ""
            note = choice.why_not or choice.note
            tail = ((clean(note), "dim"),) if note else ()
            rows.append(Row(choice.key, ((clean(choice.label), ink),), tail))
        box = self.query_one(Rows)
        box.show(rows, keep=not text.strip())
        box.styles.height = max(1, min(len(rows), 16, self.size.height - 8))

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        if event.value != self._listed:
            self._list(event.value)

    def action_move(self, by: int) -> None:
        self.query_one(Rows).move(by)

    def action_nothing(self) -> None:
        """Keep the keys in the field."""

    @on(Rows.Chosen)
    def action_choose(self) -> None:
        self.after_typing(self._choose)

    def _choose(self) -> None:
        if self.query_one(Input).value != self._listed:
            self._list(self.query_one(Input).value)
        row, text = self.query_one(Rows).current, self.query_one(Input).value.strip()
        if row is None:
            if self._typed and text:
                self.dismiss("=" + text)
            return
        choice = next(one for one in self._shown if one.key == row.key)
        if choice.why_not:
            self.query_one(Footer).say(choice.why_not)
            return
        self.dismiss(choice.key)

    def on_key(self, event: events.Key) -> None:
        self.query_one(Footer).hush()
