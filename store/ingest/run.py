"""One import, from a path to a receipt."""

from __future__ import annotations

import gc
from bisect import bisect_right
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from store import settings
from store.coverage import measure_subject
from store.daily import ensure_current
from store.errors import ImportFileError, OwnerError, StoreError
from store.files import open_file
from store.importers.protocol import Context
from store.ingest.apart import ApartError, can_read_apart, read_apart
from store.ingest.coding import Coding
from store.ingest.identify import choose
from store.ingest.lock import only_import
from store.ingest.overlap import refuse_double_documents, refuse_double_series
from store.ingest.publish import publish
from store.ingest.receipt import Progress, Receipt
from store.ingest.stage import NEXT_DOCUMENT, Stage
from store.ingest.tidy import discard, finish, finish_last, mark_codes
from store.messages import N_, Message
from store.privacy import pseudonyms, read_key, unkept
from store.records import LeftOut, Sale, SeriesValue
from store.spans import Span, to_day, to_number
from store.tables import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from store.database import Store
    from store.files import FileSample, SourceFile
    from store.importers.protocol import Importer, Record
    from store.ingest.identify import Choice
    from store.privacy import Pseudonyms

ANSWER = "answer"
"""Settings ``answer:<source>:<question>`` keep what the owner said once about a source's files."""


def _silent(_progress: Progress) -> None:
    return None


def _never() -> bool:
    return False


class Stopped(Exception):  # noqa: N818 - nothing is wrong: the owner asked for it
    """The owner stopped the import; nothing of the file in work is in the store."""


@dataclass(frozen=True, slots=True)
class Request:
    """How files are to be imported.

    ``importer`` and ``mapping`` (a bundled name or a path) are ``None`` to let the file be
    recognised, ``source`` to take the importer's or mapping's own. ``covers`` are the days the
    file speaks for, ``None`` for those of its rows. ``key`` is the file with the key of the
    customers' pseudonyms. ``now`` is in seconds, UTC. ``known`` are the importers to choose from.
    """

    now: int
    importer: str | None = None
    mapping: str | None = None
    source: str | None = None
    covers: Span | None = None
    dry_run: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    key: Path | None = None
    progress: Callable[[Progress], None] = _silent
    stop: Callable[[], bool] = _never
    known: Mapping[str, Importer] | None = None


def run_import(store: Store, paths: Sequence[Path], request: Request) -> list[Receipt]:
    """Import files one after the other; each is published alone and gets its receipt.

    A file that cannot be read has a receipt with an ``error``, and the next one goes on.

    Raises:
        StoreError: the store is in use by another import, read-only, full or damaged.
        Stopped: the owner stopped it; files before the one in work are imported.
    """
    if request.dry_run:
        return [_tried(store, path, request) for path in paths]
    with _alone(store, ", ".join(path.name for path in paths)):
        ensure_current(store)
        finish_last(store)
        return [_imported(store, path, request) for path in paths]


@contextmanager
def _alone(store: Store, doing: str) -> Iterator[None]:
    """Hold the store's import lock, without Python's garbage collector in the way.

    Records make no cycles, and looking for some costs a third of the time.
    """
    with store.writing():
        pass  # a store that cannot be written says so before anything is read
    in_memory = str(store.path) == ":memory:"
    collected = gc.isenabled()
    with nullcontext() if in_memory else only_import(store.path, doing):
        gc.disable()
        try:
            yield
        finally:
            if collected:
                gc.enable()


def _imported(store: Store, path: Path, request: Request) -> Receipt:
    try:
        with open_file(path) as file:
            return _File(store, file, request).imported()
    except ImportFileError as error:
        return Receipt(path.name, error=error)


def _tried(store: Store, path: Path, request: Request) -> Receipt:
    try:
        with open_file(path) as file:
            return _File(store, file, request).tried()
    except ImportFileError as error:
        return Receipt(path.name, error=error, dry_run=True)


class _File:
    """One file on its way into the store."""

    def __init__(self, store: Store, file: SourceFile, request: Request) -> None:
        self.store = store
        self.file = file
        self.request = request
        named = request.answers.get("encoding", "")
        self.sample: FileSample = sample(file, named)
        self.choice: Choice = choose(
            self.sample, importer=request.importer, mapping=request.mapping, known=request.known
        )
        self.source = request.source or self.choice.source
        self.answers = self._answers()
        self.context = self._context()
        self.warnings: list[Message] = []

    def imported(self) -> Receipt:
        """Import the file for good."""
        if can_read_apart(self.file):
            try:
                return self._imported(apart=True)
            except ApartError:
                pass  # read here, the file says itself what is wrong with it
        return self._imported(apart=False)

    def _imported(self, *, apart: bool) -> Receipt:
        keys = _pseudonyms(self.store, self.request.key)
        importing, first = begin(
            self.store, self.choice.importer.name, self.source, self.file.name, self.request.now
        )
        try:
            stage = Stage(
                self.store,
                Coding(self.store.sql, keys),
                importing=importing,
                source=self.source,
                first_document=first,
            )
            self._fill(stage, apart=apart)
            covers = self._covers(stage)
            self._tell(stage, "figures")
            publish(
                self.store,
                stage,
                covers=covers,
                pseudonyms=keys,
                remembered={
                    f"{ANSWER}:{self.source}:{question}": answer
                    for question, answer in self.request.answers.items()
                },
                rows_read=self._rows_read(stage),
                now=self.request.now,
            )
        except BaseException:
            _give_up(self.store, importing)
            raise
        self._tell(stage, "tidying")
        finish(self.store)
        return self._receipt(stage, covers, importing)

    def tried(self) -> Receipt:
        """Read the whole file and say what would become of it; nothing is written."""
        keys = (read_key(self.request.key) if self.request.key else None) or unkept()
        stage = Stage(
            self.store,
            Coding(self.store.sql, keys),
            importing=0,
            source=self.source,
            first_document=1,
            trial=True,
        )
        self._fill(stage, apart=False)
        return self._receipt(stage, self._covers(stage), None)

    def _answers(self) -> dict[str, str]:
        prefix = f"{ANSWER}:{self.source}:"
        with self.store.reading() as connection:
            kept = {
                str(key)[len(prefix) :]: str(value)
                for key, value in connection.execute(
                    "SELECT key, value FROM setting WHERE substr(key, 1, ?) = ?",
                    (len(prefix), prefix),
                )
            }
        return kept | dict(self.request.answers)

    def _context(self) -> Context:
        shop = self.store.shop
        return Context(
            currency=shop.currency,
            timezone=shop.timezone,
            country=shop.country,
            mapping=self.choice.mapping,
            answers=self.answers,
            rate=_rates(self.store),
        )

    def _records(self, *, apart: bool) -> Iterator[Record]:
        def extract() -> Iterator[Record]:
            return self.choice.importer.extract(self.file, self.context)

        return read_apart(self.file, extract) if apart else extract()

    def _fill(self, stage: Stage, *, apart: bool) -> None:
        """Take every record of the file."""
        self.warnings.clear()
        written = 0
        for record in self._records(apart=apart):
            if type(record) is Sale:
                stage.add_sale(record)
            elif type(record) is SeriesValue:
                stage.add_value(record)
            elif type(record) is LeftOut:
                stage.leave_out(record)
            elif isinstance(record, Message):
                self.warnings.append(record)
            if stage.writes != written:
                written = stage.writes
                self._tell(stage, "rows")
        stage.finish()
        self._refuse_double(stage)
        self._check_stop()

    def _refuse_double(self, stage: Stage) -> None:
        with self.store.reading() as connection:
            refuse_double_series(connection, stage.series_days, self.source)
            if "sale" in stage.covered:
                refuse_double_documents(connection, self._covers(stage), self.source)

    def _tell(self, stage: Stage, phase: str) -> None:
        self.request.progress(
            Progress(
                self.file.name, stage.tally.total, self.file.position, self.file.size, phase
            )
        )
        if phase == "rows":
            self._check_stop()

    def _check_stop(self) -> None:
        if self.request.stop():
            raise Stopped

    def _covers(self, stage: Stage) -> dict[str, tuple[int, int]]:
        """Return first and last day by subject: what the owner says, else those of the rows."""
        asked = self.request.covers
        everything = stage.covered.values()
        if not everything:
            return {}
        whole = (min(first for first, _ in everything), max(last for _, last in everything))
        days = (to_number(asked.start), to_number(asked.last)) if asked else None
        return {
            measure_subject(subject) if subject in stage.series_days else subject: (
                days or stage.covered.get(subject, whole)
            )
            for subject in sorted(self.choice.importer.fills(self.sample, self.context))
        }

    def _rows_read(self, stage: Stage) -> int:
        """Return the rows the reader counted, which must all be accounted for."""
        read, told = self.file.rows, stage.tally.total
        if read != told:
            raise AssertionError(f"{read} rows read, {told} accounted for")
        return read

    def _receipt(
        self, stage: Stage, covers: Mapping[str, tuple[int, int]], importing: int | None
    ) -> Receipt:
        tally = stage.tally
        notes = stage.notes
        return Receipt(
            file=self.file.name,
            importer=self.choice.importer.name,
            source=self.source,
            read=self._rows_read(stage),
            stored=tally.stored,
            updated=tally.updated,
            unchanged=tally.unchanged,
            excluded=tally.excluded,
            rejected=tally.rejected,
            covers=_whole(covers),
            rejects=tuple(notes.rejects),
            excluded_by=tuple(
                (Message(reason, notes.examples[reason].values), rows)
                for reason, rows in notes.rules.most_common()
            ),
            warnings=tuple(self.warnings),
            import_id=importing,
            dry_run=self.request.dry_run,
        )


def _whole(covers: Mapping[str, tuple[int, int]]) -> Span | None:
    if not covers:
        return None
    first = min(first for first, _ in covers.values())
    return Span.of(to_day(first), to_day(max(last for _, last in covers.values())))


def begin(store: Store, importer: str, source: str, file: str, now: int) -> tuple[int, int]:
    """Note a pending import; return its number and that of the next document."""
    with store.writing() as connection:
        mark_codes(connection)
        (importing,) = connection.execute(
            "INSERT INTO import (importer, source, file, state, started_at)"
            " VALUES (?, ?, ?, 'pending', ?) RETURNING id",
            (importer, source, file, now),
        ).fetchone()
        first = int(settings.read(connection, NEXT_DOCUMENT) or 1)
    return int(importing), first


def _give_up(store: Store, importing: int) -> None:
    """Clear an import that failed; what the disk or another program prevents, the next run does.

    A published import is left alone: only its tidying was cut off.
    """
    with store.reading() as connection:
        (published,) = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM import WHERE id = ? AND state = 'published')",
            (importing,),
        ).fetchone()
    if published:
        return
    try:
        discard(store, importing)
    except (OwnerError, OSError):
        return


def _pseudonyms(store: Store, key: Path | None) -> Pseudonyms:
    if key is None:
        raise StoreError(
            N_("No file is named for the key of the customers' pseudonyms."),
            N_("Name one; it is made on first use."),
        )
    with store.reading() as connection:
        return pseudonyms(connection, key)


def _rates(store: Store) -> Callable[[str, int], int | None]:
    """Return a lookup of exchange rates: the day's, else the last one of the week before.

    All rates are read at once: the file may be read in a process that has no store.
    """
    known: dict[str, list[tuple[int, int]]] = {}
    with store.reading() as connection:
        for currency, day, value in connection.execute(
            "SELECT currency, day, rate FROM exchange_rate ORDER BY currency, day"
        ):
            known.setdefault(currency, []).append((day, value))

    def rate(currency: str, day: int) -> int | None:
        days = known.get(currency, [])
        place = bisect_right(days, day, key=itemgetter(0)) - 1
        return days[place][1] if place >= 0 and days[place][0] >= day - _RATE_DAYS else None

    return rate


_RATE_DAYS = 7
"""An exchange rate holds over weekends and holidays, not longer."""
