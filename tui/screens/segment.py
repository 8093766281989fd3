"""One segment of customers looked at."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui import format as fmt
from tui import segment_board_words as words
from tui.language import _
from tui.screens.base import bindings
from tui.screens.segment_actions import Chosen, SegmentActions
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from goals.customers.profile import Profile
    from store.segments import SavedSegment
    from tui.widgets.painted import Piece


class SegmentPage(SegmentActions):
    """One segment: its figures, what they did since, what most bought, their last orders."""

    PLACES = frozenset({"segment"})
    BINDINGS = bindings(PLACES)
    CSS = """
    SegmentPage #title { height: 1; }
    SegmentPage #said { height: 1fr; }
    """

    def __init__(self, one: Chosen) -> None:
        super().__init__()
        self._one = one
        self.found: Profile | None = None

    @property
    def chosen(self) -> Chosen | None:
        return self._one

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Prose(id="said")
        yield Footer()

    def on_mount(self) -> None:
        self._title()
        self.refigured()
        self.offer()

    def refigured(self) -> None:
        question = partial(self.kpi.desk.segments.profile, self._one.rule, self._one.row)
        self.ask("segment", question, self._show)

    def _show(self, found: Profile | None) -> None:
        self.found = found
        self._write()

    def changed(self, row: SavedSegment) -> None:
        self._one = Chosen(row.name, row.rule, row)
        self._title()
        self.refigured()
        self.offer()

    def gone(self) -> None:
        self.dismiss(None)

    def retold(self) -> None:
        super().retold()
        self._title()
        self._write()

    def _title(self) -> None:
        view = self.kpi.view
        if view is not None and view.shop.as_of is not None:
            until = _("Customers up to {day}").format(day=fmt.day(view.shop.as_of))
            heading = " · ".join(part for part in (until, clean(view.shop.name)) if part)
            self.query_one(Header).show(replace(view, period=None), heading=heading)
        self.query_one("#title", Prose).show([((clean(self._one.name), "title"),)])

    def _write(self) -> None:
        if self.found is not None:
            self.query_one("#said", Prose).show(list(self._paragraphs(self.found)))

    def _paragraphs(self, found: Profile) -> Iterable[tuple[Piece, ...]]:
        yield ((_("Rule: {rule}").format(rule=clean(self._one.rule)), "dim"),)
        figures = words.figures(found, self.currency)
        wide = max(len(label) for label, _text in figures) + 2
        for label, text in figures:
            yield (f"{label:<{wide}}", "dim"), (text, "strong")
        if found.since is not None:
            yield ((words.since(found.since, self.currency), "mark"),)
        for note in words.notes(found):
            yield ((note, "dim"),)
        for block in (
            words.bought_lines(found, self.currency),
            words.order_lines(found, self.currency),
        ):
            for place, line in enumerate(block):
                yield ((line, "" if place else "title"),)

    def do_up(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_down(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-max(1, self.size.height - 6))

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(max(1, self.size.height - 6))
