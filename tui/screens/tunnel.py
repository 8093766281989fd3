"""From a visit to an order: who goes on, who leaves and what that is worth, by member too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from tui import tunnel_words
from tui.actions import places
from tui.language import _, tr
from tui.screens.analysis import Splitting
from tui.screens.base import bindings
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from goals.explain.steps import MemberTunnel, Step
    from store.messages import Message
    from tui.analyses_desk import TunnelView
    from tui.views import Where
    from tui.widgets.painted import Piece

LOW = 23
"""Lines under which the behaviours are left out."""


class TunnelPage(Splitting):
    """The steps above, the members below; a member opens the same page limited to it."""

    PLACES = places.TUNNEL
    SCOPED = True
    BINDINGS = bindings(PLACES)
    FAVOURITES = ("device", "channel")
    CSS = """
    TunnelPage #title, TunnelPage #split { height: 1; }
    TunnelPage #steps { height: 7; }
    TunnelPage #detail { height: 2; }
    TunnelPage #behaviours { height: auto; max-height: 4; }
    TunnelPage #members { height: 1fr; min-height: 3; }
    TunnelPage #said { height: auto; max-height: 2; }
    """

    def __init__(self, where: Where = ()) -> None:
        super().__init__(where)
        self.view: TunnelView | None = None
        self.members: tuple[Sequence[MemberTunnel], Message | None] = ((), None)

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows(id="steps")
        yield Prose(id="detail")
        yield Prose(id="behaviours")
        yield Prose(id="split")
        yield Rows(id="members")
        yield Prose(id="said")
        yield Footer()

    @property
    def dimensions(self) -> Sequence[str]:
        return self.view.dimensions if self.view else ()

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        asked = partial(self.kpi.desk.analyses.tunnel, self.kpi.question, self.where)
        self.ask("tunnel", asked, self._show)

    def _show(self, view: TunnelView | None) -> None:
        self.view = view
        self.reading(False)
        self.settle_dimension()
        self.split()

    def split(self) -> None:
        self.members = ((), None)
        self.write()
        if self.dimension:
            desk = self.kpi.desk.analyses
            asked = partial(desk.tunnel_by, self.dimension, self.kpi.question, self.where)
            self.ask("split", asked, self._show_members)

    def _show_members(self, answer: tuple[Sequence[MemberTunnel], Message | None] | None) -> None:
        self.members = answer or ((), None)
        self.write()

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        if self.view is None:
            return
        found = self.view.tunnel
        steps, members = self.query_one("#steps", Rows), self.query_one("#members", Rows)
        if found.reason is not None:
            self.query_one("#title", Prose).show([((tr(found.reason), "mark"),)])
            self.without(steps)
            members.show([])
            return
        steps.active = not members.active
        self.query_one("#title", Prose).show([tuple(self._title())])
        room = max(20, self.size.width - 4)
        plain = self.kpi.marks == "ascii"
        head, *lines = tunnel_words.step_lines(found, self.currency, room, plain=plain)
        shown = [Row(None, ((head, "title"),), heading=True)]
        for one, line in zip(found.steps, lines, strict=True):
            ink = "bad" if one.fell else "good" if one.rose else "" if one.count else "dim"
            shown.append(Row(one.id, ((line, ink),)))
        steps.show(shown)
        self._tell_step()
        low = self.size.height < LOW
        told = [] if low else [tunnel_words.behaviour(one) for one in found.behaviours]
        self.query_one("#behaviours", Prose).show([((text, ""),) for text in told])
        self.query_one("#split", Prose).show([tuple(self.split_title(_("By {dimension}")))])
        members.show(list(self._members(room)))
        notes = [*tunnel_words.member_signs(self.members[0]), *(tr(one) for one in found.notes)]
        self.query_one("#said", Prose).show([((" · ".join(notes), "dim"),)] if notes else [])

    def _title(self) -> Iterable[Piece]:
        assert self.view is not None
        found = self.view.tunnel
        ink = "bad" if found.worst is not None else "strong"
        yield tunnel_words.headline(found, self.currency), ink
        if self.only:
            yield self.only, "mark"

    def _members(self, room: int) -> Iterable[Row]:
        members, reason = self.members
        if reason is not None:
            yield Row(None, ((tr(reason), "dim"),), heading=True)
        for n, line in enumerate(tunnel_words.member_lines(members, room)):
            if n == 0:
                yield Row(None, ((line, "title"),), heading=True)
            else:
                yield Row(members[n - 1].member, ((line, ""),))

    @property
    def step(self) -> Step | None:
        """The step under the cursor."""
        row = self.query_one("#steps", Rows).current
        steps = self.view.tunnel.steps if self.view else ()
        return next((one for one in steps if row is not None and one.id == row.key), None)

    def _tell_step(self) -> None:
        """Say how sure the step under the cursor is; of the first one, what a cart is worth."""
        if self.view is None:
            return
        found, one = self.view.tunnel, self.step
        text = tunnel_words.detail(one, self.currency) if one is not None else ""
        if not text:
            told = (tunnel_words.leak(found, self.currency),
                    tunnel_words.abandonment(found, self.currency))  # fmt: skip
            text = ". ".join(part for part in told if part)
        self.query_one("#detail", Prose).show([((text, "dim"),)])

    # -- actions ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.query_one("#members", Rows).active = False
        super().on_mount()

    def _go(self, place: str) -> None:
        """Send the arrows to the steps or to the members."""
        for name in ("steps", "members"):
            rows = self.query_one(f"#{name}", Rows)
            rows.active = name == place
            rows.repaint()

    @property
    def _on_members(self) -> bool:
        return self.query_one("#members", Rows).active

    def do_up(self) -> None:
        name = "members" if self._on_members else "steps"
        if not self.query_one(f"#{name}", Rows).move(-1) and self._on_members:
            self._go("steps")
        self._tell_step()

    def do_down(self) -> None:
        members = self.query_one("#members", Rows)
        name = "members" if self._on_members else "steps"
        if not self.query_one(f"#{name}", Rows).move(1) and members.current is not None:
            self._go("members")
        self._tell_step()

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._tell_step()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        row = self.query_one("#members", Rows).current
        if not self._on_members or row is None:
            self.say(_("Move down to a member first: it opens its own tunnel."))
            return
        where = self.limited(row.key)
        if where is not None:
            self.kpi.push_screen(TunnelPage(where))

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        if self.view is not None:
            self.kpi.copy_line(list(self._title()))
