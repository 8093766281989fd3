"""``kpi-tui morning``: what changed since the last look, as a text that fits a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.explain.morning import LastLook, odd_days
from goals.explain.morning import morning as found_morning
from goals.metrics.catalogue.shop import of
from goals.metrics.periods import parse_period
from goals.metrics.reading import read_many
from store.messages import N_
from tui import paths
from tui.cli.asked import json_option
from tui.cli.columns import WIDTH, paragraph, width
from tui.cli.context import DAY, emit_json, json_value, say
from tui.cli.goal_desk import opened
from tui.cli.known_day import known_day
from tui.lag_words import lag_objects
from tui.language import _, tr
from tui.last_look import Looked, from_state
from tui.remembered import Remembered
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.explain.anomalies.watch import Anomaly
    from goals.explain.morning import GoalNews, Morning
    from goals.explain.moves import Move
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain
    from tui.morning_words import Line


@click.command(
    help=N_(
        "Show what changed since you last left the dashboard: new days, goals that turned or need"
        " attention with what to do next, unusual and revised figures, silent sources, situations."
    )
)
@click.option("--since", type=DAY, metavar=N_("DAY"),
              help=N_("Days are new after this one; otherwise after your last look."))  # fmt: skip
@json_option
@click.pass_obj
def morning(session: Session, since: date | None, as_json: bool) -> None:
    looked = from_state(Remembered(paths.state_path()).look(session.db))
    if since is not None:
        known = looked.look if looked else LastLook(since)
        looked = Looked(LastLook(since, known.goals, known.situations))
    with opened(session) as book:
        facts, shop = book.facts, book.facts.store.shop
        as_of = known_day(session, facts)
        board = [metric.id for metric in of(facts).values() if metric.tile]
        readings = read_many(facts, board, parse_period("28d", as_of))
        views = book.views(series=False)
        last = looked.look if looked else None
        found = found_morning(facts, views, readings, as_of, book.today, last)
        watched = [one for one in of(facts).values() if one.tile]
        odd = odd_days(facts, watched, as_of, found.since)
    if as_json:
        emit_json(as_object(found, odd, shop.currency))
    else:
        say("\n".join(as_text(found, odd, looked, clean(shop.name), shop.currency)))


def as_text(
    found: Morning, odd: Sequence[Anomaly], looked: Looked | None, shop: str, currency: str
) -> list[str]:
    """Return the morning as lines of at most 80 cells."""
    from tui import morning_words as words  # takes what the screens take: not for --help

    at = words.last_looked(looked.at) if looked else ""
    lines = paragraph(" · ".join(part for part in (shop, words.headline(found), at) if part))
    calm = words.calm(found, odd)
    lines += ["", *paragraph(calm)] if calm else []
    for section in words.sections(found, odd, currency):
        lines += ["", section.title.upper()]
        for line in section.lines:
            lines += _line(line)
    return lines


def _line(line: Line) -> list[str]:
    text = paragraph(line.text, 2, first=line.mark)
    if line.tail and width(text[-1]) + width(line.tail) + 2 <= WIDTH:
        text[-1] += " " * (WIDTH - width(text[-1]) - width(line.tail)) + line.tail
    elif line.tail:
        text += paragraph(line.tail, 4)
    return [*text, *(paragraph(line.below, 4) if line.below else [])]


def as_object(found: Morning, odd: Sequence[Anomaly], currency: str) -> Plain:
    """Return the morning as a JSON object; ``since`` is null before the first look."""
    return {
        "as_of": found.as_of,
        "lagging": lag_objects(found.lags),
        "since": found.since,
        "new_days": found.new_days,
        "news": found.news,
        "goals": [_goal(one, currency) for one in found.goals],
        "odd_days": [
            {
                "metric": one.metric.id,
                "day": one.day,
                "value": json_value(one.metric.unit, one.value, currency),
                "expected": json_value(one.metric.unit, one.expected, currency),
                "once_in": one.once_in,
            }
            for one in odd
        ],
        "unusual": [_move(one, currency) for one in found.moved],
        "revised": [
            {
                "metric": metric.id,
                "before": json_value(metric.unit, one.before, currency),
                "since": one.since,
            }
            for metric, one in found.revised
        ],
        "silent": [{"source": one.source, "days": one.days} for one in found.silent],
        "situations": [
            {
                "id": one.situation.id,
                "title": _(one.situation.title),
                "new": one in found.arose,
                "evidence": [tr(text) for text in one.evidence],
            }
            for one in found.holding
        ],
    }


def _goal(one: GoalNews, currency: str) -> Plain:
    from tui.morning_words import title_of

    return {
        "id": one.view.goal.id,
        "title": title_of(one, currency),
        "was": one.was,
        "status": one.status,
        "probability": one.view.assessment.probability,
        "attention": one.view.assessment.attention,
        "next": one.next,
        "lever": one.lever.id if one.lever is not None else None,
    }


def _move(one: Move, currency: str) -> Plain:
    unit = one.metric.unit
    return {
        "metric": one.metric.id,
        "value": json_value(unit, one.figure.value, currency),
        "usual": json_value(unit, one.usual, currency),
        "errors": round(one.errors, 2),
        "verdict": one.change.verdict,
    }
