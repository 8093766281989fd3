"""How a file is read and what its first rows become: what a dry run shows before anything counts.

Nothing personal is in it: a customer is told as known or not, never by name or number.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.days import readable
from store.dimensions import DIMENSIONS
from store.ingest.coding import stored_name
from store.ingest.preview_words import CODED, TABLES, VALUES
from store.messages import N_, Message, Quantity, counted
from store.money import MONEY_SCALE
from store.records import ExchangeRate, Fact, LeftOut, Product, Sale, SeriesValue, Status
from store.spans import to_day
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from store.columns.noted import Noted, Reading
    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Record

SHOWN = 5
"""Records shown."""
LEFT_OUT_SHOWN = 3
_LOOKED_AT = 5_000
_LONGEST = 40

_FORMS = {"iso": "YYYY-MM-DD", "compact": "YYYYMMDD", "dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY"}
KINDS: dict[str, str] = {
    noted.DAY: N_("day"),
    noted.MONEY: N_("amount"),
    noted.COUNT: N_("whole number"),
    noted.NUMBER: N_("number"),
    noted.TEXT: N_("text"),
}
_STATUSES: dict[Status, str] = {
    Status.PENDING: N_("not paid yet"),
    Status.CANCELLED: N_("cancelled"),
    Status.TEST: N_("a test"),
    Status.NO_RATE: N_("without an exchange rate"),
}
_MONEY = frozenset({"amount", "goods", "fee", "fraud", "cost", "discount", "shipping", "tax"})
_HIDDEN = frozenset({"day", "ref", "customer", "visitor", "at", "sale_doc", "order_doc", "note"})
"""Values of a row that are told otherwise, or may name a person."""


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column of the file: ``kind`` is a msgid, ``becomes`` the role that a mapping gives it."""

    name: str
    kind: str
    becomes: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """``decimal`` is ``""`` where no column needs one, or each number shows its own.

    ``days`` are the formats of days by column, as people write them. ``first`` are the first
    records in words, ``left_out`` the first rows that are none. ``because`` says why the importer
    was taken.
    """

    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    days: tuple[tuple[str, str], ...] = ()
    zone: str = ""
    columns: tuple[ColumnRead, ...] = ()
    unused: tuple[str, ...] = ()
    first: tuple[Message, ...] = ()
    left_out: tuple[Message, ...] = ()
    because: Message | None = None


class FirstRecords:
    """Keeps the first records of a file in words."""

    def __init__(self, currency: str, series: Mapping[str, str] | None = None) -> None:
        self.kept: list[Message] = []
        self.left_out: list[Message] = []
        self._currency = currency
        self._series = series or {}
        self._seen = 0

    @property
    def enough(self) -> bool:
        """Whether a first look has seen what it wants to."""
        return len(self.kept) >= SHOWN or self._seen >= _LOOKED_AT

    def watch(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield the records, the first of them noted."""
        for record in records:
            self._seen += 1
            kept = self.left_out if isinstance(record, LeftOut) else self.kept
            if len(kept) < (LEFT_OUT_SHOWN if kept is self.left_out else SHOWN):
                words = in_words(record, self._currency, self._series)
                if words is not None:
                    kept.append(words)
            yield record


def preview(
    told: Noted,
    first: FirstRecords,
    mapping: FileMapping | None = None,
    because: Message | None = None,
) -> Preview:
    """Return what was noted while a file was read, as its owner understands it."""
    header = told.headers[0] if told.headers else ()
    every = {column for one in told.headers for column in one}
    read = {name: how for name, how in told.columns.items() if not every or name in every}
    roles = roles_of(mapping) if mapping else {}
    mapped = {name: noted.Reading() for name in roles if name in every and name not in read}
    read = {name: how for name in (*header, *read, *mapped) if (how := (read | mapped).get(name))}
    days = {name: how for name, how in read.items() if how.kind == noted.DAY}
    return Preview(
        encoding=told.encoding,
        delimiter=told.delimiter,
        decimal=next((how.decimal for how in read.values() if how.decimal), ""),
        days=tuple((clean(name), _form(how)) for name, how in days.items()),
        zone=next((how.zone for how in days.values() if how.zone), ""),
        columns=tuple(
            ColumnRead(clean(name), KINDS[how.kind], roles.get(name, ""))
            for name, how in read.items()
        ),
        unused=tuple(clean(name) for name in header if name and name not in read),
        first=tuple(first.kept),
        left_out=tuple(first.left_out),
        because=because,
    )


def roles_of(mapping: FileMapping) -> dict[str, str]:
    """Return what the mapping makes of each column: a role, a dimension or a measure."""
    roles = {column: role for role, columns in mapping.columns.items() for column in columns}
    dimensions = {column: dimension for dimension, column in mapping.dimensions.items()}
    measures = {} if "measure" in mapping.columns else dict(mapping.measures)
    return roles | dimensions | measures


def _form(how: Reading) -> str:
    return _FORMS.get(how.form) or readable(how.form)


# -- records in words ------------------------------------------------------------------------


def in_words(
    record: Record, currency: str, series: Mapping[str, str] | None = None
) -> Message | None:
    """Return a record as its owner would tell it, ``None`` for what is no row of the file."""
    if isinstance(record, Sale):
        return _sale(record, currency)
    if isinstance(record, Fact):
        return _fact(record, currency)
    if isinstance(record, SeriesValue):
        return _value(record, currency, (series or {}).get(record.measure, "count"))
    if isinstance(record, Product):
        return _product(record, currency)
    if isinstance(record, ExchangeRate):
        return Message(
            N_("{day}: 1 {ours} = {rate} {currency}"),
            {"day": to_day(record.day), "ours": currency,
             "rate": Fraction(record.rate, 10**6), "currency": record.currency},
        )  # fmt: skip
    if isinstance(record, LeftOut):
        reason = Message(record.reason, record.values)
        if not record.line:
            text = N_("rejected: {reason}") if record.rejected else N_("left out: {reason}")
            return Message(text, {"reason": reason})
        text = N_("line {line} rejected: {reason}")
        if not record.rejected:
            text = N_("line {line} left out: {reason}")
        return Message(text, {"line": str(record.line), "reason": reason})
    return None


def _sale(sale: Sale, currency: str) -> Message:
    goods = sum(line.goods for line in sale.lines)
    parts: list[object] = [
        Message(N_("order {ref}"), {"ref": clean(sale.ref)[:_LONGEST]}),
        to_day(sale.day),
    ]
    if sale.lines:
        parts.append(Message(N_("goods {amount}"), {"amount": _money(goods, currency)}))
        parts.append(
            counted(N_("{n} line"), N_("{n} lines"), "n", {"n": len(sale.lines)}),
        )
    back = sum(refund.goods for refund in sale.refunds)
    if back:
        parts.append(Message(N_("{amount} given back"), {"amount": _money(back, currency)}))
    parts.append(Message(N_("customer: yes") if sale.customer else N_("customer: none")))
    if sale.status != Status.PAID:
        parts.append(Message(_STATUSES[Status(sale.status)]))
    parts += _members(sale.dimensions)
    return _joined(parts)


def _fact(fact: Fact, currency: str) -> Message:
    values = fact.values
    parts: list[object] = [Message(TABLES.get(fact.table, fact.table))]
    day = values.get("day")
    if isinstance(day, int):
        parts.append(to_day(day))
    if values.get("sale_doc"):
        ref = clean(str(values["sale_doc"]))[:_LONGEST]
        parts.append(Message(N_("order {ref}"), {"ref": ref}))
    parts += _members({k: v for k, v in values.items() if k in DIMENSIONS and isinstance(v, str)})
    for name, value in values.items():
        if name in _HIDDEN or name in CODED or name in DIMENSIONS or value in (None, ""):
            continue
        shown = _money(value, currency) if name in _MONEY and isinstance(value, int) else value
        parts.append(_called(name, shown))
    if "on_time" in values:
        parts.append(Message(N_("on time") if values["on_time"] else N_("late")))
    if "customer" in values:
        parts.append(Message(N_("customer: yes") if values["customer"] else N_("customer: none")))
    return _joined(parts)


def _value(value: SeriesValue, currency: str, own: str) -> Message:
    from store.importers.mapped.series_layout import units

    unit = units().get(value.measure, own)
    shown: object = value.value
    if unit == "money":
        shown = _money(value.value, currency)
    elif unit == "thousandths":
        shown = Fraction(value.value, 1000)
    return _joined([to_day(value.day), _called(value.measure, shown), *_members(value.dimensions)])


def _called(name: str, value: object) -> Message:
    label: object = Message(VALUES[name]) if name in VALUES else name
    return Message("{name} {value}", {"name": label, "value": value})


def _product(product: Product, currency: str) -> Message:
    parts: list[object] = [
        Message(N_("product {sku}"), {"sku": clean(product.sku)[:_LONGEST]}),
        *(stored_name(text)[:_LONGEST] for text in (product.name, product.category) if text),
    ]
    if product.cost is not None:
        parts.append(Message(N_("cost {amount}"), {"amount": _money(product.cost, currency)}))
    return _joined(parts)


def _members(dimensions: Mapping[str, str]) -> Iterator[Message]:
    for name, member in dimensions.items():
        if member and name in DIMENSIONS:
            values = {
                "dimension": Message(DIMENSIONS[name].label),
                "member": stored_name(member)[:_LONGEST],
            }
            yield Message(N_("{dimension}: {member}"), values)


def _money(amount: int, currency: str) -> Quantity:
    return Quantity(Fraction(amount, MONEY_SCALE), "money", currency)


def _joined(parts: list[object]) -> Message:
    """Return the parts in one line."""
    values = {f"p{n}": part for n, part in enumerate(parts)}
    return Message(" · ".join(f"{{{name}}}" for name in values), values)
