"""What importers of payments have in common: a row of the payments, its currency, its reasons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.questions import AmbiguousFileError, question
from store.importers.exchange import at_rate
from store.importers.mapped.series_reading import NO_RATE
from store.messages import N_, Message, counted
from store.records import Fact, LeftOut
from store.text import clean

if TYPE_CHECKING:
    from store.importers.protocol import Context

PAYMENT = "payment"
PAID, REFUND, FRAUD, FEE, NOT_PAID, NOTHING = (
    "paid", "refund", "fraud", "fee", "failed", "nothing",
)  # fmt: skip
_CHOICES = {
    PAID: N_("money that a customer paid"),
    REFUND: N_("money given back to a customer"),
    FRAUD: N_("money lost to a chargeback or a reversal"),
    FEE: N_("a fee of the payment service"),
    NOT_PAID: N_("a payment that was tried and not made"),
    NOTHING: N_("no payment: money moved, held or set free"),
}
question(PAYMENT, N_("What a kind of payments is worth"), _CHOICES)

AGAIN = N_("This payment is in the file already.")
TEST = N_("A test payment")
REFUNDED = N_("A refund: it counts with the order it belongs to")
WAITING = N_("Not settled yet; a later export will tell")
FAILED = N_("Tried and not paid")
MOVED = N_("Money moved, held or set free: no payment")
SPENT = N_("Paid by the shop")

_COUNTRY = re.compile(r"[A-Za-z]{2}\Z")
_PAR = 10**6


@dataclass(frozen=True, slots=True)
class Paid:
    """One row of payments, in the shop's currency; ``done`` is whether the money came."""

    ref: str
    day: int
    method: str
    amount: int = 0
    fee: int = 0
    fraud: int = 0
    done: bool = True
    country: str = ""

    def fact(self, rows: int = 1) -> Fact:
        """Return the record."""
        values = {
            "day": self.day, "ref": self.ref, "payment_method": self.method,
            "country": self.country, "amount": self.amount, "fee": self.fee, "fraud": self.fraud,
            "done": int(self.done),
        }  # fmt: skip
        return Fact("payment", values, rows)


def country_code(cell: str) -> str:
    """Return a country of two letters, ``""`` for anything else."""
    word = cell.strip()
    return word.upper() if _COUNTRY.match(word) else ""


def rate_of(context: Context, currency: str, day: int) -> int | None:
    """Return units of the currency for one of the shop's, times 10^6; ``None`` unknown."""
    if currency == context.currency:
        return _PAR
    rate = context.rate(currency, day)
    return rate if rate and rate > 0 else None


def converted(amount: int, rate: int) -> int:
    """Return an amount in the shop's currency."""
    return amount if rate == _PAR else at_rate(amount, rate)


def on_their_own_days(chargebacks: int) -> Message:
    """Return the warning of chargebacks whose payment is not in the file."""
    return counted(
        N_(
            "{n} chargeback or reversal is of a payment that is not in this file: it counts on its"
            " own day."
        ),
        N_(
            "{n} chargebacks or reversals are of payments that are not in this file: they count on"
            " their own days."
        ),
        "n",
        {"n": chargebacks},
    )


def without_rate(line: int, column: str, currency: str) -> LeftOut:
    """Return the record of a row whose currency has no rate of its day."""
    return LeftOut(line, column, NO_RATE, rejected=False, values={"currency": currency})


def kind_id(word: str) -> str:
    """Return the id of the question what a kind or status of payments is worth."""
    return f"{PAYMENT}." + re.sub(r"[^\w-]+", "_", word.strip().casefold())[:40]


def ask_kind(file: str, column: str, word: str) -> AmbiguousFileError:
    """Return the question what a word of the file's is worth."""
    id = kind_id(word)
    return AmbiguousFileError(
        id,
        _CHOICES,
        N_("{file} has “{word}” in column {column}, which nobody explains."),
        N_("Say what it is with --answer {id}=paid, refund, fraud, fee, failed or nothing."),
        file=file,
        word=clean(word)[:40],
        column=column,
        id=id,
    )
