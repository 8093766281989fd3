"""What kinds of files a mapping can describe: what a column can be, and what must be there."""

from __future__ import annotations

from dataclasses import dataclass

from store.measures import SERIES_DIMENSIONS
from store.migrations.m0001_first import ORDER_DIMENSIONS

ORDER_LINES = "order_lines"
DAILY_SERIES = "daily_series"
ACCESS_LOG = "access_log"

ORDER_ROLES = (
    "order", "day", "sku", "product", "category", "subcategory", "quantity", "price", "amount",
    "discount", "discount_share", "cost", "unit_cost", "profit", "line_tax", "customer",
    "shipping", "tax", "currency", "refund_of",
)  # fmt: skip
"""What a column of order lines can be. ``price`` is of one unit, ``amount`` of the whole line."""

SERIES_ROLES = ("day", "measure", "value", "currency", "rate")
"""What a column of daily series can be; wide files name their measures in ``[measures]``."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``roles`` are the keys of ``[columns]``, ``needed`` those that must be there.

    ``dimensions`` are those of ``[dimensions]`` and ``[constants]``, ``options`` of ``[options]``.
    """

    roles: tuple[str, ...]
    dimensions: tuple[str, ...]
    needed: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {
    ORDER_LINES: Kind(ORDER_ROLES, ORDER_DIMENSIONS),
    DAILY_SERIES: Kind(SERIES_ROLES, SERIES_DIMENSIONS, ("day",)),
    "surveys": Kind(
        ("day", "score", "id", "customer"),
        ("channel", "category", "customer_group"),
        ("day", "score"),
        ("survey",),
    ),
    "shop_sales": Kind(
        ("day", "shop", "orders", "with_tax", "without_tax", "tax", "amount"),
        ("sales_channel", "country", "category"),
        ("day",),
        ("tax", "tax_rate"),
    ),
    "spend": Kind(
        ("day", "month", "amount", "currency"), ("channel", "campaign", "cost_kind"), ("amount",)
    ),
    "deliveries": Kind(
        ("order", "parcel", "promised", "shipped", "delivered"),
        ("carrier", "country"),
        ("delivered",),
        ("within_days",),
    ),
    "uptime_checks": Kind(
        ("time", "status", "milliseconds", "minutes"), ("landing_page",), ("time", "status")
    ),
    ACCESS_LOG: Kind((), ()),
    "projects": Kind(
        (
            "project", "project_start", "project_due", "phase", "milestone", "original", "revised",
            "reached", "day", "worked", "available", "cost", "gain",
        ),
        (),
        ("project",),
    ),
}  # fmt: skip
"""By the name of the importer that reads them."""
