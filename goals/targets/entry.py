"""Targets as people write them: ``< 60 %``, ``≥ 1 240,50 €``, ``between 50 and 60 %``, ``60 k€``.

Pure; English and French are both read whatever the screen's language. What reads two ways is
refused with both readings, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.target import Operator, Target
from store.errors import OwnerError
from store.messages import N_

if TYPE_CHECKING:
    from typing import Final


class EntryError(OwnerError):
    """A text of a form or of the command line that cannot be read as what it should be."""


MOST_CHARACTERS: Final = 80
_MOST_WHOLE_DIGITS = 12
_MOST_DECIMALS = 6
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u2009\u202f\u2007"), " ")

_OPERATORS: tuple[tuple[str, Operator], ...] = (
    (r"<=|=<|≤|⩽|at most|no more than|au plus|au maximum|maximum|max", "<="),
    (r">=|=>|≥|⩾|at least|no less than|au moins|au minimum|minimum|min", ">="),
    (
        r"<|below|under|less than|fewer than|moins de|moins d'|en dessous de|au-dessous de"
        r"|en-dessous de|sous|inferieure? a",
        "<",
    ),
    (r">|above|over|more than|plus de|plus d'|au-dessus de|au dessus de|superieure? a", ">"),
)
_RANGES = (
    r"(?:between|entre)\s+(?P<low>.+?)\s+(?:and|et)\s+(?P<high>.+)",
    r"(?:from|de)\s+(?P<low>.+?)\s+(?:to|a)\s+(?P<high>.+)",
    r"(?P<low>.+?)\s*\.\.+\s*(?P<high>.+)",
    r"(?P<low>[^-–—−]*[0-9][^-–—−]*?)\s*[-–—]\s*(?P<high>[0-9].*)",
)
_AMOUNT = re.compile(
    r"(?P<before>[^0-9+\-−.,\s]*)\s*(?P<sign>[+\-−]?)\s*(?P<before2>[^0-9+\-−.,\s]*)\s*"
    r"(?P<number>[0-9](?:[0-9 .,'’]*[0-9])?)\s*(?P<after>[^0-9]*)"
)
_PERCENT = frozenset({"%", "percent", "per cent", "pour cent", "pourcent"})
_POINTS = frozenset({"point", "points", "pt", "pts"})
_SCALES = {"k": 1000, "m": 10**6, "million": 10**6, "millions": 10**6}
_SIGNS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "livre": "GBP", "livres": "GBP", "¥": "JPY", "yen": "JPY", "yens": "JPY", "₹": "INR",
    "zl": "PLN", "zł": "PLN", "kc": "CZK", "kč": "CZK",
}  # fmt: skip
_DOLLARS = frozenset({"$", "dollar", "dollars", "us$"})
_DOLLAR_CURRENCIES = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})


@dataclass(frozen=True, slots=True)
class _Amount:
    number: Fraction
    scale: int
    percent: bool
    points: bool
    currency: str

    @property
    def bare(self) -> bool:
        return not (self.percent or self.points or self.currency) and self.scale == 1

    def like(self, other: _Amount) -> _Amount:
        """Take over the unit of ``other``: in "50 to 60 %" both are percentages."""
        return _Amount(self.number, other.scale, other.percent, other.points, other.currency)


def folded(text: str) -> str:
    """Return the text in small letters without accents, with plain single spaces."""
    if len(text) > MOST_CHARACTERS:
        raise EntryError(
            N_("This is too long to be read: {text}…"),
            N_("Write at most {most} characters."),
            text=text[:20],
            most=MOST_CHARACTERS,
        )
    plain = "".join(
        unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter
        for letter in unicodedata.normalize("NFC", text).translate(_SPACES)
    )
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") for letter in plain):
        raise EntryError(
            N_("There are characters in this text that cannot be seen."),
            N_("Type it again by hand."),
        )
    return " ".join(plain.casefold().split())


def parse_target(text: str, *, unit: str, better: int, currency: str = "") -> Target:
    """Read a target for a metric of ``unit`` (count, money, share, ratio, points).

    Without an operator "at least" is meant where more is better and "at most" where less is;
    where neither is (``better`` 0) the operator must be written. Shares are returned as
    fractions, money in units of ``currency``. Raises ``EntryError``.
    """
    plain = folded(text)
    if not plain:
        raise EntryError(N_("There is no target yet."), N_("Write it like “< 60 %” or “≥ 1200”."))
    for pattern in _RANGES:
        found = re.fullmatch(pattern, plain)
        if found:
            return _range(found["low"], found["high"], text, unit, currency)
    operator, rest = _operator(plain, text, better)
    return Target(operator, _valued(_amount(rest, text), text, unit, currency))


def parse_amount(text: str, *, unit: str, currency: str = "") -> Fraction:
    """Read one amount of the unit, without an operator. Raises ``EntryError``."""
    return _valued(_amount(folded(text), text), text, unit, currency)


def _range(low: str, high: str, text: str, unit: str, currency: str) -> Target:
    first, second = _amount(low, text), _amount(high, text)
    if first.bare:
        first = first.like(second)
    one, two = (_valued(amount, text, unit, currency) for amount in (first, second))
    if one == two:
        raise EntryError(
            N_("Both bounds of “{text}” are the same."),
            N_("Write two different ones, like “between 50 and 60 %”."),
            text=text,
        )
    return Target("between", min(one, two), max(one, two))


def _operator(plain: str, text: str, better: int) -> tuple[Operator, str]:
    for pattern, operator in _OPERATORS:
        found = re.match(rf"(?:{pattern})(?![a-z])\s*", plain)
        if found:
            return operator, plain[found.end() :]
    if plain.startswith(("=", "≠", "!", "~", "≈")):
        raise EntryError(
            N_("“{text}” aims at one exact figure, which is met by chance only."),
            N_("Use <, <=, >, >= or “between 50 and 60”."),
            text=text,
        )
    if better == 0:
        raise EntryError(
            N_("Whether more or less is wanted cannot be told from “{text}”."),
            N_("Put < or > in front, or write “between … and …”."),
            text=text,
        )
    return (">=" if better > 0 else "<="), plain


def _amount(plain: str, text: str) -> _Amount:
    found = _AMOUNT.fullmatch(plain.strip())
    if not found:
        raise _unreadable(text)
    if found["sign"] == "+":
        raise EntryError(
            N_("“{text}” is a change, and a goal needs the figure to arrive at."),
            N_("Write the figure itself, like “≥ 1200”."),
            text=text,
        )
    after = found["after"].strip()
    if after in _SCALES:  # £400k as well as 400 k£
        found_units = (after, found["before"], found["before2"])
    else:
        found_units = (found["before"], found["before2"], after)
    unit = " ".join(filter(None, found_units))
    scale = 1
    if unit not in _PERCENT | _POINTS:
        head = re.match(r"(k|millions?|m)(?=$|[\s€$£¥₹]|eur|usd|gbp|chf)\s*", unit)
        if head:
            scale, unit = _SCALES[head[1]], unit[head.end() :].removeprefix("d'")
            unit = unit.removeprefix("de ").strip()
    number = _number(found["number"], text, grouping=unit not in _PERCENT)
    if found["sign"]:
        number = -number
    percent, points = unit in _PERCENT, unit in _POINTS
    known = _currency(unit)
    if unit and not (percent or points or known):
        raise _unreadable(text)
    return _Amount(number, scale, percent, points, known)


def _unreadable(text: str) -> EntryError:
    return EntryError(
        N_("“{text}” cannot be read as a target."),
        N_("Write it like “< 60 %”, “≥ 1 240.50 €” or “between 50 and 60 %”."),
        text=text,
    )


def _currency(unit: str) -> str:
    if unit in _DOLLARS:
        return "$"
    if unit in _SIGNS:
        return _SIGNS[unit]
    return unit.upper() if re.fullmatch(r"[a-z]{3}", unit) and unit not in _POINTS else ""


def _number(digits: str, text: str, *, grouping: bool) -> Fraction:
    """Read digits with decimal sign and thousands separators of any country."""
    whole, decimals = _split(digits, text, grouping=grouping)
    parts = re.split(r"[ '’.,]", whole)
    if len(parts) > 1 and (not 1 <= len(parts[0]) <= 3 or any(len(p) != 3 for p in parts[1:])):
        raise _unreadable(text)
    joined = "".join(parts)
    if (
        len(joined) > _MOST_WHOLE_DIGITS
        or len(decimals) > _MOST_DECIMALS
        or not (joined + decimals).isdigit()
    ):
        raise _unreadable(text)
    return Fraction(int(joined + decimals), 10 ** len(decimals))


def _split(digits: str, text: str, *, grouping: bool) -> tuple[str, str]:
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        sign = "." if digits.rindex(".") > digits.rindex(",") else ","
        other = "," if sign == "." else "."
        whole, _, decimals = digits.rpartition(sign)
        if digits.count(sign) > 1 or other in decimals or " " in digits:
            raise _unreadable(text)
        return whole, decimals
    if points + commas == 0:
        return digits, ""
    sign = "." if points else ","
    if points + commas > 1:
        if re.search(r"[ '’]", digits):
            raise _unreadable(text)
        return digits, ""
    whole, _, decimals = digits.partition(sign)
    if re.search(r"[ '’]", decimals):
        raise _unreadable(text)
    if grouping and len(decimals) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", whole):
        raise EntryError(
            N_("“{text}” reads two ways: {whole} thousand, or {whole} and a fraction."),
            N_("Write {thousands} or {decimal} instead."),
            text=text,
            whole=whole,
            thousands=whole + decimals,
            decimal=f"{whole}{sign}{decimals[:2]}",
        )
    return whole, decimals


def _valued(amount: _Amount, text: str, unit: str, currency: str) -> Fraction:
    """Return the amount in the metric's unit, or say why it does not fit."""
    if amount.currency and unit != "money":
        raise EntryError(
            N_("“{text}” is money, and this figure is not."),
            N_("Leave out the currency."),
            text=text,
        )
    dollars = amount.currency == "$" and currency in _DOLLAR_CURRENCIES
    if amount.currency and amount.currency != currency and not dollars:
        raise EntryError(
            N_("“{text}” is not in {currency}, the shop's currency."),
            N_("Write the amount in {currency}."),
            text=text,
            currency=currency,
        )
    if (amount.percent and unit != "share") or (amount.points and unit != "points"):
        raise EntryError(
            N_("“{text}” has a unit that this figure does not have."),
            N_("Leave out the unit, or choose another figure."),
            text=text,
        )
    number = amount.number * amount.scale
    if unit != "share":
        return number
    if not amount.percent and 0 < abs(number) <= 1:
        raise EntryError(
            N_("“{text}” reads two ways: as a fraction, or in per cent."),
            N_("Write it with the sign %."),
            text=text,
        )
    return number / 100
