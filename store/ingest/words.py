"""What a receipt says beside its numbers, whatever was read: a file or a database."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from store.feeds import LABELS, waiting
from store.messages import N_, Message, counted
from store.spans import Span, to_day
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from store.database import Store
    from store.ingest.stage import Stage

WAITS = N_(
    "{subject}: {source} is stored and does not count, for {counted} does."
    " “kpi-tui sources use {command}” changes that."
)
"""The same after every file of a source: said once where many are imported together."""


def waiting_sources(
    store: Store, source: str, covers: Mapping[str, tuple[int, int]]
) -> Iterator[Message]:
    """Say what is stored and does not count, for another source counts."""
    with store.reading() as connection:
        found = waiting(connection, source, covers)
    for subject, counted_from in found:
        yield Message(
            WAITS,
            {
                "subject": Message(LABELS[subject]),
                "source": clean(source),
                "counted": ", ".join(map(clean, counted_from)),
                "command": f"{subject} {shlex.quote(clean(source))}",
            },
        )


def withdrawn(stage: Stage) -> Iterator[Message]:
    """Say how many rows of earlier files a report no longer has."""
    if stage.withdrawals.count:
        yield counted(
            N_(
                "{n} row that earlier files gave of these days is not in this one and counts no"
                " more. Was this only a part of the report? Then import the whole one."
            ),
            N_(
                "{n} rows that earlier files gave of these days are not in this one and count no"
                " more. Was this only a part of the report? Then import the whole one."
            ),
            "n",
            {"n": stage.withdrawals.count},
        )


def unlisted(stage: Stage) -> Iterator[Message]:
    """Say how many left-out rows are counted and not listed."""
    if stage.left_out_unlisted:
        yield counted(
            N_("{rows} more row was left out and is not listed."),
            N_("{rows} more rows were left out and are not listed."),
            "rows",
            {"rows": stage.left_out_unlisted},
        )


def whole(covers: Mapping[str, tuple[int, int]]) -> Span | None:
    """Return the days from the first to the last that any subject is covered."""
    if not covers:
        return None
    first = min(first for first, _ in covers.values())
    return Span.of(to_day(first), to_day(max(last for _, last in covers.values())))
