"""What an importer is: it says which files are its own, and reads them into records.

An importer never touches the store. It is asked to ``identify`` a file from its first rows, and to
``extract`` it: an iterator of records in the order of the file. Every row of the file is in exactly
one record (``Sale.rows``, ``Fact.rows``, ``LeftOut.rows``…), so that a receipt can add up.

An order is handed over once and whole: its rows may lie scattered over the file, but no two
``Sale`` of one ``extract`` have the same ``ref``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from store.messages import Message
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

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from store.files import FileSample, SourceFile
    from store.importers.mapped.mapping import FileMapping

Record = (
    Sale | Fact | WholeDays | Product | ProjectPart | SeriesValue | ExchangeRate | LeftOut
    | Unchanged | Kept | Message
)  # fmt: skip
"""A ``Message`` is a warning for the receipt: something read, but worth knowing."""

SALES_SUBJECTS = ("sales", "sale_lines", "refunds", "refund_lines", "refunds_by_order")
"""The families an importer of orders covers, as ``coverage.subject``."""


def _no_rates(_currency: str, _day: int) -> int | None:
    return None


def _no_key(identity: str) -> int:
    """Tell visitors apart within one process, where no key was given."""
    return hash(identity) & 0x7FFF_FFFF_FFFF_FFFF or 1


@dataclass(frozen=True, slots=True)
class Claim:
    """An importer's word that a file is its own: ``because`` says why it thinks so.

    ``mapping`` is the bundled mapping that fits the file's columns, where the importer uses one.
    ``general`` is the claim of an importer of no system in particular: it yields to any other.
    """

    importer: str
    because: Message
    mapping: str = ""
    general: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What an importer may know of the shop.

    ``rate`` gives, for a currency and a day number, how many units of that currency one unit of the
    shop's was worth, times 10^6, or ``None``. ``answers`` are the owner's earlier answers to what
    a file leaves open, by question (``store.columns.questions``). ``today`` is the day number of
    the day of the import, which is not over; ``covers`` are the first and last day the owner says
    the file speaks of.
    """

    currency: str
    timezone: str
    country: str = ""
    mapping: FileMapping | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    rate: Callable[[str, int], int | None] = _no_rates
    today: int | None = None
    covers: tuple[int, int] | None = None
    visitor: Callable[[str], int] = _no_key
    """Gives the number of a visitor for an address with a browser's name, which are not stored."""
    visitors: Sequence[int] = ()
    """Visitors of this source's earlier imports, in ascending order, for importers that count."""
    kept: Mapping[str, str] = field(default_factory=dict)
    """What the last import of this source left with ``Kept``."""
    series: Mapping[str, str] = field(default_factory=dict)
    """Units of the owner's own daily series, of those that were told."""


class Turn(IntEnum):
    """The turns of a folder's files: what others are changed by comes first."""

    RATES = 0
    PRODUCTS = 1
    CUSTOMERS = 2
    ORDERS = 3
    LAST = 4
    AFTER_ALL = 5


class Importer(ABC):
    """One kind of export. Instances hold no state: one serves every import."""

    name: str
    """The word of ``--as``."""
    label: str
    """What it reads, a msgid."""
    source: str = ""
    """The name its rows go by where the owner gives none; ``''`` is ``name``.

    Layouts of one system share it, so that what one export restates of another's order replaces it.
    """
    covers: Collection[str] = ()
    """The subjects of coverage that each of its files speaks of: families, or single measures."""
    counts_visitors: bool = False
    """Whether it is told which visitors are known."""
    elsewhere: str = ""
    """For files of another command: a msgid why an import of a folder passes them over."""

    @abstractmethod
    def identify(self, sample: FileSample) -> Claim | None:
        """Return a claim when the first rows look like this export, else ``None``."""

    @abstractmethod
    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield every row of the file in one record; ``ImportFileError`` stops the whole file."""

    def fills(self, sample: FileSample, context: Context) -> frozenset[str]:
        """Return the subjects of coverage that this file speaks of."""
        del sample, context
        return frozenset(self.covers)

    def companions(self, path: Path, context: Context) -> list[Path]:
        """Return the other files read together with this one (they belong to its digest)."""
        del path, context
        return []

    def turn(self, sample: FileSample, context: Context) -> int | None:
        """Return when a folder's file is imported (``Turn``), ``None`` as what it fills tells."""
        del sample, context
        return None

    def begins(self, sample: FileSample) -> int | None:
        """Return the instant of the first thing a file tells, where it is a part of a long one."""
        del sample
        return None
