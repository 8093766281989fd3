"""What the importers of all advertising networks have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.questions import ENCODING
from store.importers.ads.layout import find_header, read_layout
from store.importers.ads.reading import AdReading
from store.importers.protocol import Claim, Importer
from store.messages import N_, Message
from store.tables import sample as sample_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.files import FileSample, SourceFile
    from store.importers.ads.layout import Found
    from store.importers.ads.network import Network
    from store.importers.protocol import Context, Record


class AdImporter(Importer):
    """Reads the reports of one network; ``is_own`` tells its headers from those of others."""

    covers = ("spend",)

    def __init__(
        self,
        name: str,
        label: str,
        network: Network,
        is_own: Callable[[FileSample, Found], bool],
    ) -> None:
        self.name = name
        self.label = label
        self._network = network
        self._is_own = is_own

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a report with the network's own columns."""
        found = find_header(sample, self._network)
        if found is None or not self._is_own(sample, found):
            return None
        known = [found.header[place][:40] for place in sorted(found.roles.places.values())]
        because = Message(N_("it has the columns {columns}"), {"columns": ", ".join(known)})
        return Claim(self.name, because)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the spend of each campaign and day, and what was left out."""
        encoding = file.decided_encoding(context.answers.get(ENCODING, ""))
        layout = read_layout(sample_of(file, encoding), encoding, self._network, context)
        yield from AdReading(file, layout, context, self._network).records()
