"""The columns of order lines: what every row says, and what only an order's first row is asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, compress, islice, repeat
from operator import mul, ne, sub
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from store.columns.cells import CACHE_LIMIT, CellError, Column
from store.columns.days import NO_MOMENT, Clocks, moments
from store.columns.numbers import count, money, number_parser, optional
from store.columns.texts import needed_text, text, unless_unknown, without_end
from store.importers.exchange import currency_code
from store.importers.mapped.layout import SEVERAL
from store.messages import N_
from store.money import rounded
from store.records import LeftOut, Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from store.columns.cells import AnyColumn
    from store.columns.days import Moment
    from store.importers.mapped.layout import Layout
    from store.importers.protocol import Context
    from store.row_parser import Block

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


@dataclass(slots=True)
class LineBlock:
    """The rows of a block that are still of use: ``places`` are their rows in the block.

    ``orders`` are the cells of their order's number, ``numbers`` the parsed columns by role,
    before rows were taken out, and ``problems`` the rows that cannot be read.
    """

    block: Block
    places: Sequence[int]
    orders: list[str]
    lines: Lines
    numbers: Mapping[str, list[int]]
    problems: Problems
    _starts: list[int] | None = None

    def line(self, row: int) -> int:
        """Return the line of the file that a row is on."""
        return self.block.lines[self.places[row]]

    def pick(self, rows: Sequence[int]) -> Block:
        """Return some rows as they are in the file."""
        places = self.places
        return self.block.pick([places[row] for row in rows])

    def without(self, rows: Collection[int]) -> LineBlock:
        """Return the other rows, with their problems."""
        kept = [True] * len(self.orders)
        for row in rows:
            kept[row] = False
        problems: Problems = {}
        if self.problems:
            now = list(accumulate(kept, initial=0))
            problems = {now[row]: p for row, p in self.problems.items() if kept[row]}
        return LineBlock(
            self.block,
            list(compress(self.places, kept)),
            list(compress(self.orders, kept)),
            self.lines.only(kept),
            {},
            problems,
        )

    def starts(self) -> list[int]:
        """Return where a new order starts: the first row of every run."""
        if self._starts is None:
            cells = self.orders
            changes = compress(range(1, len(cells)), map(ne, cells, islice(cells, 1, None)))
            self._starts = [0, *changes] if cells else []
        return self._starts


class LineReader:
    """Reads the columns that every row is asked."""

    def __init__(self, layout: Layout, context: Context) -> None:
        self._layout = layout
        roles = layout.mapping.columns
        amounts = ("price", "amount", "discount", "cost", "unit_cost", "profit", "line_tax")
        names = [column for role in amounts for column in roles.get(role, ())]
        self.decimal = decimal = layout.decimal(names, context)
        self._texts = {
            role: Column(_title(roles[role]), text, "")
            for role in ("sku", "product", "category", "subcategory")
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

    def read(self, block: Block) -> LineBlock:
        """Return each row's line, and which rows cannot be read."""
        problems: Problems = {}
        texts = {role: self._read(block, role, c, problems) for role, c in self._texts.items()}
        numbers = {role: self._read(block, role, c, problems) for role, c in self._numbers.items()}
        costs = {role: self._read(block, role, c, problems) for role, c in self._costs.items()}
        units = numbers["quantity"]
        goods, discounts = _charged(numbers)
        blank = [""] * len(units)
        product = texts.get("product", blank)
        costed = _cost_of(units, goods, costs)
        sku, category = texts.get("sku", product), texts.get("category", blank)
        subcategory = texts.get("subcategory", blank)
        columns = (sku, product, units, goods, discounts, costed, category, subcategory)
        lines = Lines(columns)
        orders = self._layout.cells(block, self._layout.mapping.columns["order"])
        return LineBlock(block, range(len(units)), orders, lines, numbers, problems)

    def note_signs(self, read: LineBlock, refunds: Collection[int]) -> None:
        """Note rows below zero that are no refunds."""
        units, goods = read.lines.units, read.lines.goods
        if min(units, default=1) <= 0:
            wrong = {row for row, n in enumerate(units) if n <= 0}
            self._note(read, "quantity", NOT_ABOVE_ZERO, wrong.difference(refunds))
        if min(goods, default=0) < 0:
            role = "price" if "price" in self._numbers else "amount"
            wrong = {row for row, n in enumerate(goods) if n < 0}
            self._note(read, role, BELOW_ZERO, wrong.difference(refunds))

    def _note(self, read: LineBlock, role: str, reason: str, rows: Collection[int]) -> None:
        name = self._numbers[role].name
        for row in rows:
            read.problems.setdefault(row, LeftOut(read.line(row), name, reason))

    def _read(self, block: Block, role: str, column: Column[T], problems: Problems) -> list[T]:
        cells = self._layout.cells(block, self._layout.mapping.columns[role])
        values = column.read(cells)
        if column.failed:
            note_problems(block, column, cells, problems)
        return values


def _title(columns: Sequence[str]) -> str:
    return SEVERAL.join(columns)


def unsigned(lines: Lines) -> Lines:
    """Return the lines of a refund, whose amounts files give below zero."""
    skus, names, units, goods, discounts, costs, categories, subcategories = lines.columns
    units, goods = list(map(abs, units)), list(map(abs, goods))
    costs = [None if cost is None else abs(cost) for cost in costs]
    return Lines((skus, names, units, goods, discounts, costs, categories, subcategories))


def _charged(numbers: Mapping[str, list[int]]) -> tuple[list[int], list[int]]:
    """Return what was charged without tax, and the discounts that are gone from it.

    A ``price`` is of one unit before discounts, an ``amount`` of the line after them.
    """
    shares = numbers.get("discount_share")
    if "price" in numbers:
        full = list(map(mul, numbers["quantity"], numbers["price"]))
        discounts = numbers.get("discount")
        if shares:
            pairs = zip(full, shares, strict=True)
            discounts = [rounded(sold * part, _MILLION) for sold, part in pairs]
        goods = list(map(sub, full, discounts)) if discounts else full
    else:
        goods = numbers["amount"]
        discounts = numbers.get("discount")
        if shares:
            pairs = zip(goods, shares, strict=True)
            discounts = [
                rounded(sold * part, _MILLION - part) if part < _MILLION else 0
                for sold, part in pairs
            ]
    if "line_tax" in numbers:
        goods = list(map(sub, goods, numbers["line_tax"]))
    return goods, discounts or [0] * len(goods)


def _cost_of(
    units: list[int], goods: list[int], costs: Mapping[str, list[int | None]]
) -> list[int | None]:
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
    return costs.get("cost") or [None] * len(goods)


class Header(NamedTuple):
    """What an order's first row says of the whole order; ``status`` is the file's own word."""

    ref: str
    moment: Moment
    customer: str
    dimensions: Mapping[str, str]
    currency: str
    status: str
    shipping: int
    tax: int
    refund_of: str


_AFTER_CUSTOMER = 5
"""Fields of a header behind its dimensions."""


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
        self._add(roles["order"], _reference, "")
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
        for name, column in mapping.dimensions.items():
            self._add((column,), unless_unknown(mapping.unknown.get(name, ())), "")
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
                values.append(repeat(column.default, len(block)))
                continue
            cells = self._layout.cells(block, columns)
            values.append(column.read(cells))
            if column.failed:
                note_problems(block, column, cells, problems)
        headers = []
        for ref, moment, customer, *rest in zip(*values, strict=True):
            place = self._place(tuple(rest[_AFTER_CUSTOMER:]))
            headers.append(Header(ref, moment, customer, place, *rest[:_AFTER_CUSTOMER]))
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
