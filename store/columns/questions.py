"""What a file leaves open and only its owner can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

DATE_ORDER = "date_order"
DECIMAL = "decimal"
ENCODING = "encoding"

DATE_ORDERS: dict[str, str] = {
    "dmy": N_("day first: 03/04 is 3 April"),
    "mdy": N_("month first: 03/04 is March 4"),
}
DECIMALS: dict[str, str] = {
    ".": N_("a point: 1.234 is a little more than one"),
    ",": N_("a comma: 1,234 is a little more than one"),
}


class AmbiguousFileError(ImportFileError):
    """A file that reads in two ways: ``question`` has the answers ``choices`` (word → msgid).

    The answer goes into ``Context.answers`` and is remembered for the source.
    """

    def __init__(
        self, question: str, choices: Mapping[str, str], what: str, remedy: str, **values: object
    ) -> None:
        self.question = question
        self.choices = dict(choices)
        super().__init__(what, remedy, **values)


def ask_date_order(column: str) -> AmbiguousFileError:
    return AmbiguousFileError(
        DATE_ORDER,
        DATE_ORDERS,
        N_("The dates of column {column} can be read day first or month first."),
        N_("Say which with --answer date_order=dmy (3 April) or mdy, or with date in a mapping."),
        column=column,
    )


def ask_decimal(column: str) -> AmbiguousFileError:
    return AmbiguousFileError(
        DECIMAL,
        DECIMALS,
        N_("The numbers of column {column} can be read in two ways, like 1.234 or 1,234."),
        N_("Say which sign is the decimal one with --answer decimal=, (or a point), or with"
           " decimal in a mapping."),
        column=column,
    )  # fmt: skip


def ask_encoding(file: str, guess: str) -> AmbiguousFileError:
    choices = dict.fromkeys((guess, "cp1252", "latin-1"), N_("as old programs wrote it"))
    return AmbiguousFileError(
        ENCODING,
        choices,
        N_("{file} is not UTF-8 text; it may be {guess}."),
        N_("Say which with --answer encoding={guess}, or with encoding in a mapping."),
        file=file,
        guess=guess,
    )
