"""Clocks as PayPal writes them: PST, CEST, GMT+02:00 or Europe/Paris."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_HOURS = {
    "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4,
    "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "BRT": -3, "BRST": -2,
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "HEC": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])([0-9]{1,2}):?([0-9]{2})?\Z")


def clock(name: str) -> tzinfo | None:
    """Return the clock of a name; ``None`` for one that nobody knows or that is not one clock."""
    word = name.strip()[:40]
    if word.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[word.upper()]))
    offset = _OFFSET.match(word)
    if offset:
        delta = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if delta < timedelta(hours=18):
            return timezone(-delta if offset[1] == "-" else delta)
        return None
    if "/" not in word:
        return None
    try:
        return ZoneInfo(word)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
