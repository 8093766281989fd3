"""Search results by day: as the file has them, or a period's totals spread over its days.

A period's queries and its days are known, not the queries of each day. Every query keeps its clicks
and showings of the period, every day its own: what queries are not named for is the unknown one.
Clicks and showings without a click are spread apart, so that no day has more clicks than showings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.texts import BLANK
from store.importers.search_console.columns import COUNTRY, DEVICE, LOOK, PAGE, QUERY
from store.importers.search_console.rows import Result
from store.importers.spreading import shares, spread
from store.importers.traffic.figures import NOT_OVER
from store.messages import N_, Message
from store.records import Fact, LeftOut, WholeDays
from store.spans import to_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.importers.protocol import Record
    from store.importers.search_console.rows import ResultTable

TABLE = "search_result"
DIMENSIONS = {QUERY: "keyword", PAGE: "landing_page"}
NOT_SHOWN = N_("This was never shown in the results.")
TWICE = N_("This row is in the file already.")
SPREAD = N_(
    "The export has days and {names} apart: clicks and showings are exact by day and over the"
    " period, and estimated for each of them by day."
)
SPREAD_WIDER = N_(
    "The export has days and {names} apart, and these add up to more than the days: clicks and"
    " showings are exact over the period, and estimated by day."
)


def _fact(
    day: int, names: dict[str, str], clicks: int, impressions: int, depth: int, rows: int
) -> Fact:
    """Return the row of the store; ``depth`` are the places below the first, added up."""
    parts = [names.get(role, "") for role in (QUERY, PAGE)]
    parts += [names[role] for role in (COUNTRY, DEVICE, LOOK) if role in names]
    values = {
        "ref": "|".join((str(to_day(day)), *(part.replace("|", "%7C") for part in parts))),
        "day": day,
        "impressions": impressions,
        "clicks": clicks,
        "position": depth + 1000 * impressions,
    }
    members = {DIMENSIONS[role]: names[role] for role in DIMENSIONS if names.get(role)}
    return Fact(TABLE, values | members, rows)


def daily(table: ResultTable, today: int | None) -> Iterator[Record]:
    """Yield the rows of a table with a column of days."""
    days = [row.day for row in table.results() if isinstance(row, Result) and row.day != today]
    if days:
        yield WholeDays(TABLE, min(days), max(days))
    seen: set[int] = set()
    for row in table.results():
        if not isinstance(row, Result):
            yield row
            continue
        fact = _fact(row.day, row.names, row.clicks, row.impressions, row.depth, 1)
        key = hash(fact.values["ref"])
        if row.day == today:
            yield LeftOut(row.line, "", NOT_OVER, rejected=False)
        elif key in seen:
            yield LeftOut(row.line, "", TWICE)
        else:
            seen.add(key)
            yield fact


class PeriodReading:
    """Spreads the rows of a table without days over the days of the file beside it."""

    def __init__(self, role: str, days: Sequence[Result], today: int | None) -> None:
        self._role = role
        self._days = days
        self._today = today
        self._members: dict[str, list[int]] = {}
        self._lines: dict[str, tuple[int, int]] = {}

    def records(self, table: ResultTable) -> Iterator[Record]:
        for row in table.results():
            if not isinstance(row, Result):
                yield row
            elif not row.names[self._role]:
                columns = table.columns
                yield LeftOut(row.line, columns.header[columns.places[self._role]], BLANK)
            elif not row.impressions:
                yield LeftOut(row.line, "", NOT_SHOWN, rejected=False)
            else:
                self._add(row)
        if not self._members:
            return
        yield WholeDays(TABLE, self._days[0].day, self._days[-1].day, estimated=True)
        yield from self._facts()
        yield from self._warnings()

    def _add(self, row: Result) -> None:
        name = row.names[self._role]
        line, rows = self._lines.get(name, (row.line, 0))
        self._lines[name] = (line, rows + 1)
        sums = self._members.setdefault(name, [0, 0, 0])
        for at, value in enumerate((row.clicks, row.impressions - row.clicks, row.depth)):
            sums[at] += value

    def _facts(self) -> Iterator[Record]:
        sums = list(self._members.values())
        clicks = spread([one[0] for one in sums], [day.clicks for day in self._days])
        silent = spread([one[1] for one in sums], [d.impressions - d.clicks for d in self._days])
        shown = [[a + b for a, b in zip(*day, strict=True)] for day in zip(clicks, silent,
                                                                        strict=True)]  # fmt: skip
        as_told = [sum(day) for day in shown] == [day.impressions for day in self._days]
        whole = [day.depth for day in self._days] if as_told else None
        depths = _depths([one[2] for one in sums], shown, whole)
        waiting = {name: rows for name, (_, rows) in self._lines.items()}
        names = [*self._members, ""]
        for at, day in enumerate(self._days):
            if day.day == self._today:
                continue
            for number, name in enumerate(names):
                if shown[at][number]:
                    rows = waiting.pop(name, 0)
                    known = {self._role: name} if name else {}
                    yield _fact(
                        day.day, known, clicks[at][number], shown[at][number],
                        depths[at][number], rows,
                    )  # fmt: skip
        for name, rows in waiting.items():
            yield LeftOut(self._lines[name][0], "", NOT_OVER, rejected=False, rows=rows)

    def _warnings(self) -> Iterator[Message]:
        names = Message(N_("queries")) if self._role == QUERY else Message(N_("pages"))
        clicks, silent = (sum(one[at] for one in self._members.values()) for at in (0, 1))
        wider = clicks > sum(day.clicks for day in self._days)
        wider = wider or silent > sum(day.impressions - day.clicks for day in self._days)
        yield Message(SPREAD_WIDER if wider else SPREAD, {"names": names})


def _depths(
    members: Sequence[int], shown: Sequence[Sequence[int]], days: Sequence[int] | None
) -> list[list[int]]:
    """Return, for each day, how far down every member and the unknown one were, added up.

    A member is where it was in the period, on every day. The sums of ``days`` are kept where there
    are any: by the unknown one where it was shown, else by moving the others.
    """
    left = list(members)
    left_shown = [sum(day[at] for day in shown) for at in range(len(members))]
    found = []
    for number, parts in enumerate(shown):
        named = parts[:-1]
        depths = [
            rest * part // rests if rests else 0
            for rest, part, rests in zip(left, named, left_shown, strict=True)
        ]
        unknown = 0
        if days is not None:
            over = sum(depths) - days[number]
            if over > 0 or (over and not parts[-1]):
                depths = shares(days[number], depths if any(depths) else named)
            unknown = days[number] - sum(depths)
        left = [max(0, rest - depth) for rest, depth in zip(left, depths, strict=True)]
        left_shown = [rests - part for rests, part in zip(left_shown, named, strict=True)]
        found.append([*depths, unknown])
    return found
