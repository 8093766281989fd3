"""``kpi-tui check``: which goals need attention, for cron and scripts.

0: every goal on pace or reached · 1: some need attention, named on stdout · 2: it could not tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.metrics.lagging import lagging
from store.errors import OwnerError
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say, say_error
from tui.cli.goal import JSON, opened, shop_of
from tui.cli.goal_data import goal_object
from tui.cli.goal_list import in_order
from tui.cli.goal_text import goal_lines, heading
from tui.cli.goal_words import title_text
from tui.lag_words import lag_objects
from tui.language import _
from tui.next_steps import next_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.targets.reviews import Due
    from tui.cli.context import Session

ATTENTION, UNKNOWN = 1, 2


@click.command(
    help=N_(
        "Tell whether any goal needs attention. Exit code 0: every goal is on pace or reached;"
        " 1: some need attention and are named; 2: an error."
    )
)
@click.option(
    "--notify",
    "told",
    is_flag=True,
    help=N_("Tell those in the file of “kpi-tui notify” too, once for each turn for the worse."),
)
@click.option(
    "--to", "names", multiple=True, metavar=N_("NAME"), help=N_("With --notify: tell only these.")
)
@JSON
@click.pass_obj
def check(session: Session, told: bool, names: tuple[str, ...], as_json: bool) -> int:
    try:
        with opened(session) as book:
            views = book.views(series=False)
            shop, as_of = shop_of(book), book.as_of
            lags, due = lagging(book.facts, as_of), book.due()
            if told:
                from tui.cli.notify import tell

                tell(session, book, views, names)
    except OwnerError as problem:
        say_error(problem)
        return UNKNOWN
    worried = in_order(
        [view for view in views if view.assessment.attention], "urgency", shop.currency
    )
    if as_json:
        emit_json(
            {
                "as_of": as_of,
                "lagging": lag_objects(lags),
                "checked": len(views),
                "attention": [
                    {
                        **goal_object(view, shop.currency),
                        "next": next_step(view.assessment, view.levers) or None,
                    }
                    for view in worried
                ],
                "reviews_due": [one.goal.id for one in due],
            }
        )
    elif worried:
        lines = heading(views, shop, as_of, lags)
        for view in worried:
            lines += ["", *goal_lines(view, shop.currency)]
            lines += paragraph(next_step(view.assessment, view.levers), 6)
        say("\n".join([*lines, *_to_review(due, shop.currency)]))
    elif views:
        lines = [*heading(views, shop, as_of, lags), _("Every goal is on pace or reached.")]
        say("\n".join([*lines, *_to_review(due, shop.currency)]))
    else:
        say(_("There is no goal to check yet."))
    return ATTENTION if worried else 0


def _to_review(due: Sequence[Due], currency: str) -> list[str]:
    """Return the goals that were to be looked at again by today, whatever their status."""
    lines = []
    for one in due:
        text = _("{number} {title}: due since {day}").format(
            number=one.goal.id,
            title=title_text(one.goal, currency),
            day="" if one.review.next_day is None else fmt.day(one.review.next_day),
        )
        lines += paragraph(text, 2)
    return ["", _("REVIEWS DUE"), *lines] if lines else []
