"""A goal as texts: what a form holds while somebody types, and what an edit starts from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goals.metrics.catalogue.shop import BUILT_IN
from goals.metrics.errors import QuestionError, unknown
from goals.targets.entry import EntryError, folded
from goals.targets.exact import to_text
from goals.targets.goal import DEFAULT_WINDOW, KINDS, RECURRENCES, Goal, Kind, Recurrence, Where
from store.dimensions import DIMENSIONS
from store.messages import N_

if TYPE_CHECKING:
    from fractions import Fraction

    from goals.metrics.catalogue.shop import Catalogue
    from goals.metrics.metric import Metric
    from goals.targets.target import Target

MOST_WINDOW = 366
MOST_TITLE = 120
MOST_NOTE = 2000
_WINDOW = re.compile(r"([0-9]{1,4}) ?(d|days?|j|jours?|w|weeks?|semaines?|sem)?")
UNKNOWN_MEMBERS = frozenset({"", "(unknown)", "(inconnu)", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalText:
    """Every field as typed; an empty one means "choose for me"."""

    metric: str = ""
    target: str = ""
    by: str = ""
    title: str = ""
    where: str = ""
    kind: str = ""
    window: str = ""
    start: str = ""
    recurrence: str = ""
    guardrails: tuple[str, ...] = ()
    note: str = ""


def texts_of(goal: Goal) -> GoalText:
    """Return the texts that read as this goal again."""
    return GoalText(
        metric=goal.metric,
        target=target_text(goal.target, goal.about),
        by=goal.deadline.isoformat(),
        title=goal.title,
        where="" if not goal.where else "=".join(goal.where[0]),
        kind=goal.kind,
        window=str(goal.window),
        start=goal.start.isoformat(),
        recurrence=goal.recurrence,
        guardrails=goal.guardrails,
        note=goal.note,
    )


def target_text(target: Target, metric: Metric) -> str:
    """Return a target as plain text that reads as the same target again: ``< 60 %``."""

    def amount(value: Fraction) -> str:
        if metric.unit == "share":
            return f"{to_text(value * 100)} %"
        text = to_text(value)
        return f"{text}0" if len(text.partition(".")[2]) == 3 else text  # 1.234 reads two ways

    if target.high is not None:
        return f"between {amount(target.value)} and {amount(target.high)}"
    return f"{target.operator} {amount(target.value)}"


def parse_kind(text: str) -> Kind | None:
    """Return the kind that a text names, ``None`` for an empty one."""
    plain = folded(text)
    found: Kind | None = next((kind for kind in KINDS if kind == plain), None)
    if plain and found is None:
        raise unknown(
            N_("“{name}” is not a kind of goal."),
            text,
            KINDS,
            N_("Use level, total, hold or done."),
        )
    return found


def parse_recurrence(text: str) -> Recurrence:
    plain = folded(text)
    found: Recurrence | None = next((one for one in RECURRENCES if one == plain), None)
    if plain and found is None:
        raise unknown(
            N_("“{name}” is not a rhythm of goals."),
            text,
            RECURRENCES,
            N_("Use none, weekly, monthly or quarterly."),
        )
    return found or "none"


def parse_window(text: str) -> int:
    """Return the days of a rolling window, ``28``, ``28 days``, ``4 weeks``; 28 for no text."""
    plain = folded(text)
    if not plain:
        return DEFAULT_WINDOW
    found = _WINDOW.fullmatch(plain)
    days = 0
    if found:
        days = int(found[1]) * (7 if (found[2] or "")[:1] in ("w", "s") else 1)
    if not 1 <= days <= MOST_WINDOW:
        raise EntryError(
            N_("“{text}” is not a window of 1 to {most} days."),
            N_("Write a number of days, like 28."),
            text=text,
            most=MOST_WINDOW,
        )
    return days


def parse_scope(text: str) -> Where:
    """Return the scope that ``dimension=member`` names; everything for no text.

    Raises:
        EntryError: there is no ``=`` in it.
        QuestionError: there is no such dimension.
    """
    if not text.strip():
        return ()
    name, equals, member = text.partition("=")
    name, member = name.strip(), member.strip()
    if not equals:
        raise EntryError(
            N_("“{text}” is not a scope."),
            N_("Write a dimension and a member, like “channel=facebook”."),
            text=text,
        )
    if name not in DIMENSIONS:
        raise unknown(
            N_("“{name}” is not a dimension."),
            name,
            DIMENSIONS,
            N_("Use one of these: channel, device, country, category, project…"),
        )
    return ((name, "" if member.casefold() in UNKNOWN_MEMBERS else member),)


def parse_guardrails(
    names: tuple[str, ...], metric: Metric | None, catalogue: Catalogue = BUILT_IN
) -> tuple[str, ...]:
    """Return the ids of the metrics that must not get worse, each once.

    Raises:
        QuestionError: one is not a metric, is the goal's own, or has no better and worse.
    """
    wanted = dict.fromkeys(part.strip() for name in names for part in name.split(","))
    found = tuple(catalogue.metric(name).id for name in wanted if name)
    for name in found:
        if metric is not None and name == metric.id:
            raise QuestionError(
                N_("A goal cannot be its own guardrail: {name}."),
                N_("Name another metric that must not get worse."),
                name=name,
            )
        if not catalogue[name].better:
            raise QuestionError(
                N_("Of {name} neither more nor less is better: it cannot get worse."),
                N_("Name another metric that must not get worse."),
                name=name,
            )
    return found


def limited(text: str, most: int) -> str:
    """Return a title or note without blanks around it, refused beyond ``most`` characters."""
    cleaned = text.strip()
    if len(cleaned) > most:
        raise EntryError(
            N_("This text has {n} characters, {most} at most are kept."),
            N_("Shorten it."),
            n=len(cleaned),
            most=most,
        )
    return cleaned
