"""``kpi explain``: what later exports revised of a figure, and the orders that did it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from store.money import MONEY_SCALE
from tui import format as fmt
from tui.cli.columns import WIDTH, fit, paragraph, table
from tui.cli.context import json_value
from tui.cli.kpi_data import revised as as_object
from tui.language import _
from tui.revised_words import heading, revised_texts, status_text, when
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.metrics.figures import Revision
    from store.revisions import Restatement

WIDEST = 22


def lines(
    revised: Revision | None, found: Sequence[Restatement], unit: str, currency: str
) -> list[str]:
    """Return by how much the figure was revised and the orders that did it."""
    if revised is None:
        return []
    before = fmt.value(unit, revised.before, currency)
    told = _("{revised}, from {before}")
    text = told.format(revised=revised_texts(revised)[0], before=before)
    result = ["", *paragraph(text, 12, first=_("Revised"))]
    for one in found:
        result += ["", *paragraph(heading(one))]
        rows = [
            [
                fit(clean(order.ref), WIDEST),
                when(order),
                status_text(order),
                fmt.money(Fraction(order.before, MONEY_SCALE), currency),
                "→",
                fmt.money(Fraction(order.after, MONEY_SCALE), currency),
            ]
            for order in one.listed
        ]
        result += [fit(f"  {line}", WIDTH) for line in table(rows, "lllrlr")]
    return result


def plain(
    revised: Revision | None, found: Sequence[Restatement], unit: str, currency: str
) -> dict[str, object] | None:
    """Return the same for programs."""
    told = as_object(revised, unit, currency)
    if told is None:
        return None
    return told | {
        "imports": [
            {
                "import": one.importing, "day": one.day, "source": one.source, "file": one.file,
                "orders": one.orders,
                "listed": [
                    {
                        "order": order.ref, "day": order.day, "now": order.now,
                        "before": _units(order.before, currency),
                        "after": _units(order.after, currency),
                        "status": status_text(order),
                    }
                    for order in one.listed
                ],
            }
            for one in found
        ],
    }  # fmt: skip


def _units(stored: int, currency: str) -> float | int | None:
    return json_value("money", Fraction(stored, MONEY_SCALE), currency)
