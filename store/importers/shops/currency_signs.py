"""Amounts with a sign of their currency: ``1 234,50 €``, ``US$12.00``, ``12,00 zł``."""

from __future__ import annotations

import re

_SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₹": "INR", "₩": "KRW", "₺": "TRY", "₫": "VND",
    "฿": "THB", "₪": "ILS", "₴": "UAH", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON",
    "лв": "BGN", "лв.": "BGN", "r$": "BRL", "us$": "USD", "$us": "USD", "ca$": "CAD", "$ca": "CAD",
    "a$": "AUD", "$au": "AUD", "chf": "CHF", "fr.": "CHF", "£gb": "GBP", "€eur": "EUR",
}  # fmt: skip
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "CLP", "COP", "ARS"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
}
_PARTS = re.compile(r"\A([^0-9(+\-\u2212.,]*)(.*?)([^0-9).,]*)\Z", re.DOTALL)


def parted(cell: str, home: str) -> tuple[str, str | None]:
    """Return the number without its sign, and the currency: ``""`` for none.

    A sign of several currencies is the shop's where it is one of them; else it is ``None``.
    """
    found = _PARTS.match(cell.strip())
    if found is None:
        return cell, ""
    sign = (found[1].strip() or found[3].strip()).casefold()
    number = found[2]
    if not sign or sign == "-":
        return cell, ""
    if sign in _SIGNS:
        return number, _SIGNS[sign]
    if sign in _SHARED:
        return number, home if home in _SHARED[sign] else None
    if len(sign) == 3 and sign.isascii() and sign.isalpha():
        return number, sign.upper()
    return cell, ""
