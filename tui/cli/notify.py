"""``kpi-tui notify``: who is told when a goal needs attention; and trying whether they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.targets import alarms
from goals.targets.alarms import Alarm
from store.messages import N_
from tui import paths
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.goal import JSON
from tui.cli.goal_text import goal_lines
from tui.language import _, ngettext
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.targets.alarms import News
    from goals.targets.book import GoalBook, GoalView
    from store.alarms import AlarmRow
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.notify.sending import Tone


@click.command(
    help=N_(
        "Send a trial message to those who are told when a goal needs attention: all, or those"
        " named. “kpi-tui check --notify” tells them, once for each turn for the worse."
    )
)
@click.argument("names", nargs=-1, metavar=N_("[NAME]..."))
@click.option("--example", is_flag=True, help=N_("Show what to write, and into which file."))
@JSON
@click.pass_obj
def notify(session: Session, names: tuple[str, ...], example: bool, as_json: bool) -> int:
    path = paths.notify_path(session.db)
    if example:
        from tui.notify.addresses import EXAMPLE

        if as_json:
            emit_json({"file": str(path), "example": EXAMPLE})
            return 0
        say("\n".join(paragraph(_("Write this into the file below, with your own addresses, and"
                                  " make it yours alone by chmod 600."))))  # fmt: skip
        say(f"\n{path}\n\n{EXAMPLE.rstrip()}")
        return 0
    from tui.notify.addresses import choose, load
    from tui.notify.sending import send

    chosen = choose(load(path), names)
    title = _("kpi-tui: a trial")
    told = send(chosen, title, _("This is how goals that need attention are told of."), "info")
    if as_json:
        emit_json({"reached": told.reached, "missed": told.missed})
    else:
        for name in told.reached:
            say(_("{name}: told.").format(name=name))
    _say_missed(told.missed)
    return int(bool(told.missed))


def tell(session: Session, book: GoalBook, views: Sequence[GoalView], names: Sequence[str]) -> bool:
    """Tell of the goals that became worse, or well again; return whether all were told.

    What is news is settled before it is sent, so that no second command sends it, too; where
    nobody at all could be told, it is news again the next time.
    """
    from store.alarms import claim, put_back
    from tui.notify.addresses import choose, load
    from tui.notify.sending import send

    chosen = choose(load(paths.notify_path(session.db)), names)
    news: list[News] = []

    def decide(rows: list[AlarmRow]) -> list[AlarmRow]:
        known = {(row.goal, row.turn_day): _alarm(row) for row in rows}
        found, kept = alarms.settle(known, [view.assessment for view in views], book.as_of)
        news.extend(found)
        return [_row(alarm) for alarm in kept]

    store = book.facts.store
    before, after = claim(store, decide)
    if not news:
        return True
    title, text, tone = message(news, views, store.shop)
    reached = False
    try:
        told = send(chosen, title, text, tone)
        reached = bool(told.reached)
    finally:
        if not reached:
            told_of = {one.goal for one in news}
            put_back(store, before, [row for row in after if row.goal in told_of])
    _say_missed(told.missed)
    return not told.missed


def message(news: Sequence[News], views: Sequence[GoalView], shop: Shop) -> tuple[str, str, Tone]:
    """Return title, text and tone of a message about news of goals, the worst first."""
    by_goal = {view.goal.id: view for view in views}
    headings = {
        "worse": _("Needs attention"), "well": _("On pace again"), "reached": _("Reached"),
    }  # fmt: skip
    lines: list[str] = []
    for why, head in headings.items():
        ours = [by_goal[one.goal] for one in news if one.why == why]
        if ours:
            lines += ["", head]
            for view in ours:
                lines += ["", *goal_lines(view, shop.currency)]
    worse = sum(one.why == "worse" for one in news)
    name = clean(shop.name) or "kpi-tui"
    if worse:
        text = ngettext("{shop}: {n} goal needs you", "{shop}: {n} goals need you", worse)
        return text.format(shop=name, n=worse), "\n".join(lines[1:]), "warning"
    text = ngettext("{shop}: {n} goal is well", "{shop}: {n} goals are well", len(news))
    return text.format(shop=name, n=len(news)), "\n".join(lines[1:]), "success"


def _say_missed(names: Sequence[str]) -> None:
    for name in names:
        text = _("{name} could not be told: its address did not take the message.")
        say(text.format(name=name), err=True)


def _alarm(row: AlarmRow) -> Alarm:
    return Alarm(row.goal, row.turn_day, row.gravity, row.better_days, row.last_day, row.reached)


def _row(alarm: Alarm) -> AlarmRow:
    from store.alarms import AlarmRow

    return AlarmRow(
        alarm.goal, alarm.turn, alarm.gravity, alarm.better_days, alarm.last_day, alarm.reached
    )
