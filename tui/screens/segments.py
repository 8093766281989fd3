"""Segments of customers: who waits for what, how they buy, and the owner's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from tui import format as fmt
from tui import segment_board_words as words
from tui.language import _, tr
from tui.screens.base import bindings
from tui.screens.segment import SegmentPage
from tui.screens.segment_actions import Chosen, SegmentActions
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from store.segments import SavedSegment
    from tui.segments_desk import SegmentsView
    from tui.widgets.painted import Piece


class SegmentsPage(SegmentActions):
    """A list by groups; below it who the segment under the cursor is and what to do for it."""

    PLACES = frozenset({"segment_list"})
    BINDINGS = bindings(PLACES)
    CSS = """
    SegmentsPage #title { height: 1; }
    SegmentsPage Rows { height: 1fr; min-height: 4; }
    SegmentsPage #said { height: auto; max-height: 6; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: SegmentsView | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="said")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#title", Prose).show([((_("reading the customers…"), "mark"),)])
        self.refigured()

    def refigured(self) -> None:
        self.ask("segments", self.kpi.desk.segments.board, self._show)

    def _show(self, found: SegmentsView | None) -> None:
        self.found = found
        self._write()
        self.offer()

    def on_resize(self) -> None:
        self._write()

    def retold(self) -> None:
        super().retold()
        self._write()

    @property
    def chosen(self) -> Chosen | None:
        row = self.query_one(Rows).current
        if row is None or self.found is None or not isinstance(row.key, str):
            return None
        kind, _colon, key = row.key.partition(":")
        if kind == "own":
            own = next((one for one in self.found.saved if str(one.id) == key), None)
            return Chosen(own.name, own.rule, own) if own else None
        one = next((one for one in self.found.board.standings if one.of.id == key), None)
        return Chosen(words.name(one.of), words.rule(one.of), standing=one) if one else None

    def changed(self, row: SavedSegment) -> None:
        self.refigured()

    # -- written out -----------------------------------------------------------------------------

    def _write(self) -> None:
        view = self.kpi.view
        if view is None or self.found is None:
            return
        board = self.found.board
        until = _("Customers up to {day}").format(day=fmt.day(board.as_of))
        heading = " · ".join(part for part in (until, clean(view.shop.name)) if part)
        self.query_one(Header).show(replace(view, period=None), heading=heading)
        title = fmt.plural("{n} customer known", "{n} customers known", board.customers)
        self.query_one("#title", Prose).show([((title, "title"),)])
        rows = self.query_one(Rows)
        rows.empty = tr(board.reason) if board.reason else ""
        rows.show(list(self._rows()))
        self._tell()

    def _rows(self) -> Iterable[Row]:
        assert self.found is not None
        board, room = self.found.board, self.size.width - 4
        if self.found.saved:
            head, *lines = words.saved_lines(list(self.found.saved), room)
            yield Row(None, ((head, "title"),), heading=True)
            for own, line in zip(self.found.saved, lines, strict=True):
                yield Row(f"own:{own.id}", ((line, ""),))
        for place, (key, line) in enumerate(words.built_in_lines(board, self.currency, room)):
            ink = "dim" if not place else "title" if not key else ""
            yield Row(f"is:{key}" if key else None, ((line, ink),), heading=not key)
        visitors = words.visitor_lines(board.visitors)
        if visitors:
            said = _("Visitors of the last 28 days: whoever they are, so no segment of customers")
            yield Row(None, ((said, "title"),), heading=True)
            for line in visitors:
                yield Row(None, ((line, "dim"),), heading=True)

    def _tell(self) -> None:
        one = self.chosen
        self.query_one("#said", Prose).show(list(self._told(one)) if one else [])

    def _told(self, one: Chosen) -> Iterable[tuple[Piece, ...]]:
        if one.standing is not None:
            *told, rule = words.told(one.standing, self.currency)
            for text in told:
                yield ((text, ""),)
            yield ((rule, "dim"),)
        elif one.row is not None:
            yield ((_("Rule: {rule}").format(rule=clean(one.rule)), ""),)
            yield ((words.standing_text(one.row), "dim"),)

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._tell()
        self.offer()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        one = self.chosen
        if one is not None:
            self.kpi.push_screen(SegmentPage(one), lambda _left: self.refigured())

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)
