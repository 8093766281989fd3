"""What there is to say of one source, as the page of the sources shows it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from store.feeds import LABELS as EXCLUSIVE_LABELS
from store.spans import Span
from tui import format as fmt
from tui.cli.sources_text import answer_row, grouped, holes_text, names_of
from tui.language import _, ngettext
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.feeds import FeedState
    from store.sources import SourceState
    from tui.sources_desk import SourcesView
    from tui.widgets.prose import Paragraph


def about(one: SourceState, view: SourcesView) -> Iterator[Paragraph]:
    """Yield all there is to say of a source."""
    past = view.last.get(one.source)
    if past is not None:
        at = fmt.moment(datetime.fromtimestamp(past.published_at, view.zone))
        text = _("Last import: {at}, {file}, {rows} rows read")
        told = text.format(at=at, file=clean(past.file), rows=fmt.number(past.read))
        yield ((told, ""),)
        if past.rejected:
            text = ngettext("{n} row of it was rejected: v", "{n} rows of it were rejected: v",
                            past.rejected)  # fmt: skip
            yield ((text.format(n=fmt.number(past.rejected)), "bad"),)
    for spans, subjects in grouped(one.subjects).items():
        whole = fmt.span(Span(spans[0].start, spans[-1].end))
        yield ((f"{whole}  ", "strong"), (names_of(subjects), ""))
        if subjects[0].holes:
            yield (("… " + holes_text(subjects[0]), "mark"),)
        idle = [each for each in subjects if each.counts == "none"]
        if idle:
            text = _("stored, not counted: {subjects}").format(subjects=names_of(idle))
            yield ((text, "mark"),)
    for feed in view.feeds_of(one.source):
        yield from _counting(feed)
    for answer in view.answers:
        if answer.source == one.source:
            _source, question, told = answer_row(answer)
            text = _("Answered: {question} = {answer}").format(question=question, answer=told)
            yield ((text, "dim"),)


def _counting(feed: FeedState) -> Iterator[Paragraph]:
    parts = []
    for choice in feed.choices:
        names = " + ".join(map(clean, choice.sources))
        if choice.since is not None:
            day = fmt.day(choice.since)
            names = _("from {day} on {sources}").format(day=day, sources=names)
        parts.append(names)
    label = _(EXCLUSIVE_LABELS[feed.subject])
    text = _("{figures}: counted from {sources}.").format(
        figures=label, sources=fmt.clauses(*parts)
    )
    yield ((text, "good"),)
