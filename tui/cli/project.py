"""``kpi-tui project``: projects with milestones, hours, costs and gains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from goals.targets.entry import parse_amount
from store.messages import N_
from store.money import MONEY_SCALE
from store.projects import PROJECT_STATES, MilestoneRow, ProjectEntry, ProjectRow
from tui.cli.context import emit_json, fail, say
from tui.cli.goal import JSON
from tui.cli.project_desk import parse_hours, workshop
from tui.cli.project_text import list_lines, project_object

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.projects import EntryKind
    from store.settings import Shop
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
        if due < first:
            raise fail(
                N_("The project would end on {due}, before it starts on {start}."),
                N_("Give a later day with --by, or an earlier --start."),
                due=due,
                start=first,
            )
        row = ProjectRow(
            name=" ".join(" ".join(name).split()),
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
        rows = desk.projects.projects()
        steps = desk.projects.milestones()
        own = {row.id: [step for step in steps if step.project == row.id] for row in rows}
        if as_json:
            found = [
                project_object(row, own[row.id], desk.projects.entries(row.id), desk.today)
                for row in rows
            ]
            emit_json({"projects": found})
        else:
            say("\n".join(list_lines([(row, own[row.id]) for row in rows], desk.today)))


@project.command(help=N_("Show a project with its milestones, hours and money."))
@click.argument("name", metavar=N_("PROJECT"))
@JSON
@click.pass_obj
def show(session: Session, name: str, as_json: bool) -> None:
    with workshop(session) as desk:
        desk.show(desk.project(name), "{name}", as_json)


@project.command(help=N_("Change a project; what is not named stays as it is."))
@click.argument("name", metavar=N_("PROJECT"))
@click.option("--by", metavar=N_("DAY"), help=N_("When it should be finished."))
@click.option("--state", type=click.Choice(PROJECT_STATES))
@click.option("--note", help=N_("Anything to remember."))
@JSON
@click.pass_obj
def edit(
    session: Session,
    /,
    name: str,
    by: str | None,
    state: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        if by is not None:
            row = replace(row, due_day=desk.day(by))
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


# -- milestones ------------------------------------------------------------------------------


@project.group(help=N_("Milestones of a project: add one, reach it, move it."))
def milestone() -> None:
    pass


@milestone.command("add", help=N_("Add a milestone; the day given first stays its first promise."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("title", nargs=-1, required=True, metavar=N_("TITLE"))
@click.option("--by", required=True, metavar=N_("DAY"), help=N_("When it should be reached."))
@click.option("--phase", default="", help=N_("The phase of the project it belongs to."))
@JSON
@click.pass_obj
def milestone_add(
    session: Session, /, name: str, title: tuple[str, ...], by: str, phase: str, as_json: bool
) -> None:
    with workshop(session, write=True) as desk:
        row, due = desk.project(name), desk.day(by)
        text = " ".join(" ".join(title).split())
        known = {step.title for step in desk.projects.milestones(row.id)}
        if text in known:
            raise fail(
                N_("The project “{project}” has a milestone “{title}” already."),
                N_("Choose another title, or move it with “project milestone move”."),
                project=row.name,
                title=text,
            )
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
def milestone_reach(
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
def milestone_move(session: Session, /, name: str, title: str, by: str, as_json: bool) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        desk.projects.save_milestone(replace(desk.milestone(row, title), due_day=desk.day(by)))
        desk.show(row, N_("A milestone is moved: {name}"), as_json)


# -- hours and money -------------------------------------------------------------------------


def _entry(kind: EntryKind, text: str, shop: Shop) -> int:
    if kind in ("worked", "available"):
        return parse_hours(text)
    amount = parse_amount(text, unit="money", currency=shop.currency)
    return int(amount * MONEY_SCALE)


def _entries(
    name: str, help_text: str, sentence: str, kind: Callable[[bool], EntryKind], flag: str = ""
) -> None:
    """Make a command that notes hours or money of one day."""

    @project.command(name, help=help_text)
    @click.argument("project_name", metavar=N_("PROJECT"))
    @click.argument("amount", nargs=-1, required=True, metavar=N_("AMOUNT"))
    @click.option("--on", metavar=N_("DAY"), help=N_("The day: today if not said."))
    @click.option("--milestone", metavar=N_("MILESTONE"), help=N_("The milestone it was for."))
    @click.option("--available", is_flag=True, hidden=not flag, help=flag or None)
    @click.option("--note", default="", help=N_("Anything to remember."))
    @JSON
    @click.pass_obj
    def run(
        session: Session,
        /,
        project_name: str,
        amount: Sequence[str],
        on: str | None,
        milestone: str | None,
        available: bool,
        note: str,
        as_json: bool,
    ) -> None:
        with workshop(session, write=True) as desk:
            row = desk.project(project_name)
            step = None if milestone is None else desk.milestone(row, milestone)
            chosen = kind(available)
            desk.projects.add_entry(
                ProjectEntry(
                    project=row.id,
                    day=desk.past(on),
                    kind=chosen,
                    amount=_entry(chosen, " ".join(amount), desk.shop),
                    milestone=step.id if step else None,
                    note=note,
                )
            )
            desk.show(row, sentence, as_json)


_entries(
    "hours",
    N_("Note hours worked on milestones, or available for the project."),
    N_("Hours are noted: {name}"),
    lambda available: "available" if available else "worked",
    N_("Hours available, not hours worked."),
)
_entries("cost", N_("Note a cost."), N_("A cost is noted: {name}"), lambda _available: "cost")
_entries("gain", N_("Note a gain."), N_("A gain is noted: {name}"), lambda _available: "gain")
