"""What a file leaves open and only its owner can say.

A question has an id, the word before the ``=`` of ``--answer``. Those that many exports leave open
are here; an importer declares its own with ``question`` at the top of its module, and asks it with
``Question.asked``. The answer comes with the next import in ``Context.answers``, and is remembered
for the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.errors import ImportFileError
from store.messages import N_
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DATE_ORDER = "date_order"
DECIMAL = "decimal"
ENCODING = "encoding"
CURRENCY = "currency"
TAX = "tax"
ZONE = "zone"
STATUS = "status"

DATE_ORDERS: dict[str, str] = {
    "dmy": N_("day first: 03/04 is 3 April"),
    "mdy": N_("month first: 03/04 is March 4"),
}
DECIMALS: dict[str, str] = {
    ".": N_("a point: 1.234 is a little more than one"),
    ",": N_("a comma: 1,234 is a little more than one"),
}


TAXES: dict[str, str] = {
    "included": N_("with tax: what customers paid"),
    "excluded": N_("without tax: what the shop keeps"),
}

STATUSES: dict[str, str] = {
    "paid": N_("it counts as an order"),
    "pending": N_("it is not paid yet and does not count"),
    "cancelled": N_("it was cancelled and does not count"),
    "test": N_("it is a test and does not count"),
}


class AmbiguousFileError(ImportFileError):
    """A file that reads in two ways: ``question`` has the answers ``choices`` (word → msgid).

    With no ``choices`` the answer is typed. It goes into ``Context.answers`` and is remembered for
    the source.
    """

    def __init__(
        self, question: str, choices: Mapping[str, str], what: str, remedy: str, **values: object
    ) -> None:
        if question_of(question) is None:
            raise AssertionError(f"declare the question {question} with questions.question()")
        self.question = question
        self.choices = dict(choices)
        super().__init__(what, remedy, **values)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: ``choices`` (word → msgid), or something typed like ``example``.

    ``label`` says in a few words what is asked; ``fits`` whether a typed answer can be one.
    """

    id: str
    label: str
    choices: Mapping[str, str]
    example: str = ""
    fits: Callable[[str], bool] | None = None

    def accepts(self, answer: str) -> bool:
        """Return whether this can be an answer."""
        return answer in self.choices or bool(self.fits and self.fits(answer))

    def asked(self, what: str, remedy: str, **values: object) -> AmbiguousFileError:
        """Return the error that asks it; ``what`` and ``remedy`` are msgids, as of any error."""
        return AmbiguousFileError(self.id, self.choices, what, remedy, **values)


_KNOWN: dict[str, Question] = {}


def question(
    id: str,
    label: str,
    choices: Mapping[str, str] | None = None,
    *,
    example: str = "",
    fits: Callable[[str], bool] | None = None,
) -> Question:
    """Declare a question; the words of ``choices`` are what ``--answer`` takes."""
    _KNOWN[id] = Question(id, label, dict(choices or {}), example, fits)
    return _KNOWN[id]


def known_questions() -> dict[str, Question]:
    """Return every question by its id, those of importers once their modules are loaded."""
    return dict(_KNOWN)


def question_of(id: str) -> Question | None:
    """Return a question by its id; ``status.on_hold`` is one of those that ``status`` declares."""
    return _KNOWN.get(id) or _KNOWN.get(id.partition(".")[0] if "." in id else "")


def status_id(word: str) -> str:
    """Return the id of the question what a status of the shop is worth."""
    return f"{STATUS}." + re.sub(r"[^\w-]+", "_", word.strip().casefold())[:40]


def _is_encoding(answer: str) -> bool:
    try:
        "".encode(answer)
    except (LookupError, ValueError):
        return False
    return True


def _is_zone(answer: str) -> bool:
    try:
        ZoneInfo(answer)
    except (KeyError, ValueError, OSError):
        return False
    return True


question(DATE_ORDER, N_("Order of day and month"), DATE_ORDERS)
question(DECIMAL, N_("Decimal sign"), DECIMALS)
question(ENCODING, N_("Encoding of the text"), example="cp1252", fits=_is_encoding)
question(
    CURRENCY, N_("Currency of the amounts"), example="EUR",
    fits=lambda answer: bool(re.fullmatch("[A-Z]{3}", answer)),
)  # fmt: skip
question(TAX, N_("Amounts with or without tax"), TAXES)
question(ZONE, N_("Time zone of the times"), example="Europe/Paris", fits=_is_zone)
question(STATUS, N_("What a status of orders is worth"), STATUSES)


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


ENCODINGS: dict[str, str] = {
    "cp1252": N_("Windows in Western Europe: French, English, German, Spanish…"),
    "cp1250": N_("Windows in Central Europe: Polish, Czech, Hungarian…"),
    "latin-1": N_("older programs in Western Europe"),
}
"""Encodings by what writes them."""


def ask_encoding(file: str, guess: str, words: str = "") -> AmbiguousFileError:
    """Return the question; ``words`` are of the file's first line, read as ``guess``."""
    choices = {
        name: ENCODINGS.get(name, N_("another old encoding"))
        for name in dict.fromkeys((guess, "cp1252", "latin-1"))
    }
    return AmbiguousFileError(
        ENCODING,
        choices,
        N_("{file} is not UTF-8 text; it may be {guess}, as which it has “{words}”.")
        if words
        else N_("{file} is not UTF-8 text; it may be {guess}."),
        N_("Say which with --answer encoding={guess}, or with encoding in a mapping."),
        file=file,
        guess=guess,
        words=words,
    )


def ask_currency(file: str) -> AmbiguousFileError:
    return _KNOWN[CURRENCY].asked(
        N_("{file} does not say in which currency its amounts are."),
        N_("Say it with --answer currency=EUR, or another code of ISO 4217."),
        file=file,
    )


def ask_tax(file: str) -> AmbiguousFileError:
    return _KNOWN[TAX].asked(
        N_("{file} does not say whether its amounts include tax."),
        N_("Say it with --answer tax=included, or tax=excluded."),
        file=file,
    )


def ask_zone(file: str) -> AmbiguousFileError:
    return _KNOWN[ZONE].asked(
        N_("{file} does not say in which time zone its times are."),
        N_("Say it with --answer zone=Europe/Paris, or another name of the kind."),
        file=file,
    )


def ask_status(file: str, word: str) -> AmbiguousFileError:
    """Return the question what a status is worth; the answer comes under ``status_id(word)``."""
    id = status_id(word)
    return AmbiguousFileError(
        id,
        STATUSES,
        N_("{file} has orders with the status “{status}”, which nobody explains."),
        N_("Say what it is worth with --answer {id}=paid, pending, cancelled or test."),
        file=file,
        status=clean(word)[:40],
        id=id,
    )
