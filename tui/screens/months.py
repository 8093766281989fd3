"""Targets month by month in a grid: what is typed into a cell is read at once, and kept together.

The text of the cell under the cursor is typed below the table; arrows go from cell to cell, Enter
to the next month. Nothing is stored before ctrl+s, and then every month or none.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from goals.targets.cells import split_cells
from goals.targets.entry import parse_amount
from goals.targets.grid import read_cells, sum_of
from goals.targets.plan_months import spread
from store.errors import ConflictError, OwnerError
from tui import format as fmt
from tui import month_words, words
from tui.language import _, ngettext
from tui.screens.panel import Panel
from tui.screens.pick import Choice, Pick
from tui.widgets.fields import TextField
from tui.widgets.footer import Footer
from tui.widgets.grid import GridRow, GridTable
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from textual.widget import Widget

    from goals.targets.grid import Grid, Place, Typed
    from tui.goals_desk import GoalsDesk

Key = TypeVar("Key")
KEEP_WITHIN = 0.4
"""Seconds that keeping what was typed may take when the session is told to end."""


class CellField(TextField):
    """The text of a cell; several pasted at once go to the cells beside and below."""

    def _on_paste(self, event: events.Paste) -> None:
        """Take several cells; a single text is the base's to insert (Textual calls it next)."""
        rows = split_cells(event.text)
        screen = self.screen
        if isinstance(screen, MonthGrid) and (len(rows) > 1 or (rows and len(rows[0]) > 1)):
            event.stop()
            event.prevent_default()
            screen.pasted(rows)


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
        self.grid: Grid | None = None
        self.texts: dict[Place, str] = {}
        self._sum_text: dict[int, str] = {}

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
        if self.grid is None and not self.dimension:
            self.dismiss(None)
            self.kpi.page.fail(error)
            return
        if self.grid is not None:
            self.dimension = self.grid.dimension
        self.fail(error)

    def _show(self, answer: tuple[Grid, dict[str, str]]) -> None:
        """Put a grid in; texts typed before stay in their cells, those left unsaved come back."""
        again = self.grid is not None and self.grid.dimension == answer[0].dimension
        before = self._named(self.grid, self.texts) if again and self.grid else {}
        self.grid, kept = answer
        self.texts = self._placed({**kept, **before})
        self.tell()
        self._enter_cell()
        if kept and not again:
            self.say(_("This is what you had typed; ctrl+r starts afresh."))

    # -- places ----------------------------------------------------------------------------------

    @property
    def single(self) -> bool:
        """Whether one line is shown, its months below each other."""
        return self.grid is not None and not self.grid.dimension

    @property
    def place(self) -> Place:
        """The line and month under the cursor; the month after the last one is the sum."""
        table = self.query_one(GridTable)
        return (0, table.row) if self.single else (table.row, table.column)

    @property
    def _on_sum(self) -> bool:
        return self.grid is not None and self.place[1] >= len(self.grid.months)

    def _named(self, grid: Grid, texts: Mapping[Place, str]) -> dict[str, str]:
        """Return texts by month and member, as they are kept: lines may stand elsewhere later."""
        return {
            f"{grid.months[month].start.isoformat()} {grid.lines[line].member}": text
            for (line, month), text in texts.items()
        }

    def _placed(self, kept: Mapping[str, str]) -> dict[Place, str]:
        if self.grid is None:
            return {}
        return {
            (line, month): kept[name]
            for line, found in enumerate(self.grid.lines)
            for month, days in enumerate(self.grid.months)
            if (name := f"{days.start.isoformat()} {found.member}") in kept
        }

    @property
    def currency(self) -> str:
        return self.kpi.view.shop.currency if self.kpi.view else ""

    # -- written out -----------------------------------------------------------------------------

    def _write(self) -> None:
        if self.grid is None:
            return
        typed = read_cells(self.grid, self.texts, self.currency)
        table = self.query_one(GridTable)
        if self.single:
            self._write_months(self.grid, typed, table)
        else:
            self._write_lines(self.grid, typed, table)
        self._tell_cell(self.grid, typed)

    def _cell(self, grid: Grid, typed: Typed, place: Place) -> tuple[str, str]:
        return month_words.cell_piece(
            grid,
            grid.cell(place),
            self.texts.get(place),
            typed.amounts.get(place),
            self.currency,
            wrong=place in typed.errors,
        )

    def _write_months(self, grid: Grid, typed: Typed, table: GridTable) -> None:
        rows = []
        for month, days in enumerate(grid.months):
            cell = grid.lines[0].cells[month]
            target = typed.amounts.get((0, month), cell.target)
            rows.append(
                GridRow(
                    fmt.month(days.start),
                    (self._cell(grid, typed, (0, month)),),
                    month_words.beside(grid, cell, target, self.currency),
                )
            )
        if grid.adds_up:
            rows.append(GridRow(_("Sum"), (self._sum(grid, typed, 0),)))
        table.show([_("target")], rows, month_words.beside_heading())

    def _write_lines(self, grid: Grid, typed: Typed, table: GridTable) -> None:
        columns = [fmt.month(days.start) for days in grid.months]
        rows = []
        for line in range(len(grid.lines)):
            cells = [self._cell(grid, typed, (line, month)) for month in range(len(grid.months))]
            if grid.adds_up:
                cells.append(self._sum(grid, typed, line))
            rows.append(GridRow(month_words.line_label(grid, line), tuple(cells)))
        table.show([*columns, *([_("Sum")] if grid.adds_up else [])], rows)

    def _sum(self, grid: Grid, typed: Typed, line: int) -> tuple[str, str]:
        if line in self._sum_text:
            return self._sum_text[line], "mark"
        total = sum_of(grid, line, typed.amounts)
        return month_words.amount(grid, total, self.currency) or fmt.NO_VALUE, "strong"

    def _tell_cell(self, grid: Grid, typed: Typed) -> None:
        told = self.query_one("#told", Prose)
        if self._on_sum:
            text = _("A sum typed here is laid on the months as the forecast goes.")
            told.show([((text, "dim"),)])
            return
        line, month = self.place
        error = typed.errors.get(self.place)
        told.show(month_words.told(grid, line, month, error, self.currency))

    def retold(self) -> None:
        self.tell()
        self._write()

    # -- typing ----------------------------------------------------------------------------------

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        if self.grid is None or event.value != self.query_one(Input).value:
            return  # typed into a cell that was left meanwhile, and taken in then
        self.query_one(Footer).hush()
        if self._on_sum:
            _put(self._sum_text, self.place[0], event.value)
        else:
            _put(self.texts, self.place, event.value)
        self._write()

    def _enter_cell(self) -> None:
        """Show the text of the cell under the cursor in the field."""
        field = self.query_one(Input)
        if self.grid is not None:
            line, month = self.place
            text = self._sum_text.get(line, "") if self._on_sum else self.texts.get((line, month))
            with self.prevent(Input.Changed):
                field.value = text or ""
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
        if self.single:
            down, across = down + across, 0
        table.move_to(table.row + down, table.column + across)
        self._enter_cell()

    def _take_in(self) -> None:
        """Take what stands in the field, and lay a sum on its months."""
        value = self.query_one(Input).value
        if self.grid is None:
            return
        if not self._on_sum:
            _put(self.texts, self.place, value)
            return
        line = self.place[0]
        self._sum_text.pop(line, None)
        if not value.strip():
            return
        grid, cells = self.grid, self.grid.lines[line].cells
        try:
            total = parse_amount(value, unit=grid.metric.unit, currency=self.currency)
        except OwnerError as error:
            self.fail(error)
            return
        for month, part in enumerate(spread(total, [cell.ahead for cell in cells], 0)):
            self.texts[line, month] = str(part)
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""

    def action_next(self) -> None:
        self.after_typing(partial(self._go, 1, 0) if self.single else partial(self._go, 0, 1))

    def action_fill(self) -> None:
        self.after_typing(self._fill)

    def _fill(self) -> None:
        """Give the months after this one the same text, or the same target."""
        self._take_in()
        if self.grid is None or self._on_sum:
            return
        line, month = self.place
        target = self.grid.cell(self.place).target
        text = self.texts.get(self.place)
        if text is None and target is None:
            self.say(_("There is nothing in this month to fill the others with."))
            return
        known = text if text is not None else month_words.plain(self.grid.metric.unit, target)
        for later in range(month + 1, len(self.grid.months)):
            self.texts[line, later] = known
        self._write()

    def pasted(self, rows: list[list[str]]) -> None:
        """Put pasted texts into the cells from the cursor on."""
        if self.grid is None or self._on_sum:
            return
        if self.single:
            rows = [[text for row in rows for text in row]]
        line, month = self.place
        left_out = 0
        for down, row in enumerate(rows):
            for across, text in enumerate(row):
                place = (line + down, month + across)
                if place[0] < len(self.grid.lines) and place[1] < len(self.grid.months):
                    _put(self.texts, place, text)
                else:
                    left_out += 1
        self._enter_cell()
        if left_out:
            text = ngettext(
                "{n} pasted text is beyond the table and left out.",
                "{n} pasted texts are beyond the table and left out.",
                left_out,
            )
            self.say(text.format(n=fmt.number(left_out)))

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
        self.dimension, self.texts, self._sum_text = dimension, {}, {}
        table = self.query_one(GridTable)
        table.row = table.column = 0
        self.grid = None
        self._read()

    def action_start_over(self) -> None:
        """Forget what was typed."""
        self.texts, self._sum_text = {}, {}
        self._enter_cell()

    # -- the end ---------------------------------------------------------------------------------

    def action_save(self) -> None:
        self.after_typing(self._save)

    def _save(self) -> None:
        self._take_in()
        self._write()
        if self.grid is None:
            return
        typed = read_cells(self.grid, self.texts, self.currency)
        if typed.errors:
            line, month = min(typed.errors)
            self.query_one(GridTable).move_to(
                month if self.single else line, 0 if self.single else month
            )
            self._enter_cell()
            self.say(_("Nothing is saved yet: a month cannot be read."), "bad")
            return
        if not typed.amounts:
            self.dismiss(())
            return
        question = partial(self._desk.write_months, self.grid, typed.amounts)
        self.ask("save", question, self.dismiss, self._refused)

    def _refused(self, error: OwnerError) -> None:
        """Show what somebody else set meanwhile; what was typed stays in its cells."""
        if isinstance(error, ConflictError):
            self._read()
            self.notify_at_length(
                _("Somebody else changed a month meanwhile: nothing was saved."),
                _("Their targets are shown below as set; ctrl+s again saves yours."),
            )
            return
        self.fail(error)

    def _keeping(self) -> Callable[[], None]:
        texts = self._named(self.grid, self.texts) if self.grid is not None else {}
        return partial(self._desk.keep_months, self.metric, self.dimension, texts)

    def ending(self) -> None:
        """Keep what is typed before the session ends, if that takes no time."""
        if self.grid is not None:
            with suppress(OwnerError, TimeoutError):
                self.kpi.desk.submit(self._keeping()).result(KEEP_WITHIN)

    def action_leave(self) -> None:
        self.after_typing(self._leave)

    def _leave(self) -> None:
        self._take_in()
        self.ask("keep", self._keeping(), self._left, self._left)

    def _left(self, _answer: object) -> None:
        self.dismiss(None)


def _put(texts: dict[Key, str], place: Key, text: str) -> None:
    """Keep a text in its place; an empty one is none."""
    if text.strip():
        texts[place] = text
    else:
        texts.pop(place, None)
