"""The periods and comparisons that are offered, with the days each of them means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.metrics.periods import COMPARISONS, comparison, parse_period
from store.messages import N_
from tui import format as fmt
from tui.language import _
from tui.screens.pick import Choice

if TYPE_CHECKING:
    from datetime import date

PERIODS: dict[str, str] = {
    "7d": N_("7 days"),
    "28d": N_("28 days"),
    "90d": N_("90 days"),
    "365d": N_("365 days"),
    "mtd": N_("this month"),
    "qtd": N_("this quarter"),
    "ytd": N_("this year"),
    "month": N_("last month"),
    "quarter": N_("last quarter"),
    "year": N_("last year"),
}
COMPARED: dict[str, str] = {
    "previous": N_("the period before"),
    "year": N_("the same days last year"),
    "weekday": N_("the same weekdays last year"),
    "none": N_("nothing"),
}


def period_choices(as_of: date) -> list[Choice]:
    """Return the periods with their days; the keys are words of the command line."""
    return [
        Choice(name, _(label), fmt.span(parse_period(name, as_of).span))
        for name, label in ((_named(key, as_of), label) for key, label in PERIODS.items())
    ]


def _named(key: str, as_of: date) -> str:
    """Return the name of a calendar period that is over."""
    year, month = as_of.year, as_of.month
    if key == "month":
        return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"
    if key == "quarter":
        quarter = (month - 1) // 3
        return f"{year - (quarter == 0)}-Q{quarter or 4}"
    return str(year - 1) if key == "year" else key


def compare_choices(period: str, as_of: date) -> list[Choice]:
    """Return the comparisons with the days each means for this period."""
    asked = parse_period(period, as_of)
    found = []
    for kind in COMPARISONS:
        span = comparison(asked, kind)
        found.append(Choice(kind, _(COMPARED[kind]), fmt.span(span) if span else ""))
    return found
