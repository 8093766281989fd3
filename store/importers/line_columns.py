"""The columns of order lines: what every row says, and what only an order's first row is asked."""

from __future__ import annotations

from itertools import compress, islice, repeat
from operator import mul, sub
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from store.columns.cells import CACHE_LIMIT, CellError, Column
from store.columns.days import NO_MOMENT, Clocks, moments
from store.columns.numbers import count, money, number_parser, optional
from store.columns.texts import needed_text, text, without_end
from store.importers.exchange import currency_code
from store.importers.layout import SEVERAL
from store.messages import N_
from store.money import rounded
from store.records import LeftOut, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from store.columns.cells import AnyColumn
    from store.columns.days import Moment
    from store.importers.layout import Layout
    from store.importers.protocol import Context
    from store.tables import Block

T = TypeVar("T")

Problems = dict[int, LeftOut]
"""Rows of a block that cannot be read, by their place in it."""

_MILLION = 10**6

NOT_ABOVE_ZERO = N_("This quantity is not above zero, and no rule says what that means.")
BELOW_ZERO = N_("This amount is below zero, and no rule says what that means.")
SEVERAL_LINES = N_("An order number cannot run over several lines.")
NOT_A_SHARE = N_("This is not a share between 0 and 1.")


def _reference(cell: str) -> str:
    if "\n" in cell or "\r" in cell:
        raise CellError(SEVERAL_LINES)
    return needed_text(cell)


def share(column: str, decimal: str) -> Callable[[str], int]:
    """Return a parser of shares (``0.2``, ``20 %``) to millionths."""
    exact = number_parser(column, decimal, 6)

    def parse(cell: str) -> int:
        body = cell.strip()
        value = exact(body[:-1].strip()) // 100 if body.endswith("%") else exact(body)
        if not 0 <= value <= _MILLION:
            raise CellError(NOT_A_SHARE)
        return value

    return parse


def _optional_cost(column: str, decimal: str) -> Callable[[str], int | None]:
    parse = money(column, decimal)
    return lambda cell: parse(cell) if cell.strip() else None


def note_problems(
    block: Block, column: AnyColumn, cells: Sequence[str], problems: Problems
) -> None:
    """Add the rows whose cell cannot be read."""
    for row, cell in enumerate(cells):
        problem = column.problem(cell)
        if problem is not None:
            line = block.lines[row]
            problems.setdefault(
                row, LeftOut(line, column.name, problem.reason, values=problem.values)
            )


class LineColumns:
    """Reads a block into order numbers and lines."""

    def __init__(self, layout: Layout, context: Context) -> None:
        self._layout = layout
        roles = layout.mapping.columns
        amounts = ("price", "amount", "discount", "cost", "unit_cost", "profit", "line_tax")
        names = [column for role in amounts for column in roles.get(role, ())]
        self.decimal = decimal = layout.decimal(names, context)
        self._texts = {
            role: Column(_title(roles[role]), _reference if role == "order" else text, "")
            for role in ("order", "sku", "product", "category", "subcategory")
            if role in roles
        }
        parsers: dict[str, Callable[[str, str], Callable[[str], int]]] = {
            "quantity": count,
            "price": money,
            "amount": money,
            "discount": lambda name, sign: optional(money(name, sign)),
            "discount_share": lambda name, sign: optional(share(name, sign)),
            "line_tax": lambda name, sign: optional(money(name, sign)),
        }
        self._numbers = {
            role: Column(_title(roles[role]), parse(_title(roles[role]), decimal), 0)
            for role, parse in parsers.items()
            if role in roles
        }
        self._costs = {
            role: Column(_title(roles[role]), _optional_cost(_title(roles[role]), decimal), None)
            for role in ("cost", "unit_cost", "profit")
            if role in roles
        }

    def read(
        self, block: Block, refunds: Sequence[bool], problems: Problems
    ) -> tuple[list[str], list[Line]]:
        """Return each row's order number and line; rows that cannot be read go to ``problems``.

        ``refunds`` (empty when there are none) says which rows are refunds: their amounts are
        taken without their sign.
        """
        texts = {role: self._read(block, role, c, problems) for role, c in self._texts.items()}
        numbers = {role: self._read(block, role, c, problems) for role, c in self._numbers.items()}
        costs = {role: self._read(block, role, c, problems) for role, c in self._costs.items()}
        amounts = _amounts(numbers, costs)
        if refunds:
            amounts = amounts.unsigned(refunds)
        self._check_signs(block, amounts, problems)
        blank: Iterable[str] = repeat("")
        product = texts.get("product", blank)
        columns = zip(  # as long as the amounts: the others may be endless
            texts.get("sku", product), product, amounts.units, amounts.goods,
            amounts.discounts, amounts.costs, texts.get("category", blank),
            texts.get("subcategory", blank), strict=False,
        )  # fmt: skip
        lines: Iterable[Line] = map(tuple.__new__, repeat(Line), columns)
        return texts["order"], list(lines)

    def _read(self, block: Block, role: str, column: Column[T], problems: Problems) -> list[T]:
        cells = self._layout.cells(block, self._layout.mapping.columns[role])
        values = column.read(cells)
        if column.failed:
            note_problems(block, column, cells, problems)
        return values

    def _check_signs(self, block: Block, amounts: _Amounts, problems: Problems) -> None:
        if min(amounts.units, default=1) <= 0:
            wrong: Iterable[bool] = (units <= 0 for units in amounts.units)
            self._note(block, "quantity", NOT_ABOVE_ZERO, wrong, problems)
        if min(amounts.goods, default=0) < 0:
            role = "price" if "price" in self._numbers else "amount"
            wrong = (goods < 0 for goods in amounts.goods)
            self._note(block, role, BELOW_ZERO, wrong, problems)

    def _note(
        self, block: Block, role: str, reason: str, wrong: Iterable[bool], problems: Problems
    ) -> None:
        name = self._numbers[role].name
        for row in compress(range(len(block.cells)), wrong):
            problems.setdefault(row, LeftOut(block.lines[row], name, reason))


def _title(columns: Sequence[str]) -> str:
    return SEVERAL.join(columns)


class _Amounts(NamedTuple):
    units: list[int]
    goods: list[int]
    discounts: Iterable[int]
    costs: Iterable[int | None]

    def unsigned(self, refunds: Sequence[bool]) -> _Amounts:
        """Return the amounts with the sign of refunds taken off."""
        costs = list(islice(self.costs, len(refunds)))
        return _Amounts(
            [abs(n) if back else n for n, back in zip(self.units, refunds, strict=True)],
            [abs(n) if back else n for n, back in zip(self.goods, refunds, strict=True)],
            self.discounts,
            [
                abs(cost) if back and cost is not None else cost
                for cost, back in zip(costs, refunds, strict=True)
            ],
        )


def _amounts(numbers: Mapping[str, list[int]], costs: Mapping[str, list[int | None]]) -> _Amounts:
    """Return what was charged, after discounts and without tax, and what it cost.

    A ``price`` is before discounts, an ``amount`` after them.
    """
    units = numbers["quantity"]
    discounts: Iterable[int] = numbers.get("discount") or repeat(0)
    shares = numbers.get("discount_share")
    if "price" in numbers:
        full = list(map(mul, units, numbers["price"]))
        if shares:
            discounts = [
                rounded(sold * part, _MILLION) for sold, part in zip(full, shares, strict=True)
            ]
        goods = full if isinstance(discounts, repeat) else list(map(sub, full, discounts))
    else:
        goods = numbers["amount"]
        if shares:
            discounts = [
                rounded(sold * part, _MILLION - part) if part < _MILLION else 0
                for sold, part in zip(goods, shares, strict=True)
            ]
    if "line_tax" in numbers:
        goods = list(map(sub, goods, numbers["line_tax"]))
    return _Amounts(units, goods, discounts, _costs(units, goods, costs))


def _costs(
    units: list[int], goods: list[int], costs: Mapping[str, list[int | None]]
) -> Iterable[int | None]:
    if "profit" in costs:
        return [
            None if profit is None else sold - profit
            for sold, profit in zip(goods, costs["profit"], strict=True)
        ]
    if "unit_cost" in costs:
        return [
            None if cost is None else cost * n
            for n, cost in zip(units, costs["unit_cost"], strict=True)
        ]
    return costs.get("cost") or repeat(None)


class Header(NamedTuple):
    """What an order's first row says of the whole order; ``status`` is the file's own word."""

    moment: Moment
    customer: str
    dimensions: Mapping[str, str]
    currency: str
    status: str
    shipping: int
    tax: int
    refund_of: str


class OrderColumns:
    """Reads what is asked of the first row of each order only."""

    def __init__(self, layout: Layout, context: Context, decimal: str) -> None:
        self._layout = layout
        mapping = layout.mapping
        roles = mapping.columns
        self._columns: list[tuple[tuple[str, ...] | None, AnyColumn]] = []
        day = _title(roles["day"])
        clocks = Clocks.of(context.timezone, mapping.zone)
        form = layout.date_form(day, context)
        self._add(roles["day"], moments(clocks, form), NO_MOMENT)
        self._add(roles.get("customer"), without_end(mapping.trim_end.get("customer", "")), "")
        self._add(roles.get("currency"), currency_code, mapping.currency)
        status = (mapping.statuses.column,) if mapping.statuses else None
        self._add(status, text, "")
        for role in ("shipping", "tax"):
            columns = roles.get(role)
            self._add(columns, optional(money(_title(columns or ()), decimal)), 0)
        self._add(roles.get("refund_of"), text, "")
        self._dimensions = tuple(mapping.dimensions)
        self._constants = dict(mapping.constants)
        for column in mapping.dimensions.values():
            self._add((column,), text, "")
        self._places: dict[tuple[str, ...], dict[str, str]] = {}

    def _add(
        self, columns: tuple[str, ...] | None, parse: Callable[[str], object], default: object
    ) -> None:
        self._columns.append((columns, Column(_title(columns or ()), parse, default)))

    def read(self, block: Block, problems: Problems) -> list[Header]:
        """Return the header of every row of the block (give it first rows only)."""
        values: list[Iterable[Any]] = []
        for columns, column in self._columns:
            if columns is None:
                values.append(repeat(column.default, len(block.cells)))
                continue
            cells = self._layout.cells(block, columns)
            values.append(column.read(cells))
            if column.failed:
                note_problems(block, column, cells, problems)
        headers = []
        for moment, customer, currency, status, shipping, tax, refund_of, *members in zip(
            *values, strict=True
        ):
            place = self._place(tuple(members))
            headers.append(
                Header(moment, customer, place, currency, status, shipping, tax, refund_of)
            )
        return headers

    def _place(self, members: tuple[str, ...]) -> dict[str, str]:
        """Return the members by dimension; equal ones share a dictionary."""
        place = self._places.get(members)
        if place is None:
            if len(self._places) >= CACHE_LIMIT:
                self._places.clear()
            named = zip(self._dimensions, members, strict=True)
            place = self._constants | {name: member for name, member in named if member}
            self._places[members] = place
        return place
