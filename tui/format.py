"""Figures, money, shares, changes and days as people of the current language write them.

Values are exact ``Fraction`` in a metric's own unit (shares as fractions: 0.6 is 60 %). Rounding
happens here and nowhere before, halves away from zero, as on an invoice.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    get_currency_precision,
)

from store.messages import Message, Quantity
from store.spans import Span
from tui.language import _, current, ngettext, tr
from tui.text import clean

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

NO_VALUE = "—"
MOST_DIGITS = 12
Number = Fraction | Decimal | int


def rounded(value: Number, digits: int = 0) -> Decimal:
    """Return ``value`` with ``digits`` decimals, halves away from zero."""
    scaled = abs(Fraction(value)) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-digits)


def minor_digits(currency: str) -> int:
    """Return how many decimals an amount of ``currency`` has: 2 for EUR, 0 for JPY."""
    return get_currency_precision(currency) if currency else 2


# -- numbers ---------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _pattern(locale: Locale, kind: str, digits: int) -> NumberPattern:
    known = {
        "number": locale.decimal_formats[None],
        "share": locale.percent_formats[None],
        "money": locale.currency_formats["standard"],
    }[kind]
    pattern: NumberPattern = copy.copy(known)
    pattern.frac_prec = (digits, digits)
    return pattern


def _write(value: Number, kind: str, digits: int, currency: str | None = None) -> str:
    locale = current().locale
    text: str = _pattern(locale, kind, digits).apply(
        # A percent pattern multiplies by 100 itself: round where the reader will see it.
        rounded(value, digits + 2) if kind == "share" else rounded(value, digits),
        locale,
        currency=currency,
        currency_digits=False,
    )
    return text.replace("-", "\N{MINUS SIGN}")


def number(value: Number, digits: int = 0) -> str:
    """Return a plain number with its thousands grouped."""
    return _write(value, "number", digits)


def share(value: Number, digits: int | None = None) -> str:
    """Return a share as a percentage: one decimal, or two below 10 %."""
    return _write(value, "share", usual_digits("share", value) if digits is None else digits)


def money(value: Number, currency: str, digits: int | None = None) -> str:
    """Return an amount (units of the currency) with the currency's own decimals."""
    places = minor_digits(currency) if digits is None else digits
    return _write(value, "money", places, currency or "XXX")


def short_money(value: Number, currency: str) -> str:
    """Return an amount for a narrow place: without cents from 1,000 on."""
    return money(value, currency, 0 if abs(Fraction(value)) >= 1000 else None)


def usual_digits(unit: str, value: Number, currency: str = "") -> int:
    """Return how many decimals a value of ``unit`` is shown with where nothing asks for more."""
    if unit == "money":
        return minor_digits(currency)
    if unit == "share":
        return 2 if 0 < abs(Fraction(value)) < Fraction(1, 10) else 1
    return {"ratio": 2, "points": 1}.get(unit, 0)


def value(
    unit: str, figure: Number | None, currency: str = "", *, digits: int | None = None
) -> str:
    """Return a metric's figure in its ``unit``: count, money, share, ratio or points."""
    if figure is None:
        return NO_VALUE
    places = usual_digits(unit, figure, currency) if digits is None else digits
    if unit == "money":
        return money(figure, currency, places)
    return share(figure, places) if unit == "share" else number(figure, places)


def short(unit: str, figure: Number | None, currency: str = "") -> str:
    """Return a figure for a narrow place, a tile or a column."""
    if figure is not None and unit == "money":
        return short_money(figure, currency)
    return value(unit, figure, currency)


def compact(unit: str, figure: Number, currency: str = "") -> str:
    """Return a large figure where there is no room for all of it: ``1.34M``."""
    locale = current().locale
    if unit == "money":
        text = format_compact_currency(
            rounded(figure, 2), currency or "XXX", locale=locale, fraction_digits=2
        )
    else:
        text = format_compact_decimal(rounded(figure, 2), locale=locale, fraction_digits=2)
    return text.replace("-", "\N{MINUS SIGN}")


def exact(unit: str, figure: Number, against: Number, currency: str = "") -> str:
    """Return ``figure`` with enough digits never to read as ``against`` when it is not.

    59.96 % against 60 % is written 59.96 %: "60.0 %" would contradict "below 60 % is reached".
    """
    scale = 2 if unit == "share" else 0
    digits = usual_digits(unit, figure, currency)
    while (
        Fraction(figure) != Fraction(against)
        and digits < MOST_DIGITS
        and rounded(figure, digits + scale) == rounded(against, digits + scale)
    ):
        digits += 1
    return value(unit, figure, currency, digits=digits)


# -- changes ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delta:
    """A change for people: never by colour alone, so an ``arrow``, a signed ``text``, a ``word``.

    ``arrow`` and ``word`` are empty where the figures are too small for a verdict.
    """

    arrow: str
    text: str
    word: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.arrow, self.text, self.word) if part)


def signed(change: Number, kind: str, most: int = 3) -> str:
    """Return a change with its sign: ``relative`` as a percentage, ``points`` as points.

    A small change keeps a digit that shows it, up to ``most`` decimals: "▲ 0.0 pt better" would
    contradict itself.
    """
    size = abs(Fraction(change))
    parts = size if kind == "score" else size * 100
    digits = next((digits for digits in range(1, most + 1) if rounded(parts, digits)), 1)
    if kind == "relative":
        text = share(size, digits)
    else:
        text = _("{points} pt").format(points=number(parts, digits))
    if not rounded(parts, digits):
        return text
    return ("\N{MINUS SIGN}" if change < 0 else "+") + text


def delta(change: Number | None, kind: str = "relative", verdict: str | None = None) -> Delta:
    """Return a change as arrow, signed text and word.

    Kinds: ``relative`` (a fraction of the value before), ``points`` (a difference of shares, shown
    in percentage points), ``score`` (a difference of scores such as the NPS, shown as it is).
    ``verdict`` is better, worse, same, or ``None`` where the figures allow none.
    """
    if change is None:
        return Delta("", NO_VALUE, "")
    text = signed(change, kind, 1 if verdict == "same" else 3)
    if verdict is None:
        return Delta("", text, "")
    arrow = "=" if verdict == "same" else ("▲" if change > 0 else "▼")
    words = {"better": _("better"), "worse": _("worse"), "same": _("same"), "changed": ""}
    return Delta(arrow if change else "=", text, words[verdict])


# -- days ------------------------------------------------------------------------------------


def day(of: date) -> str:
    """Return a day as ``31 oct. 2026``."""
    return format_date(of, "medium", locale=current().locale)


def short_day(of: date) -> str:
    """Return a day without its year, for axes and columns."""
    return format_skeleton("MMMd", of, locale=current().locale)


def span(days: Span) -> str:
    """Return a period as people say it, both days included."""
    if days.days <= 1:
        return day(days.start)
    return format_interval(days.start, days.last, "yMMMd", locale=current().locale)


def days_to(days: Span) -> str:
    """Return a period as its length and last day: ``28 days to 31 Oct 2026``."""
    text = ngettext("{n} day to {day}", "{n} days to {day}", days.days)
    return text.format(n=number(days.days), day=day(days.last))


def moment(at: datetime) -> str:
    """Return a day and time of day; ``at`` is already in the shop's zone."""
    return format_datetime(at, "short", locale=current().locale)


def month(of: date) -> str:
    """Return the month of a day as ``oct. 2026``."""
    return format_skeleton("yMMM", of, locale=current().locale)


def month_name(of: date) -> str:
    """Return the month of a day without its year, as ``oct.``, for axes."""
    return format_skeleton("MMM", of, locale=current().locale)


def duration(seconds: float) -> str:
    """Return a stretch of time, roughly: seconds, then minutes, then hours."""
    whole = math.ceil(seconds)
    if whole < 60:
        return _("{n} s").format(n=number(whole))
    if whole < 3600:
        return _("{n} min").format(n=number(whole // 60))
    return _("{h} h {m} min").format(h=number(whole // 3600), m=number(whole % 3600 // 60))


def plural(one: str, many: str, n: int) -> str:
    """Return the sentence for ``n`` things, its ``{n}`` filled and grouped."""
    return ngettext(one, many, n).format(n=number(n))


def listed(parts: list[str]) -> str:
    """Return several names as one enumeration."""
    return ", ".join(parts)


def clauses(*parts: str) -> str:
    """Return several clauses as one sentence, with the spaces that the language has there."""
    return _("; ").join(parts)


def labelled(name: str, text: str) -> str:
    """Return a text after what it is about, with the colon as the language sets it."""
    return _("{name}: {text}").format(name=name, text=text)


def shown(this: object) -> str:
    """Return a value from a ``Message`` as people read it: by its type, in the current language."""
    match this:
        case Message():
            return tr(this)
        case Quantity():
            return value(this.unit, this.value, this.currency)
        case None:
            return NO_VALUE
        case bool():
            return _("yes") if this else _("no")
        case int():
            return number(this)
        case Fraction() | Decimal() | float():
            return _plain(this)
        case datetime():
            return moment(this)
        case date():
            return day(this)
        case Span():
            return span(this)
        case list() | tuple() | set() | frozenset():
            return listed([shown(one) for one in this])
        case _:
            return clean(str(this))


def _plain(figure: Fraction | Decimal | float) -> str:
    """A figure whose unit nobody named: up to four decimals, none that say nothing."""
    exact_figure = Fraction(figure)
    digits = next(d for d in range(5) if d == 4 or rounded(exact_figure, d) == exact_figure)
    return number(exact_figure, digits)
