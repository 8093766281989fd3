"""What the server sends as text becomes numbers, amounts and instants."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.columns.days import Clocks, Moment, moments
from store.columns.numbers import TOO_LARGE
from store.columns.texts import text as plain_text
from store.money import MONEY_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST_TEXT = 12 + 1
"""Digits before the point, and a sign: more units of a currency are a mistake."""
_MILLION = 10**6
FORM = "%Y-%m-%d %H:%M:%S"


def whole(text: str | None) -> int:
    """Return an integer column; NULL is 0."""
    return int(text) if text else 0


def scaled(text: str | None, digits: int) -> int:
    """Return a DECIMAL column times ``10 ** digits``, halves to the even one; NULL is 0."""
    if not text:
        return 0
    before, _, after = text.partition(".")
    if len(before) > _LARGEST_TEXT:
        raise CellError(TOO_LARGE)
    value = int(before + after[:digits].ljust(digits, "0"))
    rest = after[digits:]
    if rest.strip("0"):
        half = "5".ljust(len(rest), "0")
        if rest > half or (rest == half and value % 2):
            value += -1 if text[0] == "-" else 1
    return value


def amount(text: str | None) -> int:
    """Return a DECIMAL column of money in stored units."""
    return scaled(text, MONEY_DIGITS)


def rate(text: str | None) -> int:
    """Return a DECIMAL column times 10^6."""
    return scaled(text, 6)


def said(text: str | None) -> str:
    """Return a text column, harmless and on one line."""
    return plain_text(text) if text else ""


class Clock:
    """Naive instants of the database: on the clock ``zone``, days on the shop's."""

    def __init__(self, shop: str, zone: str) -> None:
        self.clocks = Clocks.of(shop, zone)
        self.read: Callable[[str], Moment] = moments(self.clocks, "iso")

    def moment(self, text: str | None) -> Moment:
        """Return an instant; NULL and 0000-00-00 cannot be read."""
        return self.read((text or "")[:19])

    def day(self, text: str | None) -> int | None:
        """Return the day of an instant, ``None`` where there is none."""
        try:
            return self.moment(text).day
        except CellError:
            return None

    def written(self, at: int) -> str:
        """Return an instant as the database writes it."""
        return datetime.fromtimestamp(at, self.clocks.file).strftime(FORM)


def earlier(text: str, by: timedelta) -> str:
    """Return an instant of the database moved back."""
    try:
        return (datetime.strptime(text, FORM) - by).strftime(FORM)  # noqa: DTZ007 - stays naive
    except (ValueError, OverflowError):
        return "1000-01-01 00:00:00"
