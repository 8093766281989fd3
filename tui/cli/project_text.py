"""Projects for people and as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from store.messages import N_
from store.money import MONEY_SCALE
from tui import format as fmt
from tui.cli.columns import WIDTH, fit, left, paragraph, right, width
from tui.cli.goal_text import bar, dotted
from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from store.projects import MilestoneRow, ProjectEntry, ProjectRow

STATES = {
    "idea": N_("idea"),
    "planned": N_("planned"),
    "running": N_("running"),
    "finished": N_("finished"),
    "stopped": N_("stopped"),
}
NAME, TITLE = 36, 36


def list_lines(
    projects: Sequence[tuple[ProjectRow, Sequence[MilestoneRow]]], today: date
) -> list[str]:
    """Return the projects, two lines each."""
    if not projects:
        return [*paragraph(_("No project yet. Add one like this:")), "",
                "  kpi-tui project add Boutique B2B --by 31/12"]  # fmt: skip
    lines: list[str] = []
    for row, steps in projects:
        lines += ["", *_head(row, steps, today)]
    return lines[1:]


def _head(row: ProjectRow, steps: Sequence[MilestoneRow], today: date) -> list[str]:
    reached = sum(step.reached_day is not None for step in steps)
    parts = [right(str(row.id), 3), left(fit(clean(row.name), NAME), NAME)]
    if steps:
        parts.append(bar(Fraction(reached, len(steps)), None, 10))
        parts.append(_("{n} of {total}").format(n=reached, total=len(steps)))
    parts.append(_(STATES[row.state]))
    details = [_("from {day}").format(day=fmt.day(row.start_day))]
    if row.finished_day is not None:
        details.append(_("finished on {day}").format(day=fmt.day(row.finished_day)))
    else:
        details.append(_("by {day}").format(day=fmt.day(row.due_day)))
    late = sum(late_days(step, today) > 0 and step.reached_day is None for step in steps)
    if late and row.state == "running":
        details.append(fmt.plural("{n} milestone late", "{n} milestones late", late))
    return [" ".join(parts), *dotted(details, 4, first=" " * 4)]


def late_days(step: MilestoneRow, today: date) -> int:
    """Return by how many days a milestone missed its first promise, so far."""
    return max(((step.reached_day or today) - step.original_day).days, 0)


def project_lines(
    row: ProjectRow,
    steps: Sequence[MilestoneRow],
    entries: Sequence[ProjectEntry],
    today: date,
    currency: str,
) -> list[str]:
    """Return a project with its milestones and what it took and brought."""
    lines = _head(row, steps, today)
    phase = ""
    texts = [_when(step, today) for step in steps]
    room = min(TITLE, WIDTH - 7 - max(map(width, texts), default=0))
    for step, text in zip(steps, texts, strict=True):
        if step.phase and step.phase != phase:
            lines += paragraph(clean(step.phase), 4, first=" " * 4)
        phase = step.phase
        lines.append(f"    {_mark(step, today)} {left(fit(clean(step.title), room), room)} {text}")
    sums = _sums(entries)
    parts = [
        text.format(amount=_amount(kind, sums[kind], currency))
        for kind, text in (
            ("worked", _("{amount} worked")),
            ("available", _("{amount} available")),
            ("cost", _("{amount} spent")),
            ("gain", _("{amount} gained")),
        )
        if kind in sums
    ]
    if parts:
        lines += dotted(parts, 4, first=" " * 4)
    if row.note:
        lines += paragraph(clean(row.note), 4, first=" " * 4)
    return lines


def _mark(step: MilestoneRow, today: date) -> str:
    if step.reached_day is not None:
        return "✓"
    return "!" if late_days(step, today) else "○"


def _when(step: MilestoneRow, today: date) -> str:
    """Return when a milestone is or was due, and by how much it missed its first promise."""
    late = late_days(step, today)
    if step.reached_day is not None:
        text = _("reached {day}").format(day=fmt.day(step.reached_day))
    else:
        text = _("by {day}").format(day=fmt.day(step.due_day))
    if late:
        return text + ", " + fmt.plural("{n} day late", "{n} days late", late)
    if step.due_day != step.original_day and step.reached_day is None:
        return text + ", " + _("first {day}").format(day=fmt.day(step.original_day))
    return text


def _sums(entries: Sequence[ProjectEntry]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.kind] = sums.get(entry.kind, 0) + entry.amount
    return sums


def _amount(kind: str, amount: int, currency: str) -> str:
    if kind in ("worked", "available"):
        return _("{n} h").format(n=fmt.number(Fraction(amount, 60), 1))
    return fmt.money(Fraction(amount, MONEY_SCALE), currency)


def project_object(
    row: ProjectRow,
    steps: Sequence[MilestoneRow],
    entries: Sequence[ProjectEntry],
    today: date,
) -> dict[str, object]:
    sums = _sums(entries)
    return {
        "id": row.id,
        "version": row.version,
        "name": row.name,
        "state": row.state,
        "start": row.start_day,
        "due": row.due_day,
        "finished": row.finished_day,
        "note": row.note,
        "milestones": [
            {
                "id": step.id,
                "version": step.version,
                "title": step.title,
                "phase": step.phase,
                "original": step.original_day,
                "due": step.due_day,
                "reached": step.reached_day,
                "days_late": late_days(step, today),
            }
            for step in steps
        ],
        "hours_worked": _hours(sums, "worked"),
        "hours_available": _hours(sums, "available"),
        "cost": _money(sums, "cost"),
        "gain": _money(sums, "gain"),
    }


def _hours(sums: dict[str, int], kind: str) -> float | None:
    return round(sums[kind] / 60, 2) if kind in sums else None


def _money(sums: dict[str, int], kind: str) -> float | None:
    return sums[kind] / MONEY_SCALE if kind in sums else None
