"""Cohorts written out in the current language: the short texts of screen and command line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from tui import format as fmt
from tui.cli.columns import left, right, width
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goals.customers.cohorts import Cell, Cohort, CohortTable

Measure = Literal["share", "customers", "value"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

PARTIAL, TO_COME, UNKNOWN, SMALL = "*", "·", fmt.NO_VALUE, "°"


def title(measure: Measure, currency: str) -> str:
    """Return what the figures of the table are."""
    if measure == "share":
        return _("Bought again (%), by months since the first order")
    if measure == "customers":
        return _("Bought again, by months since the first order")
    text = _("Sales per customer so far ({currency}), month after month")
    return text.format(currency=currency)


def first_age(measure: Measure) -> int:
    """Return the first column: of people the month of the first order says nothing new."""
    return 0 if measure == "value" else 1


def age(months: int) -> str:
    return fmt.number(months)


def size(cohort: Cohort) -> str:
    """Return how many customers a cohort has, with its signs."""
    sign = PARTIAL if cohort.partial else SMALL if cohort.small else " "
    return fmt.number(cohort.size) + sign


def labels(table: CohortTable) -> list[str]:
    """Return what stands at the left of each line: the head, the cohorts, all of them."""
    months = [_("First order"), *(fmt.month(one.month.start) for one in table.cohorts)]
    sizes = [_("Number") + " ", *(size(one) for one in table.cohorts)]
    most, widest = max(map(width, months)), max(map(width, sizes))
    rows = [
        left(month, most) + " " + right(number, widest)
        for month, number in zip(months, sizes, strict=True)
    ]
    return [*rows, left(_("All"), most + 1 + widest)]


def cell(one: Cell, measure: Measure) -> str:
    """Return a cell: its figure and the sign of one that is not known whole."""
    if one.customers is None:
        return (TO_COME if to_come(one) else UNKNOWN) + " "
    text = _figure(one.customers, one.share, one.value, measure)
    return text + (PARTIAL if one.partial else " ")


def to_come(one: Cell) -> bool:
    """Whether the month lies behind the last known day."""
    from goals.customers.cohorts import TO_COME as YET

    return one.reason is not None and one.reason.text == YET


def mean(table: CohortTable, months: int, measure: Measure) -> str:
    """Return what all cohorts known whole at this age say together; their number says nothing."""
    known = next((one for one in table.means if one.age == months), None)
    if known is None or measure == "customers":
        return ""
    return _figure(None, known.share, known.value, measure) + " "


def _figure(
    customers: int | None, share: Fraction | None, value: Fraction | None, measure: Measure
) -> str:
    if measure == "customers":
        return UNKNOWN if customers is None else fmt.number(customers)
    if measure == "value":
        return UNKNOWN if value is None else fmt.number(value)
    return UNKNOWN if share is None else percent(share)


def percent(share: Fraction) -> str:
    """Return a share in whole percent without the sign; less than one keeps a decimal."""
    return fmt.number(share * 100, int(0 < share < Fraction(1, 100)))


def cell_width(table: CohortTable, measure: Measure) -> int:
    """Return the cells that the widest figure takes with its sign."""
    texts = [
        cell(one, measure)
        for cohort in table.cohorts
        for one in cohort.cells[first_age(measure) :]
        if one.customers is not None
    ]
    return max(map(width, texts), default=3)


def signs(table: CohortTable) -> Iterable[tuple[str, str]]:
    """Yield each sign that the table uses and what it means."""
    cells = [one for cohort in table.cohorts for one in cohort.cells]
    partial = {tr(one.reason) for one in cells if one.partial and one.reason is not None}
    for reason in sorted(partial):
        yield PARTIAL, reason
    to_be = next((one for one in cells if one.customers is None and to_come(one)), None)
    if to_be is not None and to_be.reason is not None:
        yield TO_COME, tr(to_be.reason)
    holes = {tr(one.reason) for one in cells if one.reason and not to_come(one)} - partial
    for reason in sorted(holes):
        yield UNKNOWN, reason
    if any(cohort.small for cohort in table.cohorts):
        yield SMALL, _("fewer than 30 customers: a single one weighs too much")


def legend(table: CohortTable) -> str:
    """Return the signs that the table uses in few words."""
    words = {
        PARTIAL: _("known in part"),
        TO_COME: _("to come"),
        UNKNOWN: _("unknown"),
        SMALL: _("under 30 customers"),
    }
    used = dict.fromkeys(sign for sign, _text in signs(table))
    return "  ".join(f"{sign} {words[sign]}" for sign in used)
