"""Means of payment side by side, the payment with 3-D Secure and without, and its price."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from store.paying import PAY_BYS
from tui import payment_words as words
from tui import words as common
from tui.actions import places
from tui.language import _, tr
from tui.screens.analysis import Analysis
from tui.screens.base import bindings
from tui.screens.pick import Choice, Pick
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose, wrapped
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from goals.explain.payments import PaymentBook
    from store.paying import PayBy


class PaymentsPage(Analysis):
    """Arrows go from means to devices and countries; Enter follows one through the tunnel."""

    PLACES = places.PAYMENTS
    BINDINGS = bindings(PLACES)
    CSS = """
    PaymentsPage #title { height: auto; max-height: 2; }
    PaymentsPage #means { height: auto; min-height: 3; max-height: 9; }
    PaymentsPage #secured { height: 1fr; min-height: 3; }
    PaymentsPage #said { height: auto; max-height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.by: PayBy = PAY_BYS[0]
        self.book: PaymentBook | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows(id="means")
        yield Rows(lively=False, id="secured")
        yield Prose(id="said")
        yield Footer()

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        asked = partial(self.kpi.desk.analyses.payments, self.kpi.question, self.by)
        self.ask("payments", asked, self._show)

    def _show(self, book: PaymentBook | None) -> None:
        self.book = book
        self.reading(False)
        self.write()

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        book = self.book
        if book is None:
            return
        place = f"‹ {PAY_BYS.index(self.by) + 1}/{len(PAY_BYS)} › "
        title, means = self.query_one("#title", Prose), self.query_one("#means", Rows)
        if book.reason is not None:
            title.show([((place, "key"), (tr(book.reason), "mark"))])
            self.without(means)
            self.query_one("#secured", Rows).show([])
            self.query_one("#said", Prose).show([])
            return
        title.show([((place, "key"), (words.best(book, self.currency), "title"))])
        room = max(20, self.size.width - 4)
        head, *lines, last = words.lines(book, self.currency, room)
        shown = [Row(None, ((head, "title"),), heading=True)]
        for one, line in zip(book.means, lines, strict=True):
            shown.append(Row(one.member, ((line, ""),)))
        shown.append(Row(None, ((last, "strong"),), heading=True))
        means.styles.height = min(9, max(3, len(shown), self.size.height // 4))
        means.show(shown)
        secured = [Row(None, (one,)) for one in self._secured(book)]
        self.query_one("#secured", Rows).show(secured)
        notes = [words.fraud(book), *words.notes(book), *words.assumptions(book)]
        text = " · ".join(note for note in notes if note)
        said = self.query_one("#said", Prose)
        # What the tables leave empty is there for the notes, which are cut at three lines else.
        said.styles.max_height = max(3, self.size.height - 5 - len(shown) - len(secured))
        said.show([((text, "dim"),)])

    def _secured(self, book: PaymentBook) -> Iterator[tuple[str, str]]:
        """Yield the lines below: both sides, what each plan would bring, and by amount."""
        if not book.methods:
            return
        room = max(20, self.size.width - 4)
        head, *lines = words.sides(book, room)
        yield head, "title"
        for line in lines:
            yield line, ""
        if not book.trade.plans:
            for text in (words.about_sides(book), words.price(book, self.currency)):
                for pieces in wrapped(((text, "dim"),), room):
                    yield "".join(piece for piece, _ink in pieces), "dim"
            return
        currency = self.currency
        for table in (words.plans(book, currency, room), words.bands(book, currency, room)):
            head, *lines = table
            yield head, "title"
            for line in lines:
                yield line, ""

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one("#means", Rows).move(-1)

    def do_down(self) -> None:
        if not self.query_one("#means", Rows).move(1):
            self.query_one("#secured", Rows).move(1)

    def do_left(self) -> None:
        self._turn(-1)

    def do_right(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self.by = PAY_BYS[(PAY_BYS.index(self.by) + by) % len(PAY_BYS)]
        self.refigured()

    def do_payments_by(self) -> None:
        choices = [Choice(one, common.dimension_label(one)) for one in PAY_BYS]
        self.kpi.push_screen(Pick(_("Break down by"), choices, self.by), self._chosen)

    def _chosen(self, name: str | None) -> None:
        found = next((one for one in PAY_BYS if one == name), None)
        if found is not None:
            self.by = found
            self.refigured()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        from tui.screens.tunnel import TunnelPage

        row = self.query_one("#means", Rows).current
        if row is not None:
            self.kpi.push_screen(TunnelPage(((self.by, str(row.key)),)))

    def do_earlier_text(self) -> None:
        if not self.query_one("#secured", Rows).first:
            self.query_one("#said", Prose).move(-1)
        self.query_one("#secured", Rows).move(-3)

    def do_later_text(self) -> None:
        rows = self.query_one("#secured", Rows)
        if rows.first + rows.size.height >= len(rows.rows):
            self.query_one("#said", Prose).move(1)
        rows.move(3)

    def do_copy(self) -> None:
        row = self.query_one("#means", Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)
