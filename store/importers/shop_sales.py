"""Sales outside the web shop that are known as sums: a till's days, a marketplace's days.

Amounts count without tax, as those of the web shop do: from a column without tax, from one with tax
less the tax column, or from one with tax at the rate that the mapping or the owner names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from store.columns.numbers import count, money, optional
from store.columns.questions import TAX, ask_tax, question
from store.columns.texts import text
from store.errors import ImportFileError
from store.importers.mapped.series_layout import day_column, recognised
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, plain, telling_header
from store.importers.protocol import Claim, Importer
from store.importers.totals import TOTAL, begins_with_total
from store.messages import N_, Message
from store.money import rounded
from store.records import Fact, LeftOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.plain.table import PlainTable
    from store.importers.protocol import Context, Record

_ROLES = Roles(
    words={
        "day": ("date", "day", "jour", "date de vente", "journee"),
        "shop": ("shop", "store", "magasin", "boutique", "till", "caisse", "point de vente"),
        "orders": (
            "tickets", "nb tickets", "nombre de tickets", "receipts", "number of receipts",
            "nb ventes", "nombre de ventes", "sales count", "nb commandes", "nombre de commandes",
            "transactions", "nb transactions",
        ),
        "with_tax": (
            "ca ttc", "total ttc", "montant ttc", "ttc", "gross sales", "amount incl tax",
            "sales incl tax", "total incl tax", "amount including tax", "chiffre d affaires ttc",
        ),
        "without_tax": (
            "ca ht", "total ht", "montant ht", "ht", "net sales", "amount excl tax",
            "sales excl tax", "total excl tax", "amount excluding tax", "chiffre d affaires ht",
        ),
        "tax": ("tva", "montant tva", "total tva", "tax", "vat", "sales tax"),
        "amount": ("amount", "montant", "ca", "sales", "total", "turnover", "chiffre d affaires"),
        "sales_channel": (
            "marketplace", "place de marche", "sales channel", "canal de vente", "channel", "canal",
        ),
        "country": ("country", "pays"),
        "category": ("category", "categorie", "rayon", "department", "famille"),
    },
    needed=("day",),
    telling=("shop", "orders", "with_tax", "without_tax", "sales_channel"),
    ignored=("panier moyen", "average basket", "ticket moyen", "average receipt", "commentaire"),
)  # fmt: skip
_DIMENSIONS = ("sales_channel", "country", "category")
STORE = "store"
"""The sales channel of the shop in town."""
_STORE_WORDS = (
    "", "store", "shop", "magasin", "boutique", "till", "caisse", "physical", "pos", "retail",
    "en magasin", "in store",
)  # fmt: skip
_AMOUNTS = ("without_tax", "with_tax", "amount")
_MOST_DAYS = 200_000
_HUNDRED = 100 * 10_000

NO_AMOUNT = N_("This row has no amount.")


def _rate(answer: str) -> Decimal | None:
    """Return a tax rate in per cent: ``20``, ``5.5``, ``5,5 %``."""
    found = re.fullmatch(r"([0-9]{1,2}(?:[.,][0-9]{1,3})?) ?%?", answer.strip())
    return Decimal(found[1].replace(",", ".")) if found else None


TAX_RATE = question(
    "tax_rate", N_("Tax in the amounts, in per cent"), example="20",
    fits=lambda answer: _rate(answer) is not None,
)  # fmt: skip


class ShopSales(Importer):
    """Reads daily sums of sales outside the web shop."""

    name = "shop_sales"
    label = N_("Sales of the shop in town, or of a marketplace, by day")
    covers = ("other_sales",)

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of known columns with a day and amounts, unless they name measures."""
        header = telling_header(sample, _ROLES)
        columns = _ROLES.columns(header)
        if not any(role in columns for role in _AMOUNTS):
            return None
        if day_column(header) is not None and recognised(header):
            return None  # daily figures: their columns are called like measures
        column = next(columns[role] for role in _AMOUNTS if role in columns)
        because = Message(N_("it has a day and sales, in {column}"), {"column": text(column)})
        return Claim(self.name, because, general=True)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the sales of each day, shop, channel and category, its rows added up."""
        table = open_table(file, context, _ROLES, dimensions=_DIMENSIONS)
        reading = _Reading(table)
        yield from table.records(reading.row)
        yield from reading.facts()


@dataclass(slots=True)
class _Sum:
    members: dict[str, str]
    day: int
    orders: int = 0
    goods: int = 0
    rows: int = 0


class _Reading:
    """Adds up the rows of one table: a till may have one for each way of payment."""

    def __init__(self, table: PlainTable) -> None:
        self._file = table.file.name
        self._days = table.days(table.columns["day"])
        self._day_place = table.table.header.index(table.columns["day"])
        self._shop = table.cell(table.columns["shop"], text, "") if table.has("shop") else None
        amounts = [table.columns[role] for role in (*_AMOUNTS, "tax") if table.has(role)]
        decimal = table.decimal(*amounts)
        self._orders = (
            table.cell(table.columns["orders"], optional(count(table.columns["orders"])), 0)
            if table.has("orders")
            else None
        )
        self._goods = _goods(table, decimal)
        self._members = table.members()
        self._sums: dict[tuple[str, ...], _Sum] = {}

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Take one row; yield it only where it is left out."""
        if begins_with_total(row[self._day_place]):
            yield LeftOut(line, "", TOTAL, rejected=False)
            return
        day = self._days.of(row).day
        goods = self._goods(row)
        orders = self._orders.of(row) if self._orders else 0
        if goods is None:
            yield LeftOut(line, "", NO_AMOUNT, rejected=False)
            return
        members = self._members(row)
        channel = members.get("sales_channel", "")
        members["sales_channel"] = STORE if plain(channel) in _STORE_WORDS else channel
        shop = self._shop.of(row) if self._shop else ""
        key = (str(day), shop, *(members.get(name, "") for name in _DIMENSIONS))
        found = self._sums.setdefault(key, _Sum(members, day))
        found.orders += orders
        found.goods += goods
        found.rows += 1
        if len(self._sums) > _MOST_DAYS:
            raise ImportFileError(
                N_("{file} has more than {most} different days and shops."),
                N_("Export fewer days at a time."),
                file=self._file,
                most=_MOST_DAYS,
            )

    def facts(self) -> Iterator[Record]:
        """Yield the sums, in the order of the file."""
        for key, found in self._sums.items():
            values = {
                "day": found.day, "ref": "|".join(key), "orders": found.orders,
                "goods": found.goods, **found.members,
            }  # fmt: skip
            yield Fact("other_sale", values, found.rows)


def _goods(table: PlainTable, decimal: str) -> Callable[[Sequence[str]], int | None]:
    """Return the reader of a row's amount without tax, ``None`` for a row without one.

    Raises:
        AmbiguousFileError: nobody says whether tax is in it, or how much.
    """
    role = next((role for role in _AMOUNTS if table.has(role)), "")
    if not role:
        raise ImportFileError(
            N_("{file} has no column of amounts."),
            N_("Name one in a mapping: without_tax, with_tax or amount, under [columns]."),
            file=table.file.name,
        )
    column = table.columns[role]
    amount = table.cell(column, money(column, decimal), 0)
    with_tax = role == "with_tax" or (role == "amount" and _tax_is_in(table))
    if not with_tax:
        return lambda row: None if amount.is_blank(row) else amount.of(row)
    if table.has("tax"):
        tax_column = table.columns["tax"]
        tax = table.cell(tax_column, optional(money(tax_column, decimal)), 0)
        return lambda row: None if amount.is_blank(row) else amount.of(row) - tax.of(row)
    rate = _said_rate(table)
    return lambda row: None if amount.is_blank(row) else rounded(amount.of(row) * _HUNDRED, rate)


def _tax_is_in(table: PlainTable) -> bool:
    said = table.option(TAX)
    if not said and (table.has("tax") or table.option(TAX_RATE.id)):
        return True
    if said not in ("included", "excluded"):
        raise ask_tax(table.file.name)
    return said == "included"


def _said_rate(table: PlainTable) -> int:
    """Return what 100 without tax are with it, in ten-thousandths."""
    rate = _rate(table.option(TAX_RATE.id))
    if rate is None:
        raise TAX_RATE.asked(
            N_("The amounts of {file} include tax, and no column says how much."),
            N_("Say the rate in per cent with --answer tax_rate=20, or tax_rate in a mapping."),
            file=table.file.name,
        )
    return _HUNDRED + int(rate * 10_000)


IMPORTER = ShopSales()
