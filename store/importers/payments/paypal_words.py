"""PayPal's words: columns, kinds and states of transactions, in English, French and German.

Where the file has PayPal's own event codes (T0006, T1107…) these say the kind, in any language.
What neither code nor word explains is asked.
"""

from __future__ import annotations

import re

from store.importers.plain.words import Roles, plain

ROLES = Roles(
    words={
        "date": ("date", "datum"),
        "time": ("time", "heure", "uhrzeit"),
        "zone": ("timezone", "time zone", "fuseau horaire", "zeitzone"),
        "type": ("type", "typ", "description", "beschreibung"),
        "status": ("status", "etat", "statut"),
        "currency": ("currency", "devise", "wahrung"),
        "gross": ("gross", "avant commission", "brutto"),
        "fee": ("fee", "fees", "commission", "gebuhr", "entgelt"),
        "net": ("net", "netto"),
        "id": ("transaction id", "numero de transaction", "transaktionscode"),
        "reference": ("reference txn id", "numero de la transaction de reference",
                      "numero de transaction de reference", "zugehoriger transaktionscode"),
        "impact": ("balance impact", "impact sur le solde", "auswirkung auf guthaben"),
        "code": ("transaction event code", "code de transaction", "transaktionsereigniscode",
                 "code d evenement de transaction"),
        "country": ("transaction buyer country code",
                    "code du pays de l acheteur pour cette transaction", "landercode des kaufers",
                    "country code", "code pays", "code du pays"),
    },
    needed=("date", "currency", "gross", "fee", "net", "id"),
)  # fmt: skip
DAY_FIRST = frozenset({"avant commission", "brutto"})
"""Titles of languages that write the day first."""

DONE, WAITING, FAILED = "done", "waiting", "failed"
_STATES = {
    DONE: """completed cleared refunded reversed partially+refunded partially+reversed success
        termine terminee effectue effectuee compense rembourse remboursee partiellement+rembourse
        annule+par+paypal abgeschlossen erstattet ruckgezahlt teilweise+erstattet
        teilweise+ruckgezahlt verrechnet""",
    WAITING: """pending held on+hold processing placed unclaimed uncleared created active
        in+progress
        en+attente bloque en+cours en+cours+de+traitement non+reclame ausstehend offen
        einbehalten in+bearbeitung nicht+eingelost aktiv""",
    FAILED: """denied failed canceled cancelled expired voided removed returned rejected refused
        refuse refusee echoue annule annulee expire rejete retourne abgelehnt fehlgeschlagen
        storniert abgebrochen abgelaufen verweigert zuruckgewiesen""",
}
STATES = {
    word.replace("+", " "): state for state, words in _STATES.items() for word in words.split()
}
"""Whether the money moved, by the state of a transaction."""

MEMO = frozenset({"memo", "aucun", "no impact", "keine"})
"""What the column of the balance says of rows that move no money."""

PAYMENT, REFUND, LOST, WON, FEE, CONVERSION, MOVED = (
    "payment", "refund", "lost", "won", "fee", "conversion", "moved",
)  # fmt: skip
_CODES = (
    (re.compile(r"T0(0|6)"), PAYMENT),
    (re.compile(r"T01"), FEE),
    (re.compile(r"T02"), CONVERSION),
    (re.compile(r"T11(07|13)"), REFUND),
    (re.compile(r"T11(08|09)"), FEE),
    (re.compile(r"T1106|T120[13]"), LOST),
    (re.compile(r"T120[2578]"), WON),
    (re.compile(r"T[0-9]"), MOVED),
)
_WORDS = (
    (CONVERSION, r"currency conversion|conversion de devise|wahrungsumrechnung"),
    (MOVED, r"\b(hold|release|reserve|authori[sz]ation|void|cart item|order)\b|blocage|deblocage"
            r"|suspension|autorisation|einbehalt|autorisierung|warenkorbartikel|article du panier"),
    (FEE, r"\bfees?\b|frais|gebuhr|entgelt"),
    (WON, r"(chargeback|dispute|reversal|litige|opposition).*(reversal|cancel|annul|won|reimburse)"
          r"|reimbursement of chargeback"),
    (LOST, r"chargeback|payment reversal|reversal of payment|dispute|ruckbelastung"
           r"|opposition|rejet de debit|litige|annulation d[eu] paiement|zahlungsruckbuchung"),
    (REFUND, r"refund|remboursement|ruckzahlung|ruckerstattung|erstattung"),
    (MOVED, r"withdraw|deposit|transfert?|virement|retrait|approvisionnement|auszahlung"
            r"|bankgutschrift|bankabbuchung|abbuchung|uberweisung|kontobewegung|account correction"
            r"|credit to|loan|cash advance|money market"),
    (PAYMENT, r"payment|checkout|donation|purchase|sale\b|paiement|achat|\bdon\b|abonnement|vente"
              r"|zahlung|spende|kauf|\bgutschrift"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _WORDS)
_LONGEST = 120


def kind_of_code(code: str) -> str:
    """Return the kind of an event code like T0006, ``""`` for anything else."""
    word = code.strip().upper()
    if not re.fullmatch(r"T[0-9]{4}", word):
        return ""
    return next(kind for pattern, kind in _CODES if pattern.match(word))


def kind_of_type(type: str) -> str:
    """Return the kind of a transaction by its name, ``""`` where no word explains it."""
    word = plain(type[:_LONGEST])
    return kind_of_code(word) or next(
        (kind for kind, pattern in _KINDS if pattern.search(word)), ""
    )
