"""All projects in time: which are late, what comes next, what they took and brought."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on

from tui import actions, timeline
from tui import project_words as words
from tui.actions import places
from tui.language import _
from tui.screens.base import Page, bindings
from tui.screens.confirm import Confirm
from tui.screens.project_forms import project_form
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.painted import fit
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from goals.projects.progress import Progress
    from tui.projects_desk import ProjectsView

NAME = 24
"""Cells of a project's name before its time begins; fewer where the window is narrow."""


class ProjectsPage(Page):
    """A line a project on one scale of time; below it what is said of the one under the cursor."""

    PLACES = places.PROJECTS
    BINDINGS = bindings(PLACES)
    CSS = """
    ProjectsPage #title, ProjectsPage #signs { height: 1; }
    ProjectsPage Rows { height: 1fr; min-height: 3; }
    ProjectsPage #said { height: 6; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: ProjectsView | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows()
        yield Prose(id="said")
        yield Prose(id="signs")
        yield Footer()

    def on_mount(self) -> None:
        self.refigured()

    def on_resize(self) -> None:
        self._write()

    def refigured(self) -> None:
        """Ask again: the figures or the projects changed."""
        self.ask("projects", self.kpi.desk.projects.all, self._show)

    def _show(self, view: ProjectsView) -> None:
        self.view = view
        self._write()
        self.offer()

    def retold(self) -> None:
        super().retold()
        self._write()

    def redraw(self) -> None:
        self._write()

    @property
    def current(self) -> Progress | None:
        """The project under the cursor."""
        row = self.query_one(Rows).current
        known = self.view.projects if self.view else ()
        return next((one for one in known if row and one.row.id == row.key), None)

    def situation(self) -> actions.Situation:
        return replace(super().situation(), project=self.current is not None)

    # -- written out -----------------------------------------------------------------------------

    def _write(self) -> None:
        view, shown = self.view, self.kpi.view
        if view is None:
            return
        if shown is not None:
            heading = " · ".join(part for part in (_("Projects"), clean(shown.shop.name)) if part)
            self.query_one(Header).show(replace(shown, period=None), heading=heading)
        late = any(one.standing == "late" for one in view.projects)
        headline = words.headline(view.projects) if view.projects else ""
        self.query_one("#title", Prose).show([((headline, "bad" if late else "title"),)])
        rows = self.query_one(Rows)
        rows.empty = _("No project yet. n adds one: a name, a day, its milestones.")
        rows.show(self._rows(view) if view.projects else [])
        plain = self.kpi.marks == "ascii"
        legend = words.legend(ascii_only=plain) if view.projects else ""
        self.query_one("#signs", Prose).show([((legend, "dim"),)])
        self._tell()

    def _rows(self, view: ProjectsView) -> list[Row]:
        width = self.size.width
        longest = max(cell_len(clean(one.row.name)) for one in view.projects)
        name = max(NAME if width >= 80 else 16, min(longest, width // 3))
        tails = [(words.count_text(one), words.standing_text(one)) for one in view.projects]
        counts = max(cell_len(count) for count, _standing in tails)
        states = max(cell_len(standing) for _count, standing in tails)
        room = width - name - counts - states - 8
        on = timeline.scale(view.projects, view.today, room)
        signs = timeline.ASCII_SIGNS if self.kpi.marks == "ascii" else timeline.SIGNS
        head = " " * (name + 1) + timeline.axis(on)
        rows = [Row(None, ((head, "dim"),), heading=True)]
        for one, (count, standing) in zip(view.projects, tails, strict=True):
            ink = words.STANDING_INKS[one.standing]
            pieces = (
                (fit(clean(one.row.name), name) + " ", "strong"),
                *timeline.project_bar(one, on, view.today, signs),
            )
            tail = ((f"{count:>{counts}}  ", ""), (fit(standing, states), ink))
            rows.append(Row(one.row.id, pieces, tail))
        return rows

    def _tell(self) -> None:
        one = self.current
        self.query_one("#said", Prose).show([] if one is None else told(one, self.currency))

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
        from tui.screens.project import ProjectPage

        one = self.current
        if one is not None:
            self.kpi.push_screen(ProjectPage(one.row.id), self._back)

    def _back(self, _answer: object) -> None:
        self.refigured()

    def do_project_add(self) -> None:
        if self.view is not None:
            self.kpi.push_screen(project_form(self.kpi, None), self._changed)

    def do_project_edit(self) -> None:
        one = self.current
        if one is not None:
            self.kpi.push_screen(project_form(self.kpi, one.row), self._changed)

    def _changed(self, row: object) -> None:
        if row is not None:
            self.kpi.reload()

    def do_project_remove(self) -> None:
        one = self.current
        if one is None:
            return
        text = _("Take out the project “{name}” with all that was noted for it?")

        def answered(yes: bool | None) -> None:
            if yes:
                remove = partial(self.kpi.desk.projects.remove, one.row)
                self.ask("change", remove, self._removed)

        said = text.format(name=clean(one.row.name))
        self.kpi.push_screen(Confirm(_("Take out a project"), said, _("take out")), answered)

    def _removed(self, _answer: object) -> None:
        self.kpi.reload()
        self.say(_("The project is taken out."), "good")

    def do_back(self) -> None:
        self.dismiss(None)

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)


def told(one: Progress, currency: str) -> list[tuple[tuple[str, str], ...]]:
    """Return what there is to say of a project, a paragraph each."""
    days = words.span_texts(one)
    late = words.late_text(one) if one.standing not in ("finished", "stopped") else ""
    paragraphs = [((" · ".join(days), ""), *([(" · " + late, "bad")] if late else []))]
    following = words.next_text(one)
    if following:
        paragraphs.append(((following, "strong"),))
    figures = " · ".join(words.figures_texts(one, currency))
    for text in (figures, words.levers_text(one), clean(one.row.note)):
        if text:
            paragraphs.append(((text, ""),))
    return [tuple(paragraph) for paragraph in paragraphs]
