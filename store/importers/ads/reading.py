"""One pass over a report: rows in, one row of spend of each campaign and day out.

A report may be finer than campaigns (advertisements, devices, keywords): what belongs to one
campaign and day is added up, in the currency of the report, and turned into the shop's once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.columns.cells import BadCellError
from store.columns.days import NO_MOMENT, Clocks, moments
from store.columns.numbers import count, is_none, money, optional
from store.columns.texts import needed_text, text
from store.importers.ads.layout import several_days
from store.importers.exchange import at_rate, currency_code
from store.importers.mapped.series_reading import NO_RATE
from store.importers.plain.table import Cell
from store.importers.totals import TOTAL, begins_with_total
from store.messages import N_
from store.records import Fact, LeftOut, WholeDays
from store.row_parser import wrong_width
from store.spans import to_day
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from store.files import SourceFile
    from store.importers.ads.layout import AdLayout
    from store.importers.ads.network import Network
    from store.importers.protocol import Context, Record

    T = TypeVar("T")

NOTE = N_("A title or a note of the report")

_NOTES = ("©", "(c)", "copyright")
_PAR = 10**6


def outside_the_table(line: int, row: Sequence[str], expected: int) -> LeftOut:
    """Return the record of a row of another width: a sum, a note, or else a broken row."""
    first = next((cell for cell in row if cell.strip()), "")
    if begins_with_total(first):
        return LeftOut(line, "", TOTAL, rejected=False)
    if len(row) == 1 and first.strip().casefold().startswith(_NOTES):
        return LeftOut(line, "", NOTE, rejected=False)
    return wrong_width(line, row, expected)


def ref_of(*parts: str) -> str:
    """Return one text for several: different ones for different parts."""
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


_Key = tuple[str, int, str]
"""Account, day, and a campaign's number or name."""


@dataclass(slots=True)
class Sums:
    """What a campaign had on one day; ``spent`` by currency."""

    campaign: str = ""
    spent: dict[str, int] = field(default_factory=dict)
    impressions: int = 0
    clicks: int = 0
    rows: int = 0


class AdReading:
    """Reads one file once; ``records`` is the only thing to call."""

    def __init__(
        self, file: SourceFile, layout: AdLayout, context: Context, network: Network
    ) -> None:
        self._file = file
        self._layout = layout
        self._context = context
        self._network = network
        self._rejected = False
        self._sums: dict[_Key, Sums] = {}
        decimal = layout.decimal
        self._cost = self._cell("cost", optional(money(layout.title("cost"), decimal)), 0)
        self._impressions = self._counter("impressions")
        self._clicks = self._counter("clicks")
        self._campaign = self._cell("campaign", text, "")
        self._campaign_id = self._cell("campaign_id", text, "")
        self._account = self._cell("account", text, "")
        self._currency = self._cell("currency", _currency, "")
        parse = moments(Clocks.of(context.timezone), layout.form or "iso")
        self._day = self._cell("day", parse, NO_MOMENT)
        self._first = self._cell("first", parse, NO_MOMENT)
        self._last = self._cell("last", parse, NO_MOMENT)

    def _cell(self, role: str, parse: Callable[[str], T], default: T) -> Cell[T] | None:
        place = self._layout.places.get(role)
        if place is None:
            return None
        return Cell(self._layout.table.header[place], place, parse, default)

    def _counter(self, role: str) -> Cell[int] | None:
        return self._cell(role, optional(count(role, self._layout.decimal, negative=False)), 0)

    def records(self) -> Iterator[Record]:
        """Yield what was left out, then the sums."""
        for block in blocks(self._file, self._layout.table, outside_the_table):
            for found in block.left_out:
                self._rejected = self._rejected or found.rejected
                yield found
            for line, row in zip(block.lines, block.rows(), strict=True):
                left_out = self._left_out(line, row)
                if left_out is not None:
                    self._rejected = self._rejected or left_out.rejected
                    yield left_out
        yield from self._whole()
        yield from self._facts()

    def _left_out(self, line: int, row: Sequence[str]) -> LeftOut | None:
        """Take a row; return its record where it is left out."""
        if self._adds_up(row):
            return LeftOut(line, "", TOTAL, rejected=False)
        try:
            day = self._day_of(row)
            currency = self._currency_of(row)
            if self._rate(currency, day) is None:
                column = self._layout.title("cost")
                told = {"currency": currency}
                return LeftOut(line, column, NO_RATE, rejected=False, values=told)
            self._take(row, day, currency)
        except BadCellError as bad:
            return bad.left_out(line)
        return None

    def _take(self, row: Sequence[str], day: int, currency: str) -> None:
        cost = _of(self._cost, row, 0)
        impressions = _of(self._impressions, row, 0)
        clicks = _of(self._clicks, row, 0)
        name, number = _named(self._campaign, row), _named(self._campaign_id, row)
        key = (_named(self._account, row), day, number or name)
        sums = self._sums.setdefault(key, Sums())
        sums.campaign = name or number
        sums.spent[currency] = sums.spent.get(currency, 0) + cost
        sums.impressions += impressions
        sums.clicks += clicks
        sums.rows += 1

    def _adds_up(self, row: Sequence[str]) -> bool:
        """Return whether a row is a sum of others: it has no day of its own, or no campaign."""
        places = self._layout.places
        if "day" in places:
            day = row[places["day"]]
            if not is_none(day):
                return begins_with_total(day)
        elif "campaign" in places and is_none(row[places["campaign"]]):
            return True
        named = [row[places[role]] for role in ("campaign", "campaign_id") if role in places]
        if "day" in places:
            return any(map(begins_with_total, row)) or all(map(is_none, named))
        return begins_with_total(row[0])

    def _day_of(self, row: Sequence[str]) -> int:
        if self._day is not None:
            return self._day.of(row).day
        if self._first is None:
            period = self._layout.period
            assert period is not None, "a report of one day names it"
            return period[0]
        first = self._first.of(row).day
        if self._last is not None and self._last.of(row).day != first:
            raise several_days(self._file.name, self._network)
        return first

    def _currency_of(self, row: Sequence[str]) -> str:
        if self._currency is None:
            return self._layout.currency
        return self._currency.of(row)

    def _rate(self, currency: str, day: int) -> int | None:
        """Return units of the currency for one of the shop's, times 10^6."""
        if currency == self._context.currency:
            return _PAR
        rate = self._context.rate(currency, day)
        return rate if rate and rate > 0 else None

    def _whole(self) -> Iterator[WholeDays]:
        """Say which days this report is all of; not when some of its rows could not be read."""
        days = [day for _, day, _ in self._sums]
        days += self._layout.period or ()
        if self._rejected or not days:
            return
        accounts = {account for account, _, _ in self._sums}
        within: tuple[str, ...] = ("",)
        if accounts and "" not in accounts:
            # A report that names accounts speaks for these, and for what was given without one.
            within = tuple(ref_of(account, "") for account in sorted(accounts | {""}))
        yield WholeDays("spend", min(days), max(days), within)

    def _facts(self) -> Iterator[Fact]:
        for (account, day, campaign), sums in self._sums.items():
            amount = 0
            for currency, spent in sums.spent.items():
                rate = self._rate(currency, day) or _PAR
                amount += spent if rate == _PAR else at_rate(spent, rate)
            yield Fact(
                "spend",
                {
                    "day": day,
                    "ref": ref_of(account, to_day(day).isoformat(), campaign),
                    "channel": self._network.channel,
                    "campaign": sums.campaign,
                    "amount": amount,
                    "impressions": sums.impressions,
                    "clicks": sums.clicks,
                },
                sums.rows,
            )


def _currency(cell: str) -> str:
    return currency_code(needed_text(cell))


def _of(cell: Cell[int] | None, row: Sequence[str], default: int) -> int:
    return default if cell is None else cell.of(row)


def _named(cell: Cell[str] | None, row: Sequence[str]) -> str:
    name = "" if cell is None else cell.of(row)
    return "" if is_none(name) else name
