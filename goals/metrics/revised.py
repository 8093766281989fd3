"""What a figure was before later exports restated its days.

Revisions count that were imported within ``REVISED_DAYS`` days before the last covered day, or
since: older ones are the past by now. The figure before is worked out of its measures, less by how
much each was revised. Nothing is said of figures that are bound to move (cohorts, refunds on the
day of their order), that count different people, or that are limited to some members.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from goals.metrics.figures import Revision
from goals.metrics.making import changed
from store.revisions import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.metrics.figures import Figure
    from goals.metrics.making import Question
    from goals.metrics.reader import Reader
    from store.facts import Facts
    from store.revisions import Restatement
    from store.spans import Span

REVISED_DAYS = 30


def since(facts: Facts) -> date | None:
    """Return the first day whose imports count as revising; ``None`` where nothing is covered."""
    last = facts.as_of()
    return None if last is None else last - timedelta(days=REVISED_DAYS)


def revisions(
    reader: Reader,
    questions: Sequence[Question],
    figures: Sequence[Figure],
    after: date | int | None = None,
) -> list[Revision | None]:
    """Return what each figure was before it was revised, ``None`` where it was not.

    ``after``: only imports since that day, or instant in seconds UTC, count as revising.
    """
    first = since(reader.facts) if after is None else after
    askable = [one for one in questions if _askable(one)]
    if first is None or not askable:
        return [None] * len(figures)
    return [
        _revision(question, figure, first) if question in askable else None
        for question, figure in zip(questions, figures, strict=True)
    ]


def _askable(question: Question) -> bool:
    return (
        not question.where
        and not question.window.reason
        and all(leaf.filter is None and leaf.measure in MEASURES for leaf in question.leaves)
    )


def _revision(question: Question, figure: Figure, first: date | int) -> Revision | None:
    reader, span = question.reader, question.span
    if figure.value is None:
        return None
    names = dict.fromkeys((*question.measures, *question.beside))
    deltas = {name: one for name in names if (one := reader.revised(name, span, first))}
    if not deltas:
        return None

    def was(measure: str) -> int:
        delta = deltas.get(measure)
        return reader.total(measure, span, ()) - (delta.change if delta else 0)

    before = question.made(
        {leaf: was(leaf.measure) for leaf in question.leaves},
        {name: was(name) for name in question.beside},
        (),
    )
    if before.value == figure.value:
        return None
    change = changed(figure, before)
    day = min(one.since for one in deltas.values())
    return Revision(before.value, change.change, change.kind, day)


def restated(facts: Facts, days: Span, most: int = 200) -> list[Restatement]:
    """Return the imports that restated orders of these days, the latest first, with the orders."""
    first = since(facts)
    return [] if first is None else facts.restatements(days, first, most)
