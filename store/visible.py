"""Which rows of the fact tables count: those of published imports that nothing has replaced.

Every question on facts names its tables as ``{sale}``, ``{visit}``… and gets here what to put
there. Between imports that is the bare table, so that nothing is paid for it.

A row is hidden

* while the import that wrote it is pending,
* once an import named in ``replaced`` that restates its document is published; the rows of that
  import and of later ones are the new version, and
* on days that count from another source (``store.feeds``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from store import feeds
from store.records import Kind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

DOCUMENT_TABLES: dict[str, Kind] = {
    "sale": Kind.SALE,
    "sale_line": Kind.SALE,
    "refund": Kind.SALE,
    "refund_line": Kind.SALE,
    "payment": Kind.SALE,
    "delivery": Kind.SALE,
    "cart": Kind.CART,
    "visit": Kind.VISIT,
    "spend": Kind.SPEND,
    "search_result": Kind.SEARCH_RESULT,
    "engagement": Kind.ENGAGEMENT,
    "answer": Kind.ANSWER,
    "uptime": Kind.UPTIME,
    "running_cost": Kind.RUNNING_COST,
    "other_sale": Kind.OTHER_SALE,
    "page": Kind.PAGE,
    "page_step": Kind.PAGE,
    "answered": Kind.PAGE,
}
"""The fact tables with the kind of document their rows belong to."""

SERIES_KEY = (
    "measure", "day", "channel", "campaign", "device", "country", "landing_page", "keyword",
    "source", "payment_method", "sales_channel", "customer_group", "category",
)  # fmt: skip
"""What names one value of a daily series; the latest import that gives it counts."""


def visible(
    connection: sqlite3.Connection,
    importing: int | None = None,
    *,
    state: Literal["before", "after"] = "after",
    gone: Collection[int] = (),
    chosen: feeds.Rows | None = None,
) -> Mapping[str, str]:
    """Return what stands for each fact table in a FROM clause, by table name.

    With ``importing``, the tables as they will be once that import is published, or (``before``)
    as they were without it, whatever its state says by now; with ``gone``, as if these imports
    were not there; with ``chosen``, as they will be once these choices of sources are stored.
    """
    pending = {
        int(number)
        for (number,) in connection.execute("SELECT id FROM import WHERE state = 'pending'")
    } | set(gone)
    if importing is not None:
        pending = pending - {importing} if state == "after" else pending | {importing}
    replacing = {
        int(number) for (number,) in connection.execute("SELECT DISTINCT import FROM replaced")
    } - pending
    counted = feeds.read(connection, pending, rows=chosen)
    tables = {
        name: _document_rows(name, kind, pending, replacing, counted)
        for name, kind in DOCUMENT_TABLES.items()
    }
    (shared,) = connection.execute("SELECT COUNT(DISTINCT import) > 1 FROM series").fetchone()
    series = _series_rows(pending, counted, latest_only=bool(shared))
    return tables | {"series": series, "product": "product"}


def _document_rows(
    table: str,
    kind: Kind,
    pending: set[int],
    replacing: set[int],
    counted: Mapping[str, feeds.Feed],
) -> str:
    conditions = [f"import NOT IN ({_numbers(pending)})"] if pending else []
    conditions += [
        f"(import >= {number} OR doc NOT IN"
        f" (SELECT doc FROM replaced WHERE kind = {int(kind)} AND import = {number}))"
        for number in sorted(replacing)
    ]
    feed = counted.get(feeds.SUBJECT_OF_TABLE.get(table, ""))
    conditions += feeds.conditions(feed) if feed else []
    if not conditions:
        return table
    return f"(SELECT * FROM {table} WHERE {' AND '.join(conditions)})"


def _series_rows(pending: set[int], counted: Mapping[str, feeds.Feed], *, latest_only: bool) -> str:
    conditions = feeds.series_conditions(counted, "x.")
    if pending:
        conditions.append(f"x.import NOT IN ({_numbers(pending)})")
    if latest_only:
        same = " AND ".join(f"y.{name} = x.{name}" for name in SERIES_KEY)
        hidden = f" AND y.import NOT IN ({_numbers(pending)})" if pending else ""
        conditions.append(
            f"NOT EXISTS (SELECT 1 FROM series y WHERE {same} AND y.import > x.import{hidden})"
        )
    if not conditions:
        return "series"
    return f"(SELECT * FROM series x WHERE {' AND '.join(conditions)})"


def _numbers(values: set[int]) -> str:
    return ", ".join(map(str, sorted(values)))
