"""``kpi-tui goal list``: which goals there are, those first that need somebody most, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.metrics.catalogue import STAGES
from goals.metrics.lagging import lagging
from goals.targets.goal import STATES
from goals.targets.status import STATUSES
from goals.targets.urgency import SORTS, Sort, sort_key
from store.messages import N_
from tui.cli.context import emit_json, say
from tui.cli.goal_data import goal_object
from tui.cli.goal_desk import JSON, opened, shop_of
from tui.cli.goal_text import list_lines
from tui.cli.goal_words import title_text
from tui.cli.realism_data import realism_of
from tui.lag_words import lag_objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.targets.book import GoalView
    from tui.cli.context import Session

ATTENTION = "attention"
"""What ``--status`` may ask for beside the statuses: every goal that needs attention."""


@click.command("list", help=N_("Show your goals and how they stand, the most urgent first."))
@click.option("--all", "everything", is_flag=True, help=N_("Closed, archived, deleted ones too."))
@click.option(
    "--state",
    "states",
    type=click.Choice(STATES),
    multiple=True,
    help=N_("Only goals in this state."),
)
@click.option(
    "--stage",
    "stages",
    type=click.Choice(list(STAGES)),
    multiple=True,
    help=N_("Only goals of this stage."),
)
@click.option(
    "--status",
    "statuses",
    type=click.Choice([ATTENTION, *STATUSES]),
    multiple=True,
    help=N_("Only goals that stand so."),
)
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="urgency",
    show_default=True,
    help=N_("What decides which come first."),
)
@click.option("--why", is_flag=True, help=N_("Say what makes each goal urgent."))
@JSON
@click.pass_obj
def list_(
    session: Session,
    everything: bool,
    states: tuple[str, ...],
    stages: tuple[str, ...],
    statuses: tuple[str, ...],
    sort: Sort,
    why: bool,
    as_json: bool,
) -> None:
    with opened(session) as book:
        views = book.views(states or (STATES if everything else ("open",)), series=False)
        shop = shop_of(book)
        views = in_order(
            [view for view in views if _wanted(view, stages, statuses)], sort, shop.currency
        )
        lags = lagging(book.facts, book.as_of)
        if as_json:
            goals = [goal_object(view, shop.currency, realism_of(book, view)) for view in views]
            emit_json({"as_of": book.as_of, "lagging": lag_objects(lags), "goals": goals})
        else:
            some = bool(stages or statuses or states)
            say("\n".join(list_lines(views, shop, book.as_of, why=why, some=some, lags=lags)))


def in_order(views: Sequence[GoalView], sort: Sort, currency: str) -> list[GoalView]:
    """Return the goals with those first that ``sort`` puts first."""
    key = sort_key(sort)
    return sorted(
        views,
        key=lambda view: key(view.assessment, view.urgency, title_text(view.goal, currency)),
    )


def _wanted(view: GoalView, stages: tuple[str, ...], statuses: tuple[str, ...]) -> bool:
    found = view.assessment
    stands = found.status in statuses or (ATTENTION in statuses and found.attention)
    return (not stages or view.goal.stage in stages) and (not statuses or stands)
