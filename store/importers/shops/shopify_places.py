"""Where an order of Shopify's came from and went to, as members of dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

WEB, STORE = "web", "store"

_SALES_CHANNELS = {
    "web": WEB,
    "580111": WEB,  # the online store's number as an app
    "pos": STORE,
    "129785": STORE,  # Point of Sale's
    "iphone": STORE,
    "android": STORE,
    "shopify_draft_order": "draft order",
    "1354745": "draft order",
    "subscription_contract": "subscription",
    "subscription_contract_checkout_one": "subscription",
}


def places(read: Callable[[str], Any]) -> dict[str, str]:
    """Return the order's members by dimension; ``read`` gives a cell of its first row by name."""
    came = read("Note Attributes")
    source = read("Source").lower()
    channel = _SALES_CHANNELS.get(source, source)
    if not channel and read("Location"):
        channel = STORE  # only Point of Sale fills in a location
    business = bool(read("Billing Company") or read("Payment Terms Name"))
    found = {
        "channel": came.get("source", "").lower(),
        "campaign": came.get("campaign", ""),
        "keyword": came.get("term", ""),
        "landing_page": came.get("landing_page", ""),
        "promo": read("Discount Code").upper(),
        "country": (read("Shipping Country") or read("Billing Country")).upper(),
        "region": _first(
            read, "Shipping Province Name", "Shipping Province", "Billing Province Name",
            "Billing Province",
        ),
        "customer_group": "business" if business else "private",
        "sales_channel": channel,
        "payment_method": read("Payment Method"),
    }  # fmt: skip
    return {dimension: member for dimension, member in found.items() if member}


def _first(read: Callable[[str], Any], *names: str) -> str:
    return next((value for name in names if (value := read(name))), "")
