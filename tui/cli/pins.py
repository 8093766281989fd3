"""Drivers as an owner says them: ``basket=66 €``, ``2026-12 traffic=150``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.targets.entry import folded, parse_amount
from goals.targets.plan_months import parse_months
from store.errors import OwnerError
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from fractions import Fraction

DRIVERS = {
    "traffic": ("traffic", "count"), "visits": ("traffic", "count"), "trafic": ("traffic", "count"),
    "visites": ("traffic", "count"),
    "orders": ("orders", "count"), "commandes": ("orders", "count"),
    "conversion": ("conversion", "share"),
    "basket": ("basket", "money"), "panier": ("basket", "money"),
    "margin": ("margin_rate", "share"), "margin_rate": ("margin_rate", "share"),
    "marge": ("margin_rate", "share"),
    "spend": ("spend", "money"), "depenses": ("spend", "money"),
}  # fmt: skip
"""What may be named, in both languages without accents: the driver and its unit."""


def pins(texts: Iterable[str], currency: str) -> dict[str, Fraction]:
    """Return the drivers that are said, by id."""
    return dict(_pin(text, currency) for text in texts)


def pins_by_month(texts: Iterable[str], currency: str) -> dict[date | None, dict[str, Fraction]]:
    """Return the drivers that are said, by the month before them; ``None`` is every month."""
    found: dict[date | None, dict[str, Fraction]] = {}
    for text in texts:
        month, _space, rest = text.strip().partition(" ")
        named = "=" not in month and bool(rest)
        first = parse_months(month)[0].start if named else None
        name, value = _pin(rest if named else text, currency)
        found.setdefault(first, {})[name] = value
    return found


def _pin(text: str, currency: str) -> tuple[str, Fraction]:
    name, _equals, value = text.partition("=")
    known = DRIVERS.get(folded(name))
    if known is None:
        raise OwnerError(
            N_("“{name}” is not a driver."),
            N_("Use traffic, orders, conversion, basket, margin or spend: 'basket=66 €'."),
            name=name.strip(),
        )
    return known[0], parse_amount(value, unit=known[1], currency=currency)
