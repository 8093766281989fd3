"""What every importer of a shop's export is: its source, its columns, and what it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.coverage import measure_subject
from store.importers.protocol import SALES_SUBJECTS, Claim, Importer
from store.importers.shops.headers import has_all

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from store.files import FileSample
    from store.importers.shops.headers import Words
    from store.messages import Message

HEADER_ROWS = 10
WHOLE_ORDERS = frozenset((*SALES_SUBJECTS, measure_subject("paid_amount")))
"""An export with items, customers, refunds and what was paid."""


class ShopExport(Importer):
    """What importers of shops' exports have in common; ``extract`` is each one's own."""

    words: Words
    telling: Collection[str]
    """Our words for columns that no other export has together."""
    covers: Collection[str] = WHOLE_ORDERS

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file whose header has the telling columns."""
        for row in sample.rows[:HEADER_ROWS]:
            if self.is_header(row):
                return Claim(self.name, self.because())
        return None

    def is_header(self, row: Sequence[str]) -> bool:
        """Whether a row is this export's header."""
        return has_all(row, self.words, self.telling)

    def because(self) -> Message:
        """Return why a file with the telling columns is taken for this export."""
        raise NotImplementedError
