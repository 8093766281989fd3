"""Spend and running costs as an owner writes them down: a day or a month, what for, how much.

A table with a channel is marketing spend, one with a kind of cost is running costs. The amount of a
month is spread evenly over its days, to the ten-thousandth. A file is all that is known of its
channels (or kinds of cost) on its days: a line that was taken out of it counts no more.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.columns.days import NO_SUCH_DAY
from store.columns.numbers import money
from store.columns.questions import CURRENCY
from store.columns.texts import needed_text, text
from store.errors import ImportFileError
from store.importers.ads.reading import ref_of
from store.importers.exchange import currency_code
from store.importers.payments.paying import converted, rate_of, without_rate
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, plain, telling_header
from store.importers.protocol import Claim, Importer
from store.importers.totals import TOTAL, begins_with_total, is_total
from store.messages import N_, Message, counted
from store.money import shared_out
from store.records import Fact, LeftOut, WholeDays
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.plain.table import PlainTable
    from store.importers.protocol import Context, Record

_DAY = ("date", "day", "jour", "datum", "le")
_MONTH = ("month", "mois", "monat", "periode", "period")
_AMOUNT = (
    "amount", "montant", "cost", "cout", "spend", "spent", "depense", "depenses", "budget depense",
    "betrag", "kosten", "montant ht", "montant hors taxe", "montant htva", "cout ht", "depense ht",
)  # fmt: skip
_CHANNEL = ("channel", "canal", "support", "platform", "plateforme", "levier", "network", "regie",
            "media")  # fmt: skip
_KIND = (
    "kind", "cost kind", "kind of cost", "type of cost", "nature", "nature de la depense", "poste",
    "type de cout", "type de charge", "charge", "expense", "category of cost", "poste de cout",
)  # fmt: skip
_IGNORED = (
    "note", "notes", "comment", "commentaire", "remarque", "invoice", "facture", "supplier",
    "fournisseur", "n facture", "reference", "libelle", "label", "description",
)  # fmt: skip
_ROLES = Roles(
    words={
        "day": _DAY,
        "month": _MONTH,
        "amount": _AMOUNT,
        "currency": ("currency", "devise", "monnaie", "currency code", "wahrung"),
        "channel": _CHANNEL,
        "campaign": ("campaign", "campagne", "operation", "kampagne"),
        "cost_kind": _KIND,
    },
    needed=("amount",),
    telling=("channel", "cost_kind"),
    ignored=_IGNORED,
)
_MONTH_FORMS = (
    re.compile(r"(?P<Y>[0-9]{4})[-/.]?(?P<m>[0-9]{2})\Z"),
    re.compile(r"(?P<m>[0-9]{1,2})[-/.](?P<Y>[0-9]{4})\Z"),
    re.compile(r"(?P<b>[^\W\d_]{3,9})\.?[\s-]+(?P<Y>[0-9]{4})\Z"),
    re.compile(r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-01\Z"),
)
_MONTHS = {
    word: number
    for words in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    )
    for number, word in enumerate(words.split(), 1)
}
NOT_A_MONTH = N_("This is not a month like 2026-09.")


class Spend(Importer):
    """Reads tables of spend or of running costs."""

    name = "spend"
    label = N_("Spend and running costs, as you note them")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of known titles: a day or a month, an amount, a channel or kind of cost."""
        header = telling_header(sample, _ROLES)
        found = _ROLES.columns(header)
        if not found or not found.keys() & {"day", "month"}:
            return None
        if "day" in found and plain(found["amount"]) == "spend" and "cost_kind" not in found:
            return None  # daily figures
        named = ", ".join(found.values())
        because = Message(N_("it has the columns {columns}"), {"columns": text(named)})
        return Claim(self.name, because, general=True)

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return spend, or running costs where a column names their kind and none a channel."""
        mapping = context.mapping
        if mapping is not None:
            named = {*mapping.dimensions, *mapping.constants}
        else:
            named = set(_ROLES.columns(telling_header(sample, _ROLES)))
        return frozenset({"spend" if _is_spend(named) else "running_costs"})

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the cost of each day, channel and campaign, or of each day and kind."""
        dimensions = ("channel", "campaign", "cost_kind")
        yield from _Reading(
            open_table(file, context, _ROLES, dimensions=dimensions), context
        ).records()


def _is_spend(named: set[str]) -> bool:
    return "channel" in named or "cost_kind" not in named


class _Reading:
    """Reads one table."""

    def __init__(self, table: PlainTable, context: Context) -> None:
        self._table = table
        self._context = context
        columns = table.columns
        if "day" not in columns and "month" not in columns:
            raise ImportFileError(
                N_("{file} has no column of days or months."),
                N_("Call it day or month, or name it under [columns] in a mapping."),
                file=table.file.name,
            )
        constants = set(context.mapping.constants) if context.mapping else set()
        self._is_spend = _is_spend({*table.dimensions, *constants})
        column = columns["amount"]
        self._amount = table.cell(column, money(column, table.decimal(column)), 0)
        self._members = table.members()
        self._currency = (
            table.cell(columns["currency"], lambda cell: currency_code(needed_text(cell)), "")
            if "currency" in columns
            else None
        )
        self._months = "month" in columns or self._days_are_months()
        when = columns.get("month") or columns["day"]
        self._month = table.cell(when, month, (0, 0))
        self._day = None if self._months else table.days(columns["day"])
        self._amounts: dict[tuple[str, ...], dict[int, int]] = {}
        self._rows: dict[tuple[tuple[str, ...], int], int] = {}
        self._rejected = False
        self._spread = 0

    def _days_are_months(self) -> bool:
        cells = [cell for cell in self._table.cells(self._table.columns["day"]) if cell.strip()]
        return bool(cells) and all(_is_month(cell) for cell in cells)

    def records(self) -> Iterator[Record]:
        """Yield what was left out, then the sums."""
        for record in self._table.records(self._row):
            self._rejected = self._rejected or (isinstance(record, LeftOut) and record.rejected)
            yield record
        yield from self._whole()
        for key, days in self._amounts.items():
            for day, amount in days.items():
                if self._has_come(key, day):
                    yield self._fact(key, day, amount)
        if self._spread:
            yield counted(
                N_("{n} amount of a month is spread evenly over its days."),
                N_("{n} amounts of a month are spread evenly over its days."),
                "n",
                {"n": self._spread},
            )

    def _row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        if any(map(begins_with_total, row)) and self._has_no_time(row):
            yield LeftOut(line, "", TOTAL, rejected=False)
            return
        first, last = self._days(row)
        members = self._members(row)
        amount = self._amount.of(row)
        currency = self._currency.of(row) if self._currency else self._own_currency()
        days = range(first, last + 1)
        rates = [rate_of(self._context, currency, day) for day in days]
        if None in rates:
            yield without_rate(line, self._table.columns["amount"], currency)
            return
        key = tuple(members.get(name, "") for name in self._names)
        sums = self._amounts.setdefault(key, {})
        parts = shared_out(amount, [1] * len(days))
        for day, part, rate in zip(days, parts, rates, strict=True):
            sums[day] = sums.get(day, 0) + converted(part, rate or 1)
        self._rows[key, first] = self._rows.get((key, first), 0) + 1
        self._spread += self._months

    @property
    def _names(self) -> tuple[str, ...]:
        return ("channel", "campaign") if self._is_spend else ("cost_kind",)

    def _has_no_time(self, row: Sequence[str]) -> bool:
        place = self._table.table.index(
            self._table.columns.get("month") or self._table.columns["day"]
        )
        return place is not None and (not row[place].strip() or is_total(row[place]))

    def _days(self, row: Sequence[str]) -> tuple[int, int]:
        if self._day is not None:
            day = self._day.of(row).day
            return day, day
        year, number = self._month.of(row)
        first = date(year, number, 1)
        return to_number(first), to_number(first) + calendar.monthrange(year, number)[1] - 1

    def _own_currency(self) -> str:
        mapping = self._context.mapping
        said = mapping.currency if mapping else ""
        return said or self._context.answers.get(CURRENCY, "") or self._context.currency

    def _whole(self) -> Iterator[WholeDays]:
        days = [day for of_key in self._amounts.values() for day in of_key]
        if self._rejected or not days:
            return
        within = tuple(sorted({ref_of(key[0], "") for key in self._amounts}))
        table = "spend" if self._is_spend else "running_cost"
        yield WholeDays(table, min(days), max(days), within)

    def _has_come(self, key: tuple[str, ...], day: int) -> bool:
        """Return whether to tell of a day: the rest of the running month comes another time."""
        today = self._context.today
        return today is None or day <= today or (key, day) in self._rows

    def _fact(self, key: tuple[str, ...], day: int, amount: int) -> Fact:
        values: dict[str, object] = dict(zip(self._names, key, strict=True))
        # The first part names its beginning: a file speaks for its channels or kinds alone.
        values |= {
            "day": day,
            "amount": amount,
            "ref": ref_of(key[0], to_day(day).isoformat(), *key[1:]),
        }
        table = "spend" if self._is_spend else "running_cost"
        return Fact(table, values, self._rows.get((key, day), 0))


def month(cell: str) -> tuple[int, int]:
    """Return year and month of ``2026-09``, ``09/2026``, ``Sept. 2026`` or ``2026-09-01``."""
    found = next((match for form in _MONTH_FORMS if (match := form.match(cell.strip()))), None)
    if found is None:
        raise CellError(NOT_A_MONTH)
    parts = found.groupdict()
    number = _MONTHS.get(plain(parts["b"]), 0) if parts.get("b") else int(parts.get("m") or 0)
    year = int(parts["Y"])
    if not (1 <= number <= 12 and 1970 <= year <= 2100):
        raise CellError(NO_SUCH_DAY)
    return year, number


def _is_month(cell: str) -> bool:
    try:
        month(cell)
    except CellError:
        return False
    return not cell.strip().endswith("-01") or len(cell.strip()) < 10


IMPORTER = Spend()
