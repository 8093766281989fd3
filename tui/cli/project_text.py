"""Projects for people and as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from store.money import MONEY_SCALE
from tui import format as fmt
from tui import project_words as words
from tui import timeline
from tui.cli.columns import WIDTH, fit, left, paragraph, right, width
from tui.cli.goal_text import dotted
from tui.cli.kpi_data import rounded
from tui.language import _
from tui.text import clean
from tui.words import bar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.projects.progress import Progress
    from store.projects import ProjectEntry

NAME, TITLE = 36, 28
KINDS = ("worked", "available", "cost", "gain")


def list_lines(projects: Sequence[Progress]) -> list[str]:
    """Return the projects, two lines each."""
    if not projects:
        return [*paragraph(_("No project yet. Add one like this:")), "",
                "  kpi-tui project add Boutique B2B --by 31/12"]  # fmt: skip
    lines: list[str] = []
    for one in projects:
        lines += ["", *_head(one)]
    return lines[1:]


def _head(one: Progress) -> list[str]:
    parts = [right(str(one.row.id), 3), left(fit(clean(one.row.name), NAME), NAME)]
    if one.steps:
        parts.append(bar(Fraction(one.reached, len(one.steps)), None, 10))
        parts.append(_("{n} of {total}").format(n=one.reached, total=len(one.steps)))
    parts.append(words.standing_text(one))
    details = words.span_texts(one)
    late = words.late_text(one)
    if late and one.standing not in ("finished", "stopped"):
        details.append(late)
    return [" ".join(parts), *dotted(details, 4, first=" " * 4)]


def project_lines(one: Progress, today: date, currency: str) -> list[str]:
    """Return a project with its milestones in time, and what it took and brought."""
    lines = _head(one)
    if one.steps:
        lines += ["", *_milestones(one, today), ""]
    texts = words.figures_texts(one, currency)
    if texts:
        lines += dotted(texts, 4, first=" " * 4)
    if one.levers:
        lines += paragraph(words.levers_text(one), 4, first=" " * 4)
    if one.row.note:
        lines += paragraph(clean(one.row.note), 4, first=" " * 4)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _milestones(one: Progress, today: date) -> list[str]:
    texts = [words.short_when(step) for step in one.steps]
    tail = max(map(width, texts))
    room = WIDTH - 4 - 2 - TITLE - 1 - tail - 1
    on = timeline.scale([one], today, room)
    lines = [" " * (4 + 2 + TITLE + 1) + timeline.axis(on).rstrip()]
    phase = ""
    for step, text in zip(one.steps, texts, strict=True):
        if step.row.phase and step.row.phase != phase:
            lines += paragraph(clean(step.row.phase), 4, first=" " * 4)
        phase = step.row.phase
        title = left(fit(clean(step.row.title), TITLE), TITLE)
        drawn = timeline.plain(timeline.step_bar(step, on, today, timeline.SIGNS))
        sign = words.STEP_SIGNS[step.state]
        lines.append(f"    {sign} {title} {drawn} {right(text, tail)}".rstrip())
        moved = words.promises_text(step)
        if len(step.promises) > 2 and moved:
            lines += paragraph(moved, 6, first=" " * 6)
    return lines


def notes_lines(one: Progress, entries: Sequence[ProjectEntry], currency: str) -> list[str]:
    """Return what was noted for a project, day by day, each with its number."""
    if not entries:
        return paragraph(_("Nothing was noted for {name} yet.").format(name=clean(one.row.name)))
    kinds = {
        "worked": _("worked"), "available": _("available"), "cost": _("cost"), "gain": _("gain"),
    }  # fmt: skip
    titles = {step.row.id: clean(step.row.title) for step in one.steps}
    lines = []
    for entry in entries:
        amount = words.amount_text(entry.kind, entry.amount, currency)
        about = [titles.get(entry.milestone or 0, ""), clean(entry.note)]
        parts = [
            right(str(entry.id), 5),
            left(fmt.day(entry.day), 14),
            right(amount, 14),
            left(kinds[entry.kind], 10),
            " · ".join(part for part in about if part),
        ]
        lines.append(fit("  ".join(parts), WIDTH).rstrip())
    return lines


def project_object(one: Progress) -> dict[str, object]:
    row = one.row
    return {
        "id": row.id,
        "version": row.version,
        "name": row.name,
        "state": row.state,
        "standing": one.standing,
        "start": row.start_day,
        "due": row.due_day,
        "promises": list(one.promises),
        "finished": row.finished_day,
        "note": row.note,
        "milestones": [
            {
                "id": step.row.id,
                "version": step.row.version,
                "title": step.row.title,
                "phase": step.row.phase,
                "original": step.row.original_day,
                "due": step.row.due_day,
                "promises": list(step.promises),
                "reached": step.row.reached_day,
                "days_late": step.days_late,
            }
            for step in one.steps
        ],
        "hours_worked": _hours(one.worked),
        "hours_available": _hours(one.available),
        "utilisation": rounded(one.utilisation),
        "cost": _money(one.cost),
        "gain": _money(one.gain),
        "roi": rounded(one.roi),
        "reason": None if one.gain is not None else _("gain not measured"),
        "margin_per_hour": None if one.margin_per_hour is None
        else round(float(one.margin_per_hour), 2),
        "levers": [lever.id for lever in one.levers],
    }  # fmt: skip


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else round(minutes / 60, 2)


def _money(amount: int | None) -> float | None:
    return None if amount is None else amount / MONEY_SCALE
