"""Numbers as people and programs write them, read digit by digit.

Never ``float()``: it takes ``nan``, ``inf``, ``1_000`` and digits of other scripts. Money comes out
in stored units (``store.money``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.cells import CellError
from store.columns.questions import ask_decimal
from store.messages import N_
from store.money import MONEY_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# What may stand between thousands besides the other decimal sign: spaces of all widths, and the
# Swiss apostrophe.
_SPACES = " \u00a0\u202f\u2009'\u2019"
_PLAIN = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{0,12}))?\Z")
_BODY = {
    ".": re.compile(
        rf"([0-9]{{1,15}}|[1-9][0-9]{{0,2}}(?:([,{_SPACES}])[0-9]{{3}})(?:\2[0-9]{{3}}){{0,4}})?"
        r"(?:\.([0-9]{0,15}))?\Z"
    ),
    ",": re.compile(
        rf"([0-9]{{1,15}}|[1-9][0-9]{{0,2}}(?:([.{_SPACES}])[0-9]{{3}})(?:\2[0-9]{{3}}){{0,4}})?"
        r"(?:,([0-9]{0,15}))?\Z"
    ),
}
_GROUPS = str.maketrans("", "", ",." + _SPACES)
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2013\ufe63", "-"))
_CURRENCY = re.compile(r"^(?:[A-Z]{3}|[$€£¥₹₽₩₺₫฿])[\s]*|[\s]*(?:[A-Z]{3}|[$€£¥₹₽₩₺₫฿])$")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,]([0-9]{3})\Z")
_SIGNED = re.compile(r"\(([^()]*)\)\Z|([+-])\s*([^+-]*)\Z|([^+-]*?)\s*-\Z")

_MAX_LENGTH = 40
_LARGEST = 10**12
"""Units of the currency: beyond it a cell is a mistake, and sums stay far from 2^63."""

_NONE = frozenset({"", "-", "--", "\u2013", "\u2014"})
_UNKNOWN = _NONE | {"n/a", "nan", "null", "none"}

NOT_A_NUMBER = N_("This is not a number.")
TOO_LARGE = N_("This number is too large to be true.")
NOT_WHOLE = N_("This should be a whole number.")
NEGATIVE = N_("This should not be negative.")


def is_none(cell: str) -> bool:
    """Return whether a cell says that there is nothing: it is empty, or a dash."""
    return cell.strip() in _NONE


def is_unknown(cell: str) -> bool:
    """Return whether a cell says that there is nothing, or that nobody knows: ``n/a``, ``NULL``."""
    return cell.strip().casefold() in _UNKNOWN


def _unsigned(text: str) -> tuple[bool, str]:
    """Return whether ``text`` is negative, and its digits without sign or currency."""
    body = _CURRENCY.sub("", text.translate(_MINUS).strip(), count=1).strip()
    found = _SIGNED.match(body)
    if found is None:
        return False, _CURRENCY.sub("", body, count=1)
    bracketed, sign, after, before = found.groups()
    rest = next(part for part in (bracketed, after, before) if part is not None)
    return sign != "+", _CURRENCY.sub("", rest.strip(), count=1).strip()


def decimal_sign(cells: Iterable[str]) -> str:
    """Return the decimal sign that the cells prove: ``.`` or ``,``; ``""`` when they prove none.

    ``1.234`` proves nothing: it is one thousand and more in French, one and a bit in English.
    """
    for cell in cells:
        if len(cell) > _MAX_LENGTH:
            continue
        _, body = _unsigned(cell)
        if "." not in body and "," not in body:
            continue
        reads = [sign for sign, pattern in _BODY.items() if pattern.match(body)]
        if len(reads) == 1:
            return reads[0]
    return ""


def _fixed(text: str, decimal: str, digits: int) -> int:
    """Return the number times ``10 ** digits``, halves to the even one."""
    if len(text) > _MAX_LENGTH:
        raise CellError(NOT_A_NUMBER)
    negative, body = _unsigned(text)
    found = _BODY[decimal].match(body)
    if found is None or not (found[1] or found[3]):
        raise CellError(NOT_A_NUMBER)
    whole = (found[1] or "0").translate(_GROUPS)
    value = _scaled(whole, found[3] or "", digits)
    return -value if negative else value


def _scaled(whole: str, fraction: str, digits: int) -> int:
    if len(whole) > 15 or int(whole) > _LARGEST:
        raise CellError(TOO_LARGE)
    value = int(whole + fraction[:digits].ljust(digits, "0"))
    rest = fraction[digits:]
    if rest:
        half = "5".ljust(len(rest), "0")
        if rest > half or (rest == half and value % 2):
            value += 1
    return value


def number_parser(column: str, decimal: str, digits: int) -> Callable[[str], int]:
    """Return a parser to whole ``10 ** -digits``; ``decimal`` ``""`` accepts only what is plain.

    With no decimal sign known, a number that reads in two ways stops the file with a question:
    a guess would be wrong by a factor of a thousand.
    """

    def parse(text: str) -> int:
        plain = _PLAIN.match(text) if decimal != "," else None
        if plain is not None and (decimal or not _EITHER.match(text.lstrip("-"))):
            value = _scaled(plain[2], plain[3] or "", digits)
            return -value if plain[1] else value
        if decimal:
            return _fixed(text, decimal, digits)
        if len(text) > _MAX_LENGTH:
            raise CellError(NOT_A_NUMBER)
        if _EITHER.match(_unsigned(text)[1]):
            raise ask_decimal(column)
        return _fixed(text, decimal_sign((text,)) or ".", digits)

    kind = noted.MONEY if digits == MONEY_DIGITS else noted.NUMBER
    noted.parser(parse, noted.Reading(kind, decimal), column)
    return parse


def money(column: str, decimal: str = "") -> Callable[[str], int]:
    """Return a parser of amounts to stored units; signs of currencies are passed over."""
    return number_parser(column, decimal, MONEY_DIGITS)


def count(column: str, decimal: str = "", *, negative: bool = True) -> Callable[[str], int]:
    """Return a parser of whole numbers: ``6``, ``1 204``, ``6.00``; not ``6.5``."""
    exact = number_parser(column, decimal, 6)

    def parse(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        either = None if decimal else _EITHER.match(_unsigned(text[:_MAX_LENGTH])[1])
        if either is not None and either[1] != "000":
            # Only thousands make it whole: 1,204 and 1.204 are the same count.
            return parse(text.replace(",", "").replace(".", ""))
        value, rest = divmod(exact(text), 10**6)
        if rest:
            raise CellError(NOT_WHOLE)
        if value < 0 and not negative:
            raise CellError(NEGATIVE)
        return value

    noted.parser(parse, noted.Reading(noted.COUNT, decimal), column)
    return parse


def optional(parse: Callable[[str], int], blank: int = 0) -> Callable[[str], int]:
    """Return a parser that reads an empty cell, or one that says "none", as ``blank``."""

    def parse_or_blank(text: str) -> int:
        return blank if is_none(text) else parse(text)

    noted.wrapped(parse_or_blank, parse)
    return parse_or_blank
