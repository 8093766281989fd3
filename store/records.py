"""What an importer hands over: one record per document, already in the shop's terms.

Money is in stored units (``store.money``), days are day numbers (``store.spans``), instants are
seconds in UTC, dimension members and product names are cleaned texts; ``''`` is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import compress, repeat
from typing import TYPE_CHECKING, NamedTuple, cast, overload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Status(IntEnum):
    """What an order is worth to the figures; only PAID counts."""

    PAID = 0
    PENDING = 1
    CANCELLED = 2
    TEST = 3
    NO_RATE = 4


class Kind(IntEnum):
    """Kinds of documents: what a source restates as a whole."""

    SALE = 1
    CART = 2
    VISIT = 3
    SPEND = 4
    SEARCH_RESULT = 5
    ENGAGEMENT = 6
    ANSWER = 7
    UPTIME = 8
    RUNNING_COST = 9
    OTHER_SALE = 10
    PAGE = 11


class Line(NamedTuple):
    """One item of an order: ``goods`` is what was charged for all its units after ``discount``.

    A tuple, because files have ten of them for each order.
    """

    sku: str
    name: str
    units: int
    goods: int
    discount: int = 0
    cost: int | None = None
    category: str = ""
    subcategory: str = ""


LineColumns = tuple[
    list[str], list[str], list[int], list[int], list[int], list[int | None], list[str], list[str]
]


class Lines(Sequence[Line]):
    """Lines of an order, column by column: files have millions, and are read and stored by column.

    ``columns`` are lists as long as the order has lines, in the order of ``Line``'s fields.
    """

    __slots__ = ("columns",)

    def __init__(self, columns: LineColumns) -> None:
        self.columns = columns

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Lines:
        """Return ``lines`` by column."""
        if isinstance(lines, Lines):
            return lines
        columns = zip(*lines, strict=True) if lines else repeat((), len(Line._fields))
        return cls(cast("LineColumns", tuple(map(list, columns))))

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Lines: ...
    def __getitem__(self, index: int | slice) -> Line | Lines:
        picked = tuple([column[index] for column in self.columns])  # a list is made faster
        if isinstance(index, slice):
            return Lines(cast("LineColumns", picked))
        return Line._make(picked)

    def __iter__(self) -> Iterator[Line]:
        return map(Line._make, zip(*self.columns, strict=True))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Lines):
            return self.columns == other.columns
        return list(self) == other

    __hash__ = None  # type: ignore[assignment]  # its lists change: not to be hashed

    def __repr__(self) -> str:
        return f"Lines.of({list(self)})"

    @property
    def units(self) -> list[int]:
        return self.columns[2]

    @property
    def goods(self) -> list[int]:
        return self.columns[3]

    @property
    def discounts(self) -> list[int]:
        return self.columns[4]

    @property
    def costs(self) -> list[int | None]:
        return self.columns[5]

    def only(self, kept: Sequence[bool]) -> Lines:
        """Return the lines that are kept."""
        picked = tuple([list(compress(column, kept)) for column in self.columns])
        return Lines(cast("LineColumns", picked))

    def extend(self, more: Lines) -> None:
        """Add the lines of ``more`` behind these."""
        columns = cast("tuple[list[object], ...]", self.columns)
        others = cast("tuple[list[object], ...]", more.columns)
        for column, further in zip(columns, others, strict=True):
            column.extend(further)


@dataclass(slots=True)
class Refund:
    """Money given back for items, positive; ``day`` is the refund's own local day."""

    day: int
    goods: int
    cost: int = 0
    units: int = 0
    estimated: bool = False
    lines: Sequence[Line] = field(default_factory=list)


@dataclass(slots=True)
class Payment:
    day: int
    method: str
    amount: int
    fee: int = 0
    fraud: int = 0
    done: bool = True
    secured: bool = False


@dataclass(slots=True)
class Delivery:
    """``day`` is the day of delivery."""

    day: int
    on_time: bool
    carrier: str = ""
    promised_day: int | None = None
    shipped_day: int | None = None


@dataclass(slots=True)
class Sale:
    """An order, or a cancellation that no order is known for (``lines`` empty, ``refunds`` set).

    ``rows`` are the lines of the file it was read from: the receipt counts rows, not orders.
    ``customer`` is any stable identity (e-mail, number) and leaves memory only as a pseudonym.
    ``dimensions`` holds members by dimension (``store.dimensions``), unknown ones left out.
    """

    ref: str
    day: int
    rows: int
    status: Status = Status.PAID
    at: int | None = None
    customer: str = ""
    currency: str = ""
    shipping: int = 0
    tax: int = 0
    paid: int = 0
    lines: Sequence[Line] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    order_ref: str = ""
    """For a cancellation that names its order: the order's ref."""
    sketch: bool = False
    """A mere outline, of an export that tells less: it never replaces an order known in full."""


@dataclass(slots=True)
class SeriesValue:
    """One measure of one local day; ``value`` in the measure's stored unit.

    Values with the same measure, day and dimensions are added up. ``rows`` are the rows of the file
    it was read from: where one row gives several measures, all but the first have 0.
    """

    measure: str
    day: int
    value: int
    dimensions: Mapping[str, str] = field(default_factory=dict)
    rows: int = 1


@dataclass(slots=True)
class Fact:
    """A row of any other fact table: a visit, a cart, an answer, a day's spend of a campaign.

    ``values`` are as ``Stage.add_rows`` takes them: columns by name, dimensions as texts, ``day``
    always. With a ``ref`` the row is a document that a later file restates; without, it is new
    every time. ``rows`` are the rows of the file it was read from, 0 for all but the first fact of
    one row.
    """

    table: str
    values: Mapping[str, object]
    rows: int = 1


@dataclass(frozen=True, slots=True)
class WholeDays:
    """This file is all that its source says of ``table`` from ``first`` to ``last``, both days in.

    Handed over before the facts of the table. What earlier files of the source gave of these days
    and this one does not is withdrawn: a campaign that has another name by now must not count under
    both. Only documents whose ref begins with one of ``within`` are, where a file speaks for a part
    of the source. The days are covered, with or without rows. Not for orders, payments and
    deliveries, whose documents have rows in several tables.

    For ``series``, ``within`` are measures: what this source said of them by day and members and
    this file does not repeat is 0.
    """

    table: str
    first: int
    last: int
    within: tuple[str, ...] = ("",)
    rows: int = 0
    estimated: bool = False
    """Its facts are estimates, which move with every file: that some go needs no word."""


@dataclass(frozen=True, slots=True)
class Product:
    """What a catalogue says of a product; ``''`` and ``None`` leave what is known as it is.

    ``cost`` is that of one unit, in stored units. Lines sold without a cost of their own get it.
    """

    sku: str
    name: str = ""
    category: str = ""
    subcategory: str = ""
    cost: int | None = None
    rows: int = 1


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """What one row says of a project of the owner: of itself, a milestone, hours, amounts.

    Days are day numbers, hours minutes, amounts stored units; what is ``None`` is left as it is
    known. ``day`` is that of hours and amounts; ``day_told`` where the row has one of their own.
    """

    project: str
    start: int | None = None
    due: int | None = None
    phase: str = ""
    milestone: str = ""
    original: int | None = None
    revised: int | None = None
    reached: int | None = None
    day: int | None = None
    day_told: bool = False
    worked: int | None = None
    available: int | None = None
    cost: int | None = None
    gain: int | None = None
    rows: int = 1


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Units of ``currency`` for one unit of the shop's on a day, times 10^6."""

    currency: str
    day: int
    rate: int
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Rows of the file that an earlier import has read: they say nothing new."""

    rows: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that the next import of this source finds in ``Context.kept``, under ``key``.

    No personal data: it lies in the store as it is. ``''`` forgets it.
    """

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the file that is not stored: ``rejected`` unreadable, ``excluded`` by a rule.

    ``reason`` is a msgid, ``values`` fill its gaps; neither may hold personal data.
    """

    line: int
    column: str
    reason: str
    rejected: bool = True
    values: Mapping[str, str | int] = field(default_factory=dict)
    rows: int = 1
