"""How money is held: whole ten-thousandths of the shop's currency.

Two decimals would do for what a customer pays, but exports carry unit prices, tax-free amounts and
profits with up to four (Tableau's Superstore: 4,001 of 9,994 sales). Rounding each of its lines to
the cent moves yearly totals by tens of cents; with four decimals every total is exact and is
rounded once, where it is shown.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

MONEY_DIGITS = 4
MONEY_SCALE = 10**MONEY_DIGITS
"""Stored units in one unit of the currency: 12.34 EUR is 123,400."""


def to_stored(amount: Decimal) -> int:
    """Return ``amount`` (units of the currency) in stored units, halves to the even one."""
    return int((amount * MONEY_SCALE).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
