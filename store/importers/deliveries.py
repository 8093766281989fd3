"""Deliveries: one row a parcel, with the day it was promised for and the day it arrived.

On time is what arrives on the promised day or before. Without a promised day a parcel is on time
within so many days of its dispatch, as the mapping or the owner says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.days import NO_MOMENT
from store.columns.questions import question
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, telling_header
from store.importers.protocol import Claim, Importer
from store.messages import N_, Message
from store.records import Fact, LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.columns.days import Moment
    from store.files import FileSample, SourceFile
    from store.importers.plain.table import Cell, PlainTable
    from store.importers.protocol import Context, Record

_ROLES = Roles(
    words={
        "order": (
            "order", "order id", "order number", "order ref", "order reference", "commande",
            "n commande", "no commande", "numero de commande", "reference commande",
            "ref commande", "reference", "votre reference", "reference client",
        ),
        "parcel": (
            "parcel", "parcel number", "tracking", "tracking number", "shipment", "shipment id",
            "colis", "n colis", "numero de colis", "n de colis", "numero de suivi", "n de suivi",
            "n suivi", "suivi",
        ),
        "promised": (
            "promised", "promised on", "promised date", "due", "due date", "expected",
            "expected delivery", "expected delivery date", "estimated delivery",
            "estimated delivery date", "promis le", "promise", "date promise", "date prevue",
            "livraison prevue", "date de livraison prevue", "date de livraison estimee",
        ),
        "shipped": (
            "shipped", "shipped on", "shipped at", "ship date", "shipping date", "dispatched",
            "dispatch date", "expedie le", "expedie", "date d expedition", "date expedition",
            "date de prise en charge", "prise en charge", "date d envoi",
        ),
        "delivered": (
            "delivered", "delivered on", "delivered at", "delivery date", "livre le", "livre",
            "date de livraison", "date livraison", "livraison", "date de livraison effective",
            "date de livraison reelle", "date de distribution", "distribue le",
        ),
        "carrier": ("carrier", "transporteur", "service", "produit", "shipping method"),
        "country": ("country", "pays", "country code", "pays de destination", "code pays"),
    },
    needed=("delivered",),
    telling=("promised", "shipped"),
    ignored=(
        "status", "statut", "etat", "weight", "poids", "poids kg", "weight kg", "recipient",
        "destinataire", "name", "nom", "city", "ville", "zip", "postcode", "code postal", "email",
        "e mail", "ordered", "ordered on", "date de commande",
    ),
)  # fmt: skip
_DIMENSIONS = ("carrier", "country")
_MOST_DAYS = 365

NOT_YET = N_("This parcel is not delivered yet.")
BEFORE_SHIPPED = N_("It would have arrived before it was sent.")
NO_PROMISE = N_(
    "It has neither a promised day nor a day of dispatch: nobody can say if it is late."
)
TWICE = N_("This file gives it twice; the first one counts.")

WITHIN = question(
    "within_days", N_("Days from dispatch to delivery that are on time"), example="3",
    fits=lambda answer: answer.isascii() and answer.isdigit() and int(answer) <= _MOST_DAYS,
)  # fmt: skip


class Deliveries(Importer):
    """Reads parcels with their days."""

    name = "deliveries"
    label = N_("Deliveries: parcels with the days they were promised for and arrived on")
    covers = ("deliveries",)

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of known columns with the day of delivery and one before it."""
        header = telling_header(sample, _ROLES)
        if not header:
            return None
        column = _ROLES.columns(header)["delivered"]
        because = Message(N_("it has days of delivery, in {column}"), {"column": text(column)})
        return Claim(self.name, because, general=True)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield a delivery for each parcel that arrived."""
        table = open_table(file, context, _ROLES, dimensions=_DIMENSIONS)
        yield from table.records(_Reading(table).row)


class _Reading:
    """Reads the rows of one table."""

    def __init__(self, table: PlainTable) -> None:
        self._delivered = table.days(table.columns["delivered"], blank=True)
        self._promised = self._days(table, "promised")
        self._shipped = self._days(table, "shipped")
        self._order = self._text(table, "order")
        self._parcel = self._text(table, "parcel")
        self._members = table.members()
        self._within: int | None = None
        said = table.option(WITHIN.id)
        if said and WITHIN.accepts(said):
            self._within = int(said)
        elif self._promised is None:
            if self._shipped is None:
                raise ImportFileError(
                    N_("{file} says when parcels arrived, and not when they should have."),
                    N_("Export the promised day too, or the day of dispatch."),
                    file=table.file.name,
                )
            raise WITHIN.asked(
                N_("{file} has no promised days: within how many days is a parcel on time?"),
                N_("Say it with --answer within_days=3, counted from the day of dispatch."),
                file=table.file.name,
            )
        self._seen: set[str] = set()
        self._number: dict[str, int] = {}

    @staticmethod
    def _days(table: PlainTable, role: str) -> Cell[Moment] | None:
        return table.days(table.columns[role], blank=True) if table.has(role) else None

    @staticmethod
    def _text(table: PlainTable, role: str) -> Cell[str] | None:
        return table.cell(table.columns[role], text, "") if table.has(role) else None

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Yield the delivery of one row."""
        arrived = _day(self._delivered, row)
        if arrived is None:
            yield LeftOut(line, self._delivered.column, NOT_YET, rejected=False)
            return
        promised, shipped = _day(self._promised, row), _day(self._shipped, row)
        if shipped is not None and arrived < shipped:
            yield LeftOut(line, self._delivered.column, BEFORE_SHIPPED)
            return
        due = promised
        if due is None and shipped is not None and self._within is not None:
            due = shipped + self._within
        if due is None:
            yield LeftOut(line, "", NO_PROMISE, rejected=False)
            return
        order = self._order.of(row) if self._order else ""
        parcel = self._parcel.of(row) if self._parcel else ""
        members = self._members(row)
        ref = self._ref(order, parcel, members.get("carrier", ""), (arrived, due))
        if not ref:
            yield LeftOut(line, "", TWICE, rejected=False)
            return
        values = {
            "day": arrived, "ref": ref, "on_time": int(arrived <= due), "promised_day": promised,
            "shipped_day": shipped, "order": order, **members,
        }  # fmt: skip
        yield Fact("delivery", values)

    def _ref(self, order: str, parcel: str, carrier: str, days: tuple[int, int]) -> str:
        """Return what names a delivery in a later export, ``""`` for one that was there already.

        Without a parcel's number it is the n-th of its order and carrier; without both, of its
        days.
        """
        if parcel:
            ref = f"parcel|{carrier}|{parcel}"
            if ref in self._seen:
                return ""
            self._seen.add(ref)
            return ref
        alike = f"order|{carrier}|{order}" if order else f"days|{carrier}|{days[0]}|{days[1]}"
        self._number[alike] = self._number.get(alike, 0) + 1
        return f"{alike}|{self._number[alike]}"


def _day(cell: Cell[Moment] | None, row: Sequence[str]) -> int | None:
    found = cell.of(row) if cell else NO_MOMENT
    return None if found is NO_MOMENT else found.day


IMPORTER = Deliveries()
