"""Where a report has what: the header under its titles, its currency, decimals and days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.numbers import decimal_sign
from store.columns.questions import CURRENCY, DATE_ORDER, DATE_ORDERS, DECIMAL, ask_currency
from store.errors import ImportFileError
from store.importers.ads.days import day_form, numeric_days, order_of, period_of
from store.messages import N_, Message
from store.tables import find_table
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.files import FileSample
    from store.importers.ads.network import Network, Roles
    from store.importers.protocol import Context
    from store.tables import Table

_HEADER_ROWS = 50
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
_SIGNS = {"€": "EUR", "£": "GBP", "CHF": "CHF", "US$": "USD", "CA$": "CAD", "A$": "AUD"}
_SIGN = re.compile(r"US\$|CA\$|A\$|CHF|[€£$]")


@dataclass(frozen=True, slots=True)
class Found:
    """A header: its ``row`` among the first rows, and what its columns are."""

    row: int
    header: tuple[str, ...]
    roles: Roles


def find_header(sample: FileSample, network: Network) -> Found | None:
    """Return the first row that names a cost, and a day or a campaign."""
    for number, row in enumerate(sample.rows[:_HEADER_ROWS]):
        roles = network.roles(row)
        if "cost" in roles and any(role in roles for role in ("campaign", "day", "first")):
            return Found(number, tuple(cell.strip() for cell in row), roles)
    return None


@dataclass(frozen=True, slots=True)
class AdLayout:
    """How the rows of one report are read.

    ``currency`` is that of rows whose own column does not say it; ``form`` that of its days;
    ``period`` the first and last day that a title names, or ``None``.
    """

    table: Table
    places: Mapping[str, int]
    decimal: str
    currency: str
    form: str
    period: tuple[int, int] | None

    def title(self, role: str) -> str:
        """Return the column's own title."""
        return self.table.header[self.places[role]]


def read_layout(sample: FileSample, encoding: str, network: Network, context: Context) -> AdLayout:
    """Return how the report is read.

    Raises:
        ImportFileError: it has no cost by day, or leaves open what only its owner can say.
    """
    name = clean(sample.path.name)
    found = find_header(sample, network)
    if found is None:
        raise ImportFileError(
            N_("{file} has no column with the cost."),
            N_("Export it again with the columns day, campaign and cost."),
            file=name,
        )
    table = find_table(sample, encoding, [cell for cell in found.header if cell])
    below = [row for row in sample.rows[found.row + 1 :] if len(row) == len(table.header)]
    titles = [",".join(row) for row in sample.rows[: found.row]]
    places = found.roles.places
    costs = [row[places["cost"]] for row in below]
    form, order = "", context.answers.get(DATE_ORDER, "")
    proof = [day for title in titles for day in numeric_days(title)]
    if "day" in places or "first" in places:
        ends = [places[role] for role in ("day", "first", "last") if role in places]
        cells = [row[place] for row in below for place in ends]
        form = day_form(table.header[ends[0]], [*cells, *proof], order)
    order = form if form in DATE_ORDERS else order_of(proof, order)
    period = period_of(titles, order)
    if not form and (period is None or period[0] != period[1]):
        raise several_days(name, network)
    return AdLayout(
        table,
        places,
        context.answers.get(DECIMAL, "") or decimal_sign(costs),
        found.roles.currency or _currency(name, costs, places, context),
        form,
        period,
    )


def several_days(file: str, network: Network) -> ImportFileError:
    """Return the error for rows that add up several days."""
    return ImportFileError(
        N_("{file} adds up several days in one row: nobody knows which day cost what."),
        N_("Export it again by day. {how}"),
        file=file,
        how=Message(network.by_day),
    )


def _currency(file: str, costs: Sequence[str], places: Mapping[str, int], context: Context) -> str:
    """Return the currency of rows that do not say it themselves: by the sign on their amounts."""
    if "currency" in places:
        return ""
    signs = {sign for cost in costs for sign in _SIGN.findall(cost[:40])}
    if len(signs) == 1:
        (sign,) = signs
        if sign in _SIGNS:
            return _SIGNS[sign]
        if context.currency in _DOLLARS:
            return context.currency
    answer = context.answers.get(CURRENCY, "")
    if not answer:
        raise ask_currency(file)
    return answer
