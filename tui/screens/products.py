"""What sells and what does not, by product or category, and what is bought together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from goals.explain.products import LEVELS, ORDERS
from store.messages import N_
from tui import product_words as words
from tui.actions import places
from tui.language import _, tr
from tui.screens.analysis import Analysis
from tui.screens.base import bindings
from tui.screens.pick import Choice, Pick
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from goals.explain.pairs import PairBook
    from goals.explain.products import Level, Order, ProductBook
    from tui.views import Where
    from tui.widgets.prose import Paragraph

PAIRS = "pairs"
MOST = 200
"""Lines of the list; what is sorted further down is seen from the other end (``w``)."""


class ProductsPage(Analysis):
    """Arrows go from products to categories to pairs; ``o`` sorts, ``w`` turns the list round."""

    PLACES = places.PRODUCTS
    BINDINGS = bindings(PLACES)
    CSS = """
    ProductsPage #title { height: 1; }
    ProductsPage Rows { height: 1fr; }
    ProductsPage #said { height: auto; max-height: 3; }
    """
    VIEWS = (*LEVELS, PAIRS)
    SCOPED = True
    listed = N_("products")
    found_text = ""

    def __init__(self, where: Where = ()) -> None:
        super().__init__(where)
        self.shown = self.VIEWS[0]
        self.order: Order = ORDERS[0]
        self.worst = False
        self.book: ProductBook | None = None
        self.pairs: PairBook | None = None
        self._notes = ""

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="said")
        yield Footer()

    # -- figures ---------------------------------------------------------------------------------

    @property
    def badge(self) -> tuple[str, str, str]:
        """What is limited: products and categories, while pairs are those of all orders."""
        if self.shown == PAIRS and self.kpi.question.where:
            return _("⧩ whole shop, not limited"), _("⧩ whole shop"), "dim"
        return super().badge

    def question(self) -> None:
        desk, question = self.kpi.desk.analyses, self.kpi.question
        if self.shown == PAIRS:
            self.ask("products", partial(desk.pairs, question), self._show_pairs)
            return
        level: Level = next(one for one in LEVELS if one == self.shown)
        asked = partial(
            desk.products, question, level, self.order, self.found_text, worst=self.worst, most=MOST
        )
        self.ask("products", asked, self._show)

    def _show(self, book: ProductBook | None) -> None:
        self.book, self.pairs = book, None
        self.reading(False)
        self.write()

    def _show_pairs(self, book: PairBook | None) -> None:
        self.book, self.pairs = None, book
        self.reading(False)
        self.write()

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        rows, said = self.query_one(Rows), self.query_one("#said", Prose)
        known = self.book or self.pairs
        if known is None:
            return
        place = f"‹ {self.VIEWS.index(self.shown) + 1}/{len(self.VIEWS)} › "
        room = max(20, self.size.width - 4)
        if known.reason is not None:
            self.query_one("#title", Prose).show([((place, "key"), (_("Products"), "title"))])
            rows.show([])
            said.show([((tr(known.reason), "mark"),)])
            return
        if self.pairs is not None:
            text, lines = words.pair_summary(self.pairs), words.pair_lines(self.pairs, MOST, room)
            notes = [_(words.PAIR_WORDS)]
        else:
            assert self.book is not None
            text = words.title(self.book, worst=self.worst) + self.looked_for
            lines = words.lines(self.book, self.currency, room)
            notes = [tr(note) for note in self.book.notes]
            if any(one.small for one in self.book.products):
                notes.insert(0, "° " + _("fewer than 30 units: returns say little"))
        self.query_one("#title", Prose).show([((place, "key"), (text, "title"))])
        rows.show(
            [Row(n or None, ((line, "" if n else "title"),), heading=not n)
             for n, line in enumerate(lines)]
        )  # fmt: skip
        # Pairs are few as a rule: what their lines leave empty is there for the notes.
        spare = self.size.height - 4 - len(lines) if self.pairs is not None else 0
        said.styles.max_height = max(3, spare)
        self._notes = " · ".join(notes)
        self._tell()

    @on(Rows.Moved)
    def _tell(self) -> None:
        """Say both products of a pair in full, whose names are cut in the list, and the notes."""
        row, pairs = self.query_one(Rows).current, self.pairs.pairs if self.pairs else ()
        lines: list[Paragraph] = [((self._notes, "dim"),)]
        if pairs and row is not None and isinstance(row.key, int):
            pair = pairs[row.key - 1]
            lines.insert(0, ((f"{clean(pair.first)} + {clean(pair.second)}", "strong"),))
        self.query_one("#said", Prose).show(lines)

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    def do_left(self) -> None:
        self._turn(-1)

    def do_right(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self.shown = self.VIEWS[(self.VIEWS.index(self.shown) + by) % len(self.VIEWS)]
        self.refigured()

    def do_sort(self) -> None:
        choices = [Choice(one, _(words.ORDER_LABELS[one])) for one in ORDERS]
        self.kpi.push_screen(Pick(_("Sort by"), choices, self.order), self._sorted)

    def _sorted(self, name: str | None) -> None:
        found = next((one for one in ORDERS if one == name), None)
        if found is not None:
            self.order = found
            self.shown = self.VIEWS[0] if self.shown == PAIRS else self.shown
            self.refigured()

    def do_worst(self) -> None:
        self.worst = not self.worst
        self.refigured()

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)
