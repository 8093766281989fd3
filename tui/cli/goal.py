"""``kpi-tui goal``: set goals, see how they stand, change them, take changes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from goals.levers.lever import LEVER_STATES
from goals.metrics.catalogue.shop import of
from goals.targets.texts import GoalText, texts_of
from store.messages import N_
from tui.cli.context import emit_json, say
from tui.cli.goal_again import duplicate, restore, review
from tui.cli.goal_data import goal_object, history_object
from tui.cli.goal_desk import (
    DRY_RUN,
    JSON,
    NUMBER,
    day_first,
    fields,
    keep_new,
    opened,
    shop_of,
    show_goal,
    show_goals,
    told,
    whole,
)
from tui.cli.goal_import import import_targets
from tui.cli.goal_list import list_
from tui.cli.goal_months import months
from tui.cli.goal_page import goal_page
from tui.cli.history_text import history_lines
from tui.cli.plan import plan
from tui.cli.realism_data import realism_of
from tui.cli.what_if import what_if

if TYPE_CHECKING:
    from collections.abc import Callable

    from goals.targets.book import GoalBook, GoalView
    from goals.targets.goal import Goal
    from tui.cli.context import Session

__all__ = ["JSON", "day_first", "goal", "opened", "shop_of"]


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
@DRY_RUN
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
        said = N_("Goal {id} is set: {title}")
        keep_new(book, book.draft(text), at=session.now(), dry_run=dry_run, as_json=as_json,
                 said=said)  # fmt: skip


for command in (list_, duplicate, restore, review, months, import_targets, what_if, plan):
    goal.add_command(command)


@goal.command(help=N_("Show everything about a goal."))
@NUMBER
@JSON
@click.pass_obj
def show(session: Session, number: int, as_json: bool) -> None:
    with opened(session, tested=True) as book:
        view: GoalView = book.view(book.goal(number), series=False)
        shop = shop_of(book)
        if as_json:
            emit_json({"goals": [goal_object(view, shop.currency, realism_of(book, view))]})
        else:
            say("\n".join(goal_page(view, shop, realism_of(book, view))))


@goal.command(help=N_("Change a goal; what is not named stays as it is."))
@NUMBER
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
        asked = told(given)
        if no_guardrails:
            asked["guardrails"] = ()
        if "metric" in asked and "kind" not in asked:
            asked["kind"] = ""
        changed = whole(book.draft(replace(texts_of(old), **asked), editing=old))
        if if_version is not None:
            changed = replace(changed, version=if_version)
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
    @NUMBER
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


@goal.command(help=N_("Take back the last change of a goal; of several, all or none."))
@click.argument("numbers", type=int, nargs=-1, required=True, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def undo(session: Session, numbers: tuple[int, ...], as_json: bool) -> None:
    with opened(session) as book:
        undone = book.undo_all(dict.fromkeys(numbers), at=session.now())
        if as_json:
            show_goals(book, undone)
            return
        for one in undone:
            said = N_("The last change of goal {id} is taken back: {title}")
            show_goal(book, one, said, as_json=False)


@goal.command(help=N_("Show every change of a goal."))
@NUMBER
@JSON
@click.pass_obj
def history(session: Session, number: int, as_json: bool) -> None:
    with opened(session) as book:
        book.goal(number)
        entries, links = book.history(number), book.plans.link_history(number)
        if as_json:
            emit_json(history_object(entries, links))
            return
        names = {row.id: row.name for row in book.plans.levers(LEVER_STATES)}
        say("\n".join(history_lines(entries, shop_of(book), links, names, known=of(book.facts))))
