"""Syncing: the shop's database into the store, by the door that files go through.

A sync is one import: seen whole or not at all, with a receipt that adds up. How far it came is kept
with it (``store.sync.marks``), so that one that was cut off begins again where the last whole one
ended.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.daily import ensure_current
from store.errors import OwnerError, StoreError
from store.importers.protocol import Context
from store.ingest import words
from store.ingest.coding import Coding
from store.ingest.feed import keys_of, staged
from store.ingest.kept import read_kept
from store.ingest.overlap import refuse_double_documents, refuse_same_orders
from store.ingest.publish import publish
from store.ingest.rates import known_rates
from store.ingest.receipt import Progress, Receipt
from store.ingest.request import Stopped
from store.ingest.run import alone
from store.ingest.stage import Stage
from store.ingest.tidy import finish, finish_last
from store.messages import N_, Message, counted
from store.privacy import read_key, unkept
from store.records import Fact, Kind, LeftOut, Product, Sale, SeriesValue, WholeDays
from store.spans import to_number
from store.sync.config import IMPORTERS, POSTGRES, PRESTASHOP, WOOCOMMERCE
from store.sync.known import origins, vanished
from store.sync.marks import Marks, kept_marks, read_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from store.database import Store
    from store.importers.protocol import Record
    from store.sync.config import SourceConfig
    from store.sync.reading import Reading

_TELL_EVERY = 256
"""Records between two looks at whether the owner wants to stop."""


def _silent(_progress: Progress) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """How databases are to be read.

    ``full`` reads everything again and finds orders that are gone. ``key`` is the file with the key
    of the customers' pseudonyms. ``now`` is in seconds, UTC.
    """

    now: int
    key: Path | None = None
    full: bool = False
    dry_run: bool = False
    progress: Callable[[Progress], None] = _silent
    stop: Callable[[], bool] = _never


def run_sync(
    store: Store, sources: Sequence[SourceConfig], request: SyncRequest
) -> Iterator[Receipt]:
    """Read databases one after the other, and yield the receipt of each as soon as it is there.

    One that cannot be read has a receipt with an ``error``, and the next one goes on.

    Raises:
        StoreError: the store is in use by another import, read-only, full or damaged.
        Stopped: the owner stopped it; databases before the one in work are read.
    """
    if request.dry_run:
        for source in sources:
            yield _receipt_of(store, source, request)
        return
    with alone(store, ", ".join(source.name for source in sources)):
        ensure_current(store)
        finish_last(store)
        for source in sources:
            yield _receipt_of(store, source, request)


def _receipt_of(store: Store, source: SourceConfig, request: SyncRequest) -> Receipt:
    try:
        one = SyncImport(store, source, request)
        return one.tried() if request.dry_run else one.imported()
    except StoreError:
        raise
    except OwnerError as error:
        return Receipt(source.name, error=error, dry_run=request.dry_run)


class SyncImport:
    """One database on its way into the store."""

    def __init__(self, store: Store, config: SourceConfig, request: SyncRequest) -> None:
        self.store = store
        self.config = config
        self.request = request
        self.warnings: list[Message] = []
        today = datetime.fromtimestamp(request.now, ZoneInfo(store.shop.timezone)).date()
        self._today = to_number(today)
        self._last = self._today - 1
        """The last day that the database speaks of: yesterday, or today if there was anything."""
        self._covers: dict[str, tuple[int, int]] = {}
        self._gone = 0
        self._rows = 0

    def imported(self) -> Receipt:
        """Import what is new for good."""
        request, store, config = self.request, self.store, self.config
        keys = keys_of(store, request.key)
        with staged(
            store,
            importer=IMPORTERS[config.kind],
            source=config.source,
            file=config.name,
            pseudonyms=keys,
            now=request.now,
            last_day=self._today + 1,
            customers_of=config.source,
        ) as stage:
            self._fill(stage)
            self._tell(stage, 1, 1, "figures")
            publish(
                store,
                stage,
                covers=self._covers,
                pseudonyms=keys,
                remembered={},
                rows_read=self._rows_read(stage),
                now=request.now,
            )
        self._tell(stage, 1, 1, "tidying")
        try:
            finish(store)
        except StoreError as error:
            # The import is published: what is left over is hidden, and the next one clears it.
            self.warnings.append(error.what)
        return self._receipt(stage, stage.importing)

    def tried(self) -> Receipt:
        """Read all that is new and say what would become of it; nothing is written."""
        keys = (read_key(self.request.key) if self.request.key else None) or unkept()
        stage = Stage(
            self.store,
            Coding(self.store.sql, keys, self.config.source),
            importing=0,
            source=self.config.source,
            first_document=1,
            last_day=self._today + 1,
            trial=True,
        )
        self._fill(stage)
        return self._receipt(stage, None)

    def _fill(self, stage: Stage) -> None:
        """Take every record of the database, and what it lets one say of the days it covers."""
        with self._reading() as reading:
            for number, record in enumerate(reading.records(), 1):
                self._take(stage, record)
                if not number % _TELL_EVERY:
                    self._tell(stage, reading.done, reading.total, "rows")
            live = reading.live()
            if live is not None:
                for sale in vanished(self.store, self.config.source, reading.importer, live):
                    stage.add_sale(sale)
                    self._gone += 1
            self._rows = reading.rows + self._gone
            marks = reading.marks()
            self._covers = {
                subject: (first, self._last)
                for subject, first in reading.covers().items()
                if first <= self._last
            }
        stage.keep(kept_marks(marks, self.config, self.store.shop.currency))
        stage.finish()
        with self.store.reading() as connection:
            refuse_double_documents(connection, self._covers, self.config.source)
            refuse_same_orders(connection, stage.new_orders.kept, self.config.source)
        self._check_stop()

    def _take(self, stage: Stage, record: Record) -> None:
        if type(record) is Sale:
            self._note_day(record.day)
            stage.add_sale(record)
        elif type(record) is Fact:
            day = record.values["day"]
            if isinstance(day, int):
                self._note_day(day)
            stage.add_fact(record)
        elif type(record) is Product:
            stage.add_product(record)
        elif type(record) is LeftOut:
            stage.leave_out(record)
        elif type(record) is WholeDays:
            stage.add_whole(record)
        elif type(record) is SeriesValue:
            stage.add_value(record)
        elif isinstance(record, Message):
            self.warnings.append(record)
        else:
            raise TypeError(type(record).__name__)

    def _note_day(self, day: int) -> None:
        if self._last < day <= self._today:
            self._last = day

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        """Open the database; it is let go as soon as all is read."""
        config, store = self.config, self.store
        with store.reading() as connection:
            kept = read_kept(connection, config.source)
        marks = read_marks(kept, config, store.shop.currency)
        with _OPENERS[config.kind](config, self._context(), marks, self) as reading:
            yield reading

    def _context(self) -> Context:
        shop = self.store.shop
        return Context(
            currency=shop.currency,
            timezone=shop.timezone,
            country=shop.country,
            rate=known_rates(self.store),
            today=self._today,
        )

    def kept_origins(self, kind: Kind, refs: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """Return what the store knows of where orders or carts came from."""
        return origins(self.store, self.config.source, kind, refs)

    def _tell(self, stage: Stage, done: int, total: int, phase: str) -> None:
        self.request.progress(Progress(self.config.name, stage.tally.total, done, total, phase))
        if phase == "rows":
            self._check_stop()

    def _check_stop(self) -> None:
        if self.request.stop():
            raise Stopped

    def _rows_read(self, stage: Stage) -> int:
        """Return the rows the reader counted, which must all be accounted for."""
        if self._rows != stage.tally.total:
            raise AssertionError(f"{self._rows} rows read, {stage.tally.total} accounted for")
        return self._rows

    def _receipt(self, stage: Stage, importing: int | None) -> Receipt:
        tally, notes = stage.tally, stage.notes
        return Receipt(
            file=self.config.name,
            importer=IMPORTERS[self.config.kind],
            source=self.config.source,
            read=self._rows_read(stage),
            stored=tally.stored,
            updated=tally.updated,
            unchanged=tally.unchanged,
            excluded=tally.excluded,
            rejected=tally.rejected,
            covers=words.whole(self._covers),
            rejects=tuple(notes.rejects),
            excluded_by=tuple(
                (Message(reason, notes.examples[reason].values), rows)
                for reason, rows in notes.rules.most_common()
            ),
            warnings=(
                *self._gone_orders(),
                *self.warnings,
                *stage.catalogue.messages(),
                *words.waiting_sources(self.store, self.config.source, self._covers),
                *words.unlisted(stage),
            ),
            import_id=importing,
            dry_run=self.request.dry_run,
        )

    def _gone_orders(self) -> Iterator[Message]:
        if self._gone:
            yield counted(
                N_("{n} order is no longer in the shop's database: it is kept as cancelled."),
                N_("{n} orders are no longer in the shop's database: they are kept as cancelled."),
                "n",
                {"n": self._gone},
            )


@contextmanager
def _prestashop(
    config: SourceConfig, context: Context, marks: Marks, sync: SyncImport
) -> Iterator[Reading]:
    from store.sync.mysql import opened
    from store.sync.prestashop.reading import PrestashopReading

    request = sync.request
    with opened(config) as database:
        yield PrestashopReading(
            database, context, marks, sync.kept_origins, full=request.full, now=request.now
        )


@contextmanager
def _woocommerce(
    config: SourceConfig, context: Context, marks: Marks, sync: SyncImport
) -> Iterator[Reading]:
    from store.sync.mysql import opened
    from store.sync.woocommerce.reading import WoocommerceReading

    request = sync.request
    with opened(config) as database:
        yield WoocommerceReading(database, context, marks, full=request.full, now=request.now)


@contextmanager
def _postgres(
    config: SourceConfig, context: Context, marks: Marks, sync: SyncImport
) -> Iterator[Reading]:
    from store.sync.postgres import opened
    from store.sync.query_reading import QueryReading

    with opened(config) as database:
        request = sync.request
        yield QueryReading(database, context, marks, full=request.full, now=request.now)


_OPENERS = {PRESTASHOP: _prestashop, WOOCOMMERCE: _woocommerce, POSTGRES: _postgres}
