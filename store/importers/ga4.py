"""Downloads of Google Analytics 4: "Download CSV" of a report, an overview or an exploration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.questions import ENCODING
from store.errors import ImportFileError
from store.importers.protocol import Claim, Importer
from store.importers.traffic.ga4_reading import Ga4Reading
from store.importers.traffic.ga4_tables import is_download, read_text, tables_of
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record


class Ga4(Importer):
    """Reads a download with its comment lines."""

    name = "ga4"
    label = N_("Google Analytics 4: a downloaded report")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file that begins with comments which name its period, and holds tables."""
        if not is_download(sample.text) or not tables_of(sample.text):
            return None
        return Claim(self.name, Message(N_("it begins with Google Analytics' comment lines")))

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return the measures that its tables have by day."""
        return Ga4Reading(tables_of(sample.text), context.timezone, context.today).measures()

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the values of every day, and every other row with the reason it is left out."""
        encoding = file.decided_encoding(context.answers.get(ENCODING, ""))
        tables = tables_of(read_text(file, encoding))
        if not tables:
            raise ImportFileError(
                N_("{file} holds no table."), N_("Export it again as CSV."), file=file.name
            )
        for one in tables:
            noted.table(one.header, encoding, one.delimiter)
        file.rows = sum(table.count for table in tables)
        yield from Ga4Reading(tables, context.timezone, context.today).records()


IMPORTER = Ga4()
