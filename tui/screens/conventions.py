"""What other systems make of the same rows: side by side, and the gap to one of them itemised."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on

from goals.explain.conventions import SUBJECTS, SYSTEMS, with_theirs
from goals.metrics.catalogue import METRICS
from goals.targets.entry import EntryError, parse_amount
from tui import format as fmt
from tui import gap_words as words
from tui.actions import places
from tui.language import _, tr
from tui.screens.analysis import Analysis
from tui.screens.base import bindings
from tui.screens.pick import Choice, Pick
from tui.widgets.footer import Footer
from tui.widgets.header import Header
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from textual.app import ComposeResult

    from goals.explain.conventions import Comparison, Gap, Item
    from goals.metrics.figures import Figure

FORGET = "forget"
OURS, THEIRS, LEFT, SHOWN = "ours", "theirs", "left", "shown"
ABOVE, LEAST_SAID = 10, 3
"""Lines that are taken by what stands around the items, and those kept for the reasons."""


class ConventionsPage(Analysis):
    """Arrows go from system to system; Enter shows the rows behind an item of the gap."""

    PLACES = places.CONVENTIONS
    BINDINGS = bindings(PLACES)
    CSS = """
    ConventionsPage #title { height: 1; }
    ConventionsPage #sides { height: 6; }
    ConventionsPage #gap { height: 1; }
    ConventionsPage #items { height: 3; }
    ConventionsPage #said { height: 1fr; min-height: 3; }
    """

    def __init__(self, metric: str = "") -> None:
        super().__init__()
        self.metric = metric if metric in SUBJECTS else SUBJECTS[0]
        self.elsewhere = bool(metric) and metric not in SUBJECTS
        """Whether it was opened on a figure that no other system has."""
        self.comparisons: dict[str, Comparison] = {}
        self.system = 0
        self.figures: dict[tuple[str, str], int] = {}
        """Which of a system's figures for a metric is looked at."""
        self.typed: dict[tuple[str, str, str, str], Fraction] = {}
        """What the owner's back office shows, by system, metric, figure and days."""

    def on_mount(self) -> None:
        super().on_mount()
        if self.elsewhere:
            self.say(_("No other system has a figure for it: here is revenue; m chooses."))

    def compose(self) -> ComposeResult:
        yield Header()
        yield Prose(id="title")
        yield Rows(lively=False, id="sides")
        yield Prose(id="gap")
        yield Rows(id="items")
        yield Prose(id="said")
        yield Footer()

    # -- figures ---------------------------------------------------------------------------------

    def question(self) -> None:
        asked = partial(self.kpi.desk.analyses.conventions, self.kpi.question)
        self.ask("conventions", asked, self._show)

    def _show(self, comparisons: tuple[Comparison, ...] | None) -> None:
        self.comparisons = {one.metric.id: one for one in comparisons or ()}
        self.reading(False)
        self.write()

    @property
    def comparison(self) -> Comparison | None:
        """The metric looked at beside the figures of every system."""
        return self.comparisons.get(self.metric)

    def _of(self, number: int) -> Gap | None:
        """Return the figure looked at of a system, ``None`` where it has none."""
        assert self.comparison is not None
        system = SYSTEMS[number]
        gaps = [one for one in self.comparison.gaps if one.system is system]
        if not gaps:
            return None
        gap = gaps[self.figures.get((system.id, self.metric), 0) % len(gaps)]
        theirs = self.typed.get(self._key(gap))
        return gap if theirs is None else with_theirs(gap, theirs)

    @property
    def gap(self) -> Gap | None:
        return None if self.comparison is None else self._of(self.system)

    def _key(self, gap: Gap) -> tuple[str, str, str, str]:
        return (gap.system.id, self.metric, gap.convention.id, self.kpi.question.period)

    # -- written out -----------------------------------------------------------------------------

    def write(self) -> None:
        one = self.comparison
        if one is None:
            return
        title = (_(one.metric.label), "title"), ("  " + _("the same days and rows"), "dim")
        self.query_one("#title", Prose).show([title])
        self._sides(one)
        items, lines = self.query_one("#items", Rows), list(self._items(one))
        items.styles.height = max(1, min(len(lines), self.size.height - ABOVE - LEAST_SAID))
        items.show(lines)
        self._tell()

    def _sides(self, one: Comparison) -> None:
        """Write our figure and one figure of every system, the chosen one marked."""
        room = max(20, self.size.width - 4)
        gaps = [self._of(number) for number in range(len(SYSTEMS))]
        lines = words.table_of(one, gaps, self.currency, room - 2)
        shown = [Row(None, (("  " + lines[0], "strong"),))]
        for number, line in enumerate(lines[1:]):
            here = number == self.system
            mark = "▸ " if here and self.kpi.marks != "ascii" else "> " if here else "  "
            ink = "strong" if here else "" if gaps[number] is not None else "dim"
            shown.append(Row(None, ((mark, "key"), (line, ink))))
        self.query_one("#sides", Rows).show(shown)

    def _items(self, one: Comparison) -> Iterator[Row]:
        gap, place = self.gap, f"‹ {self.system + 1}/{len(SYSTEMS)} › "
        head = self.query_one("#gap", Prose)
        if gap is None:
            head.show([((place, "key"), (SYSTEMS[self.system].name, "title"))])
            return
        several = sum(two.system is gap.system for two in one.gaps)
        which = self.figures.get((gap.system.id, self.metric), 0) % several + 1
        more = f"f {which}/{several} " if several > 1 else ""
        text = words.headline(one, gap, self.currency)
        head.show([((place, "key"), (more, "key"), (text, "title"))])
        if gap.reason is not None:
            return
        room = max(20, self.size.width - 4)
        lines = words.itemised(one, gap, self.currency, room)
        keys: list[object] = [OURS, *gap.items, THEIRS, LEFT, SHOWN]
        for key, line in zip(keys, lines, strict=False):
            ink = "strong" if key in (OURS, THEIRS, SHOWN) else ""
            if key == LEFT:
                ink = "good" if gap.met else "mark"
            yield Row(key, ((line, ink),))

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        row, gap = self.query_one("#items", Rows).current, self.gap
        items = gap.items if gap is not None else ()
        return next((one for one in items if row is not None and row.key == one), None)

    def _tell(self) -> None:
        """Say why the item under the cursor differs; on the figures, how they are counted."""
        said = self.query_one("#said", Prose)
        one, gap, item = self.comparison, self.gap, self.item
        if one is None:
            return
        if gap is None:
            none = {two.id: why for two, why in one.none}
            why = none.get(SYSTEMS[self.system].id, "")
            said.show([((_(why), "mark"),)] if why else [])
            return
        if item is not None:
            said.show([((_(item.step.why), ""),)])
            return
        notes = [(words.rule(gap), ""), *((f"· {note}", "dim") for note in words.notes(gap)),
                 (f"{words.source(gap)} {gap.convention.source.url}", "dim")]  # fmt: skip
        said.show([(note,) for note in (*self._differing(one), *notes)])

    def _differing(self, one: Comparison) -> Iterator[tuple[str, str]]:
        """Where no system on screen differs, say which figures are worth a look instead."""
        beside = (self._of(number) for number in range(len(SYSTEMS)))
        if any(gap is not None and words.differs(gap) for gap in beside):
            return
        names = [
            _(other.metric.label)
            for other in self.comparisons.values()
            if other is not one and any(words.differs(gap) for gap in other.gaps)
        ]
        if names:
            text = _("Other figures differ: {names}. m shows one of them.")
            yield text.format(names=fmt.listed(names)), "mark"

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one("#items", Rows).move(-1)

    def do_down(self) -> None:
        self.query_one("#items", Rows).move(1)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self._tell()

    def do_left(self) -> None:
        self._turn(-1)

    def do_right(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self.system = (self.system + by) % len(SYSTEMS)
        self.query_one("#items", Rows).show([], keep=False)
        self.write()

    def do_compared_rule(self) -> None:
        one, system = self.comparison, SYSTEMS[self.system]
        if one is None or sum(gap.system is system for gap in one.gaps) < 2:
            text = _("{system} has no other figure for it.")
            self.say(text.format(system=system.name))
            return
        key = (system.id, self.metric)
        self.figures[key] = self.figures.get(key, 0) + 1
        self.write()

    def do_compared_metric(self) -> None:
        choices = [Choice(name, _(METRICS[name].label), self._widest(name)) for name in SUBJECTS]
        self.kpi.push_screen(Pick(_("Figure to compare"), choices, self.metric), self._chosen)

    def _widest(self, name: str) -> str:
        """Return the widest gap of a metric, with the system it is to."""
        one = self.comparisons.get(name)
        known = (
            [(gap.difference, gap) for gap in one.gaps if gap.difference is not None] if one else []
        )
        if one is None or not known:
            return ""
        amount, gap = max(known, key=lambda pair: abs(pair[0]))
        if not words.differs(gap):
            return _("no gap")
        return (
            f"{gap.system.name} {words.signed(one.metric.unit, amount, self.currency, one.digits)}"
        )

    def _chosen(self, name: str | None) -> None:
        if name:
            self.metric = name
            self.query_one("#items", Rows).show([], keep=False)
            self.write()

    def do_enter_theirs(self) -> None:
        gap = self.gap
        if gap is None or gap.value is None:
            self.say(_("There is nothing to compare it with."))
            return
        title = _("{figure}: what do you see there?").format(figure=words.title(gap))
        hint = _("the figure your back office shows for these days")
        known = [Choice(FORGET, _("Forget what was entered"))] if gap.theirs is not None else []
        self.kpi.push_screen(Pick(title, known, typed=True, hint=hint), self._entered)

    def _entered(self, text: str | None) -> None:
        gap, one = self.gap, self.comparison
        if text is None or gap is None or one is None:
            return
        plain = text.removeprefix("=").strip()
        if text == FORGET:
            self.typed.pop(self._key(gap), None)
        else:
            figure: Figure = one.figure
            try:
                amount = parse_amount(plain, unit=figure.metric.unit, currency=self.currency)
            except EntryError as error:
                self.notify_at_length(tr(error.what), tr(error.remedy))
                return
            self.typed[self._key(gap)] = amount
        self.write()

    @on(Rows.Chosen)
    def do_open(self) -> None:
        from tui.screens.item_rows import ItemRows

        item, one = self.item, self.comparison
        if item is None or one is None:
            self.say(_("Move to an item of the gap first: ↑↓."))
            return
        if not item.tallies:
            self.say(_("It is made of whole figures: v on their own pages shows the rows."))
            return
        self.kpi.push_screen(ItemRows(item, one.span))

    def do_earlier_text(self) -> None:
        self.query_one("#said", Prose).move(-1)

    def do_later_text(self) -> None:
        self.query_one("#said", Prose).move(1)

    def do_copy(self) -> None:
        row = self.query_one("#items", Rows).current
        if row is not None:
            self.kpi.copy_line(row.pieces)
