"""This morning: what changed since the owner last looked, and what to do next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on

from tui import morning_words as words
from tui.actions import places
from tui.language import _
from tui.screens.base import Page, bindings
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.painted import fit
from tui.widgets.prose import Prose, wrapped
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from goals.explain.anomalies.watch import Anomaly
    from goals.explain.morning import Morning
    from tui.morning_words import Line

FIGURES: words.Key = ("figures", "")
"""The first line, on which the cursor stands: Enter goes on to the figures."""


class MorningPage(Page):
    """Opens by itself where something changed; every line of it can be opened."""

    PLACES = places.MORNING
    BINDINGS = bindings(PLACES)
    CSS = """
    MorningPage #title { height: 1; }
    MorningPage Rows { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.odd: tuple[Anomaly, ...] | None = None
        """The oddest of the new days; ``None`` while they are looked for."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Footer()

    def on_mount(self) -> None:
        self.refigured()

    def on_resize(self) -> None:
        self.write()

    @property
    def morning(self) -> Morning | None:
        return self.kpi.morning

    def refigured(self) -> None:
        if self.kpi.view is not None:
            self.query_one(Header).show(self.kpi.view)
        if self.morning is None:
            self.query_one(Header).note(_("reading the figures…"))
            self.kpi.ask_morning()
        else:
            since = self.morning.since
            self.ask("odd days", partial(self.kpi.desk.mornings.odd_days, since), self._show_odd)
        self.write()
        self.offer()

    def _show_odd(self, odd: tuple[Anomaly, ...]) -> None:
        self.odd = odd
        self.write()

    def retold(self) -> None:
        super().retold()
        self.write()

    def write(self) -> None:
        """Write out what is known, in the current language."""
        found, view = self.morning, self.kpi.view
        if found is None or view is None:
            return
        self.query_one(Header).note("")
        at = words.last_looked(self.kpi.looked.at) if self.kpi.looked else ""
        title = [(_("This morning"), "title")]
        if cell_len(at) + 20 < self.size.width:
            title.append((f"   {at}", "dim"))
        self.query_one("#title", Prose).show([tuple(title)])
        rows = self.query_one(Rows)
        whole = list(self._rows(found, view.shop.currency))
        if len(whole) > rows.size.height:
            whole = list(self._rows(found, view.shop.currency, brief=True))
        rows.show(whole)

    def _rows(self, found: Morning, currency: str, *, brief: bool = False) -> Iterable[Row]:
        """Yield the lines; ``brief`` cuts what is said below a line to one line."""
        hint = (_("⏎ to the figures"), "dim")
        yield Row(FIGURES, ((words.headline(found), "strong"),), (hint,))
        calm = words.calm(found, self.odd or ()) if self.odd is not None else ""
        if calm:
            yield Row(None, ((calm, "good"),), heading=True)
        roomy = self.size.height >= 22
        for section in words.sections(found, self.odd or (), currency):
            if roomy:
                yield Row(None, (("", ""),), heading=True)
            yield Row(None, ((section.title, "title"),), heading=True)
            for line in section.lines:
                yield from self._line(line, brief=brief)

    def _line(self, line: Line, *, brief: bool) -> Iterable[Row]:
        tail = line.tail
        room = self.size.width - 6 - cell_len(tail) - (1 if tail else 0)
        if room < cell_len(line.text) and line.short:
            tail = line.short
            room = self.size.width - 7 - cell_len(tail)
        text = line.text if cell_len(line.text) <= room else fit(line.text, room)
        yield Row(line.key, ((f"{line.mark} ", line.ink), (text, "")), ((tail, line.ink),))
        room = max(20, self.size.width - 7)
        for below in wrapped(((line.below, "dim"),), room) if line.below else ():
            text = "".join(piece for piece, _ink in below)
            if brief:
                text = line.below if cell_len(line.below) <= room else fit(line.below, room)
            yield Row(None, ((f"  {text}", "dim"),), heading=True)
            if brief:
                break

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Chosen)
    def do_open(self) -> None:
        row = self.query_one(Rows).current
        if row is None or not isinstance(row.key, tuple):
            return
        what, which = row.key
        match what:
            case "goal":
                self.kpi.open_goal(int(which))
            case "metric":
                self.kpi.open_metric(self.kpi.catalogue.known(str(which)))
            case "revised":
                self.kpi.do_revised()
            case "sources":
                self.kpi.do_sources()
            case "situations":
                self.kpi.do_situations()
            case _:
                self.dismiss(None)

    def do_back(self) -> None:
        self.dismiss(None)

    def do_copy(self) -> None:
        row = self.query_one(Rows).current
        if row is not None:
            self.kpi.copy_line([*row.pieces, *(("  ", ""),), *row.tail])
