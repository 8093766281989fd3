"""``kpi-tui funnel``: from a visit to an order, what is lost at each step and what got worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.explain.tunnel import by_member, tunnel
from goals.metrics.periods import parse_period
from store.messages import N_
from tui import tunnel_words as words
from tui.cli.asked import (
    as_usage,
    compare_option,
    heading,
    json_option,
    members,
    period_option,
    where_option,
)
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import emit_json, json_value, say
from tui.cli.known_day import known_day
from tui.cli.kpi_data import days, ends
from tui.language import _, tr
from tui.words import dimension_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.explain.steps import MemberTunnel, Step, Tunnel
    from goals.metrics.figures import Where
    from goals.metrics.periods import Comparison, Period
    from store.messages import Message
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain

Split = tuple["Sequence[MemberTunnel]", "Message | None"]


@click.command(
    help=N_(
        "Show the way from a visit to an order: who goes on at each step, who leaves, what that is "
        "worth, and the step that fell most. With --by also by device, channel, payment method…"
    )
)
@period_option()
@compare_option
@click.option("--by", metavar=N_("DIMENSION"), help=N_("Show each member: by channel, device…"))
@where_option
@json_option
@click.pass_obj
def funnel(
    session: Session,
    period: str,
    compare: Comparison,
    by: str | None,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    with session.open(write=True) as store, as_usage():
        facts, shop = session.facts(store), store.shop
        asked = parse_period(period, known_day(session, facts))
        only = members(facts, where)
        with facts.snapshot():
            found = tunnel(facts, asked, compare, only)
            split: Split | None = by_member(facts, asked, compare, by, only) if by else None
    if as_json:
        emit_json(as_object(found, shop, only, by, split))
    else:
        say("\n".join(as_text(found, asked, shop, only, by, split)))


# -- for programs ----------------------------------------------------------------------------


def as_object(
    found: Tunnel, shop: Shop, where: Where, by: str | None, split: Split | None
) -> Plain:
    """Return the tunnel as a JSON object."""
    members, reason = split or ((), None)
    return {
        "currency": shop.currency,
        "timezone": shop.timezone,
        "period": days(found.span),
        "compare": None if found.earlier is None else days(found.earlier),
        "where": dict(where),
        **_tunnel(found, shop.currency),
        "by": by,
        "by_reason": None if reason is None else tr(reason),
        "members": [
            {
                "member": one.member,
                **_tunnel(one.tunnel, shop.currency),
                "behind_at": one.blocks or None,
                "behind_worth": json_value("money", one.blocked_worth, shop.currency),
            }
            for one in members
        ],
    }


def _tunnel(found: Tunnel, currency: str) -> Plain:
    point = found.abandonment_point
    return {
        "steps": [_step(one, currency) for one in found.steps],
        "through": json_value("share", found.through),
        "fell_most": None if found.worst is None else found.worst.id,
        "loses_most": None if found.leak is None else found.leak.id,
        "behaviours": [
            {
                "id": one.id,
                "label": _(one.label),
                "count": one.count,
                "share": json_value("share", one.share),
                "before": one.before,
                "share_before": json_value("share", one.share_before),
            }
            for one in found.behaviours
        ],
        "basket": json_value("money", found.basket, currency),
        "abandonment_point": None if point is None else {
            "orders": json_value("ratio", point[0]),
            "sales": json_value("money", point[1], currency),
            "margin": json_value("money", point[2], currency),
        },
        "partial": found.partial,
        "reason": None if found.reason is None else tr(found.reason),
        "notes": [tr(note) for note in found.notes],
    }  # fmt: skip


def _step(one: Step, currency: str) -> Plain:
    return {
        "id": one.id,
        "label": _(one.label),
        "count": one.count,
        "before": one.before,
        "passed": json_value("share", one.passed),
        "passed_before": json_value("share", one.passed_before),
        "interval": ends(one.interval),
        "lost": one.lost,
        "lost_worth": json_value("money", one.lost_worth, currency),
        "point_worth": json_value("money", one.point_worth, currency),
        "change": json_value("share", one.fall),
        "change_interval": ends(one.fall_interval),
        "fell": one.fell,
        "fall_worth": json_value("money", one.fall_worth, currency),
        "small": one.small,
        "reason": None if one.reason is None else tr(one.reason),
    }


# -- for people ------------------------------------------------------------------------------


def as_text(
    found: Tunnel, period: Period, shop: Shop, where: Where, by: str | None, split: Split | None
) -> list[str]:
    """Return the tunnel as lines of at most 80 cells."""
    lines = heading(shop, period.until(found.span.end), found.earlier, where)
    if found.reason is not None:
        return [*lines, "", *paragraph(tr(found.reason), 3, first=" —")]
    lines += ["", *words.step_lines(found, shop.currency, WIDTH), ""]
    told = (words.headline(found, shop.currency), words.leak(found, shop.currency),
            words.abandonment(found, shop.currency))  # fmt: skip
    for text in told:
        lines += paragraph(text) if text else []
    if found.behaviours:
        lines.append("")
        for one in found.behaviours:
            lines += paragraph(words.behaviour(one), 3, first=" ·")
    if by and split is not None:
        label = dimension_label(by).lower()
        lines += ["", _("By {dimension}").format(dimension=label)]
        members, reason = split
        lines += words.member_lines(members, WIDTH)
        lines += paragraph(tr(reason), 3, first=" —") if reason else []
        for sign in words.member_signs(members):
            lines += paragraph(sign)
    notes = [tr(note) for note in found.notes]
    if any(one.small for one in found.steps):
        notes.append(_("° fewer than 30 cases: no verdict"))
    if any(one.lost_worth for one in found.steps):
        notes.append(_("Worth: what those lost would have brought had they gone on like the rest."))
    for note in notes:
        lines += paragraph(note, 3, first=" ·")
    return lines
