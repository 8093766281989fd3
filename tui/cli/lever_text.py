"""Levers and their library for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.levers.lever import LEVER_MARKS, LEVER_STATE_LABELS
from goals.levers.library import LIBRARY
from goals.levers.objectives import OBJECTIVES
from goals.metrics.catalogue import METRICS
from tui import format as fmt
from tui.cli.columns import fit, left, paragraph, right, width
from tui.cli.context import json_value
from tui.cli.goal_text import dotted
from tui.cli.goal_words import scope_text
from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goals.levers.lever import ExpectedEffect, Lever
    from goals.levers.library import Entry
    from goals.metrics.metric import Metric
    from store.settings import Shop

NAME, STATE = 44, 10
ENTRY = 24
"""Cells of an entry's id, the longest of which has 22 letters."""


# -- library ---------------------------------------------------------------------------------


def library_lines(entries: Sequence[Entry]) -> list[str]:
    """Return the entries by objective: what calls for it, then each lever with what it moves."""
    lines: list[str] = []
    for objective in OBJECTIVES.values():
        own = [entry for entry in entries if entry.objective_id == objective.id]
        if not own:
            continue
        lines += ["", f"{_(objective.label).upper()}  [{objective.id}]"]
        if objective.situation:
            lines += paragraph(_(objective.situation))
        for entry in own:
            lines += paragraph(_(entry.name), ENTRY + 2, first="  " + left(entry.id, ENTRY))
    return lines[1:]


def entry_lines(entry: Entry) -> list[str]:
    """Return one entry with everything known about it."""
    lines = paragraph(f"{_(entry.name)}  [{entry.id}]")
    lines += paragraph(_("Objective: {what}").format(what=_(entry.objective.label)), 4)
    if entry.situation:
        lines += paragraph(_("When: {what}").format(what=_(entry.situation)), 4)
    lines += paragraph(_("Should move: {what}").format(what=_metrics(entry.metrics)), 4)
    if entry.objective.guardrails:
        watched = _metrics(entry.objective.guardrails)
        lines += paragraph(_("Watch as well: {what}").format(what=watched), 4)
    sources = ", ".join(_(source) for source in entry.sources)
    return lines + paragraph(_("From: {what}").format(what=sources), 4)


def _metrics(names: Sequence[str]) -> str:
    return ", ".join(f"{_(METRICS[name].label)} ({name})" for name in names)


def entry_object(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "objective": entry.objective_id,
        "objective_label": _(entry.objective.label),
        "name": _(entry.name),
        "situation": _(entry.situation) or None,
        "metrics": list(entry.metrics),
        "guardrails": list(entry.objective.guardrails),
        "source": list(entry.source),
    }


# -- the owner's levers ----------------------------------------------------------------------


def list_lines(
    levers: Sequence[Lever],
    goals: Mapping[int, str],
    linked: Mapping[int, Sequence[int]],
    shop: Shop,
    known: Mapping[str, Metric],
) -> list[str]:
    """Return the levers, one to three lines each; ``goals`` are titles by number."""
    if not levers:
        return [*paragraph(_("No lever yet. Take one from the library:")), "",
                "  kpi-tui lever library", "  kpi-tui lever add reminder_hours"]  # fmt: skip
    lines: list[str] = []
    for lever in levers:
        lines += ["", *lever_lines(lever, goals, linked, shop, known)]
    return lines[1:]


def lever_lines(
    lever: Lever,
    goals: Mapping[int, str],
    linked: Mapping[int, Sequence[int]],
    shop: Shop,
    known: Mapping[str, Metric],
) -> list[str]:
    """Return one lever: name, state and days, then what it should move and which goals it helps."""
    head = [
        right(str(lever.id), 3),
        LEVER_MARKS[lever.state],
        left(fit(clean(lever.name), NAME), NAME),
        left(_(LEVER_STATE_LABELS[lever.state]), STATE),
    ]
    days = days_text(lever)
    line = " ".join(head).rstrip()
    lines = [line]
    details = [days] if days else []
    if lever.where:
        details.append(_("only {scope}").format(scope=scope_text(lever.where)))
    if lever.cost:
        details.append(_("costs {money}").format(money=fmt.money(lever.cost, shop.currency)))
    if lever.owner:
        details.append(clean(lever.owner))
    if details:
        lines += dotted(details, 6, first=" " * 6)
    if lever.effects:
        moved = ", ".join(effect_text(effect, known) for effect in lever.effects)
        lines += paragraph(_("Should move: {what}").format(what=moved), 6, first=" " * 6)
    for number in linked.get(lever.id, ()):
        if number in goals:
            text = f"{number} · {goals[number]}"
            lines += paragraph(_("Goal {what}").format(what=text), 6, first=" " * 6)
    return lines


def days_text(lever: Lever) -> str:
    """Return when the lever runs or ran."""
    if lever.start is None:
        return ""
    start = fmt.day(lever.start)
    if lever.end is not None:
        return f"{start} – {fmt.day(lever.end)}"
    if lever.state == "planned":
        return _("from {day}").format(day=start)
    return _("since {day}").format(day=start)


def effect_text(effect: ExpectedEffect, known: Mapping[str, Metric]) -> str:
    """Return a metric a lever should move, with what is expected of it."""
    name = effect.metric
    label = clean(_(known[name].label) if name in known else name)
    if effect.expected is None:
        return label
    return f"{label} ({fmt.signed(effect.expected, 'relative')})"


def lever_page(
    lever: Lever,
    goals: Mapping[int, str],
    linked: Mapping[int, Sequence[int]],
    shop: Shop,
    known: Mapping[str, Metric],
) -> list[str]:
    """Return everything known about one lever."""
    lines = lever_lines(lever, goals, linked, shop, known)
    if width(clean(lever.name)) > NAME:
        lines[1:1] = paragraph(clean(lever.name), 6, first=" " * 6)
    if lever.library in LIBRARY:
        entry = LIBRARY[lever.library]
        lines += ["", *_from_library(entry)]
    if lever.note:
        lines += ["", *paragraph(clean(lever.note), 4, first=" " * 4)]
    return lines


def _from_library(entry: Entry) -> list[str]:
    text = _("From the library: {name}, for the objective “{objective}”.").format(
        name=_(entry.name), objective=_(entry.objective.label)
    )
    parts = (text, _(entry.situation))
    return [line for part in parts if part for line in paragraph(part, 4, first=" " * 4)]


def lever_object(lever: Lever, goals: Sequence[int], currency: str) -> dict[str, object]:
    return {
        "id": lever.id,
        "version": lever.version,
        "state": lever.state,
        "name": lever.name,
        "library": lever.library,
        "effects": [
            {"metric": effect.metric, "expected": effect.expected} for effect in lever.effects
        ],
        "where": dict(lever.where),
        "holdout": lever.holdout,
        "start": lever.start,
        "end": lever.end,
        "cost": json_value("money", lever.cost, currency),
        "owner": lever.owner,
        "note": lever.note,
        "goals": list(goals),
    }
