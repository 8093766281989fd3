"""Every measure once: one SQL aggregate over one fact table, per day and dimension member.

A *family* is a fact table with the measures that are read from it. The SQL of a measure is plain
(CASE, SUM, COUNT) over the family's relation, so that it gives the same integers on any engine.
Daily facts (``store.daily``) are built from this table and nothing else: adding a measure here is
enough, the derived tables follow by themselves.
"""

from __future__ import annotations

from store.dimensions import SEGMENT
from store.family import Distinct, Family, Measure
from store.migrations.m0001_first import ORDER_DIMENSIONS, TRAFFIC_DIMENSIONS


def _plain(alias: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: f"{alias}.{name}" for name in names}


COHORT_DAYS = (90, 180, 365)
"""How long after their first order customers are looked at again."""
PAID = "s.status = 0"
_COSTED_LINE = "l.status = 0 AND l.cost IS NOT NULL"
_CUSTOMER_TYPE = (
    "CASE WHEN s.customer = 0 THEN '' WHEN s.doc = b.first_doc THEN 'new' ELSE 'returning' END"
)
# LEFT JOIN on a key: SQLite leaves the join out of questions that do not use it.
_VISITS = "{visit} v LEFT JOIN visit_context x ON x.id = v.context"
_PRODUCT = "LEFT JOIN {product} p ON p.id = l.product"
_BUYER = "LEFT JOIN buyer b ON b.generation = {generation} AND b.customer = s.customer"
_PRODUCT_DIMENSIONS = {
    "category": "p.category",
    "subcategory": "p.subcategory",
    "product": "CASE WHEN p.name = '' THEN p.sku ELSE p.name END",
}
# CROSS JOIN: the lines of the days asked for come first, then the order of each.
_LINE_OF_SALE = (
    f"{{sale_line}} l {_PRODUCT}"
    f" CROSS JOIN {{sale}} s ON s.day = l.day AND s.doc = l.doc AND s.import = l.import {_BUYER}"
)
_LINE_OF_REFUND = (
    f"{{refund_line}} l {_PRODUCT} CROSS JOIN {{refund}} r"
    " ON r.day = l.day AND r.doc = l.doc AND r.import = l.import AND r.n = ("
    "SELECT MIN(x.n) FROM refund x"
    " WHERE x.day = l.day AND x.doc = l.doc AND x.import = l.import)"
)


# Where only carts that were paid for know their customer, no customer ever seems to leave one.
_LEFT = "c.step < 3"
_GAIN_KNOWN = "EXISTS (SELECT 1 FROM project_entry g WHERE g.project = e.project AND g.kind = 4)"


def _when(condition: str, value: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN {value} ELSE 0 END)"


FAMILIES: tuple[Family, ...] = (
    Family(
        "sales",
        f"{{sale}} s {_BUYER}",
        "s.day",
        (
            Measure("orders", _when(PAID, "1")),
            Measure("goods_sold", _when(PAID, "s.goods"), "money"),
            Measure("discounts", _when(PAID, "s.discount"), "money"),
            Measure("shipping", _when(PAID, "s.shipping"), "money"),
            Measure("units", _when(PAID, "s.units")),
            Measure("costed_sales", _when(PAID, "s.costed"), "money"),
            Measure("cost_of_goods", _when(PAID, "s.cost"), "money"),
            Measure("guest_orders", _when(f"{PAID} AND s.customer = 0", "1")),
            Measure("new_customers", _when("s.doc = b.first_doc", "1")),
            Measure("second_orders", _when("s.doc = b.second_doc", "1")),
        ),
        _plain("s", ORDER_DIMENSIONS) | {"customer_type": _CUSTOMER_TYPE, SEGMENT: "s.customer"},
        raw_only=frozenset({SEGMENT}),
        text=frozenset({"customer_type"}),
    ),
    Family(
        "sale_lines",
        f"{{sale_line}} l {_PRODUCT}",
        "l.day",
        (
            # An order is counted in every category it has a line of: not additive over members.
            Measure(
                "orders", "COUNT(DISTINCT CASE WHEN l.status = 0 THEN l.doc END)", additive=False
            ),
            Measure("goods_sold", _when("l.status = 0", "l.goods"), "money"),
            Measure("discounts", _when("l.status = 0", "l.discount"), "money"),
            Measure("units", _when("l.status = 0", "l.units")),
            Measure("costed_sales", _when(_COSTED_LINE, "l.goods"), "money"),
            Measure("cost_of_goods", _when(_COSTED_LINE, "l.cost"), "money"),
        ),
        _PRODUCT_DIMENSIONS,
        raw_only=frozenset({"product"}),
        text=frozenset({"product", "customer_type"}),
        wide=_LINE_OF_SALE,
        wide_dimensions=_plain("s", ORDER_DIMENSIONS)
        | {"customer_type": _CUSTOMER_TYPE, SEGMENT: "s.customer"},
    ),
    Family(
        "refunds",
        "{refund} r",
        "r.day",
        (
            Measure("refunds", "SUM(r.goods)", "money"),
            Measure("costed_refunds", "SUM(r.costed)", "money"),
            Measure("refund_cost", "SUM(r.cost)", "money"),
            Measure("refund_count", "COUNT(*)"),
        ),
        _plain("r", ORDER_DIMENSIONS) | {SEGMENT: "r.customer"},
        raw_only=frozenset({SEGMENT}),
    ),
    Family(
        "refund_lines",
        f"{{refund_line}} l {_PRODUCT}",
        "l.day",
        (
            Measure("refunds", "SUM(l.goods)", "money"),
            Measure("costed_refunds", "SUM(l.costed)", "money"),
            Measure("refund_cost", "SUM(l.cost)", "money"),
        ),
        _PRODUCT_DIMENSIONS,
        raw_only=frozenset({"product"}),
        text=frozenset({"product"}),
        wide=_LINE_OF_REFUND,
        wide_dimensions=_plain("r", ORDER_DIMENSIONS) | {SEGMENT: "r.customer"},
        covered_by="refunds",
    ),
    # The cohort basis: the same refunds on the day of their order.
    Family(
        "refunds_by_order",
        "{refund} r",
        "r.order_day",
        (
            Measure("refunds_of_orders", "SUM(r.goods)", "money"),
            Measure("costed_refunds_of_orders", "SUM(r.costed)", "money"),
            Measure("refund_cost_of_orders", "SUM(r.cost)", "money"),
            Measure(
                "orders_returned",
                "COUNT(DISTINCT CASE WHEN r.order_doc <> 0 THEN r.order_doc END)",
            ),
        ),
        _plain("r", ORDER_DIMENSIONS) | {SEGMENT: "r.customer"},
        raw_only=frozenset({SEGMENT}),
        covered_by="refunds",
    ),
    Family(
        "payments",
        "{payment} p",
        "p.day",
        (
            Measure("paid_amount", _when("p.done = 1", "p.amount"), "money"),
            Measure("payment_fees", _when("p.done = 1", "p.fee"), "money"),
            Measure("fraud_amount", "SUM(p.fraud)", "money"),
        ),
        _plain("p", ("payment_method", "device", "country", "channel", "source")),
    ),
    Family(
        "deliveries",
        "{delivery} d",
        "d.day",
        (Measure("delivered", "COUNT(*)"), Measure("delivered_on_time", "SUM(d.on_time)")),
        _plain("d", ("carrier", "country", "source")),
    ),
    Family(
        "carts",
        "{cart} c",
        "c.day",
        (
            Measure("carts", "COUNT(*)"),
            Measure("carts_converted", _when("c.step = 3", "1")),
            Measure("checkouts", _when("c.step >= 1", "1")),
            Measure("checkout_amount", _when("c.step >= 1", "c.amount"), "money"),
            Measure("payments_started", _when("c.step >= 2", "1")),
            Measure("payments_done", _when("c.step = 3", "1")),
        ),
        _plain("c", (*TRAFFIC_DIMENSIONS, "payment_method")) | {SEGMENT: "c.customer"},
        raw_only=frozenset({SEGMENT}),
        telling=_LEFT,
    ),
    Family(
        "visits",
        _VISITS,
        "v.day",
        (
            Measure("visits", "COUNT(*)"),
            Measure("page_views", "SUM(v.pages)"),
            Measure("bounces", _when("v.pages = 1", "1")),
            Measure("returning_visits", "SUM(v.known)"),
            Measure("product_visits", _when("v.steps & 1", "1")),
        ),
        _plain("x", TRAFFIC_DIMENSIONS),
    ),
    Family(
        "spend",
        "{spend} s",
        "s.day",
        (
            Measure("spend", "SUM(s.amount)", "money"),
            Measure("ad_impressions", "SUM(s.impressions)"),
            Measure("ad_clicks", "SUM(s.clicks)"),
        ),
        _plain("s", ("channel", "campaign", "source")),
    ),
    Family(
        "search",
        "{search_result} s",
        "s.day",
        (
            Measure("search_impressions", "SUM(s.impressions)"),
            Measure("search_clicks", "SUM(s.clicks)"),
            Measure("position_sum", "SUM(s.position)", "thousandths"),
        ),
        _plain("s", ("keyword", "landing_page", "source")),
    ),
    Family(
        "engagement",
        "{engagement} e",
        "e.day",
        (
            Measure("signups", _when("e.kind = 1", "e.times")),
            Measure("accounts", _when("e.kind = 2", "e.times")),
            Measure("loyalty_joins", _when("e.kind = 3", "e.times")),
            Measure("shares", _when("e.kind = 4", "e.times")),
            Measure("referrals_sent", _when("e.kind = 5", "e.times")),
        ),
        _plain("e", ("channel", "device", "source")) | {SEGMENT: "e.customer"},
        raw_only=frozenset({SEGMENT}),
    ),
    Family(
        "answers",
        "{answer} a",
        "a.day",
        (
            Measure("nps_answers", _when("a.kind = 1", "1")),
            Measure("promoters", _when("a.kind = 1 AND a.verdict = 1", "1")),
            Measure("detractors", _when("a.kind = 1 AND a.verdict = -1", "1")),
            Measure("satisfaction_answers", _when("a.kind = 2", "1")),
            Measure("satisfied", _when("a.kind = 2 AND a.verdict = 1", "1")),
        ),
        _plain("a", ("channel", "category", "customer_group", "source")) | {SEGMENT: "a.customer"},
        raw_only=frozenset({SEGMENT}),
    ),
    Family(
        "uptime",
        "{uptime} u",
        "u.day",
        (
            Measure("minutes_checked", "SUM(u.minutes_checked)", "minutes"),
            Measure("minutes_up", "SUM(u.minutes_up)", "minutes"),
        ),
        _plain("u", ("landing_page", "source")),
    ),
    # Pages and paths of a web server's log. By page they are read from the rows: there are many.
    Family(
        "pages",
        "{page} p",
        "p.day",
        (
            Measure("pages_viewed", "SUM(p.views)"),
            Measure("page_entries", "SUM(p.entries)"),
            Measure("page_exits", "SUM(p.exits)"),
            Measure("page_failures", "SUM(p.failures)"),
            Measure("page_answers", "SUM(p.views + p.failures)"),
            Measure("pages_timed", "SUM(p.timed)"),
            Measure("pages_slow", "SUM(p.slow)"),
            Measure("page_milliseconds", "SUM(p.milliseconds)"),
        ),
        _plain("p", ("page", "source")),
        raw_only=frozenset({"page"}),
    ),
    Family(
        "page_steps",
        "{page_step} t",
        "t.day",
        (Measure("page_steps", "SUM(t.times)"),),
        _plain("t", ("page", "source")),
        raw_only=frozenset({"page"}),
    ),
    Family(
        "answered",
        "{answered} a",
        "a.day",
        (
            Measure("requests", "SUM(a.requests)"),
            Measure("bytes_sent", "SUM(a.bytes)"),
            Measure("server_errors", _when("a.status >= 500", "a.requests")),
            Measure("bot_requests", "SUM(a.bots)"),
        ),
        _plain("a", ("source",)),
    ),
    Family(
        "running_costs",
        "{running_cost} c",
        "c.day",
        (Measure("running_costs", "SUM(c.amount)", "money"),),
        _plain("c", ("cost_kind", "source")),
    ),
    Family(
        "other_sales",
        "{other_sale} o",
        "o.day",
        (
            Measure("other_orders", "SUM(o.orders)"),
            Measure("other_goods", "SUM(o.goods)", "money"),
        ),
        _plain("o", ("sales_channel", "country", "category", "source")),
    ),
    # Cohorts, on the day they mature: N days after a customer's first order.
    *(
        Family(
            f"cohort_{days}",
            "(SELECT * FROM buyer WHERE generation = {generation}) b",
            f"(b.first_day + {days})",
            (
                Measure(f"matured_{days}", "COUNT(*)"),
                Measure(
                    f"retained_{days}",
                    _when(
                        f"b.second_day IS NOT NULL AND b.second_day <= b.first_day + {days}", "1"
                    ),
                ),
                Measure(f"value_{days}", f"SUM(b.value_{days})", "money"),
                Measure(f"margin_{days}", f"SUM(b.margin_{days})", "money"),
            ),
            _plain("b", ("channel", "country", "customer_group")) | {SEGMENT: "b.customer"},
            raw_only=frozenset({SEGMENT}),
            covered_by="sales",
            after=days,
        )
        for days in COHORT_DAYS
    ),
    Family(
        "milestones",
        "milestone m JOIN project p ON p.id = m.project",
        "m.original_day",
        (
            Measure("milestones_due", "COUNT(*)"),
            Measure(
                "milestones_on_time",
                _when("m.reached_day IS NOT NULL AND m.reached_day <= m.original_day", "1"),
            ),
        ),
        {"project": "p.name"},
        live=True,
        text=frozenset({"project"}),
    ),
    Family(
        "project_entries",
        "project_entry e JOIN project p ON p.id = e.project",
        "e.day",
        (
            Measure("milestone_minutes", _when("e.kind = 1", "e.amount"), "minutes"),
            Measure("available_minutes", _when("e.kind = 2", "e.amount"), "minutes"),
            Measure("project_cost", _when("e.kind = 3", "e.amount"), "money"),
            Measure("project_gain", _when("e.kind = 4", "e.amount"), "money"),
            # Of projects whose gain was never measured nothing can be said: it is not 0.
            Measure(
                "measured_minutes", _when(f"e.kind = 1 AND {_GAIN_KNOWN}", "e.amount"), "minutes"
            ),
            Measure("measured_cost", _when(f"e.kind = 3 AND {_GAIN_KNOWN}", "e.amount"), "money"),
        ),
        {"project": "p.name"},
        live=True,
        text=frozenset({"project"}),
    ),
)

# Units that came back, on the day they were ordered: no measure of its own, one of the products.
PRODUCT_FAMILIES: tuple[Family, ...] = (
    *(family for family in FAMILIES if "product" in family.dimensions),
    Family(
        "returned_lines",
        "{refund_line} l",
        "l.order_day",
        (Measure("units_back", "SUM(l.units)"),),
        {},
        text=frozenset({"product"}),
        wide=_LINE_OF_REFUND,
        wide_dimensions=_plain("r", ORDER_DIMENSIONS)
        | {SEGMENT: "r.customer"}
        | _PRODUCT_DIMENSIONS,
    ),
)
"""Families of lines, which know the product of each row: kept by week (``store.product_weeks``)."""

_VISITOR_DIMENSIONS = ("channel", "device", "country", "source")

DISTINCTS: tuple[Distinct, ...] = (
    Distinct("buyers", "sales", "{sale} s", PAID, "s.day", "s.customer",
             _plain("s", ORDER_DIMENSIONS), {SEGMENT: "s.customer"}),
    Distinct("visitors", "visits", _VISITS, "TRUE", "v.day", "v.visitor",
             _plain("x", _VISITOR_DIMENSIONS)),
    Distinct("cart_visitors", "carts", "{cart} c", "TRUE", "c.day", "c.visitor",
             _plain("c", _VISITOR_DIMENSIONS), {SEGMENT: "c.customer"}, _LEFT),
    Distinct("cart_buyers", "carts", "{cart} c", "c.step = 3", "c.day", "c.visitor",
             _plain("c", _VISITOR_DIMENSIONS), {SEGMENT: "c.customer"}, _LEFT),
)  # fmt: skip

SERIES_DIMENSIONS = (
    *TRAFFIC_DIMENSIONS, "payment_method", "sales_channel", "customer_group", "category",
)  # fmt: skip
"""Dimensions a daily series may carry; its values add to the same measure of any other source."""
