"""Reading a large file in a second process, so that two processors share the work.

The child reads and parses, this process codes and writes. Records travel through a pipe, many at
a time, as plain tuples in marshal's format; both ends are the same program, so nothing foreign is
ever loaded. The child never touches the store: it leaves with ``_exit``, and SQLite's handles,
which a fork copies, are neither used nor closed there.

Whatever goes wrong over there, this process only learns that it did (``ApartError``): it then reads
the file itself and meets the mistake with all its words.
"""

from __future__ import annotations

import fcntl
import marshal
import os
import signal
import struct
import sys
import threading
from contextlib import suppress
from operator import attrgetter
from typing import TYPE_CHECKING, Any, BinaryIO

from store.ingest.skus import NumberedLines, SkuNumbers
from store.messages import Message
from store.records import (
    Delivery,
    ExchangeRate,
    Fact,
    Kept,
    LeftOut,
    Line,
    Lines,
    Payment,
    Product,
    Refund,
    Sale,
    SeriesValue,
    Status,
    Unchanged,
    WholeDays,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.files import SourceFile
    from store.importers.protocol import Record
    from store.ingest.coding import Products

WORTHWHILE = 4 * 1024 * 1024
"""Bytes of a file from which on a second process gains more than it costs."""
_BATCH_LINES = 1_000
_PIPE_BYTES = 1 << 20
_MOST_SKUS = 200_000
"""Products numbered over there before the numbers begin again."""
_LENGTH = struct.Struct("<I")
_STATUSES = {int(status): status for status in Status}


class ApartError(Exception):
    """The other process did not get to the end of the file."""


def can_read_apart(file: SourceFile) -> bool:
    """Whether a second process is possible here and worth it.

    Threads forbid it: a fork copies their locks in whatever state they are.
    """
    return (
        sys.platform == "linux"
        and file.size >= WORTHWHILE
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


def read_apart(
    file: SourceFile, extract: Callable[[], Iterator[Record]], products: Products
) -> Iterator[Record]:
    """Yield what ``extract`` yields over there; ``file.position`` follows.

    Lines come with the codes of ``products`` in place of their texts.

    Raises:
        ApartError: it failed, at any point; what was yielded before is right but not all.
    """
    receiving, sending = os.pipe()
    with suppress(OSError):  # a smaller pipe only means more waiting
        fcntl.fcntl(sending, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _be_child(file, extract, sending)
    os.close(sending)
    decoder = _Decoder(products)
    try:
        with os.fdopen(receiving, "rb", buffering=_PIPE_BYTES) as pipe:
            while True:
                (file.position, file.rows), news, records = _received(pipe)
                if records is None:
                    return
                decoder.learn(*news)
                yield from map(decoder.record, records)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _received(pipe: BinaryIO) -> tuple[tuple[int, int], _News, list[Any] | None]:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise ApartError
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    if len(body) < length:
        raise ApartError
    read, news, records = marshal.loads(body)
    return read, news, records


def _be_child(file: SourceFile, extract: Callable[[], Iterator[Record]], sending: int) -> None:
    """Read the file, send its records, and leave without a trace."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to answer
        for other in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_DFL)
        _send_all(file, extract(), sending)
        code = 0
    finally:
        os._exit(code)


def _send_all(file: SourceFile, records: Iterator[Record], sending: int) -> None:
    encoder = _Encoder()
    batch: list[tuple[Any, ...]] = []
    weight = 0
    for record in records:
        batch.append(encoder.record(record))
        weight += len(record.lines) + 4 if type(record) is Sale else 4
        if weight >= _BATCH_LINES:
            _send(sending, ((file.position, file.rows), encoder.news(), batch))
            batch, weight = [], 0
    _send(sending, ((file.position, file.rows), encoder.news(), batch))
    _send(sending, ((file.position, file.rows), encoder.news(), None))


def _send(sending: int, frame: tuple[Any, ...]) -> None:
    body = marshal.dumps(frame)
    rest = memoryview(_LENGTH.pack(len(body)) + body)
    while rest:
        rest = rest[os.write(sending, rest) :]


# -- records as plain tuples -----------------------------------------------------------------


_News = tuple[bool, list[tuple[str, str, str, str]], list[tuple[int, str]]]
"""Whether all numbers so far are void; the products of the next numbers (SKU, name, category,
subcategory); names of products that came without."""


class _Encoder:
    """Makes tuples, lists and numbers of records; marshal refuses anything else.

    Products are numbered over there as they are met: files have many lines and few products.
    """

    def __init__(self) -> None:
        self._skus = SkuNumbers(self._meet, lambda number, name: self._named.append((number, name)))
        self._met: list[tuple[str, str, str, str]] = []
        self._named: list[tuple[int, str]] = []
        self._void = False

    def _meet(self, line: Line) -> int:
        self._met.append((line.sku, line.name, line.category, line.subcategory))
        return len(self._skus)

    def news(self) -> _News:
        """Return what the other end must know of the products in the records since the last."""
        news = (self._void, self._met, self._named)
        self._met, self._named = [], []
        self._void = len(self._skus) > _MOST_SKUS
        if self._void:
            self._skus.forget()
        return news

    def record(self, record: Record) -> tuple[Any, ...]:
        if type(record) is Sale:
            return (
                0, record.ref, record.day, record.rows, int(record.status), record.at,
                record.customer, record.currency, record.shipping, record.tax, record.paid,
                self._lines(record.lines),
                [
                    (one.day, one.goods, one.cost, one.units, one.estimated, self._lines(one.lines))
                    for one in record.refunds
                ],
                [
                    (one.day, one.method, one.amount, one.fee, one.fraud, one.done, one.secured)
                    for one in record.payments
                ],
                [
                    (one.day, one.on_time, one.carrier, one.promised_day, one.shipped_day)
                    for one in record.deliveries
                ],
                record.dimensions, record.order_ref, record.sketch,
            )  # fmt: skip
        place = _PLACE.get(type(record))
        if place is not None:
            return (place, *_GETTERS[place - 1](record))
        raise TypeError(type(record).__name__)

    def _lines(self, given: Sequence[Line]) -> tuple[list[Any], ...]:
        lines = Lines.of(given)
        return (self._skus.of(lines), *lines.columns[2:6])


class _Decoder:
    """Makes records again."""

    def __init__(self, products: Products) -> None:
        self._products = products
        self._codes: list[int] = []

    def learn(
        self, void: bool, met: list[tuple[str, str, str, str]], named: list[tuple[int, str]]
    ) -> None:
        if void:
            self._codes.clear()
        for sku, name, category, subcategory in met:
            line = Line(sku, name, 0, 0, category=category, subcategory=subcategory)
            self._codes.append(self._products.meet(line))
        for number, name in named:
            self._products.name(self._codes[number], name)

    def record(self, told: tuple[Any, ...]) -> Record:
        kind: int = told[0]
        if kind == 0:
            return self._sale(*told[1:])
        return _FLAT[kind - 1](*told[1:])

    def _sale(
        self, ref: str, day: int, rows: int, status: int, at: int | None, customer: str,
        currency: str, shipping: int, tax: int, paid: int, lines: tuple[Any, ...],
        refunds: list[Any], payments: list[Any], deliveries: list[Any],
        dimensions: dict[str, str], order_ref: str, sketch: bool,
    ) -> Sale:  # fmt: skip
        return Sale(
            ref, day, rows, _STATUSES[status], at, customer, currency, shipping, tax, paid,
            self._lines(*lines), [self._refund(*one) for one in refunds],
            [Payment(*one) for one in payments], [Delivery(*one) for one in deliveries],
            dimensions, order_ref, sketch,
        )  # fmt: skip

    def _refund(
        self, day: int, goods: int, cost: int, units: int, estimated: bool, lines: Any
    ) -> Refund:
        return Refund(day, goods, cost, units, estimated, self._lines(*lines))

    def _lines(self, numbers: list[int], *columns: Any) -> NumberedLines:
        return NumberedLines(list(map(self._codes.__getitem__, numbers)), *columns)


_FLAT: tuple[Callable[..., Record], ...] = (
    SeriesValue, LeftOut, ExchangeRate, Message, Fact, Product, WholeDays, Unchanged, Kept,
)  # fmt: skip
"""Records whose fields are plain values; an order is not, and is number 0."""
_PLACE = {kind: place for place, kind in enumerate(_FLAT, 1)}
_GETTERS: list[Callable[[object], tuple[Any, ...]]] = [
    attrgetter(*kind.__annotations__) for kind in _FLAT
]
