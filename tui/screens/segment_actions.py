"""What can be done with a segment, from the list of all and from its own page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui import actions
from tui import format as fmt
from tui.language import _, ngettext
from tui.screens.base import Page
from tui.screens.confirm import Confirm
from tui.screens.segment_form import SegmentForm, export_form
from tui.text import clean

if TYPE_CHECKING:
    from goals.customers.builtin import Standing
    from store.segments import SavedSegment


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
        one = self.chosen
        saved = one is not None and one.row is not None
        return replace(super().situation(), segment=one is not None, own_segment=saved)

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
