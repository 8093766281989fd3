"""Stripe's balance: every movement of the account, as an itemised report or the dashboard's list.

It knows all fees, those of disputes and those billed apart, in the currency of the account. It
tells the same payments as the payments export and goes by another source: only one of them counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store.columns.days import NO_MOMENT
from store.columns.numbers import money, optional
from store.columns.texts import needed_text, text
from store.importers.exchange import currency_code
from store.importers.payments import paying
from store.importers.payments.paying import (
    FEE,
    FRAUD,
    NOT_PAID,
    NOTHING,
    PAID,
    REFUND,
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
from store.importers.stripe import FRAUD_REASONS
from store.messages import N_, Message
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.plain.table import PlainTable
    from store.importers.protocol import Context, Record

_ROLES = Roles(
    words={
        "id": ("balance transaction id", "id"),
        "created": ("created utc",),
        "kind": ("reporting category", "type"),
        "gross": ("gross", "amount"),
        "fee": ("fee",),
        "net": ("net",),
        "currency": ("currency",),
        "method": ("payment method type",),
        "country": ("card country",),
        "reason": ("dispute reason",),
        "charged": ("charge created utc",),
        "description": ("description",),
    },
    needed=("id", "created", "kind", "gross", "fee", "net", "currency"),
)
_ITEMISED = frozenset({"balance transaction id", "reporting category", "gross", "fee", "net"})
_LISTED = frozenset({"id", "type", "source", "amount", "fee", "net", "available on utc"})

_KINDS = {
    word.replace("+", " "): kind
    for kind, words in {
        PAID: "charge payment charge+failure payment+failure+refund charge+failed",
        REFUND: "refund payment+refund refund+failure partial+capture+reversal payment+reversal",
        FRAUD: "dispute dispute+reversal",
        FEE: """fee stripe+fee tax+fee network+cost stripe+fx+fee application+fee
            application+fee+refund payment+network+cost""",
        NOTHING: """payout payout+reversal payout+cancel payout+failure transfer transfer+reversal
            transfer+refund transfer+failure transfer+cancel topup topup+reversal
            risk+reserved+funds reserve+transaction reserved+funds reserve+hold reserve+release
            contribution other+adjustment advance advance+funding connect+collection+transfer
            platform+earning platform+earning+refund issuing+transaction
            issuing+authorization+hold unreconciled+customer+funds anticipation+repayment
            climate+order+purchase financing+payout financing+paydown obligation+outbound
            obligation+inbound""",
    }.items()
    for word in words.split()
}
_CHARGEBACK = "chargeback"


class StripeBalance(Importer):
    """Reads Stripe's balance."""

    name = "stripe_balance"
    label = N_("Stripe: balance with all fees")
    covers = ("payments",)

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file with the columns of Stripe's balance."""
        words = {plain(title) for title in sample.header()}
        if not (words >= _ITEMISED or words >= _LISTED):
            return None
        because = Message(N_("it has the columns of Stripe's balance, like Fee and Net"))
        return Claim(self.name, because)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield every payment, fee and dispute."""
        table = open_table(file, context, _ROLES)
        yield from _Reading(file, table, context).records()


class _Reading:
    """Reads rows; a movement that comes twice counts once."""

    def __init__(self, file: SourceFile, table: PlainTable, context: Context) -> None:
        self._file = file
        self._table = table
        self._context = context
        self._disputes: list[tuple[Paid, int]] = []
        self._first: int | None = None
        self._columns = columns = table.columns
        decimal = table.decimal(columns["gross"], columns["fee"], columns["net"])
        self._seen: set[str] = set()
        self._id = table.cell(columns["id"], needed_text, "")
        self._created = table.days(columns["created"], zone="UTC")
        self._charged = (
            table.days(columns["charged"], zone="UTC", blank=True) if "charged" in columns else None
        )
        self._gross = table.cell(columns["gross"], money(columns["gross"], decimal), 0)
        self._fee = table.cell(columns["fee"], optional(money(columns["fee"], decimal)), 0)
        self._currency = table.cell(
            columns["currency"], lambda cell: currency_code(needed_text(cell)), ""
        )
        self._kind = table.cell(columns["kind"], needed_text, "")
        self._texts = {
            role: table.cell(columns[role], text, "")
            for role in ("method", "country", "reason", "description")
            if role in columns
        }

    def records(self) -> Iterator[Record]:
        """Yield every row of the file in one record, then what there is to warn of.

        A dispute counts on the day of its payment, but not before the first day of the file: it
        would seem to speak of days that it says nothing of.
        """
        yield from self._table.records(self._row)
        elsewhere = 0
        for dispute, charged in self._disputes:
            known = self._first is not None and charged >= self._first
            elsewhere += not known
            yield (replace(dispute, day=charged) if known else dispute).fact()
        if elsewhere:
            yield paying.on_their_own_days(elsewhere)

    def _row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Yield the record of one row."""
        ref = self._id.of(row)
        day = self._created.of(row).day
        currency, gross, fee = self._currency.of(row), self._gross.of(row), self._fee.of(row)
        kind = self._worth(row)
        column = self._columns["kind"]
        if ref in self._seen:
            yield LeftOut(line, self._columns["id"], paying.AGAIN, rejected=False)
            return
        rate = rate_of(self._context, currency, day)
        if rate is None:
            yield without_rate(line, self._columns["gross"], currency)
            return
        fraud = 0
        if kind == FRAUD:
            fraud = self._fraud(row, gross)
        elif kind == FEE:
            fee -= gross
        elif kind != PAID and not fee:
            reason = paying.REFUNDED if kind == REFUND else paying.MOVED
            yield LeftOut(line, column, reason, rejected=False)
            return
        self._seen.add(ref)
        self._first = day if self._first is None else min(self._first, day)
        paid = Paid(
            ref,
            day,
            plain(self._text("method", row)) or "stripe",
            converted(gross, rate) if kind == PAID else 0,
            converted(fee, rate),
            converted(fraud, rate),
            country=country_code(self._text("country", row)),
        )
        if kind == FRAUD:
            self._disputes.append((paid, self._day_of_charge(row)))
        else:
            yield paid.fact()

    def _worth(self, row: Sequence[str]) -> str:
        word = self._kind.of(row)
        if plain(word) == "adjustment":
            # The dashboard's list calls disputes so, and says it in the description only.
            chargeback = plain(self._text("description", row)).startswith(_CHARGEBACK)
            return FRAUD if chargeback else NOTHING
        known = _KINDS.get(plain(word)) or self._context.answers.get(kind_id(word), "")
        if known not in (PAID, REFUND, FRAUD, FEE, NOTHING, NOT_PAID):
            raise ask_kind(self._file.name, self._columns["kind"], word)
        return known

    def _fraud(self, row: Sequence[str], gross: int) -> int:
        """Return what a dispute took; of other reasons than fraud, nothing."""
        reason = plain(self._text("reason", row))
        return 0 if reason and reason not in FRAUD_REASONS else -gross

    def _day_of_charge(self, row: Sequence[str]) -> int:
        """Return the day of the disputed payment, 0 where the file does not say it."""
        return (self._charged.of(row) if self._charged else NO_MOMENT).day

    def _text(self, role: str, row: Sequence[str]) -> str:
        cell = self._texts.get(role)
        return cell.of(row) if cell else ""


IMPORTER = StripeBalance()
