"""The morning in words, for the page and the command line: sections of lines that can be opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from goals.explain.morning import MOST_MOVES
from goals.targets.status import STATUS_LABELS
from store.spans import Span
from tui import anomaly_words, words
from tui import format as fmt
from tui.chances import chance_text
from tui.lag_words import lag_texts
from tui.language import _, ngettext
from tui.revised_words import revised_texts
from tui.text import clean
from tui.views import GoalView

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goals.explain.anomalies.watch import Anomaly
    from goals.explain.morning import GoalNews, Morning
    from goals.explain.moves import Move

Key = tuple[str, object]
"""What a line opens: ``("goal", 3)``, ``("metric", "aov")``, ``("sources", "")``…"""


MOST_SOURCES = 2
"""Silent sources that have a line each."""


@dataclass(frozen=True, slots=True)
class Line:
    """``mark`` before ``text``, ``tail`` at the right, and ``below`` on a line of its own.

    ``short`` stands for the tail where there is little room.
    """

    key: Key
    mark: str
    text: str
    tail: str = ""
    ink: str = ""
    below: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def headline(found: Morning) -> str:
    """Return which days are new, and which figures end sooner."""
    return " · ".join((_days(found), *lag_texts(found.lags)))


def _days(found: Morning) -> str:
    day = fmt.day(found.as_of)
    if found.since is None:
        return _("Figures up to {day}").format(day=day)
    if found.new_days <= 0:
        return _("No new days: figures still go up to {day}").format(day=day)
    span = Span(found.since + timedelta(days=1), found.as_of + timedelta(days=1))
    text = ngettext("{n} new day: {days}", "{n} new days: {days}", found.new_days)
    return text.format(n=fmt.number(found.new_days), days=fmt.span(span))


def last_looked(at: int) -> str:
    """Return when the owner last looked, in the time of this machine; '' where nobody knows."""
    if at <= 0:
        return ""
    moment = datetime.fromtimestamp(at, UTC).astimezone()
    return _("you last looked on {moment}").format(moment=fmt.moment(moment))


def sections(found: Morning, odd: Sequence[Anomaly], currency: str) -> list[Section]:
    """Return what there is to say, what presses most first; parts without anything are left out."""
    told = {one.metric.id for one in odd}
    moved = [one for one in found.moved if one.metric.id not in told]
    unusual = [*(_odd(one, currency) for one in odd), *(_move(one, currency) for one in moved)]
    parts = [
        Section(_("Goals"), tuple(_goals(found, currency))),
        Section(_("Out of the ordinary"), tuple(unusual[:MOST_MOVES])),
        Section(_("Figures"), tuple(_revised(found))),
        Section(_("Sources"), tuple(_silent(found))),
        Section(_("Situations"), tuple(_situations(found))),
    ]
    return [one for one in parts if one.lines]


def calm(found: Morning, odd: Sequence[Anomaly]) -> str:
    """Return that nothing presses, where nothing does."""
    return "" if found.goals or found.moved or odd else _("Nothing asks for you: a calm morning.")


def _goals(found: Morning, currency: str) -> Iterable[Line]:
    """Yield the goals; what is the same to do for several is said once."""
    said = False
    for one in found.goals:
        line = _goal(one, currency)
        yield replace(line, below="") if said and one.next == "import" else line
        said = said or one.next == "import"


def _goal(one: GoalNews, currency: str) -> Line:
    view = GoalView(one.view.assessment, one.view.levers)
    status = tail = words.status_text(view)
    if one.was is not None and one.turned:
        tail = f"{_was(one)} → {tail}"
    title = title_of(one, currency)
    ink = words.status_ink(view)
    mark, below = words.status_mark(view), what_next(one)
    return Line(("goal", view.id), mark, title, tail, ink, below, status)


def title_of(one: GoalNews, currency: str) -> str:
    return words.goal_title(GoalView(one.view.assessment, one.view.levers), currency)


def _was(one: GoalNews) -> str:
    label = next((text for name, text in STATUS_LABELS.items() if name == one.was), "")
    if one.chance_before is None or one.was not in ("ahead", "on pace", "behind", "at risk"):
        return _(label)
    return f"{_(label)} · {chance_text(one.chance_before)}"


def what_next(one: GoalNews) -> str:
    """Return the next thing to do for a goal."""
    lever = clean(one.lever.name) if one.lever is not None else ""
    match one.next:
        case "import":
            return _("next: import newer figures")
        case "review":
            return _("next: its review is due")
        case "start":
            return _("next: start “{lever}”, which is ready").format(lever=lever)
        case "watch":
            return _("“{lever}” is running: see what it does").format(lever=lever)
        case "link":
            return _("next: no lever pulls at it yet, choose one")
    return ""


def _odd(one: Anomaly, currency: str) -> Line:
    metric = one.metric
    text = _("{metric}: {value} on {day}, expected {expected}").format(
        metric=_(metric.label),
        value=fmt.value(metric.unit, one.value, currency),
        day=fmt.short_day(one.day),
        expected=fmt.value(metric.unit, one.expected, currency),
    )
    beside = " · ".join(anomaly_words.beside(one))
    mark = anomaly_words.sign(one)
    return Line(("metric", metric.id), mark, text, anomaly_words.rarity(one), "mark", beside)


def _move(one: Move, currency: str) -> Line:
    metric, change = one.metric, one.change
    value = fmt.short(metric.unit, one.figure.value, currency)
    usual = fmt.short(metric.unit, one.usual, currency)
    text = _("{metric}: {value} this week, usually {usual}")
    told = words.change_text(change), words.change_word(change)
    return Line(
        ("metric", metric.id),
        "~",
        text.format(metric=_(metric.label), value=value, usual=usual),
        " ".join(part for part in told if part),
        words.change_ink(change),
    )


def _revised(found: Morning) -> Iterable[Line]:
    told = [f"{_(metric.label)} {revised_texts(one)[0]}" for metric, one in found.revised]
    if told:
        yield Line(("revised", ""), "~", " · ".join(told), "", "mark")


def _silent(found: Morning) -> Iterable[Line]:
    if len(found.silent) > MOST_SOURCES:  # the owner was away: one line says it
        text = _("{n} sources are silent, the longest for {days} days")
        told = text.format(n=fmt.number(len(found.silent)), days=fmt.number(found.silent[0].days))
        names = " · ".join(clean(one.source) for one in found.silent)
        yield Line(("sources", ""), "?", told, _("import them again"), "mark", names)
        return
    for one in found.silent:
        text = ngettext("{source}: nothing for {n} day", "{source}: nothing for {n} days", one.days)
        told = text.format(source=clean(one.source), n=fmt.number(one.days))
        yield Line(("sources", one.source), "?", told, _("import it again"), "mark")


def situations_text(found: Morning) -> str:
    """Return how many situations call for something, '' for none."""
    count = len(found.holding)
    if not count:
        return ""
    text = ngettext("{n} situation calls for something", "{n} situations call for something", count)
    return text.format(n=fmt.number(count))


def _situations(found: Morning) -> Iterable[Line]:
    text = situations_text(found)
    if text:
        new = [_(one.situation.title) for one in found.arose]
        names = " · ".join(_(one.situation.title) for one in found.holding)
        told = _("new: {names}").format(names=" · ".join(new)) if new else names
        yield Line(("situations", ""), "!", text, "", "mark", told)


def news_parts(found: Morning) -> list[tuple[str, str, str]]:
    """Return keys with what they show, in full and in short, for the line on the first page."""
    parts = []
    news = []
    if found.new_days:
        text = ngettext("{n} new day", "{n} new days", found.new_days)
        news.append(text.format(n=fmt.number(found.new_days)))
    if found.turned:
        count = len(found.turned)
        text = ngettext("{n} goal turned", "{n} goals turned", count)
        news.append(text.format(n=fmt.number(count)))
    if news:
        parts.append(("W", ", ".join(news), news[0]))
    text = situations_text(found)
    if text:
        count = len(found.holding)
        short = ngettext("{n} situation", "{n} situations", count).format(n=fmt.number(count))
        parts.append(("S", text, short))
    return parts
