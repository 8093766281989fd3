"""Stripe's payments export (``payments.csv``, ``unified_payments.csv``), short or with all columns.

Days are on the shop's clock; the file's times are UTC. The amount is what the customer was charged,
in the shop's currency where the payment or its settlement was in it, else at the rate of the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.numbers import money, optional
from store.columns.texts import needed_text, text
from store.coverage import measure_subject
from store.importers.exchange import currency_code
from store.importers.payments.paying import (
    AGAIN,
    NOT_PAID,
    NOTHING,
    PAID,
    REFUND,
    TEST,
    Paid,
    ask_kind,
    converted,
    country_code,
    kind_id,
    rate_of,
    without_rate,
)
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, plain
from store.importers.protocol import Claim, Importer
from store.messages import N_, Message
from store.money import rounded
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.plain.table import Cell, PlainTable
    from store.importers.protocol import Context, Record

_ROLES = Roles(
    words={
        "id": ("id",),
        "created": ("created date utc", "created utc", "created date", "created"),
        "amount": ("amount",),
        "currency": ("currency",),
        "refunded": ("amount refunded",),
        "settled": ("converted amount",),
        "settled_in": ("converted currency",),
        "fee": ("fee",),
        "status": ("status",),
        "mode": ("mode",),
        "kind": ("payment source type", "payment method type"),
        "brand": ("card brand",),
        "country": ("card issue country", "card country"),
        "disputed": ("disputed amount", "dispute amount"),
        "dispute_reason": ("dispute reason",),
        "dispute_status": ("dispute status",),
    },
    needed=("id", "created", "amount", "currency", "status"),
)
_TELLING = frozenset({"id", "amount", "amount refunded", "currency", "status"})
_OF_STRIPE = frozenset({"converted amount", "captured", "converted amount refunded",
                        "payment source type", "seller message", "is link"})  # fmt: skip

_STATUSES = {
    **dict.fromkeys(
        ("paid", "succeeded", "refunded", "partially refunded", "disputed", "captured"), PAID
    ),
    **dict.fromkeys(
        (
            "failed", "blocked", "declined", "canceled", "cancelled", "expired", "incomplete",
            "uncaptured", "pending", "processing", "requires payment method", "requires action",
            "requires confirmation", "requires capture", "abandoned", "disputed uncaptured",
        ),
        NOT_PAID,
    ),
}  # fmt: skip
FRAUD_REASONS = frozenset({"fraudulent", "unrecognized", "debit not authorized"})
_NOT_LOST = frozenset({"won", "warning closed", "warning needs response", "warning under review",
                       "prevented", ""})  # fmt: skip


class Stripe(Importer):
    """Reads Stripe's payments."""

    name = "stripe"
    label = N_("Stripe: payments")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file with the columns of Stripe's payments."""
        words = {plain(title) for title in sample.header()}
        if not (words >= _TELLING and words & _OF_STRIPE):
            return None
        because = Message(N_("it has Stripe's columns, like Amount Refunded and Converted Amount"))
        return Claim(self.name, because)

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return payments; without the columns on disputes nothing is said of fraud."""
        del context
        found = _ROLES.columns(sample.header())
        if {"disputed", "dispute_reason"} <= found.keys():
            return frozenset({"payments"})
        told = ["paid_amount", *(["payment_fees"] if "fee" in found else [])]
        return frozenset(measure_subject(measure) for measure in told)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield a payment for every row, those that failed too."""
        table = open_table(file, context, _ROLES)
        yield from table.records(_Reading(file, table, context).row)


class _Reading:
    """Reads rows; a payment that comes twice counts once."""

    def __init__(self, file: SourceFile, table: PlainTable, context: Context) -> None:
        self._file = file
        self._context = context
        self._columns = table.columns
        decimal = table.decimal(
            *(table.columns[role] for role in ("amount", "settled", "fee") if table.has(role))
        )
        self._seen: set[str] = set()
        self._id = table.cell(table.columns["id"], needed_text, "")
        self._created = table.days(table.columns["created"], zone="UTC")
        self._money = {
            role: table.cell(column, optional(money(column, decimal)), 0)
            for role in ("settled", "fee", "disputed")
            if (column := table.columns.get(role))
        }
        column = table.columns["amount"]
        self._amount = table.cell(column, money(column, decimal), 0)
        column = table.columns["currency"]
        self._currency = table.cell(column, lambda cell: currency_code(needed_text(cell)), "")
        self._texts: dict[str, Cell[str]] = {
            role: table.cell(column, text, "")
            for role in ("mode", "kind", "brand", "country", "dispute_reason", "dispute_status")
            if (column := table.columns.get(role))
        }
        settled_in = table.columns.get("settled_in")
        self._settled_in = table.cell(settled_in, currency_code, "") if settled_in else None
        self._status = table.cell(table.columns["status"], needed_text, "")

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Yield the record of one row."""
        if self._word("mode", row) == "test":
            yield LeftOut(line, self._columns["mode"], TEST, rejected=False)
            return
        ref = self._id.of(row)
        if ref in self._seen:
            yield LeftOut(line, self._columns["id"], AGAIN, rejected=False)
            return
        day = self._created.of(row).day
        done = self._worth(row) == PAID
        amount = self._amount.of(row)
        currency = self._currency.of(row)
        settled = self._sum("settled", row)
        settled_in = (self._settled_in.of(row) if self._settled_in else "") or currency
        if currency == self._context.currency or not settled:
            rate = rate_of(self._context, currency, day)
            paid = amount
        else:
            rate = rate_of(self._context, settled_in, day)
            paid = settled
        fee_rate = rate_of(self._context, settled_in, day)
        fee = self._sum("fee", row)
        if rate is None or (fee and fee_rate is None):
            missing = currency if rate is None and paid == amount else settled_in
            yield without_rate(line, self._columns["amount"], missing)
            return
        self._seen.add(ref)
        own = converted(paid, rate)
        yield Paid(
            ref,
            day,
            self._method(row),
            own,
            converted(fee, fee_rate or 1),
            rounded(own * self._lost(row), amount) if amount > 0 else 0,
            done,
            country_code(self._texts["country"].of(row)) if "country" in self._texts else "",
        ).fact()

    def _worth(self, row: Sequence[str]) -> str:
        word = self._status.of(row)
        known = _STATUSES.get(plain(word)) or self._context.answers.get(kind_id(word), "")
        if known not in (PAID, NOT_PAID, NOTHING, REFUND):
            raise ask_kind(self._file.name, self._columns["status"], word)
        return PAID if known in (PAID, REFUND) else known

    def _lost(self, row: Sequence[str]) -> int:
        """Return what was taken back as fraud, in the payment's currency."""
        if self._word("dispute_reason", row) not in FRAUD_REASONS:
            return 0
        if "dispute_status" in self._texts and self._word("dispute_status", row) in _NOT_LOST:
            return 0
        return min(abs(self._sum("disputed", row)), self._amount.of(row))

    def _method(self, row: Sequence[str]) -> str:
        kind = self._word("kind", row)
        if not kind and self._word("brand", row):
            return "card"
        return kind or "stripe"

    def _word(self, role: str, row: Sequence[str]) -> str:
        cell = self._texts.get(role)
        return plain(cell.of(row)) if cell else ""

    def _sum(self, role: str, row: Sequence[str]) -> int:
        cell = self._money.get(role)
        return cell.of(row) if cell else 0


IMPORTER = Stripe()
