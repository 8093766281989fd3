"""Receipts on screen: every row of a file accounted for, and the rows that were left out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from store.messages import Message
from tui import format as fmt
from tui.language import _, ngettext, tr
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from store.ingest.receipt import Receipt
    from store.records import LeftOut
    from tui.widgets.prose import Paragraph

SHOWN_REJECTS = 6


def told(receipt: Receipt) -> Iterator[Paragraph]:
    """Yield a receipt in words: every row of the file is accounted for."""
    if receipt.error is not None:
        yield ((tr(receipt.error.what), "bad"),)
        yield ((tr(receipt.error.remedy), ""),)
        return
    if receipt.dry_run:
        yield ((_("A trial: nothing was stored."), "mark"),)
    rows = ngettext("{n} row read", "{n} rows read", receipt.read)
    yield ((rows.format(n=fmt.number(receipt.read)), "strong"),)
    for count, text, ink in (
        (receipt.stored, _("stored"), "good"),
        (receipt.updated, _("updated"), "good"),
        (receipt.unchanged, _("unchanged"), "dim"),
        (receipt.excluded, _("left out by a rule"), "dim"),
        (receipt.rejected, _("rejected"), "bad" if receipt.rejected else "dim"),
    ):
        yield ((f"{fmt.number(count):>11}  ", ink), (text, "dim" if not count else ""))
    if receipt.covers is not None:
        yield ((_("Days: {days}").format(days=fmt.span(receipt.covers)), ""),)
    for warning in receipt.warnings:
        yield ((tr(warning), "mark"),)
    for reason, count in receipt.excluded_by:
        text = _("{n} left out: {reason}").format(n=fmt.number(count), reason=tr(reason))
        yield ((text, "dim"),)
    for reject in receipt.rejects[:SHOWN_REJECTS]:
        yield (("! ", "bad"), (left_out_text(reject), "dim"))
    more = receipt.rejected - SHOWN_REJECTS
    if more > 0:
        text = ngettext("and {n} more: v shows it", "and {n} more: v shows them", more)
        yield ((text.format(n=fmt.number(more)), "dim"),)


def short(receipt: Receipt) -> tuple[str, str]:
    """Return a receipt in a few words, and their ink."""
    if receipt.error is not None:
        return _("not imported"), "bad"
    parts = [
        text.format(n=fmt.number(count))
        for count, text in (
            (receipt.stored, _("{n} stored")),
            (receipt.updated, _("{n} updated")),
            (receipt.unchanged, _("{n} unchanged")),
            (receipt.rejected, _("{n} rejected")),
        )
        if count
    ]
    return ", ".join(parts) or _("nothing in it"), "bad" if receipt.rejected else "good"


def left_out_text(row: LeftOut) -> str:
    """Return where a row is, and why it was left out."""
    reason = tr(Message(row.reason, row.values))
    values = {"line": fmt.number(row.line), "column": row.column, "reason": reason}
    if not row.line:
        return clean(reason)
    if row.column:
        return clean(_("line {line}, {column}: {reason}").format(**values))
    return clean(_("line {line}: {reason}").format(**values))


class ReceiptPanel(Panel[None]):
    """One receipt of several."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "leave", show=False),
        Binding("v", "rows", show=False),
        Binding("up,k", "scroll_text(-1)", show=False),
        Binding("down,j", "scroll_text(1)", show=False),
    ]
    DEFAULT_CSS = """
    ReceiptPanel Prose { height: auto; max-height: 18; }
    """

    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self.receipt = receipt

    def title_text(self) -> str:
        return clean(self.receipt.file)

    def hints(self) -> list[tuple[str, str]]:
        hints = [("⏎", _("go on"))]
        if self.receipt.rejected or self.receipt.excluded:
            hints.append(("v", _("rows left out")))
        return hints

    def body(self) -> Iterator[Widget]:
        yield Prose()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Prose).styles.max_height = max(3, self.app.size.height - 6)
        self.query_one(Prose).show(list(told(self.receipt)))

    def action_scroll_text(self, by: int) -> None:
        self.query_one(Prose).move(by)

    def action_rows(self) -> None:
        if self.receipt.rejected or self.receipt.excluded:
            self.kpi.push_screen(LeftOutPanel(self.receipt))


class LeftOutPanel(Panel[None]):
    """The rows that an import left out: line, column, reason; more come in as the end is near."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-12)", show=False),
        Binding("pagedown,space", "move(12)", show=False),
        Binding("enter", "whole", show=False),
        Binding("q,v", "leave", show=False),
    ]
    DEFAULT_CSS = """
    LeftOutPanel > .box { width: 96%; max-width: 110; height: 96%; max-height: 34; }
    LeftOutPanel Prose { height: auto; max-height: 3; }
    LeftOutPanel Rows { height: 1fr; }
    """

    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self.receipt = receipt
        self.rows: list[LeftOut] = []
        self._next: tuple[int, int] | None = None
        self._asking = False

    def title_text(self) -> str:
        return _("Rows left out of {file}").format(file=clean(self.receipt.file))

    def hints(self) -> list[tuple[str, str]]:
        return [("↑↓", _("move")), ("⏎", _("in full")), ("Esc", _("back"))]

    def body(self) -> Iterator[Widget]:
        yield Prose()
        yield Rows(empty=_("A later import of the same file lists them."))

    def on_mount(self) -> None:
        super().on_mount()
        text = _("{rejected} rejected, {excluded} left out by a rule").format(
            rejected=fmt.number(self.receipt.rejected), excluded=fmt.number(self.receipt.excluded)
        )
        self.query_one(Prose).show([((text, "strong"),)])
        if self.receipt.import_id is None:
            self._show((list(self.receipt.rejects), None))
        else:
            self._ask()

    def _ask(self) -> None:
        assert self.receipt.import_id is not None
        self._asking = True
        number = self.receipt.import_id
        self.ask("rows", partial(self.kpi.desk.files.left_out, number, self._next), self._show)

    def _show(self, answer: tuple[list[LeftOut], tuple[int, int] | None]) -> None:
        found, self._next = answer
        self._asking = False
        self.rows.extend(found)
        self.query_one(Rows).show([self._row(n, row) for n, row in enumerate(self.rows)])

    def _row(self, n: int, row: LeftOut) -> Row:
        mark = ("! ", "bad") if row.rejected else ("· ", "dim")
        return Row(n, (mark, (left_out_text(row), "" if row.rejected else "dim")))

    def action_move(self, by: int) -> None:
        rows = self.query_one(Rows)
        rows.move(by)
        if self._next is not None and rows.cursor >= len(self.rows) - 20 and not self._asking:
            self._ask()

    def action_whole(self) -> None:
        """Show one row in full where the line was cut."""
        row = self.query_one(Rows).current
        if row is None or not isinstance(row.key, int):
            return
        from tui.screens.about import Notice

        text = left_out_text(self.rows[row.key])
        self.kpi.push_screen(Notice(clean(self.receipt.file), [((text, ""),)]))
