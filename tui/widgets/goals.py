"""The owner's goals, a line each: how far, at what pace, how long still, pulled by what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from tui import words
from tui.language import _, current
from tui.widgets.painted import Painted, Piece, fit, right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events

    from tui.views import GoalView


@dataclass(frozen=True, slots=True)
class _Widths:
    """The cells of each column; 0 leaves it out."""

    title: int
    value: int
    bar: int
    share: int
    status: int
    days: int
    levers: int


def widths(total: int) -> _Widths:
    """Return which columns fit, the title taking what the others leave."""
    if total >= 110:
        fixed = (11, 14, 6, 20, 7, 24)
    elif total >= 76:
        fixed = (9, 8, 0, 18, 5, 6)
    elif total >= 56:
        fixed = (0, 7, 0, 18, 5, 0)
    else:
        fixed = (0, 0, 0, 14, 0, 0)
    used = 4 + sum(width + 1 for width in fixed if width)
    return _Widths(max(8, total - used), *fixed)


class Goals(Painted):
    """The list of goals with a cursor; the first line is its heading."""

    DEFAULT_CSS = "Goals { height: 7; }"

    class Moved(Message):
        """The cursor stands on another goal."""

    class Opened(Message):
        """A goal was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.goals: Sequence[GoalView] = ()
        self.currency = ""
        self.row = self.first = 0
        self.read = False
        """Whether the goals were read: before, there are neither some nor none."""
        self.empty = ""
        """What is said where no goal is shown; by default, how to set the first one."""
        self._known: tuple[tuple[int, str, int], _Widths] | None = None

    @property
    def current(self) -> GoalView | None:
        return self.goals[self.row] if self.goals else None

    def show(self, goals: Sequence[GoalView], currency: str) -> None:
        """Put new goals in place of the old ones; the cursor stays on its goal."""
        chosen = self.current.id if self.current else None
        self.goals, self.currency, self.read = goals, currency, True
        self.row = min(self.row, max(0, len(goals) - 1))
        if chosen is not None:
            self.select(chosen)
        self._follow()
        self.repaint()

    def select(self, goal: int) -> bool:
        """Put the cursor on a goal; False when it is not listed."""
        for row, one in enumerate(self.goals):
            if one.id == goal:
                self.row = row
                self._follow()
                self.repaint()
                return True
        return False

    def move(self, down: int) -> bool:
        """Move the cursor; False at the edge."""
        if not 0 <= self.row + down < len(self.goals):
            return False
        self.row += down
        self._follow()
        self.repaint()
        self.post_message(self.Moved())
        return True

    def _follow(self) -> None:
        shown = max(1, self.size.height - 1)
        self.first = max(0, min(max(self.first, self.row - shown + 1), len(self.goals) - shown))
        self.first = min(self.first, self.row)

    def on_resize(self) -> None:
        self._follow()
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        row = self.first + event.y - 1
        if event.y >= 1 and row < len(self.goals):
            self.row = row
            self.repaint()
            self.post_message(self.Moved())
            if event.chain == 2:
                self.post_message(self.Opened())

    # -- painting --------------------------------------------------------------------------------

    def _places(self, width: int) -> _Widths:
        """Return the columns as wide as what stands in them, the title taking what they leave."""
        key = (width, current().code, id(self.goals))
        if self._known is None or self._known[0] != key:
            self._known = (key, self._measured(widths(width)))
        return self._known[1]

    def _measured(self, most: _Widths) -> _Widths:
        def needed(room: int, heading: str, texts: Iterable[str]) -> int:
            return min(room, max(map(cell_len, (heading, *texts)))) if room else 0

        goals = self.goals
        found = replace(
            most,
            value=needed(
                most.value, _("now"), (words.goal_value(one, self.currency) for one in goals)
            ),
            status=needed(
                most.status, _("pace"), (words.status_in(one, most.status) for one in goals)
            ),
            days=needed(most.days, _("to go"), map(words.days_left, goals)),
            levers=needed(
                most.levers, _("levers"), (words.levers_text(one, most.levers) for one in goals)
            ),
        )
        spared = sum(
            getattr(most, name) - getattr(found, name)
            for name in ("value", "status", "days", "levers")
        )
        return replace(found, title=most.title + spared)

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        places = self._places(width)
        if y == 0:
            return self._heading(places, width)
        row = self.first + y - 1
        if row < len(self.goals):
            return self._goal(self.goals[row], places, here=row == self.row)
        if y == 1 and self.read:
            empty = self.empty or _("No goal yet. Press g on a figure to set one.")
            return [(f" {empty}", "dim")]
        return []

    def _heading(self, places: _Widths, width: int) -> Iterable[Piece]:
        below = len(self.goals) - self.first - (self.size.height - 1)
        title = _("Goals")
        if self.first or below > 0:
            title += f" {self.row + 1}/{len(self.goals)}"
        if self.first:
            title += " ▴"
        if below > 0:
            title += " ▾"
        names = (
            (places.value, right(_("now"), places.value)),
            (places.bar, _("progress")),
            (places.share, ""),
            (places.status, _("pace")),
            (places.days, right(_("to go"), places.days)),
            (places.levers, _("levers")),
        )
        yield " " + title + " ", "title"
        tail = "".join(" " + fit(text, size) for size, text in names if size)
        yield "─" * (width - len(tail) - len(title) - 3) + " ", "rule"
        yield tail, "dim"

    def _goal(self, goal: GoalView, places: _Widths, *, here: bool) -> Iterable[Piece]:
        on = " on" if here and self.active else ""
        mark = words.status_mark(goal)
        ink, pace = words.status_ink(goal), goal.assessment.pace
        yield (self.bar if here else " "), "cursor" + on
        yield mark + " ", ink + on
        title = words.goal_title(goal, self.currency)
        yield fit(title, places.title), ("strong" if on else "") + on
        yield " ", on.strip()
        if places.value:
            value = words.goal_value(goal, self.currency)
            yield " " + right(value, places.value), on.strip()
        if places.bar:
            yield " " + words.bar(pace.progress, pace.expected_progress, places.bar), ink + on
        if places.share:
            share = words.progress_text(pace.progress)
            share = share if cell_len(share) <= places.share else ""
            yield " " + right(share, places.share), on.strip()
        yield " " + fit(words.status_in(goal, places.status), places.status), ink + on
        if places.days:
            yield " " + right(words.days_left(goal), places.days), on.strip()
        if places.levers:
            yield " " + fit(words.levers_text(goal, places.levers), places.levers), "dim" + on
