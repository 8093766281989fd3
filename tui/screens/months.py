"""Targets month by month in a grid: what is typed into a cell is read at once, and kept together.

The text of the cell under the cursor is typed below the table; arrows go from cell to cell, Enter
to the next month. Nothing is stored before ctrl+s, and then every month or none.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from store.errors import ConflictError, OwnerError
from tui import format as fmt
from tui import month_words, words
from tui.language import _, ngettext
from tui.month_draft import MonthDraft
from tui.screens.panel import Panel
from tui.screens.pick import Choice, Pick
from tui.widgets.cell_field import CellField
from tui.widgets.footer import Footer
from tui.widgets.grid import GridRow, GridTable
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.widget import Widget

    from goals.targets.grid import Grid, Place, Typed
    from tui.goals_desk import GoalsDesk

KEEP_WITHIN = 0.4
"""Seconds that keeping what was typed may take when the session is told to end."""


class MonthGrid(Panel[tuple[int, ...]]):
    """Answers with the goals that were changed. Escape leaves; what was typed is there again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", show=False, priority=True),
        Binding("up", "go(-1, 0)", show=False, priority=True),
        Binding("down", "go(1, 0)", show=False, priority=True),
        Binding("left,shift+tab", "go(0, -1)", show=False, priority=True),
        Binding("right,tab", "go(0, 1)", show=False, priority=True),
        Binding("pageup", "go(-6, 0)", show=False, priority=True),
        Binding("pagedown", "go(6, 0)", show=False, priority=True),
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("ctrl+f", "fill", show=False, priority=True),
        Binding("ctrl+t", "split", show=False, priority=True),
        Binding("ctrl+r", "start_over", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    MonthGrid > .box { width: 96%; height: 96%; }
    MonthGrid #told { height: 2; }
    MonthGrid Footer { margin-top: 0; }
    """

    def __init__(self, metric: str, dimension: str = "") -> None:
        super().__init__()
        self.metric, self.dimension = metric, dimension
        self.draft: MonthDraft | None = None

    # -- the panel -------------------------------------------------------------------------------

    def title_text(self) -> str:
        label = _(self.kpi.catalogue[self.metric].label)
        by = f" · {words.dimension_label(self.dimension)}" if self.dimension else ""
        return _("Targets by month: {label}").format(label=label + by)

    def hints(self) -> list[tuple[str, str]]:
        return [
            ("^S", _("save")),
            ("⏎", _("next month")),
            ("Esc", _("leave")),
            ("^F", _("fill the rest")),
            ("^T", _("split by…")),
            ("^R", _("afresh")),
        ]

    def body(self) -> Iterable[Widget]:
        yield GridTable()
        yield Prose(id="told")
        yield CellField(
            placeholder=_("12k, 12 000 €, +5 % on last year, = as before, ~ forecast, -")
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Input).focus()
        self._read()

    def _read(self) -> None:
        question = partial(self._desk.months, self.metric, self.dimension)
        self.ask("months", question, self._show, self._refused_to_open)

    @property
    def _desk(self) -> GoalsDesk:
        return self.kpi.desk.goals

    def _refused_to_open(self, error: OwnerError) -> None:
        """Leave where there is nothing to plan, the page says why."""
        self.dismiss(None)
        self.kpi.page.fail(error)

    def _show(self, answer: tuple[Grid, dict[str, str]]) -> None:
        """Put a grid in; texts typed before stay in their cells, those left unsaved come back."""
        grid, kept = answer
        old = self.draft
        again = old is not None and old.grid.dimension == grid.dimension
        self.draft = MonthDraft(grid, self.currency)
        self.draft.bring_back(old.named() if again and old is not None else kept)
        self.tell()
        self._enter_cell()
        if kept and not again:
            self.say(_("This is what you had typed; ctrl+r starts afresh."))

    # -- places ----------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """The line and month under the cursor: one line has its months below each other."""
        table = self.query_one(GridTable)
        return (table.row, table.column) if self.dimension else (0, table.row)

    def _stand(self, place: Place) -> None:
        table = self.query_one(GridTable)
        table.move_to(*(place if self.dimension else (place[1], 0)))
        self._enter_cell()

    # -- written out -----------------------------------------------------------------------------

    def _write(self) -> None:
        if self.draft is None:
            return
        typed, table = self.draft.read(), self.query_one(GridTable)
        if self.dimension:
            self._write_lines(self.draft, typed, table)
        else:
            self._write_months(self.draft, typed, table)
        self._tell_cell(self.draft, typed)

    def _write_months(self, draft: MonthDraft, typed: Typed, table: GridTable) -> None:
        grid = draft.grid
        rows = [
            GridRow(
                fmt.month(days.start),
                (month_words.cell_piece(draft, typed, (0, month)),),
                month_words.beside(draft, typed, (0, month)),
            )
            for month, days in enumerate(grid.months)
        ]
        if grid.adds_up:
            rows.append(GridRow(_("Sum"), (month_words.sum_piece(draft, typed, 0),)))
        table.show([_("target")], rows, month_words.beside_heading())

    def _write_lines(self, draft: MonthDraft, typed: Typed, table: GridTable) -> None:
        grid = draft.grid
        columns = [fmt.month(days.start) for days in grid.months]
        rows = []
        for line in range(len(grid.lines)):
            places = [(line, month) for month in range(len(grid.months))]
            cells = [month_words.cell_piece(draft, typed, place) for place in places]
            if grid.adds_up:
                cells.append(month_words.sum_piece(draft, typed, line))
            rows.append(GridRow(month_words.line_label(grid, line), tuple(cells)))
        table.show([*columns, *([_("Sum")] if grid.adds_up else [])], rows)

    def _tell_cell(self, draft: MonthDraft, typed: Typed) -> None:
        told = self.query_one("#told", Prose)
        if draft.on_sum(self.place):
            text = _("A sum typed here is laid on the months as the forecast goes.")
            told.show([((text, "dim"),)])
        else:
            told.show(month_words.told(draft, typed, self.place))

    # -- typing ----------------------------------------------------------------------------------

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        if self.draft is None or event.value != self.query_one(Input).value:
            return  # typed into a cell that was left meanwhile, and taken in then
        self.query_one(Footer).hush()
        self.draft.put(self.place, event.value)
        self._write()

    def _enter_cell(self) -> None:
        """Show the text of the cell under the cursor in the field."""
        field = self.query_one(Input)
        if self.draft is not None:
            with self.prevent(Input.Changed):
                field.value = self.draft.text(self.place)
            field.action_select_all()  # what is typed next takes its place, End adds to it
        self._write()

    @on(GridTable.Clicked)
    def _clicked(self) -> None:
        self._enter_cell()

    def action_go(self, down: int, across: int) -> None:
        self.after_typing(partial(self._go, down, across))

    def _go(self, down: int, across: int) -> None:
        self._take_in()
        table = self.query_one(GridTable)
        if not self.dimension:
            down, across = down + across, 0
        table.move_to(table.row + down, table.column + across)
        self._enter_cell()

    def action_next(self) -> None:
        self.after_typing(partial(self._go, 0, 1))

    def _take_in(self) -> None:
        """Take what stands in the field, and lay a sum on its months."""
        if self.draft is None:
            return
        self.draft.put(self.place, self.query_one(Input).value)
        try:
            self.draft.leave(self.place)
        except OwnerError as error:
            self.fail(error)
        if self.draft.on_sum(self.place):
            with self.prevent(Input.Changed):
                self.query_one(Input).value = ""

    def action_fill(self) -> None:
        self.after_typing(self._fill)

    def _fill(self) -> None:
        """Give the months after this one the same text, or the same target."""
        self._take_in()
        if self.draft is None or self.draft.on_sum(self.place):
            return
        if not self.draft.fill(self.place):
            self.say(_("There is nothing in this month to fill the others with."))
        self._write()

    @on(CellField.Pasted)
    def pasted(self, event: CellField.Pasted) -> None:
        """Put pasted texts into the cells from the cursor on."""
        if self.draft is None or self.draft.on_sum(self.place):
            return
        beyond = self.draft.paste(self.place, event.rows)
        self._enter_cell()
        if beyond:
            text = ngettext(
                "{n} pasted text is beyond the table and left out.",
                "{n} pasted texts are beyond the table and left out.",
                beyond,
            )
            self.say(text.format(n=fmt.number(beyond)))

    # -- other tables ----------------------------------------------------------------------------

    def action_split(self) -> None:
        """Ask by which dimension the months are planned; what was typed is kept for this one."""
        self._take_in()
        self.ask("dimensions", partial(self._desk.dimensions, self.metric), self._ask_dimension)

    def _ask_dimension(self, names: list[str]) -> None:
        choices = [Choice("", _("everything"))]
        choices += [Choice(name, words.dimension_label(name)) for name in names]

        def chosen(name: str | None) -> None:
            if name is not None and name != self.dimension:
                self.ask("keep", self._keeping(), partial(self._turn, name))

        self.kpi.push_screen(Pick(_("Split by"), choices, self.dimension), chosen)

    def _turn(self, dimension: str, _answer: object) -> None:
        self.dimension, self.draft = dimension, None
        table = self.query_one(GridTable)
        table.row = table.column = 0
        self._read()

    def action_start_over(self) -> None:
        """Forget what was typed."""
        if self.draft is not None:
            self.draft = MonthDraft(self.draft.grid, self.draft.currency)
            self._enter_cell()

    # -- the end ---------------------------------------------------------------------------------

    def action_save(self) -> None:
        self.after_typing(self._save)

    def _save(self) -> None:
        self._take_in()
        self._write()
        if self.draft is None:
            return
        typed = self.draft.read()
        if typed.errors:
            self._stand(min(typed.errors))
            self.say(_("Nothing is saved yet: a month cannot be read."), "bad")
        elif not typed.amounts:
            self.dismiss(())
        else:
            question = partial(self._desk.write_months, self.draft.grid, typed.amounts)
            self.ask("save", question, self.dismiss, self._refused)

    def _refused(self, error: OwnerError) -> None:
        """Show what somebody else set meanwhile; what was typed stays in its cells."""
        if not isinstance(error, ConflictError):
            self.fail(error)
            return
        self._read()
        self.notify_at_length(
            _("Somebody else changed a month meanwhile: nothing was saved."),
            _("Their targets are shown below as set; ctrl+s again saves yours."),
        )

    def _keeping(self) -> Callable[[], None]:
        texts = self.draft.named() if self.draft is not None else {}
        return partial(self._desk.keep_months, self.metric, self.dimension, texts)

    def ending(self) -> None:
        """Keep what is typed before the session ends, if that takes no time."""
        if self.draft is not None:
            with suppress(OwnerError, TimeoutError):
                self.kpi.desk.submit(self._keeping()).result(KEEP_WITHIN)

    def action_leave(self) -> None:
        self.after_typing(self._leave)

    def _leave(self) -> None:
        if self.draft is None:
            self.dismiss(None)
            return
        self._take_in()
        self.ask("keep", self._keeping(), self._left, self._left)

    def _left(self, _answer: object) -> None:
        self.dismiss(None)
