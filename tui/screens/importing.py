"""An import while it runs: rows, rate and time left, a way to stop it; then its receipt."""

from __future__ import annotations

import time
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui import format as fmt
from tui.language import _, ngettext, tr
from tui.screens.panel import Panel
from tui.screens.pick import Choice, Pick
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual.widget import Widget

    from store.columns.questions import AmbiguousFileError
    from store.errors import OwnerError
    from store.ingest.receipt import Progress, Receipt
    from tui.widgets.painted import Piece
    from tui.widgets.prose import Paragraph

SHOWN_EVERY = 0.25
"""Seconds between two looks at how far it is: four frames a second are plenty over SSH."""
SHOWN_REJECTS = 6


class Importing(Panel[bool]):
    """Answers True when the file was imported, None when it was stopped: nothing is kept then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", show=False),
    ]
    DEFAULT_CSS = """
    Importing > .box { width: 70; }
    Importing Prose { height: auto; max-height: 16; }
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.answers: dict[str, str] = {}
        self.receipt: Receipt | None = None
        self._stop = Event()
        self._progress: Progress | None = None
        self._began = 0.0
        self._running = False

    def title_text(self) -> str:
        return _("Import {file}").format(file=clean(self.path.name))

    def hints(self) -> list[tuple[str, str]]:
        if self._running:
            return [("Esc", _("stop, nothing is kept"))]
        return [("⏎", _("go on"))]

    def body(self) -> Iterable[Widget]:
        yield Prose()

    def on_mount(self) -> None:
        super().on_mount()
        self._start()
        self.set_interval(SHOWN_EVERY, self._look)

    def _start(self) -> None:
        self._running, self._began = True, time.monotonic()
        self._progress = None
        self._stop.clear()
        self.tell()
        self._look()
        question = partial(
            self.kpi.desk.files.import_file,
            self.path,
            answers=dict(self.answers),
            progress=self._note,
            stop=self._stop.is_set,
        )
        self.ask("import", question, self._finished, self._failed)

    def _note(self, progress: Progress) -> None:
        """Called in the import's thread: only remembered, looked at by the timer."""
        self._progress = progress

    def _look(self) -> None:
        if self._running:
            text = far(self._progress, time.monotonic() - self._began)
            self.query_one(Prose).show(text)

    # -- the end ---------------------------------------------------------------------------------

    def _finished(self, receipt: Receipt | None) -> None:
        self._running = False
        if receipt is None:
            self.dismiss(None)
            return
        if receipt.error is not None:
            self._failed(receipt.error)
            return
        self.receipt = receipt
        self.query_one(Prose).show(list(told(receipt)))
        self.tell()

    def _failed(self, error: OwnerError) -> None:
        from store.columns.questions import AmbiguousFileError

        self._running = False
        if isinstance(error, AmbiguousFileError):
            self._wonder(error)
            return
        self.query_one(Prose).show([((tr(error.what), "bad"),), ((tr(error.remedy), ""),)])
        self.tell()

    def _wonder(self, error: AmbiguousFileError) -> None:
        """Ask the owner what the file leaves open, then begin again with the answer."""
        choices = [Choice(word, _(text), word) for word, text in error.choices.items()]
        self.query_one(Prose).show([((tr(error.what), "mark"),)])

        def answered(word: str | None) -> None:
            if word is None:
                self.dismiss(False)
                return
            self.answers[error.question] = word
            self._start()

        self.kpi.push_screen(Pick(tr(error.what), choices), answered)

    def ending(self) -> None:
        """End the import at its next batch: nothing of the file is kept."""
        self._stop.set()

    def action_leave(self) -> None:
        if self._running:
            self._stop.set()
            self.query_one(Footer).say(_("stopping…"))
            return
        self.dismiss(self.receipt is not None and bool(self.receipt.stored or self.receipt.updated))


def far(progress: Progress | None, seconds: float) -> list[Paragraph]:
    """Return how far an import is: part done, rows, rate, time left."""
    if progress is None:
        return [((_("looking at the file…"), "dim"),)]
    phases = {"figures": _("working out the daily figures…"), "tidying": _("tidying up…")}
    share = progress.position / progress.size if progress.size else 1.0
    done = round(30 * min(1.0, share))
    bar: Piece = ("█" * done + "░" * (30 - done), "spark")
    rate = progress.rows / seconds if seconds > 0 else 0.0
    rows = ngettext("{n} row", "{n} rows", progress.rows).format(n=fmt.number(progress.rows))
    second: list[Piece] = [(rows, "strong")]
    if rate:
        second.append((_("  {rate} a second").format(rate=fmt.number(round(rate))), "dim"))
    if progress.phase in phases:
        second.append(("  " + phases[progress.phase], "dim"))
    elif 0.02 < share < 1:
        left = fmt.duration(seconds * (1 - share) / share)
        second.append((_("  {time} left").format(time=left), "dim"))
    return [(bar,), tuple(second)]


def told(receipt: Receipt) -> Iterable[Paragraph]:
    """Yield a receipt in words: every row of the file is accounted for."""
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
    for reject in receipt.rejects[:SHOWN_REJECTS]:
        reason = _(reject.reason).format(
            **{name: fmt.shown(value) for name, value in reject.values.items()}
        )
        text = _("line {line}: {reason}").format(line=fmt.number(reject.line), reason=reason)
        yield (("! ", "bad"), (clean(text), "dim"))
    more = receipt.rejected - SHOWN_REJECTS
    if more > 0:
        text = ngettext("and {n} more: kpi-tui rejects", "and {n} more: kpi-tui rejects", more)
        yield ((text.format(n=fmt.number(more)), "dim"),)
