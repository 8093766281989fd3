"""``kpi-tui lever``: what can be done, what is done since when, and for which goals."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from goals.levers.book import LeverBook
from goals.levers.lever import LEVER_STATES, ExpectedEffect, Lever
from goals.levers.library import LIBRARY, entry, for_metric, for_objective
from goals.metrics.catalogue import metric as find_metric
from goals.metrics.errors import QuestionError
from goals.targets.days import parse_day
from goals.targets.entry import parse_amount
from goals.targets.rows import from_row
from goals.targets.texts import parse_scope
from store.messages import N_
from store.plans import Plans
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, fail, say
from tui.cli.goal import JSON, day_first
from tui.cli.goal_data import history_object
from tui.cli.goal_text import history_lines
from tui.cli.goal_words import title_text
from tui.cli.lever_text import (
    entry_lines,
    entry_object,
    lever_lines,
    lever_object,
    lever_page,
    library_lines,
    list_lines,
)
from tui.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from store.settings import Shop
    from tui.cli.context import Session

Command = Any
MOST_EFFECT = 10
"""An expected effect of more than +1,000 % is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Bench:
    """An open store as the commands of levers need it."""

    book: LeverBook
    plans: Plans
    shop: Shop
    today: date
    at: int

    def day(self, text: str | None) -> date:
        """Return the day that a text names; today for none."""
        if text is None:
            return self.today
        return parse_day(text, self.today, day_first=day_first(self.shop.country))

    def goals(self) -> dict[int, str]:
        """Return the titles of goals that are not deleted, by number."""
        rows = self.plans.goals(("open", "closed", "archived"))
        return {row.id: title_text(from_row(row), self.shop.currency) for row in rows}

    def linked(self) -> dict[int, list[int]]:
        """Return the numbers of goals by lever."""
        found: dict[int, list[int]] = {}
        for goal, lever in self.plans.links():
            found.setdefault(lever, []).append(goal)
        return found

    def show(self, lever: Lever, sentence: str, as_json: bool) -> None:
        """Say what was done, and the lever as it is now."""
        if as_json:
            goals = self.book.goals_of(lever.id)
            emit_json({"levers": [lever_object(lever, goals, self.shop.currency)]})
            return
        say("\n".join(paragraph(_(sentence).format(id=lever.id, name=lever.name))))
        say("\n".join(lever_lines(lever, self.goals(), self.linked(), self.shop)))


@contextmanager
def bench(session: Session, *, write: bool = False) -> Iterator[Bench]:
    with session.open(write=write) as store:
        plans = Plans(store)
        yield Bench(LeverBook(plans), plans, store.shop, session.today(store), session.now())


@click.group(help=N_("Plan, start and stop what should move your figures, and link it to goals."))
def lever() -> None:
    pass


@lever.command(help=N_("Show the levers that articles on online shops name, by objective."))
@click.argument("name", required=False, metavar=N_("[LEVER]"))
@click.option("--objective", metavar="ID", help=N_("Only levers of this objective."))
@click.option("--metric", metavar="ID", help=N_("Only levers that should move this metric."))
@JSON
def library(name: str | None, objective: str | None, metric: str | None, as_json: bool) -> None:
    if name is not None:
        found = [entry(name)]
    elif metric is not None:
        found = for_metric(find_metric(metric).id)
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
        say(_("“kpi-tui lever library LEVER” says more, “kpi-tui lever add LEVER” plans it."))
    else:
        say(_("No lever of the library names this metric."))


def fields(command: Command) -> Command:
    """Add the options that describe a lever."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.option(
            "--moves", "moves", multiple=True, metavar=N_("METRIC[=+5%]"),
            help=N_("A metric it should move, with the change expected; may be repeated."),
        ),
        click.option(
            "--where", metavar=N_("DIMENSION=MEMBER"), help=N_("It touches only this.")
        ),
        click.option("--start", metavar=N_("DAY"), help=N_("The first day it runs.")),
        click.option("--end", metavar=N_("DAY"), help=N_("The last day it runs.")),
        click.option("--cost", metavar=N_("AMOUNT"), help=N_("What it costs, in all.")),
        click.option("--owner", help=N_("Who looks after it.")),
        click.option("--note", help=N_("Anything to remember.")),
        click.option(
            "--holdout/--no-holdout", default=None, help=N_("Half of the customers are spared.")
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


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
        new = _changed(desk, _new(desk.book, text), given)
        if new.start is not None:
            ended = new.end is not None and new.end < desk.today
            running = "planned" if new.start > desk.today else "running"
            new = replace(new, state="done" if ended else running)  # type: ignore[arg-type]
        kept = desk.book.add(new, at=desk.at)
        for number in goals:
            desk.book.link(number, kept.id)
        desk.show(kept, N_("Lever {id} is added: {name}"), as_json)


def _new(book: LeverBook, text: str) -> Lever:
    """Return a lever of the library or of the owner's own; nearly an entry's id is a slip."""
    if text in LIBRARY:
        return book.from_library(text, _(LIBRARY[text].name))
    if "_" in text and " " not in text:
        entry(text)
    return Lever(name=text)


def _changed(desk: Bench, lever: Lever, given: dict[str, Any]) -> Lever:
    """Return the lever with the options that were given."""
    told: dict[str, Any] = {
        name: given[name] for name in ("owner", "note", "holdout") if given.get(name) is not None
    }
    for name in ("start", "end"):
        if given.get(name) is not None:
            told[name] = desk.day(given[name])
    if given.get("where") is not None:
        told["where"] = parse_scope(given["where"])
    if given.get("cost") is not None:
        cost = parse_amount(given["cost"], unit="money", currency=desk.shop.currency)
        if cost < 0:
            raise fail(
                N_("A lever cannot cost less than nothing."), N_("Give a cost of 0 or more.")
            )
        told["cost"] = cost
    if given.get("moves"):
        told["effects"] = tuple(_effect(text) for text in given["moves"])
    return replace(lever, **told)


def _effect(text: str) -> ExpectedEffect:
    name, equals, amount = text.partition("=")
    found = find_metric(name.strip()).id
    if not equals:
        return ExpectedEffect(found)
    plain = amount.strip().removeprefix("+")
    expected = parse_amount(plain, unit="share")
    if abs(expected) > MOST_EFFECT or expected == 0:
        raise QuestionError(
            N_("“{text}” is not an effect to expect."),
            N_("Write it like aov=+5% or cart_abandonment=-3%."),
            text=text,
        )
    return ExpectedEffect(found, Fraction(expected))


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
            say("\n".join(list_lines(levers, desk.goals(), linked, desk.shop)))


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
            say("\n".join(lever_page(one, desk.goals(), desk.linked(), desk.shop)))


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
        changed = _changed(desk, desk.book.lever(number), given)
        if name is not None:
            changed = replace(changed, name=name)
        if state is not None:
            changed = replace(changed, state=state)
        if if_version is not None:
            changed = replace(changed, version=if_version)
        kept = desk.book.edit(changed, at=desk.at)
        desk.show(kept, N_("Lever {id} is changed: {name}"), as_json)


@lever.command(help=N_("Start a lever today, or on another day."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@click.option("--on", metavar=N_("DAY"), help=N_("The first day it runs."))
@JSON
@click.pass_obj
def start(session: Session, number: int, on: str | None, as_json: bool) -> None:
    with bench(session, write=True) as desk:
        kept = desk.book.start(number, desk.day(on), at=desk.at, today=desk.today)
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
        new = desk.book.link(goal, number)
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
        was = desk.book.unlink(goal, number)
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
            say("\n".join(history_lines(entries, desk.shop)))
