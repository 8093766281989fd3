"""One project: its milestones in time, by phase, and what it took and brought."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on

from goals.levers.lever import LEVER_STATE_LABELS
from tui import actions, timeline
from tui import format as fmt
from tui import project_words as words
from tui.actions import places
from tui.language import _
from tui.screens.base import Page, bindings
from tui.screens.confirm import Confirm
from tui.screens.pick import Choice, Pick
from tui.screens.project_forms import milestone_form, note_form
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.painted import fit, right
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from goals.projects.progress import Progress, Step
    from store.projects import ProjectEntry
    from tui.projects_desk import ProjectView

TITLE = 28
"""Cells of a milestone's title before its time begins; fewer where the window is narrow."""


class ProjectPage(Page):
    """A line a milestone; below them all days that the one under the cursor was promised for."""

    PLACES = places.PROJECT
    BINDINGS = bindings(PLACES)
    CSS = """
    ProjectPage #title, ProjectPage #signs { height: 1; }
    ProjectPage Rows { height: 1fr; min-height: 3; }
    ProjectPage #step { height: auto; min-height: 1; max-height: 2; }
    ProjectPage #said { height: auto; max-height: 5; }
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.view: ProjectView | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="step")
        yield Prose(id="said")
        yield Prose(id="signs")
        yield Footer()

    def on_mount(self) -> None:
        self.refigured()

    def on_resize(self) -> None:
        self._write()

    def refigured(self) -> None:
        """Ask again: the project or the day changed."""
        self.ask("project", partial(self.kpi.desk.projects.one, self.number), self._show)

    def _show(self, view: ProjectView) -> None:
        first = self.view is None
        self.view = view
        self._write()
        following = view.progress.next
        if first and following is not None:
            self.query_one(Rows).select(following.row.id)
            self._tell()
        self.offer()

    def retold(self) -> None:
        super().retold()
        self._write()

    def redraw(self) -> None:
        self._write()

    @property
    def step(self) -> Step | None:
        """The milestone under the cursor."""
        row = self.query_one(Rows).current
        known = self.view.progress.steps if self.view else ()
        return next((one for one in known if row and one.row.id == row.key), None)

    def situation(self) -> actions.Situation:
        known, step = self.view is not None, self.step is not None
        return replace(super().situation(), project=known, milestone=step)

    # -- written out -----------------------------------------------------------------------------

    def _write(self) -> None:
        view, shown = self.view, self.kpi.view
        if view is None:
            return
        one = view.progress
        if shown is not None:
            heading = f"{_('Project')} · {clean(one.row.name)}"
            self.query_one(Header).show(replace(shown, period=None), heading=heading)
        self.query_one("#title", Prose).show(
            [
                (
                    (words.standing_text(one), words.STANDING_INKS[one.standing] or "strong"),
                    (f" · {words.count_text(one)}", "strong"),
                    (" · " + " · ".join(words.span_texts(one)), ""),
                )
            ]
        )
        rows = self.query_one(Rows)
        rows.empty = _("No milestone yet. n promises the first one: what will be there, and when.")
        rows.show(self._rows(view) if one.steps else [])
        figures = " · ".join(words.figures_texts(one, self.currency))
        texts = [figures, words.levers_text(one), clean(one.row.note)]
        self.query_one("#said", Prose).show([((text, ""),) for text in texts if text])
        legend = words.legend(ascii_only=self.kpi.marks == "ascii") if one.steps else ""
        self.query_one("#signs", Prose).show([((legend, "dim"),)])
        self._tell()

    def _rows(self, view: ProjectView) -> list[Row]:
        one, width = view.progress, self.size.width
        title = self._room(one)
        texts = [words.short_when(step) for step in one.steps]
        tail = max(map(cell_len, texts))
        on = timeline.scale([one], view.today, width - title - tail - 8)
        signs = timeline.ASCII_SIGNS if self.kpi.marks == "ascii" else timeline.SIGNS
        rows = [Row(None, ((" " * (title + 3) + timeline.axis(on), "dim"),), heading=True)]
        phase = ""
        for step, text in zip(one.steps, texts, strict=True):
            if step.row.phase and step.row.phase != phase:
                rows.append(Row(None, ((clean(step.row.phase), "title"),), heading=True))
            phase = step.row.phase
            ink = timeline.INKS[step.state]
            pieces = (
                (words.STEP_SIGNS[step.state] + " ", ink),
                (fit(clean(step.row.title), title) + " ", "dim" if step.done else "strong"),
                *timeline.step_bar(step, on, view.today, signs),
            )
            rows.append(Row(step.row.id, pieces, ((right(text, tail), ink),)))
        return rows

    def _room(self, one: Progress) -> int:
        """Return the cells of a milestone's name: a third of a wide window, no more than needed."""
        longest = max(cell_len(clean(step.row.title)) for step in one.steps)
        least = TITLE if self.size.width >= 80 else 18
        return max(least, min(longest, self.size.width // 3))

    def _tell(self) -> None:
        """Say when the milestone under the cursor was promised, and its name where it is cut."""
        step, view = self.step, self.view
        if step is None or view is None:
            self.query_one("#step", Prose).show([])
            return
        text = words.promises_text(step) or words.when_text(step)
        title = clean(step.row.title)
        if cell_len(title) > self._room(view.progress):
            text = f"{title} · {text}"
        self.query_one("#step", Prose).show([((text, "mark" if step.days_late else "dim"),)])

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._tell()
        self.offer()

    def do_back(self) -> None:
        self.dismiss(None)

    def do_milestone_add(self) -> None:
        if self.view is not None:
            self.kpi.push_screen(milestone_form(self.kpi, self.view, None), self._changed)

    @on(Rows.Chosen)
    def do_milestone_edit(self) -> None:
        step = self.step
        if step is not None and self.view is not None:
            self.kpi.push_screen(milestone_form(self.kpi, self.view, step.row), self._changed)

    def do_milestone_reach(self) -> None:
        step, view = self.step, self.view
        if step is None or view is None:
            return
        row = replace(step.row, reached_day=None if step.done else view.today)
        said = _("Open again.") if step.done else _("Reached today. e sets another day.")
        self._change(partial(self.kpi.desk.projects.save_milestone, row), said)

    def do_milestone_remove(self) -> None:
        step = self.step
        if step is None:
            return
        text = _("Take out the milestone “{title}”, with every day it was promised for?")

        def answered(yes: bool | None) -> None:
            if yes:
                remove = partial(self.kpi.desk.projects.remove_milestone, step.row)
                self._change(remove, _("The milestone is taken out."))

        said = text.format(title=clean(step.row.title))
        self.kpi.push_screen(Confirm(_("Take out a milestone"), said, _("take out")), answered)

    def do_project_note(self) -> None:
        if self.view is not None:
            milestone = self.step.row.id if self.step else None
            self.kpi.push_screen(note_form(self.kpi, self.view, milestone), self._changed)

    def do_project_notes(self) -> None:
        view = self.view
        if view is None or not view.entries:
            self.say(_("Nothing was noted yet: t notes hours or money."))
            return
        read_only = self.situation().read_only
        why_not = _("This store is read-only.") if read_only else ""
        choices = [
            Choice(str(entry.id), self._entry(entry), why_not=why_not)
            for entry in reversed(view.entries)
        ]
        asked = _("What was noted, the last first. ⏎ takes a note back out, after asking.")
        self.kpi.push_screen(Pick(_("Hours and money"), choices, asked=asked), self._forget)

    def _entry(self, entry: ProjectEntry) -> str:
        kinds = {
            "worked": _("worked"), "available": _("available"), "cost": _("cost"),
            "gain": _("gain"),
        }  # fmt: skip
        amount = words.amount_text(entry.kind, entry.amount, self.currency)
        return "  ".join((fmt.day(entry.day), amount, kinds[entry.kind], clean(entry.note)))

    def _forget(self, number: str | None) -> None:
        view = self.view
        entry = next((one for one in view.entries if str(one.id) == number), None) if view else None
        if entry is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                forget = partial(self.kpi.desk.projects.forget, entry.id)
                self._change(forget, _("The note is taken out."))

        text = _("Take out this note: {note}?").format(note=self._entry(entry))
        self.kpi.push_screen(Confirm(_("Take out a note"), text, _("take out")), answered)

    def do_project_lever(self) -> None:
        view = self.view
        if view is None:
            return
        if not view.levers:
            self.say(_("No lever yet: l on a goal takes one from the library."))
            return
        linked = {lever.id for lever in view.progress.levers}
        choices = [
            Choice(
                str(lever.id),
                clean(lever.name),
                _("linked: ⏎ takes it off") if lever.id in linked
                else _(LEVER_STATE_LABELS[lever.state]),
            )
            for lever in view.levers
        ]  # fmt: skip
        self.kpi.push_screen(Pick(_("Levers of the project"), choices), self._turn)

    def _turn(self, lever: str | None) -> None:
        if lever:
            turn = partial(self.kpi.desk.projects.turn_lever, self.number, int(lever))
            self._change(turn, _("Kept."))

    def _change(self, change: Callable[[], object], said: str) -> None:
        def changed(_answer: object) -> None:
            self.say(said, "good")
            self.kpi.reload()

        self.ask("change", change, changed)

    def _changed(self, row: object) -> None:
        if row is not None:
            self.kpi.reload()
