"""An import while it runs: rows, rate and time left, a way to stop it; then its receipts."""

from __future__ import annotations

import time
from fractions import Fraction
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from store.ingest.receipt import Receipt
from tui import format as fmt
from tui.language import _, ngettext
from tui.screens.panel import Panel
from tui.screens.questions import wonder
from tui.screens.receipt import LeftOutPanel, ReceiptPanel, short, told
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from textual.widget import Widget

    from store.errors import OwnerError
    from store.ingest.receipt import Progress
    from tui.widgets.painted import Piece
    from tui.widgets.prose import Paragraph

SHOWN_EVERY = 0.25
"""Seconds between two looks at how far it is: four frames a second are plenty over SSH."""


class Importing(Panel[bool]):
    """Answers True when a file was imported, None when all was stopped and nothing kept.

    Files go one after the other; stopped, those before the one in work stay imported. ``answers``
    are what the owner said of each file. With ``trial`` nothing is stored.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", show=False),
        Binding("v", "rows", show=False),
        Binding("q", "leave", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]
    DEFAULT_CSS = """
    Importing > .box { width: 76; }
    Importing Prose { height: auto; max-height: 17; }
    Importing Rows { height: 1; margin-top: 1; }
    """

    def __init__(
        self,
        paths: Sequence[Path],
        answers: Mapping[Path, Mapping[str, str]] | None = None,
        *,
        trial: bool = False,
    ) -> None:
        super().__init__()
        self.paths = list(paths)
        self.answers = {path: dict(said) for path, said in (answers or {}).items()}
        self.trial = trial
        self.receipts: list[Receipt] = []
        self._place = 0
        self._stop = Event()
        self._progress: Progress | None = None
        self._began = 0.0
        self._running = False
        self._was_stopped = False

    def title_text(self) -> str:
        if len(self.paths) == 1:
            text = _("Try {file}") if self.trial else _("Import {file}")
            return text.format(file=clean(self.paths[0].name))
        if self._was_stopped or self._place >= len(self.paths):
            return _("Imported")
        text = _("Import {file} ({n} of {all})")
        return text.format(
            file=clean(self.paths[self._place].name),
            n=fmt.number(self._place + 1),
            all=fmt.number(len(self.paths)),
        )

    def hints(self) -> list[tuple[str, str]]:
        if self._running:
            text = _("stop, nothing of this file is kept")
            return [("Esc", text if len(self.paths) > 1 else _("stop, nothing is kept"))]
        if len(self.paths) > 1:
            return [("⏎", _("its receipt")), ("↑↓", _("move")), ("Esc", _("go on"))]
        hints = [("⏎", _("go on"))]
        if self._only and (self._only.rejected or self._only.excluded):
            hints.append(("v", _("rows left out")))
        return hints

    @property
    def _only(self) -> Receipt | None:
        return self.receipts[0] if len(self.paths) == 1 and self.receipts else None

    def body(self) -> Iterable[Widget]:
        yield Prose()
        yield Rows()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Rows).display = len(self.paths) > 1
        self.on_resize()
        self.set_interval(SHOWN_EVERY, self._look)
        if len(self.paths) == 1:
            self._start()
            return
        self._running = True
        self.tell()
        self._look()
        question = partial(self.kpi.desk.files.in_order, self.paths)
        self.ask("order", question, self._ordered, self._unordered)

    def on_resize(self) -> None:
        room = max(3, self.app.size.height - 6)
        self.query_one(Prose).styles.max_height = room
        self.query_one(Rows).styles.height = max(2, min(len(self.paths), room - 4))

    def _ordered(self, paths: list[Path]) -> None:
        self.paths = paths or self.paths
        self._list()
        self._start()

    def _unordered(self, _error: OwnerError) -> None:
        self._start()

    # -- one file after the other ----------------------------------------------------------------

    def _start(self) -> None:
        if self._stop.is_set():
            self._end(stopped=True)
            return
        self._running, self._began = True, time.monotonic()
        self._progress = None
        self.tell()
        self._look()
        path = self.paths[self._place]
        question = partial(
            self.kpi.desk.files.import_file,
            path,
            answers=dict(self.answers.get(path, {})),
            progress=self._note,
            stop=self._stop.is_set,
            trial=self.trial,
        )
        self.ask("import", question, self._finished, self._failed)

    def _note(self, progress: Progress) -> None:
        """Called in the import's thread: only remembered, looked at by the timer."""
        self._progress = progress

    def _look(self) -> None:
        if self._running:
            text = far(self._progress, time.monotonic() - self._began)
            self.query_one(Prose).show(text)

    def _finished(self, receipt: Receipt | None) -> None:
        if receipt is None:
            self._end(stopped=True)
        elif receipt.error is not None:
            self._failed(receipt.error)
        else:
            self._next(receipt)

    def _failed(self, error: OwnerError) -> None:
        if wonder(self, self.paths[self._place].name, error, self._answered):
            self._running = False
            self.query_one(Prose).show([])
            self.tell()
            return
        self._next(Receipt(clean(self.paths[self._place].name), error=error, dry_run=self.trial))

    def _answered(self, question: str, answer: str | None) -> None:
        """Begin the file again with the owner's answer; without one, leave it."""
        path = self.paths[self._place]
        if answer is not None:
            self.answers.setdefault(path, {})[question] = answer
            self._start()
        elif len(self.paths) == 1:
            self.dismiss(False)
        else:
            self._running = True
            from store.errors import OwnerError
            from store.messages import N_

            left = OwnerError(
                N_("{file} was left alone: its question has no answer yet."),
                N_("Import it again when you know."),
                file=clean(path.name),
            )
            self._next(Receipt(clean(path.name), error=left, dry_run=self.trial))

    def _next(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)
        self._list()
        self._place += 1
        if self._place < len(self.paths):
            self._start()
        else:
            self._end(stopped=False)

    def _end(self, *, stopped: bool) -> None:
        self._running, self._was_stopped = False, stopped
        if stopped and not self._anything:
            self.dismiss(None)
            return
        if len(self.paths) == 1:
            self.query_one(Prose).show(list(told(self.receipts[0])))
        else:
            self.query_one(Prose).show([self._sum()])
            self._list()
        self.tell()

    def _sum(self) -> Paragraph:
        failed = sum(receipt.error is not None for receipt in self.receipts)
        done = len(self.receipts) - failed
        text = ngettext("{n} file imported", "{n} files imported", done)
        parts: list[Piece] = [(text.format(n=fmt.number(done)), "good" if done else "dim")]
        if failed:
            text = ngettext("{n} could not be", "{n} could not be", failed)
            parts.append((" · " + text.format(n=fmt.number(failed)), "bad"))
        if self._was_stopped:
            parts.append((" · " + _("stopped: nothing of the next one was kept"), "mark"))
        return tuple(parts)

    def _list(self) -> None:
        """Write a line a file: what became of it, or that it waits."""
        if len(self.paths) == 1:
            return
        rows = []
        for place, path in enumerate(self.paths):
            waits = (_("now") if place == self._place and self._running else _("waits"), "dim")
            tail = short(self.receipts[place]) if place < len(self.receipts) else waits
            rows.append(Row(place, ((clean(path.name), ""),), (tail,)))
        self.query_one(Rows).show(rows)

    # -- keys ------------------------------------------------------------------------------------

    @property
    def _anything(self) -> bool:
        return any(one.error is None and (one.stored or one.updated) for one in self.receipts)

    def ending(self) -> None:
        """End the import at its next batch: nothing of the file in work is kept."""
        self._stop.set()

    def action_move(self, by: int) -> None:
        if len(self.paths) > 1:
            self.query_one(Rows).move(by)
        else:
            self.query_one(Prose).move(by)

    @on(Rows.Chosen)
    def action_open(self) -> None:
        if self._running:
            return
        if len(self.paths) == 1:
            self.action_leave()
            return
        row = self.query_one(Rows).current
        if row is not None and isinstance(row.key, int) and row.key < len(self.receipts):
            self.kpi.push_screen(ReceiptPanel(self.receipts[row.key]))

    def action_rows(self) -> None:
        if self._only is not None and (self._only.rejected or self._only.excluded):
            self.kpi.push_screen(LeftOutPanel(self._only))

    def action_leave(self) -> None:
        if self._running:
            self._stop.set()
            self.query_one(Footer).say(_("stopping…"))
            return
        self.dismiss(self._anything and not self.trial)


def far(progress: Progress | None, seconds: float) -> list[Paragraph]:
    """Return how far an import is: part done, rows, rate, time left."""
    if progress is None:
        return [((_("looking at the file…"), "dim"),)]
    phases = {"figures": _("working out the daily figures…"), "tidying": _("tidying up…")}
    share = progress.position / progress.size if progress.size else 1.0
    done = round(30 * min(1.0, share))
    bar: Piece = ("█" * done + "░" * (30 - done), "spark")
    percent: Piece = (f"  {fmt.share(Fraction(min(100, round(100 * share)), 100), 0)}", "dim")
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
    return [(bar, percent), tuple(second)]
