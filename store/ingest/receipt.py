"""What an import says when it is done: every row of the file accounted for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.errors import OwnerError
    from store.ingest.preview import Preview
    from store.messages import Message
    from store.records import LeftOut
    from store.spans import Span

SHOWN_REJECTS = 1000
"""Rejects a receipt carries; all kept ones are listed by ``kpi-tui rejects``."""


@dataclass(slots=True)
class Tally:
    """Rows of one file by what became of them."""

    stored: int = 0
    updated: int = 0
    unchanged: int = 0
    excluded: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        return self.stored + self.updated + self.unchanged + self.excluded + self.rejected

    @property
    def changes(self) -> bool:
        """Whether any figure may differ after this import."""
        return bool(self.stored or self.updated)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file.

    ``read`` is counted by the file's reader, the five others by what was done with each row; they
    add up, or the import fails. ``covers`` are the days this import speaks for. ``excluded_by``
    are the rules that left rows out, with their rows. ``error`` says why the file was not imported
    at all; everything else is then empty. ``preview`` tells how a trial read it.
    """

    file: str
    importer: str = ""
    source: str = ""
    read: int = 0
    stored: int = 0
    updated: int = 0
    unchanged: int = 0
    excluded: int = 0
    rejected: int = 0
    covers: Span | None = None
    rejects: tuple[LeftOut, ...] = ()
    excluded_by: tuple[tuple[Message, int], ...] = ()
    warnings: tuple[Message, ...] = ()
    import_id: int | None = None
    dry_run: bool = False
    preview: Preview | None = None
    error: OwnerError | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: ``rows`` done, ``position`` of ``size`` bytes of the file read.

    ``phase`` is ``"rows"`` while rows are read and stored, then ``"figures"`` while the daily
    figures are made from them, then ``"tidying"``.
    """

    file: str
    rows: int
    position: int
    size: int
    phase: str = "rows"


@dataclass(slots=True)
class LeftOutNotes:
    """The left-out rows of one import, as its receipt tells them."""

    rejects: list[LeftOut] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    examples: dict[str, LeftOut] = field(default_factory=dict)

    def note(self, row: LeftOut) -> None:
        if row.rejected:
            if len(self.rejects) < SHOWN_REJECTS:
                self.rejects.append(row)
        else:
            self.rules[row.reason] += row.rows
            self.examples.setdefault(row.reason, row)
