"""Segments on the command line: as text of 80 cells, as JSON, as the rows of an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.customers.builtin import GROUPS
from goals.metrics.selected import standing
from store.pseudonyms import printable
from store.spans import to_day
from tui import format as fmt
from tui import segment_board_words as words
from tui.cli.columns import WIDTH, paragraph
from tui.cli.context import json_value
from tui.cli.kpi_data import cell
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goals.customers.builtin import Board, BuiltIn, Standing, Visitors
    from goals.customers.people import People
    from goals.customers.profile import Profile
    from store.segments import SavedSegment
    from store.settings import Shop
    from tui.cli.kpi_data import Plain


def list_text(board: Board, rows: list[SavedSegment], shop: Shop) -> list[str]:
    """Return all segments as lines."""
    until = _("up to {day}").format(day=fmt.day(board.as_of))
    lines = paragraph(" · ".join(part for part in (clean(shop.name), until) if part))
    visitors = words.visitor_lines(board.visitors)
    if visitors:
        lines += ["", _("Visitors of the last 28 days"), *visitors]
    if board.standings:
        lines += ["", *(text for _key, text in words.built_in_lines(board, shop.currency, WIDTH))]
    if rows:
        lines += ["", *words.saved_lines(rows, WIDTH)]
    lines.append("")
    if board.reason is not None:
        lines += paragraph(tr(board.reason), 3, first=" —")
    for note in board.notes:
        lines += paragraph(tr(note), 3, first=" ·")
    if board.standings:
        ids = ", ".join(one.of.id for one in board.standings if not one.of.member)
        lines += paragraph(_("“kpi-tui segment show ID” tells more: {ids}.").format(ids=ids), 3,
                           first=" ·")  # fmt: skip
    return lines


def page_text(
    found: Profile, shop: Shop, row: SavedSegment | None, built: BuiltIn | None
) -> list[str]:
    """Return one segment as lines."""
    title = clean(row.name) if row else words.name(built) if built else ""
    until = _("up to {day}").format(day=fmt.day(found.as_of))
    lines = [f"{title} · {until}"]
    if built is not None and built.meaning:
        lines += paragraph(f"{_(built.meaning)} {_(built.advice)}")
    rule = row.rule if row else words.rule(built) if built else ""
    lines += paragraph(_("Rule: {rule}").format(rule=clean(rule)))
    lines.append("")
    figures = words.figures(found, shop.currency)
    wide = max(len(label) for label, _text in figures) + 2
    lines += [f"{label:<{wide}}{text}" for label, text in figures]
    if found.since is not None:
        lines += ["", *paragraph(words.since(found.since, shop.currency))]
    for block in (
        words.bought_lines(found, shop.currency),
        words.order_lines(found, shop.currency),
    ):
        lines += ["", *block] if block else []
    lines.append("")
    for note in words.notes(found):
        lines += paragraph(note, 3, first=" ·")
    return lines


# -- for programs ----------------------------------------------------------------------------


def board_object(board: Board, rows: list[SavedSegment], shop: Shop) -> Plain:
    """Return all segments as a JSON object."""
    return {
        "as_of": board.as_of,
        "currency": shop.currency,
        "timezone": shop.timezone,
        "customers": board.customers,
        "visitors": _visitors(board.visitors),
        "segments": [_standing(one, shop.currency) for one in board.standings],
        "saved": [saved_object(row) for row in rows],
        "reason": None if board.reason is None else tr(board.reason),
        "notes": [tr(note) for note in board.notes],
    }


def _visitors(found: Visitors) -> Plain:
    return {
        "days": 28,
        "behaviours": [
            {"id": one.id, "label": _(one.label), "count": one.count, "before": one.before}
            for one in found.behaviours
        ],
        "interested": found.interested,
        "interested_before": found.interested_before,
    }


def _standing(one: Standing, currency: str) -> Plain:
    return {
        "id": one.of.id,
        "group": one.of.group,
        "group_label": _(GROUPS[one.of.group]),
        "label": words.name(one.of),
        "rule": one.of.rule,
        "customers": one.customers,
        "customers_28_days_before": one.before,
        "share": json_value("share", one.share),
        "sales": json_value("money", one.sales, currency),
        "sales_share": json_value("share", one.sales_share),
        "in_carts": json_value("money", one.worth, currency),
        "expected": json_value("money", one.expected, currency),
        "meaning": _(one.of.meaning) if one.of.meaning else None,
        "advice": _(one.of.advice) if one.of.advice else None,
    }


def saved_object(row: SavedSegment) -> Plain:
    """Return a saved segment as a JSON object."""
    return {
        "name": row.name,
        "version": row.version,
        "rule": row.rule,
        "follows": row.follows,
        "made": row.made_day,
        "members_of": row.counted_day,
        "customers": row.customers,
        "can_be_told": row.told,
        "note": tr(standing(row)),
    }


def profile_object(
    found: Profile, shop: Shop, row: SavedSegment | None, built: BuiltIn | None
) -> Plain:
    """Return one segment with its figures as a JSON object."""
    currency = shop.currency
    since = found.since
    return {
        "as_of": found.as_of,
        "currency": currency,
        "timezone": shop.timezone,
        "segment": saved_object(row) if row else {"id": built.id, "rule": built.rule}
        if built
        else None,
        "customers": found.customers,
        "share": json_value("share", found.share),
        "orders": found.orders,
        "sales": json_value("money", found.sales, currency),
        "sales_share": json_value("share", found.sales_share),
        "sales_per_customer": json_value("money", found.value_each, currency),
        "orders_per_customer": json_value("ratio", found.orders_each),
        "basket": json_value("money", found.basket, currency),
        "margin": json_value("money", found.margin, currency),
        "ordered_again": json_value("share", found.again),
        "orders_returned": json_value("share", found.returned),
        "days_since_last_order": json_value("ratio", found.days_since),
        "bought": [
            {"product": one.product, "customers": one.customers, "units": one.units,
             "sales": json_value("money", words.money(one.goods), currency)}
            for one in found.bought
        ],
        "last_orders": [
            {"day": one.day, "order": one.ref, "customer": one.pseudonym or None,
             "sales": json_value("money", words.money(one.goods), currency)}
            for one in found.last
        ],
        "since": None if since is None else {
            "day": since.day, "buyers": since.buyers, "share": json_value("share", since.share),
            "others_share": json_value("share", since.others_share), "orders": since.orders,
            "sales": json_value("money", since.sales, currency),
        },
        "notes": words.notes(found),
    }  # fmt: skip


EXPORTED = ("customer", "orders", "first_order", "last_order", "sales", "basket")


def export_rows(who: People, keys: Mapping[int, bytes], currency: str) -> Iterable[list[str]]:
    """Yield the rows of an export: pseudonyms with how they bought, by pseudonym."""
    yield list(EXPORTED)
    for written, number in sorted((printable(key), number) for number, key in keys.items()):
        life = who.bought.get(number)
        if life is None:
            yield [written, "0", "", "", "", ""]
            continue
        amounts = (words.money(life.kept), words.money(life.goods) / life.orders)
        yield [
            written, str(life.orders), to_day(life.first_day).isoformat(),
            to_day(life.last_day).isoformat(),
            *(cell(json_value("money", one, currency)) for one in amounts),
        ]  # fmt: skip
