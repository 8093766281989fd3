"""Segments of customers: who waits for what, how they buy, and the owner's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from tui import actions
from tui import format as fmt
from tui import segment_board_words as words
from tui.language import _, ngettext, tr
from tui.screens.base import Page, bindings
from tui.screens.confirm import Confirm
from tui.screens.segment_form import SegmentForm, export_form
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from goals.customers.builtin import Standing
    from goals.customers.profile import Profile
    from store.segments import SavedSegment
    from tui.segments_desk import SegmentsView
    from tui.widgets.painted import Piece


@dataclass(frozen=True, slots=True)
class Chosen:
    """The segment that actions are about: its name, its rule, and its row where it is saved."""

    name: str
    rule: str
    row: SavedSegment | None = None
    standing: Standing | None = None


class SegmentActions(Page):
    """What can be done with a segment, from the list and from its own page."""

    @property
    def chosen(self) -> Chosen | None:
        """The segment under the cursor, or of the page."""
        raise NotImplementedError

    def situation(self) -> actions.Situation:
        view, one = self.kpi.view, self.chosen
        return actions.Situation(
            read_only=bool(view and view.shop.read_only), empty=view is None or view.empty,
            segment=one is not None, own_segment=one is not None and one.row is not None,
        )  # fmt: skip

    @property
    def currency(self) -> str:
        return self.kpi.view.shop.currency if self.kpi.view else ""

    def changed(self, row: SavedSegment) -> None:
        """Show a segment that was saved."""
        self.refigured()

    def gone(self) -> None:
        """Show what is left after a segment was deleted."""
        self.refigured()

    def do_segment_add(self) -> None:
        one = self.chosen
        self.kpi.push_screen(SegmentForm(rule=one.rule if one else ""), self._saved)

    def do_segment_edit(self) -> None:
        one = self.chosen
        if one is not None and one.row is not None:
            self.kpi.push_screen(SegmentForm(one.row), self._saved)

    def _saved(self, row: SavedSegment | None) -> None:
        if row is None:
            return
        text = ngettext(
            "“{name}” is saved: {n} customer.", "“{name}” is saved: {n} customers.", row.customers
        )
        self.say(text.format(name=clean(row.name), n=fmt.number(row.customers)), "good")
        self.changed(row)

    def do_segment_delete(self) -> None:
        one = self.chosen
        if one is None or one.row is None:
            return
        row = one.row
        text = _("Delete the segment “{name}”? Its customers and their orders stay.")
        asked = Confirm(_("Delete"), text.format(name=clean(row.name)), _("delete"))

        def deleted(_answer: object) -> None:
            if self.kpi.question.where == (("segment", row.name),):
                self.kpi.limit(())
            self.gone()

        def answered(yes: bool | None) -> None:
            if yes:
                self.ask("delete", partial(self.kpi.desk.segments.delete, row), deleted)

        self.kpi.push_screen(asked, answered)

    def do_segment_scope(self) -> None:
        """Count this segment alone, everywhere, until it is taken off."""
        one = self.chosen
        if one is not None and one.row is not None:
            self.kpi.limit((("segment", one.row.name),))
            text = _("Only “{name}” counts now, on every page that can; / there takes it off.")
            self.say(text.format(name=clean(one.row.name)), "good")

    def do_segment_export(self) -> None:
        one = self.chosen
        if one is None:
            return
        name = "".join(letter if letter.isalnum() else "-" for letter in one.name.lower())
        form = export_form(
            Path.cwd() / f"{name or 'segment'}.csv",
            lambda path: self.kpi.desk.segments.export(one.rule, one.row, path, False),
        )

        def written(path: Path | None) -> None:
            if path is not None:
                text = _("Written to {file}; “kpi-tui segment match” finds their addresses.")
                self.say(text.format(file=fmt.shown(path.name)), "good")

        self.kpi.push_screen(form, written)

    def do_back(self) -> None:
        self.dismiss(None)


class SegmentsPage(SegmentActions):
    """A list by groups; below it who the segment under the cursor is and what to do for it."""

    PLACES = frozenset({"segment_list"})
    BINDINGS = bindings(PLACES)
    CSS = """
    SegmentsPage #title { height: 1; }
    SegmentsPage Rows { height: 1fr; min-height: 4; }
    SegmentsPage #said { height: auto; max-height: 6; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: SegmentsView | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="said")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#title", Prose).show([((_("reading the customers…"), "mark"),)])
        self.refigured()

    def refigured(self) -> None:
        self.ask("segments", self.kpi.desk.segments.board, self._show)

    def _show(self, found: SegmentsView | None) -> None:
        self.found = found
        self._write()
        self.offer()

    def on_resize(self) -> None:
        self._write()

    def retold(self) -> None:
        super().retold()
        self._write()

    @property
    def chosen(self) -> Chosen | None:
        row = self.query_one(Rows).current
        if row is None or self.found is None or not isinstance(row.key, str):
            return None
        kind, _colon, key = row.key.partition(":")
        if kind == "own":
            own = next((one for one in self.found.saved if str(one.id) == key), None)
            return Chosen(own.name, own.rule, own) if own else None
        one = next((one for one in self.found.board.standings if one.of.id == key), None)
        return Chosen(words.name(one.of), words.rule(one.of), standing=one) if one else None

    def changed(self, row: SavedSegment) -> None:
        self.refigured()

    # -- written out -----------------------------------------------------------------------------

    def _write(self) -> None:
        view = self.kpi.view
        if view is None or self.found is None:
            return
        board = self.found.board
        until = _("Customers up to {day}").format(day=fmt.day(board.as_of))
        heading = " · ".join(part for part in (until, clean(view.shop.name)) if part)
        self.query_one(Header).show(replace(view, period=None), heading=heading)
        title = fmt.plural("{n} customer known", "{n} customers known", board.customers)
        self.query_one("#title", Prose).show([((title, "title"),)])
        rows = self.query_one(Rows)
        rows.empty = tr(board.reason) if board.reason else ""
        rows.show(list(self._rows()))
        self._tell()

    def _rows(self) -> Iterable[Row]:
        assert self.found is not None
        board, room = self.found.board, self.size.width - 4
        if self.found.saved:
            head, *lines = words.saved_lines(list(self.found.saved), room)
            yield Row(None, ((head, "title"),), heading=True)
            for own, line in zip(self.found.saved, lines, strict=True):
                yield Row(f"own:{own.id}", ((line, ""),))
        for place, (key, line) in enumerate(words.built_in_lines(board, self.currency, room)):
            ink = "dim" if not place else "title" if not key else ""
            yield Row(f"is:{key}" if key else None, ((line, ink),), heading=not key)
        visitors = words.visitor_lines(board.visitors)
        if visitors:
            said = _("Visitors of the last 28 days: whoever they are, so no segment of customers")
            yield Row(None, ((said, "title"),), heading=True)
            for line in visitors:
                yield Row(None, ((line, "dim"),), heading=True)

    def _tell(self) -> None:
        one = self.chosen
        self.query_one("#said", Prose).show(list(self._told(one)) if one else [])

    def _told(self, one: Chosen) -> Iterable[tuple[Piece, ...]]:
        if one.standing is not None:
            *told, rule = words.told(one.standing, self.currency)
            for text in told:
                yield ((text, ""),)
            yield ((rule, "dim"),)
        elif one.row is not None:
            yield ((_("Rule: {rule}").format(rule=clean(one.rule)), ""),)
            yield ((words.standing_text(one.row), "dim"),)

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._tell()
        self.offer()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        one = self.chosen
        if one is not None:
            self.kpi.push_screen(SegmentPage(one), lambda _left: self.refigured())

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)


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
