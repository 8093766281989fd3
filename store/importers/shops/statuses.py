"""What a shop's own words for the state of an order are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.questions import ask_status, status_id
from store.importers.shops.headers import fold
from store.importers.shops.shopify_order import STATUS_WORDS
from store.records import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.importers.protocol import Context

REFUNDED = "refunded"
"""Paid, and all of it given back."""
Worth = dict[str, Status | str]


def worth(paid: str = "", pending: str = "", cancelled: str = "", refunded: str = "") -> Worth:
    """Return what words are worth; they are parted by commas."""
    return {
        slug(word): value
        for words, value in (
            (paid, Status.PAID),
            (pending, Status.PENDING),
            (cancelled, Status.CANCELLED),
            (refunded, REFUNDED),
        )
        for word in words.split(",")
        if word.strip()
    }


def slug(word: str) -> str:
    """Return a status as one word: ``wc-on-hold``, ``On hold`` and ``on_hold`` are ``on-hold``."""
    bare = fold(word).removeprefix("wc-")
    return "-".join(bare.replace("_", " ").replace("-", " ").split())


class Statuses:
    """Reads the words of one file; one that nobody knows is a question to the owner."""

    def __init__(self, file: str, known: Worth, context: Context) -> None:
        self._file = file
        self._known = known
        self._answers: Mapping[str, str] = context.answers

    def read(self, word: str) -> tuple[Status, bool]:
        """Return what an order is worth, and whether it was given back whole.

        Raises ``AmbiguousFileError`` for a word nobody knows.
        """
        value = self._known.get(slug(word))
        if value is None:
            value = STATUS_WORDS.get(self._answers.get(status_id(word), ""))
        if value is None:
            raise ask_status(self._file, word)
        if isinstance(value, Status):
            return value, False
        return Status.PAID, True


WOOCOMMERCE = worth(
    paid="processing, completed, en cours, en cours de traitement, terminee, termine",
    pending="pending, pending payment, on hold, en attente, attente paiement, attente de paiement,"
    " en attente paiement, en attente de paiement, checkout draft, draft, auto draft, brouillon",
    cancelled="cancelled, canceled, failed, trash, annulee, annule, echouee, echoue, corbeille",
    refunded="refunded, remboursee, rembourse",
)
PRESTASHOP = worth(
    paid="payment accepted, processing in progress, preparation in progress, shipped, delivered,"
    " on backorder (paid), remote payment accepted, partial refund, partially refunded,"
    " partial refund issued, payment accepted (remote), paiement accepte,"
    " en cours de preparation, preparation en cours, expedie, expediee, livre, livree,"
    " en attente de reapprovisionnement (paye), en attente de reassort (paye),"
    " paiement a distance accepte, remboursement partiel, rembourse partiellement,"
    " partiellement rembourse",
    pending="awaiting check payment, awaiting cheque payment, awaiting bank wire payment,"
    " awaiting bank wire, awaiting bankwire payment, awaiting paypal payment,"
    " waiting for paypal payment, awaiting cash on delivery validation,"
    " awaiting cod validation, on backorder (not paid), authorized. to be captured by merchant,"
    " partial payment, waiting for payment, awaiting payment, payment pending,"
    " en attente du paiement par cheque, en attente de paiement par cheque,"
    " en attente du paiement par virement bancaire, en attente de virement bancaire,"
    " en attente du virement bancaire, en attente de paiement paypal,"
    " en attente du paiement paypal, en attente de paiement,"
    " en attente de validation pour paiement a la livraison,"
    " en attente de paiement a la livraison, en attente de reapprovisionnement (non paye),"
    " en attente de reassort (non paye), autorise. a capturer par le marchand,"
    " autorisation. a capturer par le marchand, paiement partiel",
    cancelled="canceled, cancelled, payment error, annule, annulee, erreur de paiement",
    refunded="refunded, rembourse, remboursee",
)
MAGENTO = worth(
    paid="processing, complete, en traitement, traitement en cours, en cours de traitement,"
    " termine, terminee, complet",
    pending="pending, pending payment, on hold, payment review, holded, pending paypal,"
    " en attente, en attente de paiement, en suspens, verification du paiement, bloquee",
    cancelled="canceled, cancelled, suspected fraud, fraud, paypal canceled reversal,"
    " paypal reversed, annulee, annule, fraude suspectee, fraude presumee",
    refunded="closed, fermee, ferme, cloturee",
)
