"""The sources: what each covers, how fresh it is, which one counts, what was answered for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual import on

from store.feeds import LABELS as EXCLUSIVE_LABELS
from store.ingest.receipt import Receipt
from store.messages import N_
from tui import actions
from tui import format as fmt
from tui.actions import places
from tui.cli.sources_text import answer_row, fresh, subject_label
from tui.language import _, ngettext
from tui.screens.base import Page, bindings
from tui.screens.confirm import Confirm
from tui.screens.page import open_page
from tui.screens.pick import Choice, Pick
from tui.source_words import about
from tui.sources_desk import SourcesDesk, counts_now, known_to
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.app import ComposeResult

    from store.feeds import FeedState
    from store.ingest.removal import Removal
    from store.sources import SourceState
    from tui.sources_desk import SourcesView
    from tui.widgets.painted import Piece

ALL_DAYS, FROM_TODAY = "all", "today"


class SourcesPage(Page):
    """The list above, all there is to say of the source under the cursor below."""

    PLACES = places.SOURCES
    BINDINGS = bindings(PLACES)
    CSS = """
    SourcesPage Rows { height: 4; }
    SourcesPage #about { height: 1fr; margin-top: 1; }
    """

    listed = N_("sources")
    found_text = ""

    def __init__(self) -> None:
        super().__init__()
        self.view: SourcesView | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        yield Rows(empty=_("Nothing was imported yet: i imports a file."))
        yield Prose(id="about")
        yield Footer()

    def on_mount(self) -> None:
        self._head()
        self.query_one("#about", Prose).show([((_("reading the sources…"), "mark"),)])
        self._arrange()
        self.offer()
        self.refigured()

    def _head(self) -> None:
        if self.kpi.view is not None:
            badge = f" ⧩ “{clean(self.found_text)}”" if self.found_text else ""
            heading = _("Sources") + badge
            self.query_one(Header).show(self._plain_view(), heading=heading)

    def _plain_view(self) -> Any:
        """Return the view without days: sources are not about those on screen."""
        assert self.kpi.view is not None
        return replace(self.kpi.view, period=None)

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        count = len(self.view.sources) if self.view else 1
        self.query_one(Rows).styles.height = max(1, min(count, self.size.height // 3))

    @property
    def desk(self) -> SourcesDesk:
        return SourcesDesk(self.kpi.desk)

    def refigured(self) -> None:
        self.ask("sources", self.desk.view, self._show)

    def _show(self, view: SourcesView) -> None:
        self.view = view
        self._arrange()
        self._write()
        self.offer()

    def retold(self) -> None:
        super().retold()
        self._head()
        self._write()

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def source(self) -> SourceState | None:
        row = self.query_one(Rows).current
        known = self.view.sources if self.view else ()
        return next((one for one in known if row is not None and one.source == row.key), None)

    def situation(self) -> actions.Situation:
        view = self.view
        name = self.source.source if self.source else ""
        return replace(
            super().situation(),
            read_only=bool(view and view.read_only),
            source=name,
            feeds=bool(view and name and view.feeds_of(name)),
            answered=bool(view and any(one.source == name for one in view.answers)),
        )

    def _write(self) -> None:
        view = self.view
        if view is None:
            return
        wanted = [one for one in view.sources if self.has_text(*_texts(one))]
        widest = max((cell_len(clean(one.source)) for one in wanted), default=0)
        rows = []
        for one in wanted:
            stale = one.stale(view.today)
            holes = any(each.holes for each in one.subjects)
            sign: Piece = ("! ", "bad") if stale else ("  ", "")
            if holes and not stale:
                sign = ("… ", "mark")
            name = clean(one.source).ljust(min(widest, 28))
            rows.append(
                Row(one.source, (sign, (name, "strong")), ((fresh(one, view.today), "dim"),))
            )
        self.query_one(Rows).empty = (
            _("No source has “{text}”: Esc shows all again.").format(text=clean(self.found_text))
            if self.found_text
            else _("Nothing was imported yet: i imports a file.")
        )
        self.query_one(Rows).show(rows)
        self._tell()

    def _tell(self) -> None:
        if self.view is not None:
            one = self.source
            text = list(about(one, self.view)) if one else []
            self.query_one("#about", Prose).show(text)

    @on(Rows.Moved)
    def moved(self) -> None:
        self._tell()
        self.offer()

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    def do_earlier_text(self) -> None:
        self.query_one("#about", Prose).move(-5)

    def do_later_text(self) -> None:
        self.query_one("#about", Prose).move(5)

    def find(self, text: str) -> None:
        """Show the sources that have this text in their name or in what they tell of."""
        self.found_text = text
        self._head()
        self._write()
        self.offer()

    def do_back(self) -> None:
        """Leave; what hides sources by their text is taken off first."""
        if self.found_text:
            self.find("")
        else:
            self.dismiss()

    @on(Rows.Chosen)
    def do_source_page(self) -> None:
        one, view = self.source, self.view
        if one is None or view is None:
            return
        past = view.last.get(one.source)
        if past is None or not open_page(self.kpi, past.importer):
            self.say(_("There is no page about it."))

    def do_source_rows(self) -> None:
        from tui.screens.receipt import LeftOutPanel

        one, view = self.source, self.view
        past = view.last.get(one.source) if one and view else None
        if past is None or not past.rejected + past.excluded:
            self.say(_("Its last import left no row out."))
            return
        receipt = Receipt(
            clean(past.file), past.importer, past.source, past.read,
            excluded=past.excluded, rejected=past.rejected, import_id=past.id,
        )  # fmt: skip
        self.kpi.push_screen(LeftOutPanel(receipt))

    def do_source_forget(self) -> None:
        one, view = self.source, self.view
        if one is None or view is None:
            return
        choices = []
        for answer in view.answers:
            if answer.source == one.source:
                _source, question, told = answer_row(answer)
                choices.append(Choice(question, question, told))

        def chosen(question: str | None) -> None:
            if question is not None:
                self._do(partial(self.desk.forget, one.source, question), self._forgotten)

        self.kpi.push_screen(Pick(_("Which answer shall be forgotten?"), choices), chosen)

    def _forgotten(self, _answer: object) -> None:
        self.refigured()
        self.say(_("Forgotten: its next file asks again."))

    # -- which one counts ------------------------------------------------------------------------

    def do_source_use(self) -> None:
        one, view = self.source, self.view
        if one is None or view is None:
            return
        feeds = {feed.subject: feed for feed in view.feeds_of(one.source)}
        choices = [
            Choice(subject, _(EXCLUSIVE_LABELS[subject]), " + ".join(map(clean, counts_now(feed))))
            for subject, feed in feeds.items()
        ]

        def chosen(subject: str | None) -> None:
            if subject is not None:
                self._pick_source(feeds[subject])

        if len(choices) == 1:
            chosen(choices[0].key)
        else:
            self.kpi.push_screen(Pick(_("Choose which source counts for"), choices), chosen)

    def _pick_source(self, feed: FeedState) -> None:
        label = _(EXCLUSIVE_LABELS[feed.subject])
        names = known_to(feed)
        counting = counts_now(feed)
        choices = [
            Choice(str(place), clean(name), _("counts now") if name in counting else "")
            for place, name in enumerate(names)
        ]
        if len(names) > 1 and feed.subject == "payments":
            choices.append(Choice("every", " + ".join(map(clean, names)), _("each has a part")))

        def chosen(key: str | None) -> None:
            if key is not None:
                self._pick_days(feed, names if key == "every" else [names[int(key)]])

        self.kpi.push_screen(Pick(_("{figures} count from").format(figures=label), choices), chosen)

    def _pick_days(self, feed: FeedState, names: Sequence[str]) -> None:
        choices = [
            Choice(ALL_DAYS, _("for all days"), _("no break in the line")),
            Choice(FROM_TODAY, _("from today on"), _("the line breaks there")),
        ]
        hint = _("or type the first day, such as 2026-03-01")

        def chosen(key: str | None) -> None:
            if key is None:
                return
            since = self._day_of(key)
            if since is None and key != ALL_DAYS:
                self.say(_("This is not a day as YYYY-MM-DD."), "bad")
                return
            self.say(_("working out the daily figures…"))
            self._do(partial(self.desk.use, feed.subject, list(names), since), self._used)

        title = " + ".join(map(clean, names))
        self.kpi.push_screen(Pick(title, choices, typed=True, hint=hint), chosen)

    def _day_of(self, key: str) -> date | None:
        if key == FROM_TODAY and self.view is not None:
            return self.view.today
        try:
            return datetime.strptime(key.removeprefix("="), "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            return None

    def _used(self, state: FeedState) -> None:
        label = _(EXCLUSIVE_LABELS[state.subject])
        names = " + ".join(map(clean, counts_now(state)))
        self.kpi.reload()
        self.refigured()
        self.say(_("{figures}: counted from {sources}.").format(figures=label, sources=names))

    # -- taking one out --------------------------------------------------------------------------

    def do_source_remove(self) -> None:
        one = self.source
        if one is not None:
            self._do(partial(self.desk.to_remove, one.source), self._really)

    def _really(self, found: Removal) -> None:
        text = ngettext(
            "One import with {rows} rows read goes out of the figures and of the store. The file"
            " can be imported again.",
            "{n} imports with {rows} rows read go out of the figures and of the store. Their files"
            " can be imported again.",
            found.imports,
        ).format(n=fmt.number(found.imports), rows=fmt.number(found.rows))

        def answered(yes: bool | None) -> None:
            if yes:
                self.say(_("taking it out…"))
                self._do(partial(self.desk.remove, found.source), self._removed)

        title = _("Take out {source}?").format(source=clean(found.source))
        self.kpi.push_screen(Confirm(title, text, _("take it out")), answered)

    def _removed(self, found: Removal) -> None:
        self.kpi.reload()
        self.refigured()
        self.say(_("Took out {source}.").format(source=clean(found.source)))

    def _do(self, question: Any, then: Any) -> None:
        self.ask("change", question, then)


def _texts(one: SourceState) -> list[str]:
    """Return what a source is looked for by: its name, and what it tells of."""
    return [one.source, *(subject_label(each.subject) for each in one.subjects)]
