"""What a goal's form says of the goal being typed: beside each field, and of the whole."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.goal import KIND_LABELS, Goal, Kind
from store.messages import N_
from tui import format as fmt
from tui import realism_words as said
from tui import words
from tui.language import _, ngettext, tr

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from goals.metrics.catalogue.shop import Catalogue
    from goals.metrics.metric import Metric
    from goals.targets.draft import Draft
    from goals.targets.yardstick import Weighed
    from tui.widgets.prose import Paragraph

KINDS_SAID: dict[Kind, str] = {
    "level": N_("The latest figure is to meet the target by the deadline."),
    "total": N_("All days from the start to the deadline are added up."),
    "hold": N_("The target is to be kept every day until the deadline."),
    "done": N_("All milestones of the project are to be reached by the deadline."),
}
"""What each kind of goal asks for, in a sentence."""
PROPOSE_ROOM = 8
"""Cells of a line of proposals that the key before them and the margins take."""


def example(metric: Metric, currency: str) -> str:
    """Return a target as it may be written for a metric."""
    unit, better = metric.unit, metric.better
    figure = {"share": Fraction(3, 5), "money": Fraction(65), "ratio": Fraction(2)}.get(unit)
    text = words.bare(unit, figure or Fraction(50), currency)
    return f"{'<' if better < 0 else '>'} {text}"


def metric_choices(known: Catalogue) -> list[tuple[str, str]]:
    return [(metric.id, _(metric.label)) for metric in known.values()]


def kind_choices() -> list[tuple[str, str]]:
    return [("", _("choose for me")), *((kind, _(label)) for kind, label in KIND_LABELS.items())]


def meant(
    name: str, draft: Draft, currency: str, today: date | None, *, chosen: bool = False
) -> str:
    """Return what a field is read as, to stand beside it; ``chosen`` ones say it themselves."""
    if name == "metric" and draft.metric and draft.baseline and draft.kind not in ("total", "done"):
        value = draft.baseline.figure.value
        if value is not None and not chosen:
            text = words.value_of(draft.metric, value, currency)
            return _("now {value}").format(value=text)
    if name == "kind" and draft.kind:
        return "" if chosen else _(KIND_LABELS[draft.kind])
    if name == "by" and draft.deadline and today:
        days = (draft.deadline - today).days
        if days < 0:
            return fmt.day(draft.deadline)
        text = ngettext("{day}, in {n} day", "{day}, in {n} days", days)
        return text.format(day=fmt.day(draft.deadline), n=fmt.number(days))
    if name == "target" and draft.target and draft.metric:
        return words.bounds_text(draft.target, draft.metric, currency)
    if name == "window" and draft.kind in ("level", "hold") and draft.window:
        text = ngettext("the last {n} day", "the last {n} days", draft.window)
        return text.format(n=fmt.number(draft.window))
    return ""


def effect(
    draft: Draft, currency: str, weighed: Weighed | None = None, room: int = 72
) -> Iterable[Paragraph]:
    """Yield what the goal starts from, what it asks for, how realistic it is, what else to aim at.

    ``weighed`` comes a moment later than the draft.
    """
    metric = draft.metric
    if metric is None:
        return
    asked = "" if draft.goal is None else asks(draft.goal, draft, currency)
    if weighed is None:
        yield from _start(draft, metric, currency)
        if asked:
            yield ((asked, "strong"),)
    else:
        yield from _weighed(draft, asked, weighed, currency, room)
    for note in (*draft.notes, *(weighed.realism.notes if weighed else ())):
        yield ((tr(note), "mark"),)
    if draft.kind and draft.goal is None:
        yield ((_(KINDS_SAID[draft.kind]), "dim"),)


def _weighed(
    draft: Draft, asked: str, weighed: Weighed, currency: str, room: int
) -> Iterable[Paragraph]:
    """Yield the verdict, what else to aim at, what is asked for beside the past, the start."""
    found = weighed.realism
    if found.reason is not None:
        yield ((tr(found.reason), "mark"),)
    verdict = said.verdict_text(found, room - 4) if draft.goal is not None else ""
    if verdict:
        yield ((verdict, said.INKS[found.word] if found.word else ""),)
    if weighed.proposals:
        line = said.proposals_text(weighed, currency, room - PROPOSE_ROOM)
        yield (("PgDn ", "key"), (line, ""))
    if draft.goal is not None:
        growth = said.asked_text(found) if found.growth else ""
        told = (growth, said.largest_text(found), said.held_text(found))
        beside = " ".join(filter(None, told))
        if asked or beside:
            yield ((asked, "strong"), (" " if asked and beside else "", ""), (beside, ""))
    baseline = draft.baseline
    if baseline is not None and baseline.figure.value is not None:
        value = words.value_of(found.metric, baseline.figure.value, currency)
        text = _("Starts from {value}.")
        if draft.kind == "total":
            text = _("As many days before brought {value}.")
        yield ((f"{text.format(value=value)} {said.best_text(found, currency)}", "dim"),)


def _start(draft: Draft, metric: Metric, currency: str) -> Iterable[Paragraph]:
    """Yield what it starts from, and how sure that is."""
    baseline = None if draft.kind == "done" else draft.baseline
    if baseline is None or baseline.figure.value is None:
        if draft.baseline_reason is not None:
            yield ((tr(draft.baseline_reason), "mark"),)
        return
    value = words.value_of(metric, baseline.figure.value, currency)
    text = _("Starts from {value} ({days}).")
    if draft.kind == "total":
        text = _("As many days before brought {value} ({days}).")
    line = text.format(value=value, days=fmt.span(baseline.span))
    if baseline.figure.interval is not None:
        low, high = (words.as_fraction(end) for end in baseline.figure.interval)
        sure = _("95 % sure: between {low} and {high}")
        ends = {
            "low": fmt.value(metric.unit, low, currency),
            "high": fmt.value(metric.unit, high, currency),
        }
        line += " " + sure.format(**ends) + "."
    yield ((line, ""),)


def asks(goal: Goal, draft: Draft, currency: str) -> str:
    """Return what has to happen until the deadline."""
    metric, origin = goal.about, goal.origin
    days = max(1, (goal.deadline - goal.start).days)
    if goal.kind == "total":
        days = (goal.deadline - goal.start).days + 1
        each = words.value_of(metric, goal.aim / days, currency)
        text = ngettext("{value} a day for {n} day.", "{value} a day for {n} days.", days)
        return text.format(value=each, n=fmt.number(days))
    if goal.kind != "level" or origin is None:
        return ""
    distance = goal.aim - origin
    if metric.change != "relative":
        change = fmt.signed(distance, metric.change)
    elif origin:
        change = fmt.signed(distance / origin, "relative")
    else:
        return ""
    text = ngettext("{change} in {n} day.", "{change} in {n} days.", days)
    return text.format(change=change, n=fmt.number(days))
