"""What exports of products have in common: costs in the shop's currency, places, spare rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.questions import CURRENCY
from store.columns.texts import text
from store.importers.exchange import at_rate
from store.messages import N_, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.importers.protocol import Context


class Costs:
    """Turns costs into the shop's currency; those without a rate are left out, and counted.

    A catalogue has no days: a cost is turned at the rate of today, or of the week before.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._own = context.answers.get(CURRENCY, "")
        self._rates: dict[str, int | None] = {}
        self._without: dict[str, int] = {}
        self._known = self._unknown = 0

    def of(self, cost: int | None, currency: str = "") -> int | None:
        """Return a unit's cost in the shop's currency, ``None`` where it is not known."""
        if cost is None or cost < 0:
            return None
        code = currency or self._own
        if not code or code == self._context.currency:
            return cost
        if code not in self._rates:
            self._rates[code] = self._context.rate(code, self._context.today or 0)
        rate = self._rates[code]
        if not rate or rate <= 0:
            self._without[code] = self._without.get(code, 0) + 1
            return None
        return at_rate(cost, rate)

    def note(self, cost: int | None) -> None:
        """Count a product whose cost is known in the end, or is not."""
        if cost is None:
            self._unknown += 1
        else:
            self._known += 1

    def warnings(self) -> Iterator[Message]:
        """Yield how many costs of each currency are left out, and where no product has any."""
        for currency, products in sorted(self._without.items()):
            yield counted(
                N_("{n} cost in {currency} has no exchange rate of these days and is left out."),
                N_("{n} costs in {currency} have no exchange rate of these days and are left out."),
                "n",
                {"n": products, "currency": currency},
            )
        if self._unknown and not self._known:
            yield counted(
                N_("{n} product has no cost in this file: margins stay unknown."),
                N_("{n} products have no cost in this file: margins stay unknown."),
                "n",
                {"n": self._unknown},
            )


def place_of(path: str) -> tuple[str, str]:
    """Return category and subcategory of ``Clothing > Tops > T-shirts``: the first and the last."""
    parts = [part for part in (text(one) for one in path.split(">")) if part]
    if not parts:
        return "", ""
    return parts[0], parts[-1] if len(parts) > 1 else ""


def sku_of(cell: str) -> str:
    """Return a SKU without the sign that keeps spreadsheets from making a number of it."""
    return text(cell).lstrip("'").strip()
