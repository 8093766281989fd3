"""The European Central Bank's reference rates: its history, or the one day of its daily file.

The bank says what one euro is worth. For a shop in another currency the rate is what its currency
and the foreign one are worth in euros on the same day, divided exactly and rounded once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.columns.days import Clocks, moments
from store.columns.numbers import number_parser
from store.errors import ImportFileError
from store.importers.plain.days import form_of
from store.importers.protocol import Claim, Importer, Turn
from store.messages import N_, Message
from store.money import rounded
from store.records import ExchangeRate, LeftOut
from store.tables import blocks, find_table
from store.tables import sample as sample_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.columns.days import Moment
    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record

_DAY = "Date"
_EURO = "EUR"
_CODE = re.compile("[A-Z]{3}")
_DIGITS = 9
"""Digits behind the point that are read; the bank writes at most six."""
_MILLION = 10**6
_LEAST = 3
"""Currencies that a file of the bank has at least."""

_FINE = 1_000
"""The smallest rate that six decimals hold well enough: to half a thousandth."""

TOO_SMALL = N_(
    "Six decimals do not hold the rates of {codes} for one {currency} well enough: they are left"
    " out."
)
NO_RATES = N_("The bank gives no rates for this day.")
NO_OWN_RATE = N_("The bank gives no rate of {currency}, your shop's currency, for this day.")
NOT_ABOVE_ZERO = N_("An exchange rate is above zero.")


class EcbRates(Importer):
    """Reads eurofxref-hist.csv and eurofxref.csv."""

    name = "ecb_rates"
    """Before everything else: amounts of other files are changed at these rates."""
    label = N_("Exchange rates of the European Central Bank")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of Date and currencies."""
        header = sample.header()
        codes = [cell for cell in header[1:] if cell]
        if header[:1] != (_DAY,) or len(codes) < _LEAST or not all(map(_CODE.fullmatch, codes)):
            return None
        return Claim(self.name, Message(N_("it has a date, and a column for each currency")))

    def turn(self, sample: FileSample, context: Context) -> Turn:
        """Return the first turn: what has a currency is changed by rates."""
        del sample, context
        return Turn.RATES

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the rates of each day, in units for one of the shop's currency."""
        first_rows = sample_of(file, file.decided_encoding())
        table = find_table(first_rows, file.decided_encoding(), [_DAY])
        if context.currency != _EURO and table.index(context.currency) is None:
            raise ImportFileError(
                N_("{file} has no rates of {currency}, your shop's currency."),
                N_("Import rates from elsewhere: columns day, currency, rate."),
                file=file.name,
                currency=context.currency,
            )
        cells = [row[0] for row in first_rows.rows if row and row[0].strip() != _DAY]
        parse = moments(Clocks.of(context.timezone), form_of(_DAY, cells))
        codes = [(place, code) for place, code in enumerate(table.header) if _CODE.fullmatch(code)]
        small: set[str] = set()
        for block in blocks(file, table):
            yield from block.left_out
            for line, row in zip(block.lines, block.rows(), strict=True):
                yield from _row(line, row, codes, parse, context.currency, small)
        if small:
            told = {"codes": ", ".join(sorted(small)), "currency": context.currency}
            yield Message(TOO_SMALL, told)


def _row(
    line: int,
    row: Sequence[str],
    codes: Sequence[tuple[int, str]],
    parse: Callable[[str], Moment],
    own: str,
    small: set[str],
) -> Iterator[Record]:
    """Yield the rates of one day; the first of them counts for the row."""
    column = _DAY
    try:
        day = parse(row[0]).day
        in_euros: dict[str, int] = {}
        for place, column in codes:
            rate = _rate(column, row[place])
            if rate:
                in_euros[column] = rate
    except CellError as error:
        yield LeftOut(line, column, error.reason, values=error.values)
        return
    if not in_euros:
        yield LeftOut(line, "", NO_RATES, rejected=False)
        return
    in_euros[_EURO] = 10**_DIGITS
    if own not in in_euros:
        yield LeftOut(line, own, NO_OWN_RATE, rejected=False, values={"currency": own})
        return
    rows = 1
    for code, rate in in_euros.items():
        of_own = rounded(rate * _MILLION, in_euros[own])
        if code == own:
            continue
        if of_own < _FINE:
            small.add(code)
            continue
        yield ExchangeRate(code, day, of_own, rows)
        rows = 0
    if rows:
        yield LeftOut(line, "", NO_RATES, rejected=False)


def _rate(column: str, cell: str) -> int:
    """Return what one euro is worth, times 10^9; 0 where the bank gives none."""
    text = cell.strip()
    if text in ("", "-", "N/A"):
        return 0
    rate = number_parser(column, ".", _DIGITS)(text)
    if rate <= 0:
        raise CellError(NOT_ABOVE_ZERO)
    return rate


IMPORTER = EcbRates()
