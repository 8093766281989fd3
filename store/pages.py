"""Pages one by one, as a web server's log tells them: seen, entered by, left from, failed, slow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from store.spans import to_number

if TYPE_CHECKING:
    from store.facts import Facts
    from store.questions import Snapshot
    from store.spans import Span


class PageCounts(NamedTuple):
    """What happened to one page; ``milliseconds`` is the sum over the ``timed`` answers."""

    page: str
    views: int
    entries: int
    exits: int
    failures: int
    timed: int
    slow: int
    milliseconds: int


class Step(NamedTuple):
    """From one page to the next: ``""`` before the first page and after the last."""

    page: str
    next_page: str
    times: int


class Answers(NamedTuple):
    """What the server answered with one status, pages or not."""

    status: int
    requests: int
    size: int


_DAYS = "day >= :start AND day < :end"
_PAGES = (
    "SELECT m.name, SUM(p.views), SUM(p.entries), SUM(p.exits), SUM(p.failures), SUM(p.timed),"
    f" SUM(p.slow), SUM(p.milliseconds) FROM {{page}} p JOIN member m ON m.id = p.page"
    f" WHERE p.{_DAYS.replace('AND day', 'AND p.day')} GROUP BY p.page ORDER BY 2 DESC, 1"
)
_STEPS = (
    "SELECT a.name, b.name, SUM(t.times) FROM {page_step} t JOIN member a ON a.id = t.page"
    f" JOIN member b ON b.id = t.next_page WHERE t.{_DAYS.replace('AND day', 'AND t.day')}"
    " AND (:page IS NULL OR t.page = :page OR t.next_page = :page)"
    " GROUP BY t.page, t.next_page HAVING SUM(t.times) > 0 ORDER BY 3 DESC, 1, 2"
)
_ANSWERS = (
    f"SELECT status, SUM(requests), SUM(bytes) FROM {{answered}} WHERE {_DAYS} AND status > 0"
    " GROUP BY status ORDER BY status"
)
_BOTS = f"SELECT COALESCE(SUM(bots), 0) FROM {{answered}} WHERE {_DAYS}"


def pages(facts: Facts, span: Span) -> list[PageCounts]:
    """Return every page of the days, the one most seen first."""
    with facts.snapshot() as snapshot:
        return list(map(PageCounts._make, _rows(snapshot, _PAGES, span)))


def steps(facts: Facts, span: Span, page: str | None = None) -> list[Step]:
    """Return the steps of the days from and to a page, or all of them; the commonest first."""
    with facts.snapshot() as snapshot:
        number = None if page is None else snapshot.member("page", page)
        return list(map(Step._make, _rows(snapshot, _STEPS, span, page=number)))


def answers(facts: Facts, span: Span) -> tuple[list[Answers], int]:
    """Return what the server answered by status, and how many of the requests were robots'."""
    with facts.snapshot() as snapshot:
        ((bots,),) = _rows(snapshot, _BOTS, span)
        return list(map(Answers._make, _rows(snapshot, _ANSWERS, span))), int(bots)


def _rows(
    snapshot: Snapshot, question: str, span: Span, **more: int | None
) -> list[tuple[Any, ...]]:
    values = {"start": to_number(span.start), "end": to_number(span.end), **more}
    return snapshot.connection.execute(snapshot.relation(question), values).fetchall()
