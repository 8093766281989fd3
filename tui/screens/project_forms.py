"""The forms of projects: a project, a milestone, a note of hours or money."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from goals.projects.drafts import Reader
from goals.projects.progress import STATES
from tui import format as fmt
from tui.language import _, day_first
from tui.screens.form import Form, FormField, FormReading
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goals.projects.drafts import Draft
    from store.projects import MilestoneRow, ProjectEntry, ProjectRow
    from tui.app import KpiApp
    from tui.projects_desk import ProjectView

T = TypeVar("T")


def _reader(app: KpiApp) -> Reader:
    view = app.view
    assert view is not None and view.today is not None
    return Reader(view.today, day_first(), view.shop.currency)


def _told(draft: Draft[T]) -> FormReading[T]:
    """Return a draft for the form, with each day as it was read beside its field."""
    return FormReading(draft.row, draft.errors, {n: fmt.day(d) for n, d in draft.days.items()})


def project_form(app: KpiApp, row: ProjectRow | None) -> Form[ProjectRow]:
    """Return the form of a new project, or of the one to change."""
    reader = _reader(app)

    def read(texts: Mapping[str, str]) -> FormReading[ProjectRow]:
        return _told(reader.project(texts, row))

    fields = (
        FormField("name", _("Name"), row.name if row else "", _("a few words")),
        FormField("start", _("Starts"), row.start_day.isoformat() if row else "", _("today")),
        FormField("by", _("By"), row.due_day.isoformat() if row else "", _("31/12, in 8 weeks")),
        FormField(
            "state", _("State"), row.state if row else "running",
            choices=tuple((key, _(label)) for key, label in STATES.items()),
        ),
        FormField("note", _("Note"), row.note if row else "", _("optional")),
    )  # fmt: skip
    title = _("Change a project") if row else _("A new project")
    return Form(title, fields, read, app.desk.projects.save)


def milestone_form(app: KpiApp, view: ProjectView, row: MilestoneRow | None) -> Form[MilestoneRow]:
    """Return the form of a new milestone, or of the one to change."""
    reader, project = _reader(app), view.progress.row
    known = [step.row for step in view.progress.steps]

    def read(texts: Mapping[str, str]) -> FormReading[MilestoneRow]:
        return _told(reader.milestone(texts, project, known, row))

    phases = list(dict.fromkeys(step.phase for step in known if step.phase))
    last = row.phase if row else (phases[-1] if phases else "")
    reached = row.reached_day if row else None
    fields = (
        FormField("title", _("Milestone"), row.title if row else "", _("what will be there")),
        FormField("by", _("By"), row.due_day.isoformat() if row else "", _("31/12, in 8 weeks")),
        FormField("phase", _("Phase"), last, _("optional")),
        FormField("reached", _("Reached"), reached.isoformat() if reached else "", _("not yet")),
    )
    told = ""
    if row is not None:
        text = _("First promised for {day}: that day stays, and counts.")
        told = text.format(day=fmt.day(row.original_day))
    title = _("Change a milestone") if row else _("A new milestone")
    return Form(title, fields, read, app.desk.projects.save_milestone, told=told)


def note_form(app: KpiApp, view: ProjectView, milestone: int | None) -> Form[ProjectEntry]:
    """Return the form that notes hours, a cost or a gain."""
    reader = _reader(app)

    def read(texts: Mapping[str, str]) -> FormReading[ProjectEntry]:
        return _told(reader.note(texts, view.progress.row))

    kinds = (
        ("worked", _("hours worked")), ("available", _("hours available")),
        ("cost", _("cost")), ("gain", _("gain (margin)")),
    )  # fmt: skip
    steps = tuple((str(step.row.id), clean(step.row.title)) for step in view.progress.steps)
    fields = (
        FormField("kind", _("What"), "worked", choices=kinds),
        FormField("amount", _("How much"), "", _("7 h 30, 120 €")),
        FormField("on", _("Day"), "", _("today")),
        FormField(
            "milestone", _("For"), str(milestone or ""),
            choices=(("", _("the whole project")), *steps),
        ),
        FormField("note", _("Note"), "", _("optional")),
    )  # fmt: skip
    return Form(_("Note hours or money"), fields, read, partial(_noted, app))


def _noted(app: KpiApp, entry: ProjectEntry) -> object:
    return app.desk.projects.note(entry)
