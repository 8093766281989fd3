"""Channels side by side: what each costs and brings, and which one loses money."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from goals.explain.channels import BYS
from tui import channel_words as words
from tui.actions import places
from tui.language import tr
from tui.screens.analysis import Analysis
from tui.screens.base import bindings
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from goals.explain.channels import By, Channel, ChannelBook
    from tui.views import Where

INKS = {"loses": "bad", "unsure": "mark", "later": "mark", "earns": "", "unknown": "mark", "": ""}


class ChannelsPage(Analysis):
    """Arrows go from channels to campaigns; Enter says why a channel's revenue moved."""

    PLACES = places.CHANNELS
    SCOPED = True
    BINDINGS = bindings(PLACES)
    CSS = """
    ChannelsPage #title { height: 1; }
    ChannelsPage Rows { height: 1fr; }
    ChannelsPage #told { height: 3; }
    ChannelsPage #said { height: auto; max-height: 2; }
    """

    def __init__(self, where: Where = ()) -> None:
        super().__init__(where)
        self.by: By = BYS[0]
        self.book: ChannelBook | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="told")
        yield Prose(id="said")
        yield Footer()

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        desk = self.kpi.desk.analyses
        asked = partial(desk.channels, self.kpi.question, self.by, self.where)
        self.ask("channels", asked, self._show)

    def _show(self, book: ChannelBook | None) -> None:
        self.book = book
        self.reading(False)
        self.write()

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        book = self.book
        if book is None:
            return
        place = f"‹ {BYS.index(self.by) + 1}/{len(BYS)} › "
        rows = self.query_one(Rows)
        if book.reason is not None:
            self.query_one("#title", Prose).show([((place, "key"), (tr(book.reason), "mark"))])
            self.without(rows)
            self.query_one("#told", Prose).show([])
            return
        ink = "bad" if book.losing else "strong"
        pieces = [(place, "key"), (words.headline(book, self.currency), ink), (self.only, "mark")]
        self.query_one("#title", Prose).show([tuple(piece for piece in pieces if piece[0])])
        room = max(20, self.size.width - 4)
        head, *lines, last = words.lines(book, self.currency, room)
        shown = [Row(None, ((head, "title"),), heading=True)]
        for one, line in zip(book.channels, lines, strict=True):
            shown.append(Row(one.member, ((line, INKS[one.verdict]),)))
        rows.show([*shown, Row(None, ((last, "strong"),), heading=True)])
        notes = [words.legend(book), words.value_note(book), *(tr(note) for note in book.notes)]
        text = " · ".join(note for note in notes if note)
        self.query_one("#said", Prose).show([((text, "dim"),)] if text else [])
        self._tell()

    @property
    def channel(self) -> Channel | None:
        """The channel under the cursor."""
        row = self.query_one(Rows).current
        known = self.book.channels if self.book else ()
        return next((one for one in known if row is not None and one.member == row.key), None)

    def _tell(self) -> None:
        one, book = self.channel, self.book
        text = "" if one is None or book is None else words.told(one, book, self.currency)
        self.query_one("#told", Prose).show([((text, ""),)] if text else [])

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._tell()

    def do_left(self) -> None:
        self._turn(-1)

    def do_right(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self.by = BYS[(BYS.index(self.by) + by) % len(BYS)]
        self.refigured()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        from tui.screens.bridge import BridgePage

        one = self.channel
        if one is None:
            return
        if self.where:
            self.say(self.limited_already())
            return
        self.kpi.push_screen(BridgePage(((self.by, one.member),)))

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)
