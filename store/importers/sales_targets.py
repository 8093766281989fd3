"""Monthly targets: recognised, so that the owner hears which command makes goals of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.importers.protocol import Claim, Importer
from store.importers.targets_reading import is_targets
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.protocol import Context, Record


class SalesTargets(Importer):
    """Knows monthly targets, and leaves them to the goals."""

    name = "sales_targets"
    label = N_("Monthly targets, which become goals: kpi-tui goal import")
    elsewhere = N_("monthly targets: make goals of them with “kpi-tui goal import FILE”")
    """Why a folder's import passes such a file over."""

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of months and targets."""
        for row in sample.rows[:20]:
            if is_targets(tuple(cell.strip().lstrip("\ufeff") for cell in row)):
                because = Message(N_("it has months and targets"))
                return Claim(self.name, because, general=True)
        return None

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Refuse the file: goals are not facts of an import."""
        del context
        raise ImportFileError(
            N_("{file} holds monthly targets: they are goals, not figures."),
            N_("Make goals of them with “kpi-tui goal import FILE”."),
            file=file.name,
        )


IMPORTER = SalesTargets()
