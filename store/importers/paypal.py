"""PayPal's activity download: every movement of the account, of which some are payments.

Counted are payments received, PayPal's fees, and what chargebacks and reversals took back, on the
day of the payment where the file has it. Amounts in another currency go at the rate that PayPal
itself converted them at, else at the rate of the day. Names and e-mails are never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.payments.paypal_reading import PaypalReading
from store.importers.payments.paypal_words import ROLES
from store.importers.plain.words import plain
from store.importers.protocol import Claim, Importer
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record


class Paypal(Importer):
    """Reads PayPal's activity download."""

    name = "paypal"
    label = N_("PayPal: activity")
    covers = ("payments",)

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file with PayPal's columns, in one of its languages."""
        header = [title.lstrip("\ufeff") for title in sample.header()]
        found = ROLES.columns(header)
        needed = {*ROLES.needed, "type", "zone", "reference"}  # other services say the rest too
        if not needed <= found.keys() or len({plain(title) for title in header}) < len(needed):
            return None
        columns = ", ".join(found[role][:40] for role in ("gross", "fee", "net", "id"))
        return Claim(
            self.name, Message(N_("it has PayPal's columns {columns}"), {"columns": columns})
        )

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield payments as they come, and at the end what other rows of the file explain."""
        yield from PaypalReading(file, context).records()


IMPORTER = Paypal()
