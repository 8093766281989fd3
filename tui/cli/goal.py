"""``kpi-tui goal``: set goals, see how they stand, change them, take changes back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from goals.targets.book import GoalBook
from goals.targets.foresight import Foresight, in_sight
from goals.targets.goal import KINDS, RECURRENCES, STATES
from goals.targets.texts import GoalText, texts_of
from store.messages import N_
from tui.cli.context import emit_json, say
from tui.cli.goal_data import goal_object, history_object
from tui.cli.goal_import import import_targets
from tui.cli.goal_page import goal_page
from tui.cli.goal_text import (
    draft_lines,
    goal_lines,
    list_lines,
    saved_lines,
)
from tui.cli.history_text import history_lines
from tui.language import _, current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goals.targets.book import GoalView
    from goals.targets.goal import Goal
    from store.settings import Shop
    from tui.cli.context import Session

Command = Any
MONTH_FIRST = frozenset({"US"})


def day_first(country: str) -> bool | None:
    """Return how 03/04 reads to this owner: by language, else by the shop's country."""
    if current().code == "fr":
        return True
    return None if not country else country not in MONTH_FIRST


@contextmanager
def opened(session: Session, *, tested: bool = False) -> Iterator[GoalBook]:
    """Open the store and hand out its goals, seen on the session's day.

    ``tested``: with how past calls of their kind did.

    With the right to write even to look: figures an older version made are made anew first.
    """
    with session.open(write=True) as store:
        facts = session.facts(store)
        known, asked = facts.as_of(), session.day(facts)
        foresight = Foresight()
        yield GoalBook(
            facts,
            as_of=asked if known is None or asked is None else min(known, asked),
            today=session.today(store),
            day_first=day_first(store.shop.country),
            foresee=in_sight(foresight, facts, tested=tested),
        )
        foresight.save(store)


def shop_of(book: GoalBook) -> Shop:
    return book.facts.store.shop


def show_goal(book: GoalBook, goal: Goal, sentence: str, as_json: bool) -> None:
    """Say what was done, and how the goal stands now."""
    view = book.view(goal, series=False)
    shop = shop_of(book)
    if as_json:
        emit_json({"goals": [goal_object(view, shop.currency)]})
        return
    say("\n".join(saved_lines(goal, shop.currency, _(sentence))))
    say("\n".join(goal_lines(view, shop.currency)))


JSON = click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))


def fields(command: Command) -> Command:
    """Add the options that describe a goal."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.option("--title", help=N_("A title in your own words.")),
        click.option(
            "--where", metavar=N_("DIMENSION=MEMBER"), help=N_("Only this: channel=facebook.")
        ),
        click.option(
            "--kind", type=click.Choice(KINDS),
            help=N_("Reach a level, add up to a total, hold, or get a project done."),
        ),
        click.option(
            "--window", metavar=N_("DAYS"),
            help=N_("Days a level is measured over: 28 if not said."),
        ),
        click.option("--start", metavar=N_("DAY"), help=N_("The first day that counts.")),
        click.option(
            "--every", "recurrence", type=click.Choice(RECURRENCES),
            help=N_("Judge every week, month or quarter by itself."),
        ),
        click.option(
            "--guardrail", "guardrails", multiple=True, metavar="ID",
            help=N_("A metric that must not get worse; may be given several times."),
        ),
        click.option("--note", help=N_("Anything to remember.")),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.group(
    help=N_(
        "Set goals and follow them: a metric, a target, a deadline. Targets and days are written"
        " as you would: '< 60 %', '≥ 1 240,50 €', 31/12, 'in 8 weeks'."
    )
)
def goal() -> None:
    pass


@goal.command(
    help=N_("Set a goal: kpi-tui goal add cart_abandonment '< 60 %' --by 31/12"),
    short_help=N_("Set a goal."),
)
@click.argument("metric", metavar=N_("METRIC"))
@click.argument("target", nargs=-1, metavar=N_("TARGET"))
@click.option(
    "--by", required=True, metavar=N_("DAY"), help=N_("The deadline: 31/12, 'in 8 weeks'.")
)
@fields
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be set."))
@JSON
@click.pass_obj
def add(
    session: Session,
    /,
    metric: str,
    target: tuple[str, ...],
    by: str,
    dry_run: bool,
    as_json: bool,
    **given: Any,
) -> None:
    text = GoalText(
        metric=metric,
        target=" ".join(target),
        by=by,
        **{name: value for name, value in given.items() if value is not None},
    )
    with opened(session) as book:
        draft = book.draft(text)
        problem = draft.error()
        if problem is not None or draft.goal is None:
            raise problem or ValueError("a draft without complaints is whole")
        if dry_run:
            show_goal(book, draft.goal, N_("This would be set: {title}"), as_json)
        else:
            kept = book.add(draft.goal, at=session.now())
            show_goal(book, kept, N_("Goal {id} is set: {title}"), as_json)
        if not as_json and draft.notes:
            say("\n".join(draft_lines(draft)))


@goal.command("list", help=N_("Show your goals and how they stand."))
@click.option("--all", "everything", is_flag=True, help=N_("Closed, archived, deleted ones too."))
@click.option(
    "--state", "states", type=click.Choice(STATES), multiple=True,
    help=N_("Only goals in this state."),
)  # fmt: skip
@JSON
@click.pass_obj
def list_(session: Session, everything: bool, states: tuple[str, ...], as_json: bool) -> None:
    with opened(session) as book:
        views = book.views(states or (STATES if everything else ("open",)), series=False)
        shop = shop_of(book)
        if as_json:
            goals = [goal_object(view, shop.currency) for view in views]
            emit_json({"as_of": book.as_of, "goals": goals})
        else:
            say("\n".join(list_lines(views, shop, book.as_of)))


@goal.command(help=N_("Show everything about a goal."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def show(session: Session, number: int, as_json: bool) -> None:
    with opened(session, tested=True) as book:
        view: GoalView = book.view(book.goal(number), series=False)
        shop = shop_of(book)
        if as_json:
            emit_json({"goals": [goal_object(view, shop.currency)]})
        else:
            say("\n".join(goal_page(view, shop)))


@goal.command(help=N_("Change a goal; what is not named stays as it is."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@click.option("--metric", metavar="ID", help=N_("Another metric."))
@click.option("--target", metavar=N_("TARGET"), help=N_("Another target: '< 58 %'."))
@click.option("--by", metavar=N_("DAY"), help=N_("Another deadline."))
@fields
@click.option(
    "--no-guardrails", is_flag=True, help=N_("Watch no metric beside this goal any more.")
)
@click.option(
    "--if-version", type=int, metavar="N", help=N_("Only if nobody changed it since version N.")
)
@JSON
@click.pass_obj
def edit(
    session: Session,
    /,
    number: int,
    no_guardrails: bool,
    if_version: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    with opened(session) as book:
        old = book.goal(number)
        told = {name: value for name, value in given.items() if value is not None and value != ()}
        if no_guardrails:
            told["guardrails"] = ()
        if "metric" in told and "kind" not in told:
            told["kind"] = ""
        draft = book.draft(replace(texts_of(old), **told), editing=old)
        problem = draft.error()
        if problem is not None or draft.goal is None:
            raise problem or ValueError("a draft without complaints is whole")
        changed = draft.goal if if_version is None else replace(draft.goal, version=if_version)
        kept = book.edit(changed, at=session.now())
        if kept.version == old.version:
            show_goal(book, kept, N_("Goal {id} is as it was: {title}"), as_json)
        else:
            show_goal(book, kept, N_("Goal {id} is changed: {title}"), as_json)


def _simple(
    name: str, help_text: str, sentence: str, change: Callable[[GoalBook, int, int], Goal]
) -> None:
    """Make a command that changes one goal in one way."""

    @goal.command(name, help=help_text)
    @click.argument("number", type=int, metavar=N_("NUMBER"))
    @JSON
    @click.pass_obj
    def run(session: Session, number: int, as_json: bool) -> None:
        with opened(session) as book:
            show_goal(book, change(book, number, session.now()), sentence, as_json)


_simple(
    "close",
    N_("Close a goal; the figure known now stays beside the one known later."),
    N_("Goal {id} is closed: {title}"),
    lambda book, number, at: book.close(number, at=at),
)
_simple(
    "reopen",
    N_("Open a closed, archived or deleted goal again."),
    N_("Goal {id} is open again: {title}"),
    lambda book, number, at: book.reopen(number, at=at),
)
_simple(
    "archive",
    N_("Put a goal out of sight."),
    N_("Goal {id} is archived: {title}"),
    lambda book, number, at: book.archive(number, at=at),
)
_simple(
    "delete",
    N_("Delete a goal; undo brings it back."),
    N_("Goal {id} is deleted: {title}"),
    lambda book, number, at: book.delete(number, at=at),
)
_simple(
    "undo",
    N_("Take back the last change of a goal."),
    N_("The last change of goal {id} is taken back: {title}"),
    lambda book, number, at: book.undo(number, at=at),
)


goal.add_command(import_targets)


@goal.command(help=N_("Show every change of a goal."))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def history(session: Session, number: int, as_json: bool) -> None:
    with opened(session) as book:
        book.goal(number)
        entries = book.history(number)
        if as_json:
            emit_json(history_object(entries))
        else:
            say("\n".join(history_lines(entries, shop_of(book))))
