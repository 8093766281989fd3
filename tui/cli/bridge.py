"""``kpi-tui bridge``: why revenue, margin and profit moved, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.explain.bridge import SUBJECTS, Subject, readings
from goals.explain.bridge import bridge as found_bridge
from goals.explain.mix import Split, split
from goals.metrics.periods import COMPARISONS, comparison, parse_period
from store.messages import N_
from tui import bridge_words as words
from tui import format as fmt
from tui.cli.asked import as_usage, heading, json_option, members, period_option, where_option
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import days
from tui.language import _, tr
from tui.waterfall import drawn, is_cut, steps

if TYPE_CHECKING:
    from goals.explain.bridge import Bridge, Part
    from goals.metrics.figures import Where
    from goals.metrics.periods import Comparison, Period
    from store.settings import Shop
    from store.spans import Span
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain

ALL = "all"


@click.command(
    help=N_(
        "Show why revenue moved: what traffic, conversion, basket and refunds did, to the cent; "
        "then the same for margin and profit. With --by also by channel, device…"
    )
)
@period_option()
@click.option(
    "--compare",
    type=click.Choice([one for one in COMPARISONS if one != "none"]),
    default="previous",
    show_default=True,
    help=N_("What to compare with: the period before, the same dates or weekdays last year."),
)
@click.option(
    "--of",
    "subject",
    type=click.Choice([ALL, *SUBJECTS]),
    default=ALL,
    show_default=True,
    help=N_("Which figure to explain."),
)
@click.option("--by", metavar=N_("DIMENSION"), help=N_("Show each member: by channel, device…"))
@where_option
@json_option
@click.pass_obj
def bridge(
    session: Session,
    period: str,
    compare: Comparison,
    subject: str,
    by: str | None,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    with session.open(write=True) as store, as_usage():
        facts, shop = session.facts(store), store.shop
        asked = parse_period(period, known_day(session, facts))
        only = members(facts, where)
        digits = fmt.minor_digits(shop.currency)
        wanted: list[Subject] = [one for one in SUBJECTS if subject in (ALL, one)]
        with facts.snapshot():
            known = readings(facts, asked, compare, only, digits)
            found = [found_bridge(known, one) for one in wanted]
            parts = [split(facts, one, by, only, digits) if by else None for one in found]
    before = comparison(asked, compare)
    pairs = list(zip(found, parts, strict=True))
    if as_json:
        emit_json(as_object(shop, asked, before, only, pairs))
    else:
        say("\n".join(as_text(shop, asked, before, only, pairs)))


# -- for programs ----------------------------------------------------------------------------


def as_object(
    shop: Shop,
    period: Period,
    before: Span | None,
    where: Where,
    found: list[tuple[Bridge, Split | None]],
) -> Plain:
    """Return the bridges as a JSON object; parts sum to the change, members too."""
    return {
        "currency": shop.currency,
        "timezone": shop.timezone,
        "period": days(period.span),
        "compare": None if before is None else days(before),
        "where": dict(where),
        "bridges": [_bridge(one, parts, shop.currency) for one, parts in found],
    }


def _bridge(one: Bridge, parts: Split | None, currency: str) -> Plain:
    return {
        "id": one.subject,
        "label": _(one.label),
        **days(one.span),
        "before": json_value("money", one.before, currency),
        "value": json_value("money", one.now, currency),
        "change": json_value("money", one.change, currency),
        "parts": [_part(part, currency) for part in one.parts],
        "method": one.method if one.parts else None,
        "partial": one.partial,
        "small": one.small,
        "reason": None if one.reason is None else tr(one.reason),
        "notes": words.notes(one, parts),
        "by": None if parts is None else parts.dimension,
        "by_reason": None if parts is None or parts.reason is None else tr(parts.reason),
        "sums": [] if parts is None else [_part(part, currency) for part in parts.parts],
        "members": [] if parts is None else [
            {
                "member": member.member,
                "before": json_value("money", member.before, currency),
                "value": json_value("money", member.now, currency),
                "change": json_value("money", member.change, currency),
                "parts": [_part(part, currency) for part in member.parts],
            }
            for member in parts.members
        ],
    }  # fmt: skip


def _part(one: Part, currency: str) -> Plain:
    unit = one.unit or "count"
    return {
        "id": one.id,
        "label": _(one.label),
        "amount": json_value("money", one.amount, currency),
        "unit": one.unit,
        "before": json_value(unit, one.before, currency),
        "value": json_value(unit, one.now, currency),
    }


# -- for people ------------------------------------------------------------------------------


def as_text(
    shop: Shop,
    period: Period,
    before: Span | None,
    where: Where,
    found: list[tuple[Bridge, Split | None]],
) -> list[str]:
    """Return the bridges as lines of at most 80 cells."""
    lines = heading(shop, period, before, where)
    said: dict[str, None] = {}
    for one, parts in found:
        lines += ["", _(one.label).upper()]
        if one.reason is not None:
            lines += paragraph(tr(one.reason), 2, first="—")
            continue
        drawing = steps(one, shop.currency)
        lines += ["".join(text for text, _ink in line).rstrip() for line in drawn(drawing, WIDTH)]
        lines += paragraph(words.headline(one, shop.currency))
        if is_cut(drawing):
            said[_("The bars do not begin at zero.")] = None
        if parts is not None:
            lines += _split(parts, shop.currency)
        said |= dict.fromkeys(words.notes(one, parts))
        said[words.method(one)] = None
    lines.append("")
    for note in said:
        lines += paragraph(note, 3, first=" ·")
    return lines


def _split(parts: Split, currency: str) -> list[str]:
    if parts.reason is not None:
        return ["", *paragraph(tr(parts.reason), 2, first="—")]
    title = words.split_title(parts, currency)
    return ["", title, *words.split_lines(parts, WIDTH, fmt.minor_digits(currency))]
