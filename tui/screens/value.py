"""Customers one by one, what they are worth by month, heroes, and how estimates did."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING

from textual import on

from goals.customers.segments import SEGMENTS
from tui import format as fmt
from tui import roster_words, worth_words
from tui.actions import places
from tui.language import _, ngettext, tr
from tui.screens.base import Page, bindings
from tui.screens.pick import Choice, Pick
from tui.text import clean
from tui.value_desk import ListQuestion, ValueDesk
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from goals.customers.heroes import HeroBook, Of
    from goals.customers.model import CustomerModel
    from goals.customers.roster import Roster
    from goals.customers.worth import WorthBook
    from store.messages import Message

VIEWS = ("people", "months", "heroes", "test")
WITHINS = (30, 90, 180, 365)
MOST = 200
MOST_NAMED = 20


class ValuePage(Page):
    """Arrows go from the list to months, heroes and the back-test; Enter opens a customer."""

    PLACES = places.VALUE
    BINDINGS = bindings(PLACES)
    CSS = """
    ValuePage #title { height: 1; }
    ValuePage #model { height: auto; max-height: 3; }
    ValuePage Rows { height: 1fr; min-height: 4; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown = VIEWS[0]
        self.asked = ListQuestion()
        self.of: Of = "revenue"
        self.book: Roster | None = None
        self.worth: tuple[WorthBook, HeroBook] | None = None
        self.answered = False

    @property
    def place(self) -> str:
        return "value"

    @property
    def desk(self) -> ValueDesk:
        return ValueDesk(self.kpi.desk)

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Prose(id="model")
        yield Rows()
        yield Footer()

    def on_mount(self) -> None:
        self.refigured()

    def on_resize(self) -> None:
        self._write()

    # -- figures ---------------------------------------------------------------------------------

    def refigured(self) -> None:
        """Ask again: first how many there are, so that one knows what is waited for."""
        self.book = self.worth = None
        self.answered = False
        self._waiting(_("reading the customers…"))
        self.ask("value", self.desk.known, self._counted)
        self.offer()

    def _waiting(self, text: str) -> None:
        self.query_one("#title", Prose).show([((text, "mark"),)])

    def _counted(self, customers: int) -> None:
        text = ngettext("learning from {n} customer…", "learning from {n} customers…", customers)
        self._waiting(text.format(n=fmt.number(customers)))
        self._question()

    def _question(self) -> None:
        if self.shown == "people":
            self.ask("value", partial(self.desk.people, self.asked), self._show)
        else:
            self.ask("value", partial(self.desk.worth, self.of), self._show_worth)

    def _show(self, book: Roster | None) -> None:
        self.book, self.answered = book, True
        self._write()

    def _show_worth(self, found: tuple[WorthBook, HeroBook] | None) -> None:
        self.worth, self.answered = found, True
        self._write()

    def retold(self) -> None:
        super().retold()
        self._write()

    # -- written out -----------------------------------------------------------------------------

    def _write(self) -> None:
        """Write out what is known, in the current language."""
        view = self.kpi.view
        if view is None or not self.answered:
            return
        model = self._model()
        if model is None:
            self.query_one("#title", Prose).show([((_("No figures yet."), "dim"),)])
            return
        until = _("Customers up to {day}").format(day=fmt.day(model.as_of))
        heading = " · ".join(part for part in (until, clean(view.shop.name)) if part)
        self.query_one(Header).show(replace(view, period=None), heading=heading)
        place = f"‹ {VIEWS.index(self.shown) + 1}/{len(VIEWS)} › "
        self.query_one("#title", Prose).show([((place, "key"), (self._title(), "title"))])
        ink = "" if model.reason is None else "mark"
        verdict = roster_words.verdict(model)
        told = [((verdict, ink),)]
        told += [((tr(note), "dim"),) for note in model.notes[:1] if self.size.height > 24]
        self.query_one("#model", Prose).show(told)
        rows = self.query_one(Rows)
        reason = self._reason()
        rows.lively = self.shown == "people"
        why = tr(reason) if reason is not None else ""
        rows.empty = "" if why == verdict else why
        rows.show([] if reason is not None else list(self._rows(max(20, self.size.width - 4))))

    def _model(self) -> CustomerModel | None:
        if self.shown == "people":
            return self.book.model if self.book else None
        return self.worth[0].model if self.worth else None

    def _reason(self) -> Message | None:
        """Return why the view has no lines."""
        if self.shown == "people":
            return self.book.reason if self.book else None
        if self.worth is None:
            return None
        return {
            "months": self.worth[0].reason,
            "heroes": self.worth[1].reason,
            "test": None if self.worth[0].model.test else self.worth[0].model.reason,
        }[self.shown]

    def _title(self) -> str:
        if self.shown == "people" and self.book is not None:
            text = roster_words.summary(self.book)
            if self.asked.segment:
                text += f"  ⧩ {roster_words.segment_label(self.asked.segment)}"
            return text
        titles = {
            "months": worth_words.title(self.of, self.currency),
            "heroes": _("Who brings the most"),
            "test": _("What would have been expected, and what came"),
        }
        return titles.get(self.shown, "")

    def _rows(self, room: int) -> Iterable[Row]:
        if self.shown == "people" and self.book is not None:
            head, *lines = roster_words.lines(self.book, self.currency, room)
            yield Row(None, ((head, "title"),), heading=True)
            for one, line in zip(self.book.people, lines, strict=True):
                yield Row(one.customer, ((line, ""),))
        elif self.worth is not None:
            for n, (line, ink) in enumerate(self._lines(*self.worth, room)):
                yield Row(n, ((line, ink),))

    def _lines(self, worth: WorthBook, heroes: HeroBook, room: int) -> Iterable[tuple[str, str]]:
        """Yield the lines of the other views with how each is written."""
        if self.shown == "months":
            found = list(worth_words.worth_lines(worth, self.currency, room))
            yield found[0], "title"
            yield found[-1], "strong"  # all of them, where it is seen at once
            yield from ((line, "") for line in reversed(found[1:-1]))
            for text in worth_words.signs(worth):
                yield from ((line, "dim") for line in wrap(text, room))
        elif self.shown == "test" and worth.model.test is not None:
            for line in wrap(worth_words.tested(worth.model.test), room):
                yield line, "dim"
            for n, line in enumerate(roster_words.test_lines(worth.model.test, self.currency)):
                yield line, "" if n else "title"
        elif self.shown == "heroes":
            yield from worth_words.hero_lines(heroes, self.currency, room, MOST_NAMED)

    # -- actions ---------------------------------------------------------------------------------

    @on(Rows.Chosen)
    def do_value_open(self) -> None:
        row = self.query_one(Rows).current
        if self.shown != "people" or row is None or not isinstance(row.key, int):
            self.say(_("The list of customers is the first view: ← → go there."))
            return
        from tui.screens.customer import CustomerPage

        self.kpi.push_screen(CustomerPage(row.key, self.asked.within))

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    def do_value_earlier(self) -> None:
        self._page(-1)

    def do_value_later(self) -> None:
        self._page(1)

    def _page(self, way: int) -> None:
        """Go a screen on; at the edge of the lines to the customers before or after them."""
        rows = self.query_one(Rows)
        if rows.move(way * max(1, rows.size.height - 2)) or self.book is None:
            return
        offset = self.asked.offset + way * MOST
        if self.shown == "people" and 0 <= offset < self.book.total:
            self._ask_for(replace(self.asked, offset=offset))

    def do_value_before(self) -> None:
        self._turn(-1)

    def do_value_after(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self.shown = VIEWS[(VIEWS.index(self.shown) + by) % len(VIEWS)]
        if self._model() is None:
            self._question()
        else:
            self._write()

    def _ask_for(self, asked: ListQuestion) -> None:
        self.asked, self.shown = asked, VIEWS[0]
        self.ask("value", partial(self.desk.people, asked), self._show)

    def do_value_sort(self) -> None:
        choices = [Choice(name, _(text)) for name, text in roster_words.SORT_LABELS.items()]
        self.kpi.push_screen(Pick(_("Sort by"), choices, self.asked.sort), self._sorted)

    def _sorted(self, name: str | None) -> None:
        from goals.customers.roster import SORTS

        found = next((one for one in SORTS if one == name), None)
        if found is not None:
            self._ask_for(replace(self.asked, sort=found, offset=0))

    def do_value_segment(self) -> None:
        choices = [Choice("*", _("All customers"))]
        choices += [Choice(one.id, _(one.label)) for one in SEGMENTS.values()]
        here = self.asked.segment or "*"
        self.kpi.push_screen(Pick(_("Which customers"), choices, here), self._limited)

    def _limited(self, name: str | None) -> None:
        if name:
            segment = name if name in SEGMENTS else ""
            self._ask_for(replace(self.asked, segment=segment, offset=0))

    def do_value_within(self) -> None:
        choices = [
            Choice(str(days), _("within {n} days").format(n=fmt.number(days))) for days in WITHINS
        ]
        pick = Pick(_("Chance of an order"), choices, str(self.asked.within))
        self.kpi.push_screen(pick, self._within)

    def _within(self, days: str | None) -> None:
        if days:
            self._ask_for(replace(self.asked, within=int(days)))

    def do_value_of(self) -> None:
        if self.shown == "people":
            self.say(_("Months and heroes can be shown by margin: ← → go there."))
            return
        self.of = "margin" if self.of == "revenue" else "revenue"
        self._question()

    def do_value_copy(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)

    def do_value_back(self) -> None:
        self.dismiss(None)
