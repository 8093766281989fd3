"""One file on its way into the store: identified, read, staged, published, receipted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store import answers
from store.columns.noted import noting
from store.columns.questions import ENCODING
from store.coverage import measure_subject
from store.errors import ImportFileError, StoreError
from store.feeds import EXCLUSIVE
from store.files import answered_encoding
from store.importers.mapped.own import own_mappings
from store.importers.protocol import Context
from store.ingest import words
from store.ingest.apart import ApartError, can_read_apart, read_apart
from store.ingest.coding import Coding
from store.ingest.feed import keys_of, staged
from store.ingest.identify import choose
from store.ingest.kept import known_visitors, read_kept
from store.ingest.older import older_export
from store.ingest.overlap import (
    refuse_double_documents,
    refuse_double_series,
    refuse_same_orders,
)
from store.ingest.preview import FirstRecords, preview
from store.ingest.publish import publish
from store.ingest.rates import known_rates
from store.ingest.receipt import Progress, Receipt
from store.ingest.request import Stopped
from store.ingest.spend_overlap import refuse_double_spend
from store.ingest.stage import Stage
from store.ingest.tidy import finish
from store.ingest.waiting_orders import waiting_orders
from store.messages import N_, Message
from store.own import units
from store.privacy import read_key, unkept
from store.records import (
    ExchangeRate,
    Fact,
    Kept,
    LeftOut,
    Product,
    ProjectPart,
    Sale,
    SeriesValue,
    Unchanged,
    WholeDays,
)
from store.spans import to_number
from store.tables import sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from store.columns.noted import Noted
    from store.database import Store
    from store.files import FileSample, SourceFile
    from store.importers.protocol import Record
    from store.ingest.identify import Choice
    from store.ingest.preview import Preview
    from store.ingest.request import Request
    from store.privacy import Pseudonyms

_TELL_EVERY = 256
"""Records between two looks at whether the owner wants to stop."""


class FileImport:
    """One file on its way into the store."""

    def __init__(self, store: Store, file: SourceFile, request: Request) -> None:
        self.store = store
        self.file = file
        self.request = request
        self.sample: FileSample = sample(file, answered_encoding(file, request.answers))
        self.choice: Choice = choose(
            self.sample,
            importer=request.importer,
            mapping=request.mapping,
            known=request.known,
            own=own_mappings(request.mappings),
        )
        self.source = request.source or self.choice.source
        self.answers = self._answers()
        self.warnings: list[Message] = []
        self._first: FirstRecords | None = None
        today = datetime.fromtimestamp(request.now, ZoneInfo(store.shop.timezone)).date()
        self._today = to_number(today)
        self._tomorrow = self._today + 1
        self.context = self._context()

    def imported(self) -> Receipt:
        """Import the file for good."""
        if can_read_apart(self.file):
            try:
                return self._imported(apart=True)
            except ApartError:
                pass  # read here, the file says itself what is wrong with it
        return self._imported(apart=False)

    def _imported(self, *, apart: bool) -> Receipt:
        request, store = self.request, self.store
        keys = keys_of(store, request.key)
        self._tell_visitors(keys)
        with staged(
            store,
            importer=self.choice.importer.name,
            source=self.source,
            file=self.file.name,
            pseudonyms=keys,
            now=request.now,
            last_day=self._tomorrow,
            customers_of=self.source,
            made_at=self.file.made_at,
        ) as stage:
            self._fill(stage, apart=apart)
            self.warnings += older_export(store.sql, stage.importing)
            covers = self._covers(stage)
            self._tell(stage, "figures")
            publish(
                store,
                stage,
                covers=covers,
                pseudonyms=keys,
                remembered=answers.settings_of(self.source, request.answers),
                rows_read=self._rows_read(stage),
                now=request.now,
            )
        self._tell(stage, "tidying")
        try:
            finish(store)
        except StoreError as error:
            # The import is published: what is left over is hidden, and the next one clears it.
            self.warnings.append(error.what)
        return self._receipt(stage, covers, stage.importing)

    def tried(self) -> Receipt:
        """Read the whole file and say what would become of it; nothing is written."""
        keys = (read_key(self.request.key) if self.request.key else None) or unkept()
        self._tell_visitors(keys)
        stage = Stage(
            self.store,
            Coding(self.store.sql, keys, self.source),
            importing=0,
            source=self.source,
            first_document=1,
            last_day=self._tomorrow,
            trial=True,
        )
        self._first = first = FirstRecords(self.context.currency, self.context.series)
        with noting() as told:
            self._fill(stage, apart=False)
        receipt = self._receipt(stage, self._covers(stage), None)
        return replace(receipt, preview=self._preview(told, first))

    def looked(self) -> Preview:
        """Read the first records only, and say how."""
        self._first = first = FirstRecords(self.context.currency, self.context.series)
        with noting() as told:
            for _ in self._records(None, apart=False):
                if first.enough:
                    break
        return self._preview(told, first)

    def _preview(self, told: Noted, first: FirstRecords) -> Preview:
        return preview(told, first, self.choice.mapping, self.choice.because)

    def _answers(self) -> dict[str, str]:
        kept = {one.question: one.answer for one in answers.remembered(self.store, self.source)}
        said = kept | dict(self.request.answers)
        if self.file.encoding:
            said.pop(ENCODING, None)  # an answer about other files; this one proves its encoding
        return said

    def _context(self) -> Context:
        shop, asked = self.store.shop, self.request.covers
        return Context(
            currency=shop.currency,
            timezone=shop.timezone,
            country=shop.country,
            mapping=self.choice.mapping,
            answers=self.answers,
            rate=known_rates(self.store),
            today=self._today,
            series=units(self.store),
            covers=(to_number(asked.start), to_number(asked.last)) if asked else None,
        )

    def _tell_visitors(self, keys: Pseudonyms) -> None:
        """Let the importer tell visitors apart, and find what it kept."""
        with self.store.reading() as connection:
            kept = read_kept(connection, self.source)
            counts = self.choice.importer.counts_visitors
            known = known_visitors(connection, self.source) if counts else ()
        self.context = replace(self.context, visitor=keys.visitor, visitors=known, kept=kept)

    def _records(self, stage: Stage | None, *, apart: bool) -> Iterator[Record]:
        def extract() -> Iterator[Record]:
            return self.choice.importer.extract(self.file, self.context)

        if apart and stage is not None:
            return read_apart(self.file, extract, stage.coding.products)
        return extract() if self._first is None else self._first.watch(extract())

    def _fill(self, stage: Stage, *, apart: bool) -> None:
        """Take every record of the file."""
        self.warnings.clear()
        for number, record in enumerate(self._records(stage, apart=apart), 1):
            if type(record) is Sale:
                stage.add_sale(record)
            elif type(record) is SeriesValue:
                stage.add_value(record)
            elif type(record) is Fact:
                stage.add_fact(record)
            elif type(record) is LeftOut:
                stage.leave_out(record)
            elif type(record) is ExchangeRate:
                stage.add_rate(record)
            elif type(record) is ProjectPart:
                stage.projects.add(record)
            elif type(record) is Product:
                stage.add_product(record)
            elif type(record) is WholeDays:
                stage.add_whole(record)
            elif type(record) is Unchanged:
                stage.pass_over(record)
            elif type(record) is Kept:
                stage.keep(record)
            elif isinstance(record, Message):
                self.warnings.append(record)
            if not number % _TELL_EVERY:
                self._tell(stage, "rows")
        stage.finish()
        self._refuse_double(stage)
        self._check_stop()

    def _refuse_double(self, stage: Stage) -> None:
        covers = self._covers(stage)
        with self.store.reading() as connection:
            refuse_double_series(connection, stage.series_days, self.source)
            refuse_double_documents(connection, _told_by_rows(stage, covers), self.source)
            refuse_same_orders(connection, stage.new_orders.kept, self.source)
            refuse_double_spend(connection, stage.series_spend, stage.importing, self.source)

    def _tell(self, stage: Stage, phase: str) -> None:
        self.request.progress(
            Progress(self.file.name, stage.tally.total, self.file.position, self.file.size, phase)
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
        days = None
        if asked:
            if to_number(asked.start) > self._today:
                raise ImportFileError(
                    N_("{day} has not come yet."),
                    N_("Check the days given with --covers."),
                    day=asked.start,
                )
            # Nobody can speak for days to come; rows of tomorrow are of shops further east.
            days = (to_number(asked.start), min(to_number(asked.last), max(self._today, whole[1])))
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
            covers=words.whole(covers),
            rejects=tuple(notes.rejects),
            excluded_by=tuple(
                (Message(reason, notes.examples[reason].values), rows)
                for reason, rows in notes.rules.most_common()
            ),
            warnings=(
                *self.warnings,
                *stage.catalogue.messages(),
                *words.withdrawn(stage),
                *words.waiting_sources(self.store, self.source, covers),
                *stage.projects.warnings(),
                *waiting_orders(self.store, {currency for currency, *_ in stage.rates}),
                *words.unlisted(stage),
            ),
            import_id=importing,
            dry_run=self.request.dry_run,
        )


def _told_by_rows(
    stage: Stage, covers: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Return what the file covers with rows of which daily figures are added up."""
    if "sale" in stage.covered:
        return dict(covers)
    exclusive = {family for one in EXCLUSIVE.values() for family in one.families}
    return {subject: days for subject, days in covers.items() if subject in exclusive}
