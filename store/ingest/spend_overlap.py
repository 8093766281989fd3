"""Spend told by day and channel, and by a network's own report: of one channel, only one counts.

Sources of spend add up, for each knows a part: the network its campaigns, the owner's table the
catalogue that was printed. Only where daily figures and a report speak of the same channel on the
same day, or one of them says no channel, would money count twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.messages import N_
from store.spans import to_day

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

_PUBLISHED = "IN (SELECT id FROM import WHERE state = 'published')"


def refuse_double_spend(
    connection: sqlite3.Connection,
    series: Collection[tuple[int, int]],
    importing: int,
    source: str,
) -> None:
    """Raise when another source already tells the spend of a day and channel of this import.

    ``series`` are the days and channels of spend that it gives as daily figures; its rows of spend
    are those written under ``importing``.
    """
    if series:
        days = {day for day, _ in series}
        for day, channel, name, other in connection.execute(
            "SELECT DISTINCT s.day, s.channel, COALESCE(c.name, ''), m.name FROM spend s"
            " JOIN member m ON m.id = s.source LEFT JOIN member c ON c.id = s.channel"
            f" WHERE s.day BETWEEN ? AND ? AND s.amount <> 0 AND m.name <> ?"
            f" AND s.import {_PUBLISHED} ORDER BY s.day, s.channel",
            (min(days), max(days), source),
        ):
            if (day, channel) in series or (day, 0) in series or (day in days and not channel):
                raise _double(day, name, other)
    found = connection.execute(
        "SELECT s.day, COALESCE(c.name, ''), m.name FROM spend s"
        " JOIN series r ON r.measure = 'spend' AND r.day = s.day AND r.value <> 0"
        " AND (r.channel = s.channel OR r.channel = 0 OR s.channel = 0)"
        " JOIN member m ON m.id = r.source LEFT JOIN member c ON c.id = s.channel"
        f" WHERE s.import = ? AND s.amount <> 0 AND m.name <> ? AND r.import {_PUBLISHED}"
        " ORDER BY s.day LIMIT 1",
        (importing, source),
    ).fetchone()
    if found:
        raise _double(*found)


def _double(day: int, channel: str, other: str) -> ImportFileError:
    return ImportFileError(
        N_("The spend of {day} on {channel} is already known from {other}.")
        if channel
        else N_("The spend of {day} is already known from {other}."),
        N_("Take it out of one of the two files: both together would count twice."),
        day=to_day(day),
        channel=channel,
        other=other,
    )
