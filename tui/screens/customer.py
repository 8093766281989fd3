"""One customer, by pseudonym: what was bought when, and what to expect."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui import roster_words
from tui.actions import places
from tui.language import _
from tui.screens.base import Page, bindings
from tui.text import clean
from tui.value_desk import ValueDesk
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from goals.customers.roster import Dossier


class CustomerPage(Page):
    """The orders, the latest first, each with what was in it."""

    PLACES = places.VALUE
    BINDINGS = bindings(PLACES)
    CSS = "CustomerPage #told { height: auto; max-height: 7; }"

    def __init__(self, customer: int, within: int) -> None:
        super().__init__()
        self.customer, self.within = customer, within
        self.dossier: Dossier | None = None

    @property
    def place(self) -> str:
        return "customer"

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="told")
        yield Rows(lively=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#told", Prose).show([((_("reading the customers…"), "mark"),)])
        self.refigured()

    def on_resize(self) -> None:
        self._write()

    def refigured(self) -> None:
        desk = ValueDesk(self.kpi.desk)
        self.ask("customer", partial(desk.dossier, self.customer, self.within), self._show)
        self.offer()

    def _show(self, found: Dossier | None) -> None:
        self.dossier = found
        if found is None:
            told = _("This customer has no order any more.")
            self.query_one("#told", Prose).show([((told, "mark"),)])
            self.query_one(Rows).show([])
        self._write()

    def retold(self) -> None:
        super().retold()
        self._write()

    def _write(self) -> None:
        view, one = self.kpi.view, self.dossier
        if view is None or one is None:
            return
        name = _("Customer {name}").format(name=clean(one.person.pseudonym))
        self.query_one(Header).show(replace(view, period=None), heading=name)
        currency = view.shop.currency
        told = roster_words.dossier_heading(one, currency)
        self.query_one("#told", Prose).show([((text, ""),) for text in told])
        room = max(20, self.size.width - 4)
        self.query_one(Rows).show(
            [
                Row(n, ((text, "strong" if head else ""),))
                for n, (text, head) in enumerate(roster_words.dossier_lines(one, currency, room))
            ]
        )

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    def do_value_earlier(self) -> None:
        self.query_one(Rows).move(-max(1, self.query_one(Rows).size.height - 1))

    def do_value_later(self) -> None:
        self.query_one(Rows).move(max(1, self.query_one(Rows).size.height - 1))

    def do_value_back(self) -> None:
        self.dismiss(None)
