"""The customers: who comes back month after month, and in segments what to do for each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from tui import cohort_words, segment_words
from tui import format as fmt
from tui.actions import places
from tui.language import _, tr
from tui.screens.base import Page, bindings
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose, wrapped
from tui.widgets.rows import Row, Rows
from tui.widgets.triangle import Triangle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from goals.customers.cohorts import CohortTable
    from goals.customers.segments import CustomerBook, SegmentFigures
    from tui.widgets.painted import Piece

WIDE, HIGH = 76, 30
"""Cells from which all customers' sales are told, too; lines from which signs are told in full."""


class CustomersPage(Page):
    """The cohorts above, the segments below; Tab sends the arrows to one or the other."""

    PLACES = places.CUSTOMERS
    SCOPED = True
    BINDINGS = bindings(PLACES)
    CSS = """
    CustomersPage #title, CustomersPage #summary { height: 1; }
    CustomersPage #signs { height: auto; max-height: 4; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.cohorts: CohortTable | None = None
        self.book: CustomerBook | None = None
        self.measure = cohort_words.MEASURES[0]
        self._place = "cohorts"

    @property
    def place(self) -> str:
        return self._place

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Triangle()
        yield Prose(id="signs")
        yield Prose(id="summary")
        yield Rows()
        yield Prose(id="advice")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#title", Prose).show([((_("reading the customers…"), "mark"),)])
        self._arrange()
        self._go("cohorts")
        self.refigured()

    def on_resize(self) -> None:
        self._arrange()
        self._write()

    def _arrange(self) -> None:
        self.query_one(Rows).styles.height = max(3, min(9, self.size.height // 3))

    # -- figures ---------------------------------------------------------------------------------

    def refigured(self) -> None:
        """Ask again: the figures changed."""
        self.ask("customers", partial(self.kpi.desk.customers, self.where), self._show)

    def _show(self, answer: tuple[CohortTable, CustomerBook] | None) -> None:
        if answer is None:
            self.query_one("#title", Prose).show([((_("No figures yet."), "dim"),)])
            return
        self.cohorts, self.book = answer
        self._write()

    def retold(self) -> None:
        super().retold()
        self._write()

    def _write(self) -> None:
        """Write out what is known, in the current language."""
        view = self.kpi.view
        if view is None or self.cohorts is None or self.book is None:
            return
        until = _("Customers up to {day}").format(day=fmt.day(self.cohorts.as_of))
        heading = " · ".join(part for part in (until, clean(view.shop.name)) if part)
        self.query_one(Header).show(replace(view, period=None), heading=heading)
        self.query_one("#title", Prose).show([self._title()])
        self.query_one(Triangle).show(self.cohorts, self.measure)
        self.query_one("#signs", Prose).show(list(self._signs(self.cohorts)))
        self._list()

    def _title(self) -> tuple[Piece, ...]:
        place = cohort_words.MEASURES.index(self.measure) + 1
        text = cohort_words.title(self.measure, self.currency)
        return (text, "title"), (f" ‹{place}/{len(cohort_words.MEASURES)}›", "key")

    def _signs(self, table: CohortTable) -> Iterable[tuple[Piece, ...]]:
        if self.size.height < HIGH:
            yield ((cohort_words.legend(table), "dim"),)
            return
        for sign, text in cohort_words.signs(table):
            yield ((f"{sign} {text}", "dim"),)
        for note in table.notes:
            yield ((tr(note), "dim"),)

    # -- segments --------------------------------------------------------------------------------

    def _list(self) -> None:
        rows = self.query_one(Rows)
        if self.book is None:
            return
        short = self.size.width < WIDE
        summary = segment_words.summary(self.book, self.currency, short=short)
        nobody = not self.book.customers and self.book.reason is not None
        self.query_one("#summary", Prose).show([(("" if nobody else summary, "title"),)])
        rows.empty = tr(self.book.reason) if self.book.reason else ""
        rows.show(list(self._segments(self.book)))
        # As high as the longest takes: nothing moves with the cursor.
        told = [len(wrapped(advice(one), self.size.width - 2)) for one in self.book.segments]
        self.query_one("#advice").styles.height = max(told, default=1)
        self._advise()

    def _segments(self, book: CustomerBook) -> Iterable[Row]:
        if book.segments:
            head, *lines = segment_words.lines(book, self.currency, self.size.width - 4)
            yield Row(None, ((head, "title"),), heading=True)
            for one, line in zip(book.segments, lines, strict=True):
                yield Row(one.segment.id, ((line, ""),))

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._go("segments")
        self._advise()

    def _advise(self) -> None:
        """Say who the segment under the cursor is, and what to do for it."""
        row = self.query_one(Rows).current
        segments = self.book.segments if self.book else ()
        one = next((one for one in segments if row and one.segment.id == row.key), None)
        self.query_one("#advice", Prose).show([advice(one)] if one is not None else [])

    # -- actions ---------------------------------------------------------------------------------

    def _go(self, place: str) -> None:
        """Send the arrows to the cohorts or to the segments."""
        self._place = place
        for widget, name in (
            (self.query_one(Triangle), "cohorts"),
            (self.query_one(Rows), "segments"),
        ):
            widget.active = place == name
            widget.repaint()
        self.offer()

    def do_up(self) -> None:
        self._move(-1)

    def do_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        if self.place == "cohorts":
            self.query_one(Triangle).move(by, 0)
        else:
            self.query_one(Rows).move(by)

    def do_earlier(self) -> None:
        self.query_one(Triangle).move(0, -1)

    def do_later(self) -> None:
        self.query_one(Triangle).move(0, 1)

    def do_to_segments(self) -> None:
        self._go("segments")

    def do_to_cohorts(self) -> None:
        self._go("cohorts")

    def do_measure(self) -> None:
        known = cohort_words.MEASURES
        self.measure = known[(known.index(self.measure) + 1) % len(known)]
        if self.cohorts is not None:
            self.query_one("#title", Prose).show([self._title()])
            self.query_one(Triangle).show(self.cohorts, self.measure)

    def do_back(self) -> None:
        self.dismiss(None)


def advice(one: SegmentFigures) -> tuple[Piece, ...]:
    """Return who a segment is and what to do for it."""
    return (_(one.segment.meaning) + " ", ""), (_(one.segment.advice), "strong")
