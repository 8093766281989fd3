"""The rows behind a figure: what an owner can check by eye, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.metrics.labels import MEASURES
from tui import words
from tui.language import _
from tui.screens.rows_panel import RowsPanel

if TYPE_CHECKING:
    from goals.metrics.metric import Metric
    from store.rows import RowPage
    from tui.views import Where


class Behind(RowsPanel):
    """One measure of the metric at a time."""

    def __init__(self, metric: Metric, where: Where = ()) -> None:
        super().__init__(metric.measures)
        self.metric, self.where = metric, where

    def title_text(self) -> str:
        return _("Rows behind: {figure}").format(figure=_(self.metric.label))

    def about(self) -> str:
        scope = f" · {words.where_text(self.where)}" if self.where else ""
        return f"{_(MEASURES[self.term])}{scope}"

    def page(self, term: str, offset: int) -> RowPage:
        return self.kpi.desk.rows(term, self.kpi.question, self.where, offset)
