"""Why revenue moved: a waterfall from the days before to now, and the same by member."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on

from tui import bridge_words
from tui import format as fmt
from tui.actions import places
from tui.language import _, tr
from tui.screens.analysis import Splitting
from tui.screens.base import bindings
from tui.waterfall import drawn, is_cut, steps
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from goals.explain.bridge import Bridge
    from goals.explain.mix import Split
    from tui.analyses_desk import BridgeView
    from tui.views import Where
    from tui.widgets.painted import Piece

NARROW = 70
"""Cells under which amounts go without cents."""


class BridgePage(Splitting):
    """The waterfall above, the members below; a member opens the same page limited to it."""

    PLACES = places.BRIDGE
    SCOPED = True
    BINDINGS = bindings(PLACES)
    CSS = """
    BridgePage #title, BridgePage #split { height: 1; }
    BridgePage #steps { height: 8; }
    BridgePage #members { height: 1fr; min-height: 3; }
    BridgePage #said { height: auto; max-height: 2; }
    """

    def __init__(self, where: Where = ()) -> None:
        super().__init__(where)
        self.view: BridgeView | None = None
        self.members: Split | None = None
        self.place_of_subject = 0

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows(lively=False, id="steps")
        yield Prose(id="split")
        yield Rows(id="members")
        yield Prose(id="said")
        yield Footer()

    @property
    def bridge(self) -> Bridge | None:
        return self.view.bridges[self.place_of_subject] if self.view else None

    @property
    def dimensions(self) -> Sequence[str]:
        return self.view.dimensions if self.view else ()

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        asked = partial(self.kpi.desk.analyses.bridges, self.kpi.question, self.where)
        self.ask("bridges", asked, self._show)

    def _show(self, view: BridgeView | None) -> None:
        self.view = view
        self.reading(False)
        self.settle_dimension()
        self.split()

    def split(self) -> None:
        self.members = None
        self.write()
        bridge = self.bridge
        if bridge is None or bridge.reason is not None or not self.dimension:
            return
        asked = partial(
            self.kpi.desk.analyses.split, bridge, self.dimension, self.kpi.question, self.where
        )
        self.ask("split", asked, self._show_split)

    def _show_split(self, split: Split | None) -> None:
        self.members = split
        self.write()

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        bridge = self.bridge
        if bridge is None:
            return
        self.query_one("#title", Prose).show([tuple(self._title(bridge))])
        waterfall = self.query_one("#steps", Rows)
        if bridge.reason is not None:
            self.query_one("#said", Prose).show([((tr(bridge.reason), "mark"),)])
            waterfall.show([])
            self.query_one("#split", Prose).show([])
            self.query_one("#members", Rows).show([])
            return
        lines = steps(bridge, self.currency, short=self.size.width < NARROW)
        plain = self.kpi.marks == "ascii"
        room = max(20, self.size.width - 5)
        waterfall.styles.height = len(lines)
        waterfall.show([Row(None, tuple(one)) for one in drawn(lines, room, plain=plain)])
        self.query_one("#split", Prose).show(
            [tuple(self.split_title(_("By {dimension}, in {currency}")))]
        )
        self.query_one("#members", Rows).show(list(self._rows()))
        said = list(bridge_words.notes(bridge, self.members))
        if is_cut(lines):
            said.append(_("The bars do not begin at zero."))
        said.append(bridge_words.method(bridge))
        self.query_one("#said", Prose).show([((" ".join(said), "dim"),)])

    def _title(self, bridge: Bridge) -> Iterable[Piece]:
        count = len(self.view.bridges) if self.view else 1
        if bridge.change is None:
            yield _(bridge.label), "title"
        else:
            text = bridge_words.headline(bridge, self.currency)
            if cell_len(text) + cell_len(self.only) > self.size.width - 9:
                text = bridge_words.headline(bridge, self.currency, short=True)
            yield text, "strong"
        yield f" ‹{self.place_of_subject + 1}/{count}›", "key"
        if self.only:
            yield self.only, "mark"

    def _rows(self) -> Iterable[Row]:
        split = self.members
        if split is None or split.reason is not None:
            return
        room = max(20, self.size.width - 4)
        head, *lines = bridge_words.split_lines(split, room, fmt.minor_digits(self.currency))
        yield Row(None, ((head, "title"),), heading=True)
        for one, line in zip(split.members, lines, strict=False):
            yield Row(one.member, ((line, ""),))
        yield Row(None, ((lines[-1], "strong"),), heading=True)

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one("#members", Rows).move(-1)

    def do_down(self) -> None:
        self.query_one("#members", Rows).move(1)

    def do_subject(self) -> None:
        if self.view is not None:
            self.place_of_subject = (self.place_of_subject + 1) % len(self.view.bridges)
            self.split()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        row = self.query_one("#members", Rows).current
        if row is None or not self.dimension:
            return
        where = self.limited(row.key)
        if where is not None:
            self.kpi.push_screen(BridgePage(where))

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        if self.bridge is not None:
            self.kpi.copy_line(list(self._title(self.bridge)))
