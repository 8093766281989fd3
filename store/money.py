"""How money is held: whole ten-thousandths of the shop's currency.

Two decimals would do for what a customer pays, but exports carry unit prices, tax-free amounts and
profits with up to four (Tableau's Superstore: 4,001 of 9,994 sales). Rounding each of its lines to
the cent moves yearly totals by tens of cents; with four decimals every total is exact and is
rounded once, where it is shown.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MONEY_DIGITS = 4
MONEY_SCALE = 10**MONEY_DIGITS
"""Stored units in one unit of the currency: 12.34 EUR is 123,400."""

WHOLE_CURRENCIES = frozenset(
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
        "XAF", "XOF", "XPF",
    }
)  # fmt: skip
"""Currencies without cents (ISO 4217): nobody pays half a yen."""


def to_stored(amount: Decimal) -> int:
    """Return ``amount`` (units of the currency) in stored units, halves to the even one."""
    return int((amount * MONEY_SCALE).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def rounded(numerator: int, denominator: int) -> int:
    """Return the quotient of whole numbers, halves to the even one; ``denominator`` is positive."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


def shared_out(amount: int, weights: Sequence[int]) -> list[int]:
    """Split ``amount`` in proportion to ``weights``, exactly: the parts sum to ``amount``.

    Each part is within one stored unit of its share. Weights that sum to nothing give it all to
    the first part.
    """
    whole = sum(weights)
    if whole <= 0:
        return [amount, *[0] * (len(weights) - 1)] if weights else []
    parts, given, gone = [], 0, 0
    for weight in weights:
        gone += weight
        upto = rounded(amount * gone, whole)
        parts.append(upto - given)
        given = upto
    return parts
