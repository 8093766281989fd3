"""``kpi-tui anomalies``: the days on which figures were not as expected."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from goals.metrics.catalogue.shop import of
from goals.metrics.errors import QuestionError
from goals.metrics.periods import parse_period
from store.messages import N_
from store.spans import Span
from tui import anomaly_words as said
from tui import format as fmt
from tui.cli.asked import json_option, members, period_option
from tui.cli.columns import paragraph
from tui.cli.context import DAY, emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from datetime import date

    from goals.explain.anomalies.watch import Anomaly, Board
    from goals.metrics.catalogue.shop import Catalogue
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


@click.command(
    help=N_(
        "Show the days on which figures were not as expected: what was expected, how rare such a "
        "day is, what is known beside it and what moved with it. Each figure has its own limit, "
        "learnt on your shop's past, so that it rings as often as the budget allows."
    )
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@period_option("90d")
@click.option("--since", type=DAY, metavar=N_("DAY"), help=N_("From this day on."))
@click.option(
    "--budget",
    type=click.FloatRange(0.1, 20),
    metavar=N_("DAYS"),
    help=N_("Odd days in 100 that you want to hear of, for each figure; else as kept, or 2."),
)
@click.option("--keep", is_flag=True, help=N_("Keep this budget for the app and later runs."))
@click.option(
    "--where",
    multiple=True,
    metavar=N_("DIMENSION=MEMBER"),
    help=N_("Count only this member; “(unknown)” for rows without one."),
)
@json_option
@click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))
@click.pass_obj
def anomalies(
    session: Session,
    ids: tuple[str, ...],
    period: str,
    since: date | None,
    budget: float | None,
    keep: bool,
    where: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
) -> None:
    if as_json and as_csv:
        raise click.UsageError(_("Choose --json or --csv, not both."))
    from goals.explain.anomalies.budget import keep_budget
    from goals.explain.anomalies.watch import anomalies as found_anomalies

    with session.open(write=True) as store:
        facts, shop = session.facts(store), store.shop
        as_of = known_day(session, facts)
        try:
            known = of(facts)
            metrics = [known.metric(name) for name in dict.fromkeys(ids)]
            days = parse_period(period, as_of).span if since is None else _since(since, as_of)
            only = members(facts, where)
        except QuestionError as wrong:
            raise click.UsageError(f"{tr(wrong.what)}\n{tr(wrong.remedy)}") from wrong
        watched = metrics or [one for one in known.values() if one.tile]
        if keep and budget is not None:
            keep_budget(store, budget)
        board = found_anomalies(facts, watched, as_of, days, budget=budget, where=only)
    if as_json:
        emit_json(as_object(board, days, as_of, shop.currency))
    elif as_csv:
        say("\n".join(as_lines(board, shop.currency)))
    else:
        say("\n".join(as_text(board, days, shop, known, named=bool(ids))))


def _since(first: date, last: date) -> Span:
    if first > last:
        raise click.UsageError(
            _("The figures end on {day}, before that.").format(day=fmt.day(last))
        )
    return Span.of(first, last)


def as_object(board: Board, days: Span, as_of: date, currency: str) -> Plain:
    """Return everything as a JSON object; ``once_in`` is null where no day was as odd."""
    return {
        "as_of": as_of,
        "currency": currency,
        "period": {"start": days.start, "end": days.last},
        "budget": board.budget,
        "anomalies": [_object(one, currency) for one in board.found],
        "watched": [
            {
                "id": one.metric.id, "start": one.span.start, "end": one.span.last,
                "days": one.judged, "alarms": one.alarms,
            }
            for one in board.watched
        ],
        "unwatched": [{"id": name, "reason": tr(why)} for name, why in board.unwatched.items()],
    }  # fmt: skip


def _object(one: Anomaly, currency: str) -> Plain:
    unit = one.metric.unit
    ends = (one.value, one.expected, one.low, one.high)
    value, expected, low, high = (json_value(unit, end, currency) for end in ends)
    carrier = one.carrier
    return {
        "day": one.day, "id": one.metric.id, "label": _(one.metric.label), "unit": unit,
        "value": value, "expected": expected, "range": [low, high],
        "direction": "above" if one.above else "below",
        "once_in": one.once_in, "days": one.days,
        "causes": [tr(cause) for cause in one.causes],
        "carrier": None if carrier is None else {
            "dimension": carrier.dimension, "member": carrier.member,
            "share": float(carrier.share),
        },
    }  # fmt: skip


def as_lines(board: Board, currency: str) -> list[str]:
    """Return the odd days as lines of CSV."""
    from tui.cli.kpi_data import cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["day", "id", "label", "unit", "value", "expected", "low", "high", "once_in", "days",
         "causes", "dimension", "member", "share"]
    )  # fmt: skip
    for one in board.found:
        unit, carrier = one.metric.unit, one.carrier
        ends = (one.value, one.expected, one.low, one.high)
        writer.writerow(
            cell(value)
            for value in (
                one.day.isoformat(), one.metric.id, _(one.metric.label), unit,
                *(json_value(unit, end, currency) for end in ends), one.once_in, one.days,
                " · ".join(tr(cause) for cause in one.causes),
                carrier.dimension if carrier else "", carrier.member if carrier else "",
                float(carrier.share) if carrier else "",
            )
        )  # fmt: skip
    return out.getvalue().splitlines()


def as_text(board: Board, days: Span, shop: Shop, known: Catalogue, *, named: bool) -> list[str]:
    """Return the odd days as lines of at most 80 cells, the newest first."""
    parts = [clean(shop.name), fmt.span(days), said.watched_text(board)]
    lines = paragraph(" · ".join(part for part in parts if part))
    if not board.found and board.watched:
        lines += ["", *paragraph(_("No odd day: every figure was as expected."))]
    before = None
    for one in board.found:
        if one.day != before:
            lines += ["", fmt.day(one.day)]
            before = one.day
        lines += _entry(one, shop.currency)
    if board.unwatched and (named or not board.watched):
        lines += ["", _("NOT WATCHED")]
        for text in said.unwatched_texts(board, known):
            lines += paragraph(text, 4, first=" —")
    elif board.unwatched:
        text = _("{n} more cannot be watched; name one to see why.")
        lines += ["", *paragraph(text.format(n=fmt.number(len(board.unwatched))))]
    return lines


def _entry(one: Anomaly, currency: str) -> list[str]:
    text = _("{label}: {value}, expected {expected} ({range}), {rarity}").format(
        label=_(one.metric.label),
        value=said.value(one, currency),
        expected=fmt.value(one.metric.unit, one.expected, currency),
        range=said.usual_range(one, currency),
        rarity=said.rarity(one),
    )
    lines = paragraph(text, 4, first=f"  {said.sign(one)}")
    for more in said.beside(one):
        lines += paragraph(more, 6, first="    ·")
    return lines
