"""``kpi-tui project milestone``: promise one, reach it, move it, rename it, take it out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from goals.projects.entry import check_new, title_of
from store.messages import N_
from store.projects import MilestoneRow
from tui.cli.goal import JSON
from tui.cli.project_desk import sure, workshop

if TYPE_CHECKING:
    from tui.cli.context import Session


@click.group(help=N_("Milestones of a project: add one, reach it, move it."))
def milestone() -> None:
    pass


@milestone.command("add", help=N_("Add a milestone; the day given first stays its first promise."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("title", nargs=-1, required=True, metavar=N_("TITLE"))
@click.option("--by", required=True, metavar=N_("DAY"), help=N_("When it should be reached."))
@click.option("--phase", default="", help=N_("The phase of the project it belongs to."))
@JSON
@click.pass_obj
def add(
    session: Session, /, name: str, title: tuple[str, ...], by: str, phase: str, as_json: bool
) -> None:
    with workshop(session, write=True) as desk:
        row, due = desk.project(name), desk.day(by)
        text = title_of(" ".join(title))
        check_new(text, row.name, desk.projects.milestones(row.id))
        desk.projects.add_milestone(
            MilestoneRow(project=row.id, title=text, original_day=due, due_day=due, phase=phase)
        )
        desk.show(row, N_("A milestone is added: {name}"), as_json)


@milestone.command("reach", help=N_("Say that a milestone is reached, today or on another day."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("title", metavar=N_("MILESTONE"))
@click.option("--on", metavar=N_("DAY"), help=N_("The day it was reached: today if not said."))
@click.option("--not", "undone", is_flag=True, help=N_("It is not reached after all."))
@JSON
@click.pass_obj
def reach(
    session: Session, /, name: str, title: str, on: str | None, undone: bool, as_json: bool
) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        step = desk.milestone(row, title)
        day = None if undone else desk.past(on)
        desk.projects.save_milestone(replace(step, reached_day=day))
        said = (
            N_("A milestone is open again: {name}")
            if undone
            else N_("A milestone is reached: {name}")
        )
        desk.show(row, said, as_json)


@milestone.command("move", help=N_("Promise a milestone for another day; the first day is kept."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("title", metavar=N_("MILESTONE"))
@click.option("--by", required=True, metavar=N_("DAY"), help=N_("When it should be reached."))
@JSON
@click.pass_obj
def move(session: Session, /, name: str, title: str, by: str, as_json: bool) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        desk.projects.save_milestone(replace(desk.milestone(row, title), due_day=desk.day(by)))
        desk.show(row, N_("A milestone is moved: {name}"), as_json)


@milestone.command("edit", help=N_("Give a milestone another title or phase."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("title", metavar=N_("MILESTONE"))
@click.option("--title", "new", metavar=N_("TITLE"), help=N_("Its new title."))
@click.option("--phase", help=N_("The phase of the project it belongs to."))
@JSON
@click.pass_obj
def edit(
    session: Session, /, name: str, title: str, new: str | None, phase: str | None, as_json: bool
) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        step = desk.milestone(row, title)
        if new is not None:
            text = title_of(new)
            check_new(text, row.name, desk.projects.milestones(row.id), step.id)
            step = replace(step, title=text)
        if phase is not None:
            step = replace(step, phase=" ".join(phase.split()))
        desk.projects.save_milestone(step)
        desk.show(row, N_("A milestone is changed: {name}"), as_json)


@milestone.command("remove", help=N_("Take a milestone out of a project, with its promises."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("title", metavar=N_("MILESTONE"))
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@JSON
@click.pass_obj
def remove(session: Session, /, name: str, title: str, yes: bool, as_json: bool) -> int:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        step = desk.milestone(row, title)
        if not sure(
            yes,
            N_("Take out the milestone “{title}”, with every day it was promised for?"),
            title=step.title,
        ):
            return 1
        desk.projects.remove_milestone(step)
        desk.show(row, N_("A milestone is taken out: {name}"), as_json)
    return 0
