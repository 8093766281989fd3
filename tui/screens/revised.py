"""The orders that later exports told differently: which, when, and by how much."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType

from store.money import MONEY_SCALE
from tui import format as fmt
from tui.language import _
from tui.revised_words import heading, status_text, when
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.painted import fit, right
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.widget import Widget

    from store.revisions import Restatement


class RevisedPanel(Panel[None]):
    """Every import of the last weeks that revised orders of the days on screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-12)", show=False),
        Binding("pagedown,space", "move(12)", show=False),
        Binding("escape,q,R", "leave", show=False),
    ]
    DEFAULT_CSS = """
    RevisedPanel > .box { width: 96%; height: 96%; max-height: 40; }
    RevisedPanel Prose { height: auto; max-height: 3; }
    RevisedPanel Rows { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[Restatement] = ()

    def title_text(self) -> str:
        return _("Revised orders")

    def hints(self) -> list[tuple[str, str]]:
        return [("↑↓", _("move")), ("Esc", _("back"))]

    def body(self) -> Iterable[Widget]:
        yield Prose()
        yield Rows(empty=_("No later export told an order of these days differently."))

    def on_mount(self) -> None:
        super().on_mount()
        question = self.kpi.question
        self.ask("revised", lambda: self.kpi.desk.restated(question), self._show)

    def _show(self, found: Sequence[Restatement]) -> None:
        self.found = found
        self._list()

    def on_resize(self) -> None:
        if self.found:
            self._list()

    def _list(self) -> None:
        text = _("Goods less refunds, as they counted before and count now. The largest first.")
        self.query_one(Prose).show([((text, "dim"),)] if self.found else [])
        self.query_one(Rows).show(list(self._rows(self.query_one(Rows).size.width - 3)))

    def _rows(self, width: int) -> Iterator[Row]:
        currency = self.currency
        orders = [order for one in self.found for order in one.listed]
        size = max((cell_len(clean(order.ref)) for order in orders), default=0)
        most = max((cell_len(_money(n, currency)) for o in orders for n in (o.before, o.after)),
                   default=0)  # fmt: skip
        room = width - 2 * most - 4
        for one in self.found:
            yield Row((one.importing, ""), ((heading(one), "title"),), heading=True)
            for order in one.listed:
                told = f"{fit(clean(order.ref), min(size, 14))} {when(order)}  {status_text(order)}"
                before, after = (_money(n, currency) for n in (order.before, order.after))
                amounts = f" {right(before, most)} → {right(after, most)}"
                pieces = ((fit(told.rstrip(), room), ""), (amounts, "strong"))
                yield Row((one.importing, order.ref), pieces)

    def action_move(self, by: int) -> None:
        self.query_one(Rows).move(by)


def _money(stored: int, currency: str) -> str:
    return fmt.money(Fraction(stored, MONEY_SCALE), currency)
