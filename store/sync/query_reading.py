"""One reading of orders by a query: its columns are named as a mapping of order lines names them.

The rows go through the reader of order lines, as if they were a file: what ``order_lines`` says of
days, amounts, refunds and currencies holds here too.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.files import FileSample, SourceFile
from store.importers.mapped.layout import Layout
from store.importers.mapped.line_reading import LineReading
from store.importers.mapped.mapping import ORDER_ROLES, parse_mapping
from store.importers.protocol import SALES_SUBJECTS
from store.messages import N_
from store.migrations.m0001_first import ORDER_DIMENSIONS
from store.records import LeftOut, Sale
from store.sync.keys import Refs
from store.sync.marks import OVERLAP, Marks
from store.sync.values import Clock, earlier
from store.tables import Table
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Context, Record
    from store.sync.config import SourceConfig
    from store.sync.postgres import Query, Row

_NEEDED = ("order", "day", "quantity")
_STATUS = "status"
_DIMENSIONS = tuple(name for name in ORDER_DIMENSIONS if name != "source")
_ROWS = 1_000


class QueryReading:
    """Reads a query's rows; see ``store.sync.reading.Reading``."""

    importer = "postgres_orders"

    def __init__(
        self, query: Query, context: Context, marks: Marks, *, full: bool, now: int
    ) -> None:
        self._query = query
        self._context = context
        self._config = query.config
        self._full = full or not marks or not self._config.updated
        self._since = earlier(marks.until.get("orders", ""), OVERLAP)
        self._columns = _columns(query, self._config)
        self._clock = Clock(context.timezone, self._config.timezone)
        until = query.edge("max", self._config.updated) if self._config.updated else None
        # A row from the future would hide all that changes until then.
        self._until = min(_instant(until), self._clock.written(now))
        self._refs = Refs()
        self._unread = False
        self.done = self.total = self.rows = 0

    def records(self) -> Iterator[Record]:
        mapping = _mapping(self._config, self._columns)
        table = Table("utf-8", ",", self._columns, 1)
        file = _RowsAsFile(self._config.name, self._rows())
        sample = FileSample(file.path, 0, "utf-8", ",", ())
        reading = _WholeOrders(file, Layout(mapping, table, sample), self._context)
        for record in reading.records():
            self.rows += getattr(record, "rows", 0)
            self.done = self.rows
            if isinstance(record, Sale):
                self._refs.add(record.ref)
            elif isinstance(record, LeftOut):
                self._unread = True
            yield record

    def covers(self) -> dict[str, int]:
        first = self._query.edge("min", "day")
        day = self._clock.day(first)
        return dict.fromkeys(SALES_SUBJECTS, day) if day is not None else {}

    def marks(self) -> Marks:
        return Marks({}, {"orders": self._until})

    def live(self) -> Refs | None:
        # Of a row that cannot be read nobody knows which order it is: none is called gone then.
        return None if not self._full or self._unread else self._refs

    def _rows(self) -> Iterator[Row]:
        if self._full:
            return self._query.rows(self._columns)
        changed = self._query.changed(self._config.updated)
        return self._query.rows(self._columns, changed, self._since)


class _WholeOrders(LineReading):
    """Order lines whose orders come in one piece: the database sorts them."""

    def _look_for_scattered(self) -> None:
        return


class _RowsAsFile(SourceFile):
    """Rows of a query as the bytes of a file, a thousand at a time."""

    def __init__(self, name: str, rows: Iterator[Row]) -> None:
        self.path = Path(name)
        self.size = self.position = self.rows = 0
        self.encoding = "utf-8"
        self._source = rows

    def chunks(self, start: int = 0) -> Iterator[bytes]:
        del start
        text = io.StringIO(newline="")
        write = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow
        for number, row in enumerate(self._source, 1):
            write([" ".join((cell or "").split("\n")) for cell in row])
            if not number % _ROWS:
                yield text.getvalue().encode()
                text.seek(0)
                text.truncate()
        yield text.getvalue().encode()


def _instant(text: str | None) -> str:
    """Return the last change as an instant; a day is its beginning."""
    plain = (text or "")[:19]
    return f"{plain} 00:00:00" if len(plain) == 10 else plain


def _columns(query: Query, config: SourceConfig) -> tuple[str, ...]:
    """Return the columns to read; one too many, or one that is missing, is the owner's to mend."""
    known = (*ORDER_ROLES, *_DIMENSIONS, _STATUS)
    for column in query.columns:
        if column not in known and column != config.updated:
            raise OwnerError(
                N_("The query of {name} has a column {column}, which means nothing here."),
                N_("Name its columns with AS: {known}."),
                name=config.name,
                column=clean(column)[:60],
                known=", ".join(known),
            )
    for column in (*_NEEDED, *filter(None, [config.updated])):
        if column not in query.columns:
            raise OwnerError(
                N_("The query of {name} has no column {column}."),
                N_("Name one of its columns so, with AS “{column}”."),
                name=config.name,
                column=clean(column)[:60],
            )
    return tuple(column for column in query.columns if column in known)


def _mapping(config: SourceConfig, columns: Sequence[str]) -> FileMapping:
    """Return the mapping that these columns stand for: each is called what it is."""
    lines = [
        'kind = "order_lines"', 'decimal = "."', 'date = "iso"',
        f"source = {json.dumps(config.source)}", f"zone = {json.dumps(config.timezone)}",
        f"currency = {json.dumps(config.currency)}", "[columns]",
        *(f"{name} = {json.dumps(name)}" for name in columns if name in ORDER_ROLES),
        "[dimensions]",
        *(f"{name} = {json.dumps(name)}" for name in columns if name in _DIMENSIONS),
    ]  # fmt: skip
    if _STATUS in columns:
        words = ("paid", "pending", "cancelled", "refunded", "test")
        lines += ["[status]", 'column = "status"', *(f'{word} = ["{word}"]' for word in words)]
    return parse_mapping("\n".join(lines), config.name, config.name)
