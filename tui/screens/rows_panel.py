"""A panel of rows of the store: more come in as the end is reached, arrows go to other rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui import format as fmt
from tui.language import _, ngettext
from tui.row_words import fitting, line, told, widths
from tui.screens.panel import Panel
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from textual.widget import Widget

    from store.rows import Column, RowPage


class RowsPanel(Panel[None]):
    """One of several terms at a time, by name; a subclass asks for a page of its rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-12)", show=False),
        Binding("pagedown,space", "move(12)", show=False),
        Binding("left,h", "turn(-1)", show=False),
        Binding("right,l", "turn(1)", show=False),
        Binding("escape,q,v", "leave", show=False),
    ]
    DEFAULT_CSS = """
    RowsPanel > .box { width: 96%; height: 96%; max-height: 40; }
    RowsPanel Prose { height: auto; max-height: 4; }
    RowsPanel Rows { height: 1fr; }
    """

    def __init__(self, terms: Sequence[str]) -> None:
        super().__init__()
        self.terms = terms
        self.place = 0
        self.columns: tuple[Column, ...] = ()
        self.rows: list[tuple[date | int | str, ...]] = []
        self.total = 0
        self._asking = False

    @property
    def term(self) -> str:
        return self.terms[self.place]

    def page(self, term: str, offset: int) -> RowPage:
        """Return the next rows of a term; runs in a thread of the desk."""
        raise NotImplementedError

    def about(self) -> str:
        """Return what is said above the rows."""
        raise NotImplementedError

    def hints(self) -> list[tuple[str, str]]:
        hints = [("↑↓", _("move")), ("Esc", _("back"))]
        if len(self.terms) > 1:
            hints.insert(1, ("←→", _("other terms")))
        return hints

    def body(self) -> Iterable[Widget]:
        yield Prose()
        yield Rows(empty=_("No rows in these days."))

    def on_mount(self) -> None:
        super().on_mount()
        self._ask()

    def _ask(self) -> None:
        self._asking = True
        self.ask("rows", partial(self.page, self.term, len(self.rows)), self._show)

    def _show(self, page: RowPage) -> None:
        self._asking = False
        self.columns, self.total = page.columns, page.total
        self.rows.extend(page.rows)
        self._list()

    def on_resize(self) -> None:
        if self.columns:
            self._list()

    def _list(self) -> None:
        """Write out the columns that say something, as many as fit."""
        units = [column.unit for column in self.columns]
        table = [[_(column.label) for column in self.columns]]
        for row in self.rows:
            table.append(
                [told(cell, unit, self.currency) for cell, unit in zip(row, units, strict=True)]
            )
        sizes = widths(table)
        kept = fitting(table, units, sizes, self.query_one(Rows).size.width - 3)
        left = [units[n] in ("text", "day") for n in kept]
        lines = [line([row[n] for n in kept], [sizes[n] for n in kept], left) for row in table]
        self.query_one(Rows).show([Row(n, ((text, ""),)) for n, text in enumerate(lines[1:])])
        count = ngettext("{n} row", "{n} rows", self.total).format(n=fmt.number(self.total))
        about = ((f"{self.about()}  ", "strong"), (count, "dim"))
        self.query_one(Prose).show([about, ((lines[0], "title"),)])

    def action_move(self, by: int) -> None:
        rows = self.query_one(Rows)
        rows.move(by)
        near_the_end = rows.cursor >= len(self.rows) - 20
        if near_the_end and len(self.rows) < self.total and not self._asking:
            self._ask()

    def action_turn(self, by: int) -> None:
        self.place = (self.place + by) % len(self.terms)
        self.rows.clear()
        self.query_one(Rows).show([], keep=False)
        self._ask()
