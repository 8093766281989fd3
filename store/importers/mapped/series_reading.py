"""One pass over a daily series: rows in, one value per measure, day and members out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from store.columns.cells import BadCellError, CellError, Column
from store.columns.days import NO_MOMENT, Clocks, date_form, moments
from store.columns.numbers import NEGATIVE, count, decimal_sign, is_unknown, money, number_parser
from store.columns.questions import DATE_ORDER, DECIMAL
from store.columns.texts import needed_text, text, unless_unknown
from store.importers.exchange import at_rate, currency_code
from store.importers.mapped.rules import LEAVE_OUT
from store.importers.mapped.series_layout import units, unknown_measure
from store.importers.totals import TOTAL, begins_with_total
from store.messages import N_
from store.records import ExchangeRate, LeftOut, SeriesValue
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.columns.days import Moment
    from store.files import SourceFile
    from store.importers.mapped.series_layout import SeriesLayout
    from store.importers.protocol import Context, Record

NO_VALUE = N_("This row has no value.")
NO_RATE = N_("There is no exchange rate for {currency} on this day.")
NOT_ABOVE_ZERO = N_("An exchange rate is above zero.")

_RATE_DIGITS = 6

T = TypeVar("T")


class SeriesReading:
    """Reads one file once; ``records`` is the only thing to call."""

    def __init__(self, file: SourceFile, layout: SeriesLayout, context: Context) -> None:
        self._file = file
        self._layout = layout
        self._context = context
        mapping = layout.mapping
        places = {column: place for place, column in enumerate(layout.table.header)}
        self._places = places
        self._decimal = self._decimal_sign()
        form = mapping.date if mapping and mapping.date else ""
        form = form or date_form(
            layout.day, layout.cells(layout.day), context.answers.get(DATE_ORDER, "")
        )
        clocks = Clocks.of(context.timezone, mapping.zone if mapping else "")
        self._days = Column(layout.day, moments(clocks, form), NO_MOMENT)
        self._values: dict[tuple[str, str], Column[int]] = {}
        unknown = mapping.unknown if mapping else {}
        self._members = {
            name: Column(column, unless_unknown(unknown.get(name, ())), "")
            for name, column in layout.dimensions.items()
        }
        self._currencies = Column(layout.currency, currency_code, "")
        self._constants = dict(mapping.constants) if mapping else {}
        self._own_currency = mapping.currency if mapping else ""
        self._rules = [
            (rule, rule.matcher(self._decimal))
            for rule in (mapping.rules if mapping else ())
            if rule.then == LEAVE_OUT
        ]

    def _decimal_sign(self) -> str:
        mapping = self._layout.mapping
        said = (mapping.decimal if mapping else "") or self._context.answers.get(DECIMAL, "")
        columns = [*self._layout.measures, self._layout.value, self._layout.rate]
        return said or decimal_sign(
            cell for column in columns if column for cell in self._layout.cells(column)
        )

    def records(self) -> Iterator[Record]:
        """Yield every row of the file in one record, or in one for each of its measures."""
        for block in blocks(self._file, self._layout.table):
            yield from block.left_out
            for line, row in zip(block.lines, block.rows(), strict=True):
                try:
                    yield from self._row(line, row)
                except BadCellError as bad:
                    yield bad.left_out(line)

    def _row(self, line: int, row: Sequence[str]) -> list[Record]:
        for rule, matches in self._rules:
            if matches(row[self._places[rule.column]]):
                values = {"column": rule.column}
                return [LeftOut(line, rule.column, rule.reason, rejected=False, values=values)]
        if self._is_total(row):
            return [LeftOut(line, self._layout.day, TOTAL, rejected=False)]
        day: Moment = self._cell(row, self._days)
        if self._layout.rate:
            return [self._rate(row, day.day)]
        members = dict(self._constants)
        for dimension, column in self._members.items():
            member = self._cell(row, column)
            if member:
                members[dimension] = member
        currency = self._own_currency
        if self._layout.currency:
            currency = self._cell(row, self._currencies) or currency
        found: list[Record] = []
        for measure, values_of in self._given(row):
            if is_unknown(row[self._places[values_of.name]]):
                continue
            value = self._cell(row, values_of)
            if self._unit(measure) == "money" and currency not in ("", self._context.currency):
                rate = self._context.rate(currency, day.day)
                if not rate or rate < 0:
                    told = {"currency": currency}
                    return [LeftOut(line, values_of.name, NO_RATE, rejected=False, values=told)]
                value = at_rate(value, rate)
            found.append(SeriesValue(measure, day.day, value, members, rows=0 if found else 1))
        return found or [LeftOut(line, "", NO_VALUE, rejected=False)]

    def _is_total(self, row: Sequence[str]) -> bool:
        """Return whether a row adds up others: tools put such rows under or over the days."""
        day = row[self._places[self._layout.day]].strip()
        words = [day] if day else [cell.strip() for cell in row]
        return any(map(begins_with_total, words))

    def _given(self, row: Sequence[str]) -> Iterator[tuple[str, Column[int]]]:
        """Yield the measures of a row, each with the column that reads its cell."""
        layout = self._layout
        if not layout.measure:
            for column, measure in layout.measures.items():
                yield measure, self._column(column, measure)
            return
        word = row[self._places[layout.measure]]
        measure = layout.measure_of(word)
        if not measure:
            if not word.strip():
                raise BadCellError(layout.measure, CellError(NO_VALUE))
            raise unknown_measure(self._file.name, text(word)[:60])
        yield measure, self._column(layout.value, measure)

    def _column(self, name: str, measure: str) -> Column[int]:
        key = (name, measure)
        if key not in self._values:
            self._values[key] = Column(name, _parser(name, self._unit(measure), self._decimal), 0)
        return self._values[key]

    def _unit(self, measure: str) -> str:
        return units().get(measure) or self._context.series.get(measure, "count")

    def _rate(self, row: Sequence[str], day: int) -> ExchangeRate:
        """Return the rate of a day: units of the currency for one of the shop's."""
        currencies = Column(self._layout.currency, needed_text, "")
        self._cell(row, currencies)
        currency = self._cell(row, self._currencies)
        parse = number_parser(self._layout.rate, self._decimal, _RATE_DIGITS)
        rate = self._cell(row, Column(self._layout.rate, parse, 0))
        if rate <= 0:
            raise BadCellError(self._layout.rate, CellError(NOT_ABOVE_ZERO))
        return ExchangeRate(currency, day, rate)

    def _cell(self, row: Sequence[str], column: Column[T]) -> T:
        return column.of(row[self._places[column.name]])


def _parser(column: str, unit: str, decimal: str) -> Callable[[str], int]:
    if unit == "money":
        return money(column, decimal)
    if unit == "thousandths":
        return _not_negative(number_parser(column, decimal, 3))
    return count(column, decimal, negative=False)


def _not_negative(parse: Callable[[str], int]) -> Callable[[str], int]:
    def parsed(cell: str) -> int:
        value = parse(cell)
        if value < 0:
            raise CellError(NEGATIVE)
        return value

    return parsed
