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
from typing import TYPE_CHECKING, Any, BinaryIO

from store.messages import Message
from store.records import (
    Delivery,
    ExchangeRate,
    LeftOut,
    Lines,
    Payment,
    Refund,
    Sale,
    SeriesValue,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.files import SourceFile
    from store.importers.protocol import Record

WORTHWHILE = 4 * 1024 * 1024
"""Bytes of a file from which on a second process gains more than it costs."""
_BATCH_LINES = 1_000
_PIPE_BYTES = 1 << 20
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


def read_apart(file: SourceFile, extract: Callable[[], Iterator[Record]]) -> Iterator[Record]:
    """Yield what ``extract`` yields over there; ``file.position`` follows.

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
    try:
        with os.fdopen(receiving, "rb", buffering=_PIPE_BYTES) as pipe:
            while True:
                position, rows, records = _received(pipe)
                file.position, file.rows = position, rows
                if records is None:
                    return
                yield from map(_decoded, records)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _received(pipe: BinaryIO) -> tuple[int, int, list[Any] | None]:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise ApartError
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    if len(body) < length:
        raise ApartError
    position, rows, records = marshal.loads(body)
    return position, rows, records


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
    batch: list[tuple[Any, ...]] = []
    weight = 0
    for record in records:
        batch.append(_encoded(record))
        weight += len(record.lines) + 4 if type(record) is Sale else 4
        if weight >= _BATCH_LINES:
            _send(sending, (file.position, file.rows, batch))
            batch, weight = [], 0
    _send(sending, (file.position, file.rows, batch))
    _send(sending, (file.position, file.rows, None))


def _send(sending: int, frame: tuple[Any, ...]) -> None:
    body = marshal.dumps(frame)
    rest = memoryview(_LENGTH.pack(len(body)) + body)
    while rest:
        rest = rest[os.write(sending, rest) :]


# -- records as plain tuples -----------------------------------------------------------------


def _encoded(record: Record) -> tuple[Any, ...]:
    """Return the record as tuples, lists and numbers; marshal refuses anything else."""
    if type(record) is Sale:
        return (
            0, record.ref, record.day, record.rows, int(record.status), record.at,
            record.customer, record.currency, record.shipping, record.tax, record.paid,
            Lines.of(record.lines).columns, list(map(_encoded_refund, record.refunds)),
            [
                (one.day, one.method, one.amount, one.fee, one.fraud, one.done, one.secured)
                for one in record.payments
            ],
            [
                (one.day, one.on_time, one.carrier, one.promised_day, one.shipped_day)
                for one in record.deliveries
            ],
            record.dimensions, record.order_ref,
        )  # fmt: skip
    if type(record) is SeriesValue:
        return (1, record.measure, record.day, record.value, record.dimensions, record.rows)
    if type(record) is LeftOut:
        return (
            2, record.line, record.column, record.reason, record.rejected, record.values,
            record.rows,
        )  # fmt: skip
    if type(record) is Message:
        return (3, record.text, record.values, record.many, record.count)
    if type(record) is ExchangeRate:
        return (4, record.currency, record.day, record.rate, record.rows)
    raise TypeError(type(record).__name__)


def _encoded_refund(one: Refund) -> tuple[Any, ...]:
    lines = Lines.of(one.lines).columns
    return (one.day, one.goods, one.cost, one.units, one.estimated, lines)


def _decoded_refund(
    day: int, goods: int, cost: int, units: int, estimated: bool, columns: Any
) -> Refund:
    return Refund(day, goods, cost, units, estimated, Lines(columns))


def _decoded(told: tuple[Any, ...]) -> Record:
    kind = told[0]
    if kind == 0:
        (
            _, ref, day, rows, status, at, customer, currency, shipping, tax, paid, columns,
            refunds, payments, deliveries, dimensions, order_ref,
        ) = told  # fmt: skip
        return Sale(
            ref, day, rows, _STATUSES[status], at, customer, currency, shipping, tax, paid,
            Lines(columns),
            [_decoded_refund(*one) for one in refunds],
            [Payment(*one) for one in payments],
            [Delivery(*one) for one in deliveries],
            dimensions, order_ref,
        )  # fmt: skip
    if kind == 1:
        return SeriesValue(*told[1:])
    if kind == 2:
        return LeftOut(*told[1:])
    if kind == 4:
        return ExchangeRate(*told[1:])
    return Message(*told[1:])
