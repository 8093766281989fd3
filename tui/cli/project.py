"""``kpi-tui project``: projects with milestones, hours, costs and gains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from goals.projects.entry import check_span, title_of
from store.messages import N_
from store.projects import PROJECT_STATES, ProjectRow
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.goal import JSON
from tui.cli.project_desk import sure, workshop
from tui.cli.project_milestone import milestone
from tui.cli.project_notes import cost, forget, gain, hours, notes
from tui.cli.project_text import list_lines, project_object
from tui.language import _

if TYPE_CHECKING:
    from tui.cli.context import Session


@click.group(help=N_("Projects with milestones, hours, costs and gains."))
def project() -> None:
    pass


@project.command(help=N_("Add a project."))
@click.argument("name", nargs=-1, required=True, metavar=N_("NAME"))
@click.option("--by", required=True, metavar=N_("DAY"), help=N_("When it should be finished."))
@click.option("--start", metavar=N_("DAY"), help=N_("When it starts: today if not said."))
@click.option("--state", type=click.Choice(PROJECT_STATES), default="running")
@click.option("--note", default="", help=N_("Anything to remember."))
@JSON
@click.pass_obj
def add(
    session: Session,
    /,
    name: tuple[str, ...],
    by: str,
    start: str | None,
    state: str,
    note: str,
    as_json: bool,
) -> None:
    with workshop(session, write=True) as desk:
        first = desk.day(start, first=True)
        due = desk.day(by)
        check_span(first, due)
        row = ProjectRow(
            name=title_of(" ".join(name)),
            start_day=first,
            due_day=due,
            state=state,
            note=note,
        )
        kept = desk.projects.add_project(row)
        desk.show(kept, N_("The project is added: {name}"), as_json)


@project.command("list", help=N_("Show your projects."))
@JSON
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    with workshop(session) as desk:
        found = desk.book.all()
        if as_json:
            emit_json({"projects": [project_object(one) for one in found]})
        else:
            say("\n".join(list_lines(found)))


@project.command(help=N_("Show a project with its milestones, hours and money."))
@click.argument("name", metavar=N_("PROJECT"))
@JSON
@click.pass_obj
def show(session: Session, name: str, as_json: bool) -> None:
    with workshop(session) as desk:
        desk.show(desk.project(name), "{name}", as_json)


@project.command(help=N_("Change a project; what is not named stays as it is."))
@click.argument("name", metavar=N_("PROJECT"))
@click.option("--name", "new", metavar=N_("NAME"), help=N_("Its new name."))
@click.option("--by", metavar=N_("DAY"), help=N_("When it should be finished."))
@click.option("--state", type=click.Choice(PROJECT_STATES))
@click.option("--note", help=N_("Anything to remember."))
@JSON
@click.pass_obj
def edit(
    session: Session,
    /,
    name: str,
    new: str | None,
    by: str | None,
    state: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        if new is not None:
            row = replace(row, name=title_of(new))
        if by is not None:
            row = replace(row, due_day=desk.day(by))
            check_span(row.start_day, row.due_day)
        if state is not None:
            finished = (row.finished_day or desk.today) if state == "finished" else None
            row = replace(row, state=state, finished_day=finished)
        if note is not None:
            row = replace(row, note=note)
        desk.show(desk.projects.save_project(row), N_("The project is changed: {name}"), as_json)


@project.command(help=N_("Say that a project is finished."))
@click.argument("name", metavar=N_("PROJECT"))
@click.option("--on", metavar=N_("DAY"), help=N_("The day it was finished: today if not said."))
@JSON
@click.pass_obj
def finish(session: Session, name: str, on: str | None, as_json: bool) -> None:
    with workshop(session, write=True) as desk:
        day = desk.past(on)
        row = replace(desk.project(name), state="finished", finished_day=day)
        desk.show(desk.projects.save_project(row), N_("The project is finished: {name}"), as_json)


@project.command(help=N_("Take a project out with its milestones, hours and money."))
@click.argument("name", metavar=N_("PROJECT"))
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@click.pass_obj
def remove(session: Session, name: str, yes: bool) -> int:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        if not sure(
            yes,
            N_("Take out the project “{name}” with all that was noted for it?"),
            name=row.name,
        ):
            return 1
        desk.projects.remove_project(row)
        said = _("The project is taken out: {name}").format(name=row.name)
        say("\n".join(paragraph(said)))
    return 0


# -- levers ----------------------------------------------------------------------------------


@project.command(help=N_("Say that a project puts a lever to work."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("lever", type=int, metavar=N_("LEVER"))
@JSON
@click.pass_obj
def link(session: Session, name: str, lever: int, as_json: bool) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        desk.book.plans.lever(lever)
        desk.projects.link(row.id, lever)
        desk.show(row, N_("The lever is linked to the project: {name}"), as_json)


@project.command(help=N_("Say that a project has nothing to do with a lever any more."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("lever", type=int, metavar=N_("LEVER"))
@JSON
@click.pass_obj
def unlink(session: Session, name: str, lever: int, as_json: bool) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        desk.projects.unlink(row.id, lever)
        desk.show(row, N_("The lever is not linked to the project any more: {name}"), as_json)


project.add_command(milestone)
for _command in (hours, cost, gain, notes, forget):
    project.add_command(_command)
