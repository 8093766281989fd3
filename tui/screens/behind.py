"""The rows behind a figure: what an owner can check by eye, a page at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType

from goals.metrics.labels import MEASURES
from store.money import MONEY_SCALE
from tui import format as fmt
from tui import words
from tui.language import _, ngettext
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.painted import fit, right
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from goals.metrics.metric import Metric
    from store.rows import Column, RowPage
    from tui.views import Where

WIDEST = 22
"""Cells of the widest column."""


class Behind(Panel[None]):
    """One measure of the metric at a time; more rows come in as the end is reached."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-12)", show=False),
        Binding("pagedown,space", "move(12)", show=False),
        Binding("left,h", "turn(-1)", show=False),
        Binding("right,l", "turn(1)", show=False),
        Binding("escape,q,v", "leave", show=False),
    ]
    DEFAULT_CSS = """
    Behind > .box { width: 96%; height: 96%; max-height: 40; }
    Behind Prose { height: auto; max-height: 3; }
    Behind Rows { height: 1fr; }
    """

    def __init__(self, metric: Metric, where: Where = ()) -> None:
        super().__init__()
        self.metric, self.where = metric, where
        self.measure = 0
        self.columns: tuple[Column, ...] = ()
        self.rows: list[tuple[date | int | str, ...]] = []
        self.total = 0
        self._asking = False

    def title_text(self) -> str:
        return _("Rows behind: {figure}").format(figure=_(self.metric.label))

    def hints(self) -> list[tuple[str, str]]:
        hints = [("↑↓", _("move")), ("Esc", _("back"))]
        if len(self.metric.measures) > 1:
            hints.insert(1, ("←→", _("other terms")))
        return hints

    def body(self) -> Iterable[Widget]:
        yield Prose()
        yield Rows(empty=_("No rows in these days."))

    def on_mount(self) -> None:
        super().on_mount()
        self._ask()

    def _ask(self) -> None:
        self._asking = True
        question = partial(
            self.kpi.desk.rows,
            self.metric.measures[self.measure],
            self.kpi.question,
            self.where,
            len(self.rows),
        )
        self.ask("rows", question, self._show)

    def _show(self, page: RowPage) -> None:
        self._asking = False
        self.columns, self.total = page.columns, page.total
        self.rows.extend(page.rows)
        self._list()

    def on_resize(self) -> None:
        if self.columns:
            self._list()

    def _list(self) -> None:
        """Write out the columns that say something, as many as fit."""
        currency = self.kpi.view.shop.currency if self.kpi.view else ""
        units = [column.unit for column in self.columns]
        table = [[_(column.label) for column in self.columns]]
        for row in self.rows:
            table.append(
                [told(cell, unit, currency) for cell, unit in zip(row, units, strict=True)]
            )
        sizes = widths(table)
        kept = fitting(table, units, sizes, self.query_one(Rows).size.width - 3)
        left = [units[n] in ("text", "day") for n in kept]
        lines = [line([row[n] for n in kept], [sizes[n] for n in kept], left) for row in table]
        self.query_one(Rows).show([Row(n, ((text, ""),)) for n, text in enumerate(lines[1:])])
        self.query_one(Prose).show([self._about(), ((lines[0], "title"),)])

    def _about(self) -> tuple[tuple[str, str], ...]:
        label = _(MEASURES[self.metric.measures[self.measure]])
        count = ngettext("{n} row", "{n} rows", self.total).format(n=fmt.number(self.total))
        scope = f" · {words.where_text(self.where)}" if self.where else ""
        return ((f"{label}{scope}  ", "strong"), (count, "dim"))

    def action_move(self, by: int) -> None:
        rows = self.query_one(Rows)
        rows.move(by)
        near_the_end = rows.cursor >= len(self.rows) - 20
        if near_the_end and len(self.rows) < self.total and not self._asking:
            self._ask()

    def action_turn(self, by: int) -> None:
        self.measure = (self.measure + by) % len(self.metric.measures)
        self.rows.clear()
        self.query_one(Rows).show([], keep=False)
        self._ask()


def told(cell: date | int | str, unit: str, currency: str) -> str:
    """Return a cell as people read it."""
    if isinstance(cell, date):
        return fmt.day(cell)
    if isinstance(cell, str):
        return clean(cell) or "—"
    if unit == "money":
        return fmt.money(Fraction(cell, MONEY_SCALE), currency)
    if unit == "thousandths":
        return fmt.number(Fraction(cell, 1000), 1)
    return fmt.number(cell)


def widths(table: Sequence[Sequence[str]]) -> list[int]:
    """Return the cells each column takes."""
    return [min(WIDEST, max(cell_len(row[n]) for row in table)) for n in range(len(table[0]))]


def fitting(
    table: Sequence[Sequence[str]], units: Sequence[str], sizes: Sequence[int], room: int
) -> list[int]:
    """Return the columns that fit, in their order: days and figures first, empty ones never."""
    full = [n for n in range(len(units)) if any(row[n] != "—" for row in table[1:])]
    kept: list[int] = []
    for n in sorted(full, key=lambda n: (units[n] == "text", n)):
        if sizes[n] <= room:
            kept.append(n)
            room -= sizes[n] + 2
    return sorted(kept)


def line(row: Sequence[str], sizes: Sequence[int], left: Sequence[bool]) -> str:
    """Return a row in columns, texts and days at their left, figures at their right."""
    return "  ".join(
        fit(cell, size) if at_left else right(cell, size)
        for cell, size, at_left in zip(row, sizes, left, strict=True)
    )
