"""What the server sends as text becomes numbers, amounts and instants."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
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
_REMEMBERED = 10_000
_LAST_SECOND = 24 * 3600 - 1
_CLOCK = re.compile(r" ([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])\Z")
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


@lru_cache(maxsize=_REMEMBERED)
def amount(text: str | None) -> int:
    """Return a DECIMAL column of money in stored units; prices come again and again."""
    return scaled(text, MONEY_DIGITS)


@lru_cache(maxsize=_REMEMBERED)
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
        self._midnights: dict[str, Moment | None] = {}

    def moment(self, text: str | None) -> Moment:
        """Return an instant; NULL and 0000-00-00 cannot be read."""
        text = (text or "")[:19]
        clock = _CLOCK.match(text, 10)
        midnight = self._midnight(text[:10]) if clock else None
        if clock is None or midnight is None or midnight.at is None:
            return self.read(text)
        hour, minute, second = clock.groups()
        passed = 3600 * int(hour) + 60 * int(minute) + int(second)
        return Moment(midnight.day, midnight.at + passed)

    def _midnight(self, day: str) -> Moment | None:
        """Return the start of a day; ``None`` where seconds cannot just be added to it."""
        if day in self._midnights:
            return self._midnights[day]
        first = None
        if self.clocks.file is self.clocks.shop:
            with suppress(CellError):
                first, last = self.read(f"{day} 00:00:00"), self.read(f"{day} 23:59:59")
                if (last.at or 0) - (first.at or 0) != _LAST_SECOND:
                    first = None  # the clock is changed on that day
        if len(self._midnights) >= _REMEMBERED:
            self._midnights.clear()
        self._midnights[day] = first
        return first

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
