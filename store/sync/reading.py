"""What a reader of a shop's database is: records in the order of keys, and how far it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from store.importers.protocol import Record
    from store.records import Kind
    from store.sync.marks import Marks

    Kept = Callable[[Kind, Sequence[str]], Mapping[str, Mapping[str, str]]]
    """What the store knows of where documents of a kind came from, by ref."""


class Reading(Protocol):
    """One reading of a database, in one snapshot of it.

    ``importer`` is the name its imports go by. ``done`` of ``total`` documents say how far it is;
    ``rows`` counts what was read, in the same unit as the records' own ``rows``.
    """

    importer: str
    done: int
    total: int
    rows: int

    def records(self) -> Iterator[Record]:
        """Yield everything that is new or changed; orders before what names them."""

    def covers(self) -> Mapping[str, int]:
        """Return, for each subject of coverage, the first day the database speaks of."""

    def marks(self) -> Marks:
        """Return how far this reading came; after ``records``."""

    def live(self) -> Container[str] | None:
        """Return the refs of all orders the shop has, where this reading has looked at them all."""
