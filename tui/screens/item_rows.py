"""The rows behind an item of a gap: the orders, refunds, carts that make it, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.language import _
from tui.screens.rows_panel import RowsPanel

if TYPE_CHECKING:
    from goals.explain.conventions import Item
    from store.rows import RowPage
    from store.spans import Span


class ItemRows(RowsPanel):
    """One set of rows at a time: shipping may be that of paid orders, and of others."""

    def __init__(self, item: Item, span: Span) -> None:
        super().__init__(item.tallies)
        self.item, self.span = item, span

    def title_text(self) -> str:
        return _(self.item.step.label)

    def about(self) -> str:
        return _(self.item.step.why)

    def page(self, term: str, offset: int) -> RowPage:
        return self.kpi.desk.analyses.item_rows(term, self.span, offset)
