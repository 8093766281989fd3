"""``kpi-tui goal duplicate | restore | review``: a goal once more, as it was, looked at again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from goals.targets.copies import copied_text
from goals.targets.reviews import DECISIONS
from store.messages import N_
from tui.cli.context import emit_json, say
from tui.cli.goal_desk import (
    DRY_RUN,
    JSON,
    NUMBER,
    fields,
    keep_new,
    opened,
    shop_of,
    show_goal,
    told,
)
from tui.cli.goal_reviews import review_lines, review_object, reviewed_lines
from tui.language import _

if TYPE_CHECKING:
    from tui.cli.context import Session


@click.command(
    help=N_(
        "Set a goal like another one for the next like stretch of days: after October's goal"
        " November's, after a quarter the next quarter. What is named is changed in the copy."
    ),
    short_help=N_("Set a goal like another one, for the next days."),
)
@NUMBER
@click.option("--target", metavar=N_("TARGET"), help=N_("Another target: '< 58 %'."))
@click.option("--by", metavar=N_("DAY"), help=N_("Another deadline."))
@fields
@DRY_RUN
@JSON
@click.pass_obj
def duplicate(session: Session, /, number: int, dry_run: bool, as_json: bool, **given: Any) -> None:
    with opened(session) as book:
        text = replace(copied_text(book.goal(number), book.today), **told(given))
        said = N_("Goal {id} is set: {title}")
        keep_new(book, book.draft(text), at=session.now(), dry_run=dry_run, as_json=as_json,
                 said=said)  # fmt: skip


@click.command(
    help=N_("Make a goal again what it was in an earlier version; “goal history” shows them."),
    short_help=N_("Make a goal again what it was."),
)
@NUMBER
@click.argument("version", type=int, metavar=N_("VERSION"))
@JSON
@click.pass_obj
def restore(session: Session, number: int, version: int, as_json: bool) -> None:
    with opened(session) as book:
        kept = book.restore(number, version, at=session.now())
        show_goal(book, kept, N_("Goal {id} is as it was then: {title}"), as_json)


@click.command(
    help=N_(
        "Note what was decided about a goal and when to look at it again:"
        " kpi-tui goal review 3 --decision keep --next 'in 2 weeks'."
        " Without a decision: the reviews so far."
    ),
    short_help=N_("Note what was decided about a goal, and when to look again."),
)
@NUMBER
@click.option(
    "--decision",
    type=click.Choice(DECISIONS),
    help=N_("Go on, change the target, pull a lever, or stop."),
)
@click.option("--note", default="", help=N_("Why, in your own words."))
@click.option(
    "--next",
    "again",
    default="",
    metavar=N_("DAY"),
    help=N_("When to look at it again: 'in 2 weeks', 15/1."),
)
@JSON
@click.pass_obj
def review(
    session: Session, number: int, decision: str | None, note: str, again: str, as_json: bool
) -> None:
    if decision is None and (note or again):
        raise click.UsageError(_("Say what was decided, too: --decision keep."))
    with opened(session) as book:
        goal, shop = book.goal(number), shop_of(book)
        if decision is not None:
            kept = book.review(number, decision, note, again, at=session.now())
        reviews = book.reviews(number)
        if as_json:
            emit_json({"goal": number, "reviews": [review_object(one) for one in reviews]})
        elif decision is not None:
            say("\n".join(reviewed_lines(goal, kept, shop.currency)))
        else:
            say("\n".join(review_lines(goal, reviews, shop.currency)))
