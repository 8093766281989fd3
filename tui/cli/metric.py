"""``kpi-tui metric``: figures of your own by formula, figures put aside, series of your own."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import click

from goals.metrics.catalogue.shop import of_store
from goals.metrics.own import BETTER_WORDS, UNIT_LABELS, OwnText, text_of_row
from goals.metrics.own_book import OwnBook
from store.messages import N_
from store.own import SCALES
from tui.cli.asked import json_option
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, fail, say
from tui.cli.history_text import history_lines
from tui.cli.metric_text import (
    entry_lines,
    entry_object,
    list_lines,
    measure_lines,
    measures_of,
    series_lines,
)
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from goals.metrics.own import OwnDraft
    from store.database import Store
    from tui.cli.context import Session

Command = Any
PERIOD_DAYS = 28


@click.group(
    help=N_(
        "Figures of your own by formula, and figures you put aside. "
        "They work everywhere a figure does: tiles, goals, “kpi-tui kpi”."
    )
)
def metric() -> None:
    pass


def _told(command: Command) -> Command:
    """Add the options that describe a metric."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.option("--label", help=N_("What people read.")),
        click.option(
            "--unit", metavar="|".join(UNIT_LABELS), help=N_("What its value is; chosen for you.")
        ),
        click.option(
            "--better", metavar="|".join(BETTER_WORDS), help=N_("Which way is better.")
        ),
        click.option("--stage", help=N_("Where its tile stands: acquisition, revenue…")),
        click.option("--short", help=N_("What its tile says, up to 18 characters.")),
        click.option("--note", help=N_("What it means, for its page.")),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@metric.command("list", help=N_("List your own metrics and those put aside."))
@click.option("--all", "everything", is_flag=True, help=N_("Deleted ones too."))
@json_option
@click.pass_obj
def list_(session: Session, everything: bool, as_json: bool) -> None:
    with session.open(write=True) as store:
        book = OwnBook(session.facts(store))
        entries = book.entries(deleted=everything)
        if as_json:
            emit_json({"metrics": [entry_object(one) for one in entries]})
        else:
            say("\n".join(list_lines(entries)))


@metric.command(help=N_("Show one metric: its formula, what it is divided by, what it says now."))
@click.argument("name")
@json_option
@click.pass_obj
def show(session: Session, name: str, as_json: bool) -> None:
    with session.open(write=True) as store:
        _show(session, store, name, as_json)


@metric.command(
    help=N_(
        "Add a metric of your own: “kpi-tui metric add shipping_share 'shipping / goods_sold'”. "
        "A formula has measures (“kpi-tui metric measures”), other metrics, daily series of your "
        "own (my_…), numbers, + - * / and parentheses; orders[device=mobile] takes one member."
    )
)
@click.argument("name")
@click.argument("formula")
@_told
@json_option
@click.pass_obj
def add(session: Session, /, name: str, formula: str, as_json: bool, **given: str | None) -> None:
    text = _with(OwnText(name=name, formula=formula), given)
    with session.open(write=True) as store:
        book = OwnBook(session.facts(store))
        found = book.draft(text)
        row = book.keep(found, at=session.now())
        _warn(found)
        _done(session, store, row.name, N_("Added: {name}."), as_json)


@metric.command(help=N_("Change a metric of your own; goals on it are measured anew."))
@click.argument("name")
@click.option("--formula", help=N_("The new formula."))
@_told
@json_option
@click.pass_obj
def edit(session: Session, /, name: str, as_json: bool, **given: str | None) -> None:
    with session.open(write=True) as store:
        book = OwnBook(session.facts(store))
        row = book.entry(name).row
        if row is None:
            raise fail(
                N_("“{name}” is a metric of kpi-tui, not one of your own."),
                N_("Add one of your own with the formula you want: “kpi-tui metric add”."),
                name=name,
            )
        found = book.draft(_with(text_of_row(row), given), editing=row)
        book.keep(found, at=session.now())
        _warn(found)
        goals = book.goals_on(name)
        if goals and found.row is not None and found.row.formula != row.formula:
            text = _("Goals {numbers} keep the baseline of the old formula.")
            say(text.format(numbers=", ".join(map(str, goals))), err=True)
        _done(session, store, name, N_("Changed: {name}."), as_json)


@metric.command(help=N_("Put a metric aside: off the board and the lists; goals keep it."))
@click.argument("name")
@json_option
@click.pass_obj
def retire(session: Session, name: str, as_json: bool) -> None:
    with session.open(write=True) as store:
        OwnBook(session.facts(store)).retire(name, at=session.now())
        _done(session, store, name, N_("Put aside: {name}."), as_json)


@metric.command(help=N_("Put a metric back on the board, a deleted one too."))
@click.argument("name")
@json_option
@click.pass_obj
def restore(session: Session, name: str, as_json: bool) -> None:
    with session.open(write=True) as store:
        OwnBook(session.facts(store)).restore(name, at=session.now())
        _done(session, store, name, N_("Back on the board: {name}."), as_json)


@metric.command(help=N_("Delete a metric of your own that no goal and no other metric names."))
@click.argument("name")
@json_option
@click.pass_obj
def delete(session: Session, name: str, as_json: bool) -> None:
    with session.open(write=True) as store:
        OwnBook(session.facts(store)).delete(name, at=session.now())
        if as_json:
            emit_json({"deleted": name})
        else:
            text = _("Deleted: {name}. “kpi-tui metric undo {name}” brings it back.")
            say("\n".join(paragraph(text.format(name=name))))


@metric.command(help=N_("Take back the last change of a metric of your own."))
@click.argument("name")
@json_option
@click.pass_obj
def undo(session: Session, name: str, as_json: bool) -> None:
    with session.open(write=True) as store:
        row = OwnBook(session.facts(store)).undo(name, at=session.now())
        if row.state == "deleted":
            if as_json:
                emit_json({"deleted": name})
            else:
                say(_("Taken back: {name} is there no more.").format(name=name))
            return
        _done(session, store, name, N_("Taken back: {name}."), as_json)


@metric.command(help=N_("Show every change of a metric of your own."))
@click.argument("name")
@json_option
@click.pass_obj
def history(session: Session, name: str, as_json: bool) -> None:
    with session.open(write=True) as store:
        entries = OwnBook(session.facts(store)).history(name)
        if as_json:
            told = [
                {"version": one.version, "at": one.at, "change": one.change, "metric": one.body}
                for one in entries
            ]
            emit_json({"history": told})
        else:
            say("\n".join(history_lines(entries, store.shop, known=of_store(store))))


@metric.command(help=N_("List what a formula may name: measures, and daily series of your own."))
@click.argument("word", required=False, metavar=N_("[WORD]"))
@json_option
@click.pass_obj
def measures(session: Session, word: str | None, as_json: bool) -> None:
    with session.open(write=True) as store:
        found = measures_of(session.facts(store), word or "")
    if as_json:
        emit_json({"measures": found})
    else:
        say("\n".join(measure_lines(found)))


@metric.command(
    help=N_(
        "List daily series of your own, or say what one is: its unit, and whether its days add up "
        "or the last one tells (followers, items on the shelf). A series is imported as a column "
        "called my_…"
    )
)
@click.argument("name", required=False)
@click.option("--unit", type=click.Choice(list(SCALES)), help=N_("What one value is."))
@click.option(
    "--over-time",
    type=click.Choice(["sum", "last"]),
    help=N_("What a week is worth: the sum of its days, or its last day."),
)
@json_option
@click.pass_obj
def series(
    session: Session, name: str | None, unit: str | None, over_time: str | None, as_json: bool
) -> None:
    with session.open(write=True) as store:
        facts = session.facts(store)
        book = OwnBook(facts)
        if name is not None:
            before = {one.name: one for one in book.series()}.get(name)
            if unit or over_time:
                book.describe(
                    name,
                    unit or (before.unit if before else "count"),
                    over_time or (before.over_time if before else "sum"),
                )
            elif before is None:
                raise fail(
                    N_("There is no series “{name}” yet."),
                    N_("Import a file with a column of this name, or say what it is: --unit."),
                    name=name,
                )
        found = [one for one in book.series() if name in (None, one.name)]
        if as_json:
            told = [
                {"name": one.name, "unit": one.unit, "over_time": one.over_time,
                 "covered": [{"start": span.start, "end": span.last}
                             for span in facts.coverage(one.name)]}
                for one in found
            ]  # fmt: skip
            emit_json({"series": told})
        else:
            say("\n".join(series_lines(found, facts)))


def _with(text: OwnText, given: dict[str, str | None]) -> OwnText:
    names = {one.name for one in fields(OwnText)}
    told = {name: value for name, value in given.items() if name in names and value is not None}
    return replace(text, **told)


def _warn(found: OwnDraft) -> None:
    for one in found.warnings:
        say(tr(one), err=True)


def _done(session: Session, store: Store, name: str, sentence: str, as_json: bool) -> None:
    if not as_json:
        say("\n".join(paragraph(_(sentence).format(name=name))))
    _show(session, store, name, as_json)


def _show(session: Session, store: Store, name: str, as_json: bool) -> None:
    """Show one metric with what it says over the last weeks."""
    facts = session.facts(store)
    book = OwnBook(facts)
    entry = book.entry(name)
    day: date | None = session.day(facts)
    trial = None
    if day is not None and entry.broken is None:
        trial = book.trial(entry.metric, day, PERIOD_DAYS)
    if as_json:
        emit_json({"metrics": [entry_object(entry, trial, store.shop.currency)]})
    else:
        say("\n".join(entry_lines(entry, trial, store.shop.currency, book.goals_on(name))))
