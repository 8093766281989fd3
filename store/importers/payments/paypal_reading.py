"""One pass over PayPal's activity: payments at once, what speaks of other rows at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.days import NO_MOMENT, Clocks, moments, zone
from store.columns.numbers import money, optional
from store.columns.questions import DATE_ORDER, ZONE, ask_zone
from store.columns.texts import needed_text, text
from store.importers.exchange import currency_code
from store.importers.payments import paying, paypal_words
from store.importers.payments.paying import Paid, ask_kind, converted, kind_id, rate_of
from store.importers.payments.paypal_words import CONVERSION, FEE, LOST, MOVED, PAYMENT, REFUND, WON
from store.importers.payments.paypal_zones import clock
from store.importers.plain.days import form_of
from store.importers.plain.table import Cell, open_table
from store.importers.plain.words import plain
from store.messages import N_
from store.money import rounded
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from store.columns.days import Moment
    from store.files import SourceFile
    from store.importers.protocol import Context, Record

METHOD = "paypal"
MEMO = N_("A note of PayPal's that moved no money")

_NEEDED = ("type", "status")
_ANSWERS = {
    paying.PAID: PAYMENT, paying.REFUND: REFUND, paying.FRAUD: LOST, paying.FEE: FEE,
    paying.NOT_PAID: paypal_words.FAILED, paying.NOTHING: MOVED,
}  # fmt: skip
_STATE_ANSWERS = {
    paying.PAID: paypal_words.DONE, paying.NOT_PAID: paypal_words.FAILED,
    paying.NOTHING: paypal_words.WAITING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A movement, as far as it was read; amounts in its own currency."""

    line: int
    ref: str
    about: str
    day: int
    kind: str
    currency: str
    gross: int
    fee: int
    country: str


class PaypalReading:
    """Reads one file once; ``records`` is the only thing to call."""

    def __init__(self, file: SourceFile, context: Context) -> None:
        self._file = file
        self._context = context
        self._table = table = open_table(file, context, paypal_words.ROLES)
        self._columns = columns = table.columns
        decimal = table.decimal(columns["gross"], columns["fee"], columns["net"])
        self._gross = table.cell(columns["gross"], optional(money(columns["gross"], decimal)), 0)
        self._fee = table.cell(columns["fee"], optional(money(columns["fee"], decimal)), 0)
        self._currency = table.cell(
            columns["currency"], lambda cell: currency_code(needed_text(cell)), ""
        )
        self._id = table.cell(columns["id"], needed_text, "")
        self._texts = {
            role: table.cell(columns[role], needed_text if role in _NEEDED else text, "")
            for role in ("time", "zone", "type", "status", "reference", "impact", "code", "country")
            if role in columns
        }
        self._form = self._date_form()
        self._places = {name: place for place, name in enumerate(table.table.header)}
        self._clocks: dict[str, Cell[Moment]] = {}
        self._days: dict[str, int] = {}
        self._later: list[_Row] = []
        self._converted: dict[str, dict[str, int]] = {}
        self._elsewhere = 0

    def _date_form(self) -> str:
        """Return how days are written: French and German accounts write the day first."""
        column = self._columns["date"]
        language = {plain(self._columns["gross"])} & paypal_words.DAY_FIRST
        answer = self._context.answers.get(DATE_ORDER, "dmy" if language else "")
        cells = self._table.cells(column)
        if any("." in cell for cell in cells):
            answer = answer or "dmy"
        form = form_of(column, cells, answer)
        timed = form.startswith("%") and "%H" not in form and "time" in self._columns
        return f"{form} %H:%M:%S" if timed else form

    def records(self) -> Iterator[Record]:
        """Yield every row of the file in one record, then what there is to warn of."""
        yield from self._table.records(self._row)
        for row in self._later:
            yield from self._settled(row)
        if self._elsewhere:
            yield paying.on_their_own_days(self._elsewhere)

    def _row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        if plain(self._text("impact", row)) in paypal_words.MEMO:
            yield LeftOut(line, self._columns["impact"], MEMO, rejected=False)
            return
        state = self._state(row)
        if state != paypal_words.DONE:
            reason = paying.WAITING if state == paypal_words.WAITING else paying.FAILED
            yield LeftOut(line, self._columns["status"], reason, rejected=False)
            return
        ref, day = self._id.of(row), self._day(row)
        currency, gross, fee = self._currency.of(row), self._gross.of(row), -self._fee.of(row)
        kind = self._kind(row)
        if kind in (MOVED, paypal_words.FAILED):
            reason = paying.MOVED if kind == MOVED else paying.FAILED
            yield LeftOut(line, self._columns["type"], reason, rejected=False)
            return
        if ref in self._days:
            yield LeftOut(line, self._columns["id"], paying.AGAIN, rejected=False)
            return
        country = paying.country_code(self._text("country", row))
        about = self._text("reference", row)
        found = _Row(line, ref, about, day, kind, currency, gross, fee, country)
        self._days[ref] = found.day
        if kind == CONVERSION:
            sums = self._converted.setdefault(found.about, {})
            sums[found.currency] = sums.get(found.currency, 0) + found.gross
            yield LeftOut(line, self._columns["type"], paying.MOVED, rejected=False)
        elif kind in (LOST, WON) or found.currency != self._context.currency:
            self._later.append(found)
        else:
            yield self._made(found, found.gross, found.fee)

    def _made(self, row: _Row, gross: int, fee: int) -> Record:
        """Return the record of a movement in the shop's currency."""
        if row.kind == PAYMENT and gross > 0:
            return Paid(row.ref, row.day, METHOD, gross, fee, country=row.country).fact()
        if row.kind == FEE:
            return Paid(row.ref, row.day, METHOD, 0, fee - gross).fact()
        if row.kind in (LOST, WON):
            day = self._days.get(row.about) if row.about else None
            if day is None:
                self._elsewhere += 1
            return Paid(
                row.ref, row.day if day is None else day, METHOD, 0, fee, -gross,
                country=row.country,
            ).fact()  # fmt: skip
        if row.kind == REFUND:
            if fee:  # PayPal gave a part of its fee back
                return Paid(row.ref, row.day, METHOD, 0, fee, country=row.country).fact()
            return LeftOut(row.line, self._columns["type"], paying.REFUNDED, rejected=False)
        return LeftOut(row.line, self._columns["type"], paying.SPENT, rejected=False)

    def _settled(self, row: _Row) -> Iterator[Record]:
        """Yield a movement that waited for the file's end, in the shop's currency."""
        own = self._context.currency
        sums = self._converted.get(row.ref, {})
        given, got = -sums.get(row.currency, 0), sums.get(own, 0)
        if row.currency != own and given and got and (given > 0) == (got > 0):
            share = abs(given)
            yield self._made(
                row,
                rounded(row.gross * abs(got), share),
                rounded(row.fee * abs(got), share),
            )
            return
        rate = rate_of(self._context, row.currency, row.day)
        if rate is None:
            yield paying.without_rate(row.line, self._columns["gross"], row.currency)
            return
        yield self._made(row, converted(row.gross, rate), converted(row.fee, rate))

    def _kind(self, row: Sequence[str]) -> str:
        word = self._text("type", row)
        kind = paypal_words.kind_of_code(self._text("code", row))
        kind = kind or paypal_words.kind_of_type(word)
        if kind:
            return kind
        answered = _ANSWERS.get(self._context.answers.get(kind_id(word), ""), "")
        if not answered:
            raise ask_kind(self._file.name, self._columns["type"], word)
        return answered

    def _state(self, row: Sequence[str]) -> str:
        if "status" not in self._texts:
            return paypal_words.DONE
        word = self._text("status", row)
        state = paypal_words.STATES.get(plain(word[:60]), "")
        state = state or _STATE_ANSWERS.get(self._context.answers.get(kind_id(word), ""), "")
        if not state:
            raise ask_kind(self._file.name, self._columns["status"], word)
        return state

    def _text(self, role: str, row: Sequence[str]) -> str:
        cell = self._texts.get(role)
        return cell.of(row) if cell else ""

    def _day(self, row: Sequence[str]) -> int:
        """Return the day on the shop's clock; a row without a time is of the day it says."""
        name = self._text("zone", row)
        place = self._places[self._columns["date"]]
        time = self._text("time", row)
        moment = f"{row[place].strip()} {time}".strip()
        cell = self._clocks.get(name)
        if cell is None:
            parse = moments(Clocks(self._clock(name), zone(self._context.timezone)), self._form)
            cell = self._clocks[name] = Cell(self._columns["date"], 0, parse, NO_MOMENT)
        return cell.of((moment,)).day

    def _clock(self, name: str) -> tzinfo:
        answer = self._context.answers.get(ZONE, "")
        if not name and "zone" not in self._texts:
            return zone(answer or self._context.timezone)
        known = clock(name)
        if known is not None:
            return known
        if not answer:
            raise ask_zone(self._file.name)
        return zone(answer)
