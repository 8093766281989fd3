"""A project in time, drawn in cells: first promises, later ones, what was reached, today.

One place for a day in a row; where two signs meet, what was reached covers what was promised, and
both cover today. The signs differ by shape, so that no colour is needed to read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tui import format as fmt
from tui.cli.columns import width as cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goals.projects.progress import Progress, Step
    from tui.widgets.painted import Piece

    Cells = list[tuple[str, str]]

INKS = {"reached": "good", "reached_late": "mark", "late": "bad", "moved": "mark", "open": "key"}


@dataclass(frozen=True, slots=True)
class Signs:
    """``gone``: a promise that was given up; ``slip``: the days between promise and promise."""

    reached: str
    promise: str
    gone: str
    done: str
    ahead: str
    slip: str
    today: str


SIGNS = Signs("✓", "◆", "◇", "━", "╌", "─", "│")
ASCII_SIGNS = Signs("v", "*", "o", "=", "-", "~", "|")


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from ``start`` to ``end``, both shown, in ``width`` cells."""

    start: date
    end: date
    width: int

    def place(self, day: date) -> int:
        """Return the cell of a day; one outside stands at the edge."""
        days = max(1, (self.end - self.start).days)
        cell = round((day - self.start).days * (self.width - 1) / days)
        return max(0, min(self.width - 1, cell))


def scale(projects: Iterable[Progress], today: date, width: int) -> Scale:
    """Return a scale on which every day of the projects, and today, has its place."""
    found = list(projects)
    start = min((one.row.start_day for one in found), default=today)
    end = max((one.last_day for one in found), default=today)
    return Scale(min(start, today), max(end, today) + timedelta(days=7), max(1, width))


def axis(on: Scale) -> str:
    """Return months along the scale, evenly: each, every second, third, sixth, or the years."""
    firsts = _firsts(on)
    for every in (1, 2, 3, 6, 12):
        line = _labelled(on, firsts[::every])
        if line is not None:
            several = "  " in line.strip()
            return line if several else _ends(on) or line
    return " " * on.width


def _ends(on: Scale) -> str:
    """Return the first and the last month at the edges, "" where they do not fit."""
    first, last = fmt.month(on.start), fmt.month(on.end)
    between = on.width - cell_len(first) - cell_len(last)
    return f"{first}{' ' * between}{last}" if between > 1 else ""


def _labelled(on: Scale, days: Sequence[date]) -> str | None:
    """Return the line with these months on it, ``None`` where they touch each other."""
    line, free, year = "", 0, 0
    for day in days:
        label = fmt.month_name(day) if day.year == year else fmt.month(day)
        at, year = on.place(day), day.year
        if at + cell_len(label) > on.width:
            break
        if at < free:
            return None
        line += " " * (at - cell_len(line)) + label
        free = cell_len(line) + 2
    return line + " " * (on.width - cell_len(line))


def _firsts(on: Scale) -> list[date]:
    days = []
    day = (on.start + timedelta(days=31)).replace(day=1) if on.start.day > 1 else on.start
    while day <= on.end:
        days.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return days


def project_bar(one: Progress, on: Scale, today: date, signs: Signs) -> list[Piece]:
    """Return a project from its first day to its last, with its milestones on it."""
    cells = _empty(on, today, signs)
    end = one.row.finished_day or one.row.due_day
    first, last = on.place(one.row.start_day), on.place(end)
    now = on.place(min(today, end)) if today >= one.row.start_day else first - 1
    for cell in range(first, last + 1):
        cells[cell] = (signs.done, "dim") if cell <= now else (signs.ahead, "dim")
    if one.row.finished_day is None:
        cells[on.place(today)] = (signs.today, "mark")
    for step in one.steps:
        for day in step.promises[:-1]:
            cells[on.place(day)] = (signs.gone, "dim")
    for step in one.steps:
        _mark(cells, on, step, signs)
    return _pieces(cells)


def step_bar(step: Step, on: Scale, today: date, signs: Signs) -> list[Piece]:
    """Return one milestone: every day it was promised for, and when it was reached."""
    cells = _empty(on, today, signs)
    first = on.place(step.promises[0])
    last = on.place(step.row.reached_day or max(step.promises[-1], step.promises[0]))
    if not step.done and step.overdue:
        last = max(last, on.place(today))
    for cell in range(min(first, last), max(first, last) + 1):
        cells[cell] = (signs.slip, "bad" if step.overdue else "dim")
    for day in step.promises[:-1]:
        cells[on.place(day)] = (signs.gone, "dim")
    if step.done and step.row.reached_day != step.promises[-1]:
        cells[on.place(step.promises[-1])] = (signs.gone, "dim")
    _mark(cells, on, step, signs)
    return _pieces(cells)


def _empty(on: Scale, today: date, signs: Signs) -> Cells:
    cells: Cells = [(" ", "")] * on.width
    if on.start <= today <= on.end:
        cells[on.place(today)] = (signs.today, "dim")
    return cells


def _mark(cells: Cells, on: Scale, step: Step, signs: Signs) -> None:
    day = step.row.reached_day or step.row.due_day
    cells[on.place(day)] = (signs.reached if step.done else signs.promise, INKS[step.state])


def _pieces(cells: Cells) -> list[Piece]:
    """Return the cells as pieces, those of one ink together."""
    pieces: list[Piece] = []
    for sign, ink in cells:
        if pieces and pieces[-1][1] == ink:
            pieces[-1] = (pieces[-1][0] + sign, ink)
        else:
            pieces.append((sign, ink))
    return pieces


def plain(pieces: Iterable[Piece]) -> str:
    """Return a bar as text, for the command line."""
    return "".join(text for text, _ink in pieces)
