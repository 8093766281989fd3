"""``kpi-tui lever``: what can be done, what is done since when, and for which goals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from goals.levers.lever import LEVER_STATES, Lever
from goals.levers.library import LIBRARY, entry, for_metric, for_objective
from goals.metrics.catalogue import METRICS
from goals.metrics.catalogue import metric as find_metric
from store.messages import N_
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.goal import JSON
from tui.cli.goal_data import history_object
from tui.cli.history_text import history_lines
from tui.cli.lever_desk import bench, changed, fields
from tui.cli.lever_text import (
    entry_lines,
    entry_object,
    lever_object,
    lever_page,
    library_lines,
    list_lines,
)
from tui.language import _

if TYPE_CHECKING:
    from goals.levers.book import LeverBook
    from goals.levers.lever import LeverState
    from tui.cli.context import Session

Command = Any


@click.group(help=N_("Plan, start and stop what should move your figures, and link it to goals."))
def lever() -> None:
    pass


@lever.command(help=N_("Show the levers that articles on online shops name, by objective."))
@click.argument("name", required=False, metavar=N_("[LEVER]"))
@click.option("--objective", metavar="ID", help=N_("Only levers of this objective."))
@click.option("--metric", metavar="ID", help=N_("Only levers that should move this metric."))
@JSON
@click.pass_obj
def library(
    session: Session, name: str | None, objective: str | None, metric: str | None, as_json: bool
) -> None:
    if name is not None:
        found = [entry(name)]
    elif metric is not None:
        found = for_metric(_metric(session, metric))
    elif objective is not None:
        found = for_objective(objective)
    else:
        found = list(LIBRARY.values())
    if as_json:
        emit_json({"levers": [entry_object(one) for one in found]})
    elif name is not None:
        say("\n".join(entry_lines(found[0])))
    elif found:
        say("\n".join(library_lines(found)))
        say()
        more = _("“kpi-tui lever library LEVER” says more, “kpi-tui lever add LEVER” plans it.")
        say("\n".join(paragraph(more)))
    else:
        say(_("No lever of the library names this metric."))


def _metric(session: Session, name: str) -> str:
    """Return a metric that there is: the owner's own ones are in the store, if there is one."""
    if name in METRICS or not session.db.exists():
        return find_metric(name).id
    with bench(session) as desk:
        return desk.catalogue.metric(name).id


@lever.command(
    help=N_("Add a lever: an entry of the library (kpi-tui lever add reminder_hours) or your own.")
)
@click.argument("name", nargs=-1, required=True, metavar=N_("LEVER"))
@fields
@click.option(
    "--goal", "goals", type=int, multiple=True, metavar=N_("NUMBER"), help=N_("Link it to a goal.")
)
@JSON
@click.pass_obj
def add(
    session: Session, /, name: tuple[str, ...], goals: tuple[int, ...], as_json: bool, **given: Any
) -> None:
    text = " ".join(name)
    with bench(session, write=True) as desk:
        for number in goals:
            desk.plans.goal(number)
        new = changed(desk, _new(desk.book, text), given)
        if new.start is not None:
            ended = new.end is not None and new.end < desk.today
            running: LeverState = "planned" if new.start > desk.today else "running"
            new = replace(new, state="done" if ended else running)
        kept = desk.book.add(new, at=desk.at)
        for number in goals:
            desk.book.link(number, kept.id, at=session.now())
        desk.show(kept, N_("Lever {id} is added: {name}"), as_json)


def _new(book: LeverBook, text: str) -> Lever:
    """Return a lever of the library or of the owner's own; nearly an entry's id is a slip."""
    if text in LIBRARY:
        return book.from_library(text, _(LIBRARY[text].name))
    if "_" in text and " " not in text:
        entry(text)
    return Lever(name=text)


@lever.command("list", help=N_("Show your levers."))
@click.option(
    "--state", "states", type=click.Choice(LEVER_STATES), multiple=True,
    help=N_("Only levers in this state."),
)  # fmt: skip
@JSON
@click.pass_obj
def list_(session: Session, states: tuple[str, ...], as_json: bool) -> None:
    with bench(session) as desk:
        levers = desk.book.levers(states) if states else desk.book.levers()
        linked = desk.linked()
        if as_json:
            currency = desk.shop.currency
            emit_json(
                {"levers": [lever_object(one, linked.get(one.id, ()), currency) for one in levers]}
            )
        else:
            lines = list_lines(levers, desk.goals(), linked, desk.shop, desk.catalogue)
            say("\n".join(lines))


@lever.command(help=N_("Show everything about a lever."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def show(session: Session, number: int, as_json: bool) -> None:
    with bench(session) as desk:
        one = desk.book.lever(number)
        if as_json:
            goals = desk.book.goals_of(number)
            emit_json({"levers": [lever_object(one, goals, desk.shop.currency)]})
        else:
            lines = lever_page(one, desk.goals(), desk.linked(), desk.shop, desk.catalogue)
            say("\n".join(lines))


@lever.command(help=N_("Change a lever; what is not named stays as it is."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@click.option("--name", help=N_("Another name."))
@fields
@click.option("--state", type=click.Choice(LEVER_STATES[:-1]), help=N_("Another state."))
@click.option(
    "--if-version", type=int, metavar="N", help=N_("Only if nobody changed it since version N.")
)
@JSON
@click.pass_obj
def edit(
    session: Session,
    /,
    number: int,
    name: str | None,
    state: Any,
    if_version: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    with bench(session, write=True) as desk:
        new = changed(desk, desk.book.lever(number), given)
        if name is not None:
            new = replace(new, name=name)
        if state is not None:
            new = replace(new, state=state)
        if if_version is not None:
            new = replace(new, version=if_version)
        kept = desk.book.edit(new, at=desk.at)
        desk.show(kept, N_("Lever {id} is changed: {name}"), as_json)


@lever.command(help=N_("Start a lever today, or on another day."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@click.option("--on", metavar=N_("DAY"), help=N_("The first day it runs."))
@JSON
@click.pass_obj
def start(session: Session, number: int, on: str | None, as_json: bool) -> None:
    with bench(session, write=True) as desk:
        kept = desk.book.start(number, desk.day(on, first=True), at=desk.at, today=desk.today)
        if kept.state == "planned":
            desk.show(kept, N_("Lever {id} is planned: {name}"), as_json)
        else:
            desk.show(kept, N_("Lever {id} is running: {name}"), as_json)


@lever.command(help=N_("Stop a lever after today, or after another day."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@click.option("--on", metavar=N_("DAY"), help=N_("The last day it runs."))
@click.option("--done", is_flag=True, help=N_("Its work is finished."))
@JSON
@click.pass_obj
def stop(session: Session, number: int, on: str | None, done: bool, as_json: bool) -> None:
    with bench(session, write=True) as desk:
        kept = desk.book.stop(number, desk.day(on), at=desk.at, done=done)
        desk.show(kept, N_("Lever {id} is stopped: {name}"), as_json)


@lever.command(help=N_("Say that a lever should help a goal."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@click.argument("goal", type=int, metavar=N_("GOAL"))
@JSON
@click.pass_obj
def link(session: Session, number: int, goal: int, as_json: bool) -> None:
    with bench(session, write=True) as desk:
        new = desk.book.link(goal, number, at=session.now())
        said = (
            N_("Lever {id} is linked: {name}")
            if new
            else N_("Lever {id} was linked already: {name}")
        )
        desk.show(desk.book.lever(number), said, as_json)


@lever.command(help=N_("Say that a lever has nothing to do with a goal any more."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@click.argument("goal", type=int, metavar=N_("GOAL"))
@JSON
@click.pass_obj
def unlink(session: Session, number: int, goal: int, as_json: bool) -> None:
    with bench(session, write=True) as desk:
        desk.plans.goal(goal)
        was = desk.book.unlink(goal, number, at=session.now())
        said = (
            N_("Lever {id} is not linked any more: {name}")
            if was
            else N_("Lever {id} was not linked: {name}")
        )
        desk.show(desk.book.lever(number), said, as_json)


@lever.command(help=N_("Delete a lever; undo brings it back."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def delete(session: Session, number: int, as_json: bool) -> None:
    with bench(session, write=True) as desk:
        kept = desk.book.delete(number, at=desk.at)
        desk.show(kept, N_("Lever {id} is deleted: {name}"), as_json)


@lever.command(help=N_("Take back the last change of a lever."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def undo(session: Session, number: int, as_json: bool) -> None:
    with bench(session, write=True) as desk:
        kept = desk.book.undo(number, at=desk.at)
        desk.show(kept, N_("The last change of lever {id} is taken back: {name}"), as_json)


@lever.command(help=N_("Show every change of a lever."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def history(session: Session, number: int, as_json: bool) -> None:
    with bench(session) as desk:
        desk.book.lever(number)
        entries = desk.book.history(number)
        if as_json:
            emit_json(history_object(entries))
        else:
            say("\n".join(history_lines(entries, desk.shop, known=desk.catalogue)))
