"""What drivers would reach a target: as a table, and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import format as fmt
from tui.chances import chance_text
from tui.cli.columns import WIDTH, paragraph, table, width
from tui.cli.context import json_value
from tui.cli.kpi_data import rounded
from tui.language import _, tr

if TYPE_CHECKING:
    from fractions import Fraction

    from goals.forecast.solving import Solution, Solved
    from tui.cli.kpi_data import Plain


def driver_text(one: Solved, value: Fraction | None, days: int, currency: str) -> str:
    """Return a driver's value as an owner says it: visits a day, per cent, euros."""
    if value is None:
        return "—"
    from goals.forecast.solving import BY_THE_DAY

    if one.id in BY_THE_DAY:
        each = value / days
        return fmt.number(each, 0 if each >= 100 else 1)
    return fmt.short(one.unit, value, currency)


def label_of(one: Solved) -> str:
    names = {"traffic": _("Visits a day"), "orders": _("Orders a day")}
    return names.get(one.id, _(one.label))


def solution_lines(found: Solution, currency: str) -> list[str]:
    """Return the table of drivers, at most 80 cells wide, and what to know of it."""
    if not found.drivers:
        return [] if found.reason is None else paragraph(tr(found.reason), 4)
    head = ["", _("forecast"), _("alone"), "", _("chance"), _("best so far"), _("together"), ""]
    rows = [head, *(_row(one, found.span.days, currency) for one in found.drivers)]
    lines: list[str] = []
    for gap, widest in ((2, 22), (1, 22), (1, 14)):
        lines = [f"  {one}" for one in table(rows, "lrrrrrrr", gap=gap, widest=widest)]
        if max(map(width, lines)) <= WIDTH:
            break
    days = fmt.span(found.span)
    text = _("Over {days}. Alone: if nothing else moved. Together: the mix nearest to your past.")
    lines += ["", *paragraph(text.format(days=days), 2)]
    if found.known:
        value = fmt.value("money" if currency else "count", found.known, currency)
        text = _("{value} has come already; what is still missing is spread over these days.")
        lines += paragraph(text.format(value=value), 2)
    for one in found.drivers:
        if one.alone is None:
            text = _("{driver} alone cannot reach it.")
            lines += paragraph(text.format(driver=label_of(one)), 2)
    if found.reason is not None:
        lines += paragraph(tr(found.reason), 2)
    for note in found.notes:
        lines += paragraph(tr(note), 2)
    return lines


def _row(one: Solved, days: int, currency: str) -> list[str]:
    best = None if one.best is None else one.best[0]
    return [
        label_of(one),
        driver_text(one, one.expected, days, currency),
        driver_text(one, one.alone, days, currency),
        _change(one, one.alone),
        "" if one.chance is None else chance_text(one.chance),
        driver_text(one, best, days, currency),
        driver_text(one, one.together, days, currency),
        _change(one, one.together),
    ]


def _change(one: Solved, value: Fraction | None) -> str:
    change = one.change(value)
    return "" if change is None else fmt.signed(change, "relative", 1)


def solution_object(found: Solution, currency: str) -> Plain:
    """Return the drivers for programs: sums over the span, money in major units."""
    return {
        "start": found.span.start,
        "end": found.span.last,
        "expected": float(found.expected),
        "needed": float(found.target),
        "come": float(found.known),
        "reason": found.reason,
        "notes": list(found.notes),
        "drivers": [_driver(one, found.span.days, currency) for one in found.drivers],
    }


def _driver(one: Solved, days: int, currency: str) -> Plain:
    def number(value: Fraction | None) -> float | int | None:
        if one.unit == "money" and one.id != "spend":
            return None if value is None else float(value)
        return json_value(one.unit, value, currency)

    best = one.best
    return {
        "id": one.id,
        "unit": one.unit,
        "expected": number(one.expected),
        "alone": number(one.alone),
        "alone_change": rounded(one.change(one.alone)),
        "chance": rounded(one.chance),
        "word": one.word,
        "best": None if best is None else {
            "value": number(best[0]), "start": best[1].start, "end": best[1].last,
        },
        "largest_change": rounded(one.largest),
        "together": number(one.together),
        "together_change": rounded(one.change(one.together)),
        "days": days,
    }  # fmt: skip
