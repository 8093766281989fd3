"""``kpi-tui check``: which goals need attention, for cron and scripts.

0: every goal on pace or reached · 1: some need attention, named on stdout · 2: it could not tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from store.errors import OwnerError
from store.messages import N_
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say, say_error
from tui.cli.goal import JSON, opened, shop_of
from tui.cli.goal_data import goal_object
from tui.cli.goal_list import in_order
from tui.cli.goal_text import goal_lines, heading
from tui.language import _
from tui.next_steps import next_step

if TYPE_CHECKING:
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
                "checked": len(views),
                "attention": [
                    {
                        **goal_object(view, shop.currency),
                        "next": next_step(view.assessment, view.levers) or None,
                    }
                    for view in worried
                ],
                "reviews_due": [view.goal.id for view in views if view.urgency.reviewed],
            }
        )
    elif worried:
        lines = heading(views, shop, as_of)
        for view in worried:
            lines += ["", *goal_lines(view, shop.currency)]
            lines += paragraph(next_step(view.assessment, view.levers), 6)
        say("\n".join(lines))
    elif views:
        say("\n".join([*heading(views, shop, as_of), _("Every goal is on pace or reached.")]))
    else:
        say(_("There is no goal to check yet."))
    return ATTENTION if worried else 0
