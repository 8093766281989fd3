"""Packed cells of WooCommerce's order exports: items, fees, coupons and refunds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from store.columns.texts import text

if TYPE_CHECKING:
    from collections.abc import Callable

_PART = re.compile(
    r"(?:^|\|)(name|product_id|sku|quantity|total|sub_total|tax|tax_data|refunded|_variation_id):"
)
_FEE = re.compile(r"(?:^|\|\||;)name:(.*?)\|total:([^|;]*)")
_COUPON = re.compile(r"(?:^|;|\|)code:([^|;]+)")
_REFUND = re.compile(r"(?:^|;)amount:([^|;]*)\|reason:(.*?)\|date:([0-9][0-9T: +-]*)")


class Item(NamedTuple):
    """One item of an order, amounts without tax: ``before`` discounts, and ``goods`` after."""

    sku: str
    name: str
    units: int
    before: int
    goods: int
    refunded: int = 0
    refunded_units: int = 0


def packed_item(cell: str, amount: Callable[[str], int], pieces: Callable[[str], int]) -> Item:
    """Return the item of ``name:Soap|product_id:7|sku:S|quantity:2|total:10.00|sub_total:12.00``.

    A name may hold any sign: parts are told by their words.
    """
    marks = list(_PART.finditer(cell))
    ends = [*(mark.start() for mark in marks[1:]), len(cell)]
    parts: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=True):
        parts.setdefault(mark[1], cell[mark.end() : end])
    goods = amount(parts.get("total", ""))
    return Item(
        text(parts.get("sku", "")),
        text(parts.get("name", "")),
        pieces(parts.get("quantity", "")),
        amount(parts["sub_total"]) if parts.get("sub_total") else goods,
        goods,
        abs(amount(parts.get("refunded", ""))),
    )


def older_item(cell: str, amount: Callable[[str], int], pieces: Callable[[str], int]) -> Item:
    """Return the item of ``product_id:4959|1|30|size: Medium``: product, pieces, total."""
    product, quantity, total, *_ = [*cell.split("|"), "", ""]
    goods = amount(total)
    known, _colon, number = product.partition(":")
    sku = number if known.strip() == "sku" else product
    return Item(text(sku), text(sku), pieces(quantity), goods, goods)


def fees(cell: str, amount: Callable[[str], int]) -> list[tuple[str, int]]:
    """Return names and amounts of an order's fees."""
    return [(text(one[1]), amount(one[2])) for one in _FEE.finditer(cell)]


def coupons(cell: str) -> list[str]:
    """Return an order's promotion codes."""
    return [text(one) for one in _COUPON.findall(cell)]


def refunds(cell: str) -> list[tuple[str, str]]:
    """Return amount and day of each refund, as they are written."""
    return [(one[1], one[3].strip()) for one in _REFUND.finditer(cell)]
