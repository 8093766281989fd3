"""One file before it is imported: what it is and why, how it is read, what its rows become."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType

from tui.cli.import_preview import facts
from tui.language import _, tr
from tui.mapping_draft import meaning_of
from tui.screens.panel import Panel
from tui.screens.questions import wonder
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.painted import fit
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.widget import Widget

    from store.errors import OwnerError
    from store.ingest.preview import Preview
    from store.messages import Message
    from tui.views import LookView
    from tui.widgets.prose import Paragraph

WIDEST = 26
"""Cells of the widest column of the first rows."""


class LookAt(Panel[dict[str, str]]):
    """Answers with what the owner said of the file when it is to be imported, else with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "import_it", show=False),
        Binding("t", "try_it", show=False),
        Binding("m", "explain", show=False),
        Binding("o", "page", show=False),
        Binding("up,k", "scroll_text(-1)", show=False),
        Binding("down,j", "scroll_text(1)", show=False),
        Binding("pageup", "scroll_text(-8)", show=False),
        Binding("pagedown,space", "scroll_text(8)", show=False),
        Binding("q", "leave", show=False),
    ]
    DEFAULT_CSS = """
    LookAt > .box { width: 96%; max-width: 110; height: 96%; max-height: 34; }
    LookAt Prose { height: 1fr; }
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.answers: dict[str, str] = {}
        self.view: LookView | None = None

    def title_text(self) -> str:
        return clean(self.path.name)

    def hints(self) -> list[tuple[str, str]]:
        if self.view is None:
            return [("m", _("say what its columns mean")), ("Esc", _("back"))]
        return [
            ("⏎", _("import")), ("m", _("columns")), ("t", _("try it whole")), ("o", _("its page")),
            ("Esc", _("back")),
        ]  # fmt: skip

    def body(self) -> Iterator[Widget]:
        yield Prose()

    def on_mount(self) -> None:
        super().on_mount()
        self._ask()

    def on_resize(self) -> None:
        if self.view is not None:
            self.call_after_refresh(self._write)

    def _ask(self) -> None:
        self.query_one(Prose).show([((_("looking at the file…"), "dim"),)])
        question = partial(self.kpi.desk.files.look, self.path, dict(self.answers))
        self.ask("look", question, self._show, self._failed)

    def _show(self, view: LookView) -> None:
        self.view = view
        self._write()
        self.tell()

    def _write(self) -> None:
        if self.view is not None:
            width = self.query_one(Prose).size.width - 2
            self.query_one(Prose).show(list(told(self.view, width)))

    def _failed(self, error: OwnerError) -> None:
        if wonder(self, self.path.name, error, self._answered):
            return
        self.view = None
        self.query_one(Prose).show(list(refused(error)))
        self.tell()

    def _answered(self, question: str, answer: str | None) -> None:
        if answer is None:
            self.dismiss(None)
            return
        self.answers[question] = answer
        self._ask()

    # -- keys ------------------------------------------------------------------------------------

    def action_scroll_text(self, by: int) -> None:
        self.query_one(Prose).move(by)

    def action_import_it(self) -> None:
        if self.view is not None:
            self.dismiss(dict(self.answers))

    def action_try_it(self) -> None:
        if self.view is None:
            return
        from tui.screens.importing import Importing

        self.kpi.push_screen(Importing([self.path], {self.path: self.answers}, trial=True))

    def action_explain(self) -> None:
        from tui.screens.mapping import MappingPanel

        def made(saved: bool | None) -> None:
            if saved:
                self._ask()

        self.kpi.push_screen(MappingPanel(self.path), made)

    def action_page(self) -> None:
        if self.view is None:
            return
        from tui.screens.page import open_page

        if not open_page(self.kpi, self.view.importer):
            self.query_one(Footer).say(_("There is no page about it."))


def refused(error: OwnerError) -> Iterator[Paragraph]:
    """Yield why a file cannot be read, and what helps here."""
    from store.ingest.identify import UnrecognisedError

    if not isinstance(error, UnrecognisedError):
        yield ((tr(error.what), "bad"),)
        yield ((" ", ""),)
        yield ((tr(error.remedy), ""),)
        return
    yield ((tr(error.brief), "bad"),)
    yield ((" ", ""),)
    text = _("Press m and say what its columns mean: files like it are recognised from then on.")
    yield ((text, ""),)
    yield ((" ", ""),)
    yield ((_("Tried: {names}.").format(names=error.what.values["tried"]), "dim"),)


def told(view: LookView, width: int) -> Iterator[Paragraph]:
    """Yield how a file is read, for a screen of that width."""
    yield ((tr(view.taken_for), "title"),)
    if view.preview.because is not None:
        text = _("because {because}").format(because=tr(view.preview.because))
        yield ((text, "dim"),)
    yield ((_("Source: {source}").format(source=clean(view.source)), ""),)
    read = facts(view.preview)
    if read:
        yield ((_("Read as {how}.").format(how=", ".join(read)), ""),)
    if view.preview.first:
        yield ((" ", ""),)
        yield ((_("First rows"), "title"),)
        yield from _rows(view.preview.first, width)
    for one in view.preview.left_out:
        yield (("! ", "bad"), (tr(one), "dim"))
    if view.preview.columns:
        yield ((" ", ""),)
        yield ((_("Columns"), "title"),)
        yield from _columns(view.preview)


def _rows(first: Sequence[Message], width: int) -> Iterator[Paragraph]:
    """Yield the first records, a line each, what they have in common in columns."""
    table = [[tr_value(value) for value in one.values.values()] for one in first]
    sizes = [
        min(WIDEST, max(cell_len(row[n]) for row in table if n < len(row)))
        for n in range(max(map(len, table)))
    ]
    for row in table:
        cells = (fit(cell, size) for cell, size in zip(row, sizes, strict=False))
        yield ((fit("  ".join(cells), width).rstrip(), ""),)


def tr_value(value: object) -> str:
    from tui.format import shown

    return clean(shown(value))


def _columns(preview: Preview) -> Iterator[Paragraph]:
    widest = min(30, max(cell_len(column.name) for column in preview.columns))
    for column in preview.columns:
        becomes = f"  → {_(meaning_of(column.becomes))}" if column.becomes else ""
        kind = fit(_(column.kind), 14) if becomes else _(column.kind)
        yield ((fit(column.name, widest) + "  ", ""), (kind, "dim"), (becomes, "good"))
    if preview.unused:
        text = _("Not read: {columns}.").format(columns=", ".join(preview.unused))
        yield ((text, "dim"),)
