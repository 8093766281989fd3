"""Which of the days asked for can be answered, and the sentence for those that cannot."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goals.metrics.labels import measure_label
from store.messages import N_, Message
from store.spans import Span
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


NO_SOURCE = N_("No source gives {measure} yet.")
"""The reason of a metric that waits for an import, not for a day."""
NOT_CHOSEN = N_(
    "No source that counts gives {measure}; of those that wait, {sources}:"
    " “kpi-tui sources use {subject} {first}”, or s in the app."
)
"""The reason of a metric whose source was imported and is not the one that counts."""


@dataclass(frozen=True, slots=True)
class Window:
    """``span`` can be read; where it cannot, ``reason`` says why."""

    span: Span
    reason: Message | None = None


def measure_name(measure: str) -> Message:
    """Return what people call the measure, translated with the sentence it stands in."""
    return Message(measure_label(measure))


def shared(coverages: Iterable[Sequence[Span]]) -> list[Span]:
    """Return the days that every one of the coverages holds, as few ordered spans."""
    result: list[Span] | None = None
    for coverage in coverages:
        if result is None:
            result = list(coverage)
        else:
            result = [both for one in result for other in coverage if (both := one.within(other))]
    return result or []


def window(span: Span, coverage: Mapping[str, Sequence[Span]]) -> Window:
    """Return the part of ``span`` to read: cut where the data end, refused where they begin later.

    ``coverage`` holds the covered spans by measure. A hole is never read over, nor taken for the
    end of the data: a missing import must not look like a fall.
    """
    end = span.end
    for measure, spans in coverage.items():
        covered = next((one for one in spans if span.start in one), None)
        if covered is None:
            return Window(span, _missing(measure, span, spans))
        later = next((one for one in spans if one.start >= covered.end), None)
        if covered.end < span.end and later is not None:
            return Window(span, _hole(measure, Span(covered.end, later.start)))
        end = min(end, covered.end)
    return Window(Span(span.start, end))


def not_chosen(measure: str, subject: str, sources: Sequence[str]) -> Message:
    """Return that other sources than those that count tell the measure, and what changes it."""
    return Message(
        NOT_CHOSEN,
        {"measure": measure_name(measure), "sources": ", ".join(map(clean, sources)),
         "subject": subject, "first": shlex.quote(clean(sources[0]))},
    )  # fmt: skip


def _missing(measure: str, span: Span, spans: Sequence[Span]) -> Message:
    name = measure_name(measure)
    if not spans:
        return Message(NO_SOURCE, {"measure": name})
    after = next((one for one in spans if one.start > span.start), None)
    before = next((one for one in reversed(spans) if one.end <= span.start), None)
    if after is None:
        return Message(
            N_("Data end on {day}: {measure}."), {"measure": name, "day": spans[-1].last}
        )
    if before is None:
        return Message(N_("Data start on {day}: {measure}."), {"measure": name, "day": after.start})
    return _hole(measure, Span(before.end, after.start))


def _hole(measure: str, hole: Span) -> Message:
    return Message(
        N_("Data are missing for {days}: {measure}."),
        {"measure": measure_name(measure), "days": hole},
    )
