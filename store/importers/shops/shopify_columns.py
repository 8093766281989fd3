"""The columns of Shopify's orders export, by name, each with its parser."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from store.columns import noted
from store.columns.cells import Column
from store.columns.days import NO_MOMENT, Clocks, Moment, date_form, moments
from store.columns.numbers import count, decimal_sign, money, optional
from store.columns.questions import DATE_ORDER, DECIMAL
from store.columns.texts import needed_text, text
from store.errors import ImportFileError
from store.importers.exchange import currency_code
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from store.files import FileSample
    from store.importers.protocol import Context
    from store.tables import Table

HEAD_MONEY = ("Subtotal", "Shipping", "Taxes", "Total", "Refunded Amount", "Outstanding Balance",
              "Duties")  # fmt: skip
HEAD_TEXTS = (
    "Financial Status", "Discount Code", "Payment Method", "Source", "Location", "Tags",
    "Shipping Country", "Billing Country", "Shipping Province Name", "Billing Province Name",
    "Shipping Province", "Billing Province", "Billing Company", "Payment Terms Name", "Email",
)  # fmt: skip
HEAD_MOMENTS = ("Created at", "Paid at", "Cancelled at")
NEEDED = ("Name", "Created at", "Financial Status", "Subtotal", "Total", "Lineitem quantity",
          "Lineitem name", "Lineitem price")  # fmt: skip

_ATTRIBUTE = re.compile(
    r"^\s*(?:utm[ _]?)?(source|campaign|term|landing[ _]page)\s*[:=]\s*(.+?)\s*$", re.IGNORECASE
)


def _attributes(cell: str) -> Mapping[str, str]:
    """Return what ``Note Attributes`` says of where the order came from.

    It holds lines like ``UTM source: facebook``, among whatever else the shop asks of customers:
    only these few are read.
    """
    found: dict[str, str] = {}
    for line in cell.splitlines():
        match = _ATTRIBUTE.match(line)
        if match is None:
            continue
        key = match[1].lower().replace(" ", "_")
        if key == "landing_page" or line.strip().lower().startswith("utm"):
            found.setdefault(key, text(match[2]))
    return found


def _optional_moment(parse: Callable[[str], Moment]) -> Callable[[str], Moment | None]:
    def parse_or_none(cell: str) -> Moment | None:
        return parse(cell) if cell.strip() else None

    noted.wrapped(parse_or_none, parse)
    return parse_or_none


class ShopifyColumns:
    """Reads cells of a row by the name of their column; a column that is absent reads as empty."""

    def __init__(self, file: str, table: Table, first_rows: FileSample, context: Context) -> None:
        missing = [name for name in NEEDED if table.index(name) is None]
        if missing:
            raise ImportFileError(
                N_("{file} has no column {column}, which Shopify's orders export has."),
                N_("Export the orders again from Shopify: Orders, Export, plain CSV file."),
                file=file,
                column=missing[0],
            )
        self._places = {name: place for place, name in enumerate(table.header)}
        amounts = (table.first_cells(first_rows, name) for name in ("Lineitem price", *HEAD_MONEY))
        decimal = context.answers.get(DECIMAL) or decimal_sign(chain.from_iterable(amounts))
        clocks = Clocks.of(context.timezone)
        days = table.first_cells(first_rows, "Created at")
        form = date_form("Created at", days, context.answers.get(DATE_ORDER, ""))
        parse = moments(clocks, form)
        self._columns: dict[str, Column[Any]] = {}
        self._add("Name", needed_text, "")
        self._add("Created at", parse, NO_MOMENT)
        for name in HEAD_MOMENTS[1:]:
            self._add(name, _optional_moment(parse), None)
        for name in HEAD_MONEY:
            self._add(name, optional(money(name, decimal)), 0)
        for name in HEAD_TEXTS:
            self._add(name, text, "")
        self._add("Currency", currency_code, "")
        self._add("Note Attributes", _attributes, {})
        self._add("Lineitem quantity", count("Lineitem quantity", decimal, negative=False), 0)
        for name in ("Lineitem price", "Lineitem discount"):
            self._add(name, optional(money(name, decimal)), 0)
        for name in ("Lineitem name", "Lineitem sku", "Lineitem taxable"):
            self._add(name, text, "")

    def _add(self, name: str, parse: Callable[[str], Any], default: object) -> None:
        self._columns[name] = Column(name, parse, default)

    @property
    def name_place(self) -> int:
        return self._places["Name"]

    def is_head(self, row: Sequence[str]) -> bool:
        """Return whether a row is the first of its order: only that one has a status and sums."""
        places = self._places
        return bool(row[places["Financial Status"]].strip() or row[places["Total"]].strip())

    def has_line(self, row: Sequence[str]) -> bool:
        """Return whether a row has an item; an order without any has a row all the same."""
        places = self._places
        return bool(
            row[places["Lineitem quantity"]].strip() or row[places["Lineitem name"]].strip()
        )

    def read(self, row: Sequence[str], name: str) -> Any:
        """Return a cell's value; ``BadCellError`` when it cannot be read."""
        place = self._places.get(name)
        return self._columns[name].of(row[place] if place is not None else "")

    def fails(self, row: Sequence[str], name: str) -> bool:
        """Return whether a row's cell cannot be read."""
        place = self._places.get(name)
        return self._columns[name].problem(row[place] if place is not None else "") is not None
