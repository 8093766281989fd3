"""``sources`` for people: aligned columns in 80 cells, in their language."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import TYPE_CHECKING

from goals.metrics.labels import MEASURES
from store.feeds import LABELS as EXCLUSIVE_LABELS
from store.messages import N_, Message, counted
from store.sources import LABELS
from store.spans import Span
from tui import format as fmt
from tui.cli.columns import paragraph, table
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from store.answers import RememberedAnswer
    from store.feeds import FeedState
    from store.ingest.history import PastImport
    from store.ingest.removal import Removal
    from store.sources import SourceState, SubjectState
    from tui.cli.sources import Listed

_MOST_HOLES = 3


def as_text(found: Listed) -> list[str]:
    """Return everything that is known of importers and sources."""
    lines: list[str] = []
    if found.sources:
        lines += [_("Your sources"), *_source_lines(found)]
    choices = [one for one in found.feeds if len(one.choices) > 1 or one.idle or one.chosen]
    if choices:
        lines += ["", _("Which source counts")]
        for one in choices:
            lines += [f"  {line}" for line in feed_lines(one)]
    if found.answers:
        lines += ["", _("What you answered; “sources forget SOURCE QUESTION” asks again")]
        lines += _rows([answer_row(one) for one in found.answers], "lll")
    if found.past or found.removed:
        lines += ["", _("Latest imports")]
        lines += _rows([_past_row(one, found) for one in found.past], "rlllr")
        lines += [f"  {line}" for one in found.removed for line in _removed(one, found)]
    lines += ["", _("Files that can be imported (--as); “sources NAME” says how to get one")]
    lines += _named([(one.name, _(one.label)) for one in found.importers])
    lines += ["", _("Mappings that ship with kpi-tui (--map)")]
    lines += _named([(one.name, _(one.label)) for one in found.mappings])
    return lines[1:] if lines[0] == "" else lines


def _hanging(text: str, indent: int = 0) -> list[str]:
    """Return a paragraph whose further lines stand two cells to the right of the first."""
    lines = paragraph(text, indent + 2)
    return [lines[0][2:], *lines[1:]]


def _named(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return names with what they are, which goes on below itself where it is long."""
    room = max((len(name) for name, _label in pairs), default=0) + 4
    return [line for name, label in pairs for line in paragraph(label, room, first=f"  {name}")]


def _rows(rows: list[list[str]], aligned: str) -> list[str]:
    return [f"  {line}" for line in table(rows, aligned)]


# -- sources ---------------------------------------------------------------------------------


def _source_lines(found: Listed) -> Iterator[str]:
    for one in found.sources:
        yield from _hanging(f"{clean(one.source)} · {fresh(one, found.today)}", 2)
        for spans, subjects in grouped(one.subjects).items():
            whole = fmt.span(Span(spans[0].start, spans[-1].end))
            text = _("{name}: {text}").format(name=whole, text=names_of(subjects))
            yield from paragraph(text, 6)
            if subjects[0].holes:
                yield from paragraph(holes_text(subjects[0]), 6)
            idle = [each for each in subjects if each.counts == "none"]
            if idle:
                text = _("stored, not counted: {subjects}").format(subjects=names_of(idle))
                yield from paragraph(text, 6)


def names_of(subjects: Sequence[SubjectState]) -> str:
    """Return the labels of subjects, families first, each once."""
    known = list(LABELS)
    ranked = sorted(
        (one.subject for one in subjects),
        key=lambda name: known.index(name) if name in LABELS else len(known),
    )
    return ", ".join(dict.fromkeys(map(subject_label, ranked)))


def fresh(one: SourceState, today: date | None) -> str:
    """Return how far a source reaches, and whether that is later than usual."""
    if one.last is None or today is None:
        return _("no days covered")
    parts = [_("up to {day}").format(day=fmt.day(one.last))]
    behind = one.behind(today)
    if behind:
        parts.append(
            tr(Message(N_("{days} day behind"), {"days": behind}, N_("{days} days behind"), "days"))
        )
    if one.rhythm is not None:
        usual = counted(
            N_("usually every day"), N_("usually every {days} days"), "days", {"days": one.rhythm}
        )
        parts.append(tr(usual))
    if one.stale(today):
        parts.append(_("! late: import it again"))
    return ", ".join(parts)


def grouped(
    subjects: Sequence[SubjectState],
) -> dict[tuple[Span, ...], list[SubjectState]]:
    """Return subjects by the days they cover, those that cover none left out."""
    found: dict[tuple[Span, ...], list[SubjectState]] = {}
    for one in subjects:
        if one.spans:
            found.setdefault(one.spans, []).append(one)
    return found


def holes_text(one: SubjectState) -> str:
    """Return which days are missing between those that are covered, ``""`` where none is."""
    if not one.holes:
        return ""
    shown = [fmt.span(span) for span in one.holes[:_MOST_HOLES]]
    more = len(one.holes) - len(shown)
    if more:
        shown.append(tr(Message(N_("{n} more"), {"n": more})))
    return _("missing: {days}").format(days=fmt.listed(shown))


def subject_label(subject: str) -> str:
    """Return what people call a family or a single measure."""
    if subject in LABELS:
        return _(LABELS[subject])
    label = _(MEASURES[subject]) if subject in MEASURES else clean(subject)
    return label[:1].upper() + label[1:]


def answer_row(one: RememberedAnswer) -> list[str]:
    """Return an answer: of which source, to which question, and in words."""
    from store.columns.questions import question_of

    question = question_of(one.question)
    meaning = _(question.choices.get(one.answer, "")) if question else ""
    told = f"{clean(one.answer)} – {meaning}" if meaning else clean(one.answer)
    return [clean(one.source), one.question, told]


# -- which one counts ------------------------------------------------------------------------


def feed_lines(state: FeedState) -> list[str]:
    """Return which sources count of a subject since when, and what is stored beside them."""
    parts = []
    for one in state.choices:
        names = " + ".join(clean(name) for name in one.sources)
        if one.since is not None:
            day = fmt.day(one.since)
            names = _("from {day} on {sources}").format(day=day, sources=names)
        parts.append(names)
    label = _(EXCLUSIVE_LABELS[state.subject])
    lines = _hanging(_("{name}: {text}").format(name=label, text=fmt.clauses(*parts)))
    for name in state.idle:
        command = f"kpi-tui sources use {state.subject} {shlex.quote(clean(name))}"
        text = _("stored, not counted: {source} ({command})")
        lines += _hanging(text.format(source=clean(name), command=command), 2)
    return lines


# -- imports ---------------------------------------------------------------------------------


def _past_row(one: PastImport, found: Listed) -> list[str]:
    at = fmt.moment(datetime.fromtimestamp(one.published_at, found.zone))
    return [str(one.id), at, clean(one.file), clean(one.source), fmt.number(one.read)]


def _removed(one: Removal, found: Listed) -> list[str]:
    at = fmt.moment(datetime.fromtimestamp(one.at, found.zone))
    text = counted(
        N_("{at}: {source} was taken out, one import with {rows} rows read"),
        N_("{at}: {source} was taken out, {imports} imports with {rows} rows read"),
        "imports",
        {"at": at, "source": clean(one.source), "imports": one.imports, "rows": one.rows},
    )
    return paragraph(tr(text), 2, first="–")
