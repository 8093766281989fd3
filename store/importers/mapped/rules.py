"""Rules of a mapping: which rows are refunds or no sales at all, and what a status is worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.columns.numbers import money
from store.messages import N_
from store.money import MONEY_SCALE, to_stored
from store.records import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from store.importers.mapped.sections import Section

LEAVE_OUT = "leave_out"
REFUND = "refund"

_TEXT_TESTS = ("equals", "starts_with", "ends_with", "contains")
_NUMBER_TESTS = ("below", "at_most", "above", "at_least")

LEFT_OUT = N_("Left out by a rule on {column}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row whose cell in ``column`` passes ``test`` is left out, or is a refund.

    ``words`` are compared without regard to case; ``bound`` is in ten-thousandths.
    """

    column: str
    test: str
    words: tuple[str, ...]
    bound: int
    then: str
    reason: str

    def matcher(self, decimal: str) -> Callable[[str], bool]:
        """Return the test of one cell; a cell that is no number passes no test of numbers."""
        if self.test == "blank":
            return lambda cell: not cell.strip()
        if self.test in _NUMBER_TESTS:
            return self._number_matcher(decimal)
        words = tuple(word.casefold() for word in self.words)
        if self.test == "equals":
            return lambda cell: cell.strip().casefold() in words
        if self.test == "starts_with":
            return lambda cell: cell.strip().casefold().startswith(words)
        if self.test == "ends_with":
            return lambda cell: cell.strip().casefold().endswith(words)
        return lambda cell: any(word in cell.casefold() for word in words)

    @property
    def is_numeric(self) -> bool:
        return self.test in _NUMBER_TESTS

    def passes(self, value: int, scale: int = MONEY_SCALE) -> bool:
        """Return whether a number passes; ``scale`` is what one unit of it is held as."""
        left: int = value * MONEY_SCALE
        right: int = self.bound * scale
        if self.test == "below":
            return left < right
        if self.test == "at_most":
            return left <= right
        return left > right if self.test == "above" else left >= right

    def _number_matcher(self, decimal: str) -> Callable[[str], bool]:
        parse = money(self.column, decimal)

        def matches(cell: str) -> bool:
            try:
                return self.passes(parse(cell))
            except CellError:
                return False

        return matches


def read_rule(section: Section) -> Rule:
    """Return the rule of one ``[[rule]]``; ``ImportFileError`` names the key that is wrong."""
    column = section.text("column", required=True)
    then = section.choice("then", (LEAVE_OUT, REFUND), default=LEAVE_OUT)
    reason = section.text("reason", LEFT_OUT)
    tests = [test for test in (*_TEXT_TESTS, *_NUMBER_TESTS, "blank") if section.has(test)]
    section.nothing_else()
    if len(tests) != 1:
        raise section.wrong(
            tests[1] if tests else "equals",
            N_("One test is expected: equals, starts_with, ends_with, contains, below, at_most,"
               " above, at_least or blank = true."),
        )  # fmt: skip
    test = tests[0]
    words: tuple[str, ...] = ()
    bound = 0
    if test in _TEXT_TESTS:
        words = section.several(test)
    elif test in _NUMBER_TESTS:
        value = section.anything(test)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise section.wrong(test, N_("A number is expected."))
        bound = to_stored(Decimal(value))
    elif not section.flag("blank", default=False):
        raise section.wrong("blank", N_("blank = true is expected."))
    return Rule(column, test, words, bound, then, reason)


_STATUSES: Mapping[str, Status] = {
    "paid": Status.PAID,
    "pending": Status.PENDING,
    "cancelled": Status.CANCELLED,
    "test": Status.TEST,
}


@dataclass(frozen=True, slots=True)
class StatusWords:
    """What the file's own statuses mean, by their casefolded word."""

    column: str
    words: Mapping[str, Status]
    refunded: frozenset[str]

    def status(self, word: str) -> Status | None:
        """Return what a status is worth, ``None`` when the mapping does not say."""
        known = word.strip().casefold()
        return Status.PAID if known in self.refunded else self.words.get(known)

    def is_refunded(self, word: str) -> bool:
        """Return whether the status says that all the money went back."""
        return word.strip().casefold() in self.refunded


def read_status_words(section: Section) -> StatusWords:
    """Return the ``[status]`` of a mapping."""
    column = section.text("column", required=True)
    words = {
        word.strip().casefold(): status
        for key, status in _STATUSES.items()
        for word in section.several(key)
    }
    refunded = frozenset(word.strip().casefold() for word in section.several("refunded"))
    section.nothing_else()
    return StatusWords(column, words, refunded)
