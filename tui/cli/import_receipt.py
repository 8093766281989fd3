"""A receipt in words and as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_, Message, counted
from tui import format as fmt
from tui.cli.columns import paragraph
from tui.cli.import_preview import preview_lines, preview_object
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.ingest.receipt import Receipt
    from store.records import LeftOut

_SHOWN = 5


def as_object(receipt: Receipt) -> dict[str, object]:
    """Return the receipt as ``kpi-tui import --json`` writes it."""
    covers = receipt.covers
    return {
        "file": receipt.file,
        "importer": receipt.importer,
        "source": receipt.source,
        "import": receipt.import_id,
        "dry_run": receipt.dry_run,
        "read": receipt.read,
        "stored": receipt.stored,
        "updated": receipt.updated,
        "unchanged": receipt.unchanged,
        "excluded": receipt.excluded,
        "rejected": receipt.rejected,
        "covers": {"start": covers.start, "end": covers.last} if covers else None,
        "rejects": [left_out_object(row) for row in receipt.rejects],
        "excluded_by": [{"reason": reason, "rows": rows} for reason, rows in receipt.excluded_by],
        "warnings": list(receipt.warnings),
    } | ({"preview": preview_object(receipt.preview)} if receipt.preview else {})


def left_out_object(row: LeftOut) -> dict[str, object]:
    return {"line": row.line, "column": row.column, "reason": Message(row.reason, row.values)}


def as_text(receipt: Receipt, warnings: Sequence[str] | None = None) -> list[str]:
    """Return the receipt as lines for people; ``warnings`` instead of its own where given."""
    warnings = [tr(warning) for warning in receipt.warnings] if warnings is None else warnings
    lines = [
        *hanging(
            tr(
                Message(
                    N_("{file}: tried as {importer}, source {source}; nothing was stored.")
                    if receipt.dry_run
                    else N_("{file}: imported as {importer}, source {source}."),
                    {
                        "file": receipt.file,
                        "importer": receipt.importer,
                        "source": receipt.source,
                    },
                )
            )
        ),
        *(preview_lines(receipt.preview) if receipt.preview else ()),
        *paragraph(sum_line(receipt), 2),
    ]
    if receipt.covers:
        lines.append("  " + tr(Message(N_("Covers {days}."), {"days": receipt.covers})))
    lines += left_out_lines(receipt)
    return lines + [line for text in warnings for line in paragraph(text, 2)]


def hanging(text: str) -> list[str]:
    """Return a text as lines of at most 80 cells, all but the first indented."""
    first, *more = paragraph(text, 2)
    return [first[2:], *more]


def left_out_lines(receipt: Receipt) -> list[str]:
    """Return which rules left rows out, and the first rejected ones."""
    texts = [
        tr(Message(N_("Excluded {rows}: {reason}"), {"rows": rows, "reason": reason}))
        for reason, rows in receipt.excluded_by
    ]
    texts += [left_out_line(row) for row in receipt.rejects[:_SHOWN]]
    if receipt.rejected > _SHOWN:
        number = "" if receipt.import_id is None else f" {receipt.import_id}"
        texts.append(_("“kpi-tui rejects{number}” lists all of them.").format(number=number))
    return [line for text in texts for line in paragraph(text, 2)]


def sum_line(receipt: Receipt, *, whole: bool = True) -> str:
    """Return the sum of the receipt: every row read is in one of the five others.

    Unless ``whole``, those that are nothing are not named.
    """
    rows = counted("{read} row read", "{read} rows read", "read", {"read": receipt.read})
    parts = [
        tr(Message(text, {"rows": count}))
        for text, count in (
            (N_("{rows} stored"), receipt.stored),
            (N_("{rows} updated"), receipt.updated),
            (N_("{rows} unchanged"), receipt.unchanged),
            (N_("{rows} excluded"), receipt.excluded),
            (N_("{rows} rejected"), receipt.rejected),
        )
        if count or whole
    ]
    return " = ".join(part for part in (tr(rows), " + ".join(parts)) if part)


def left_out_line(row: LeftOut) -> str:
    """Return one left-out row: where it is and why it is not stored."""
    reason = Message(row.reason, row.values)
    where = {"line": str(row.line), "column": row.column, "reason": reason}
    if not row.line:
        return tr(reason)
    if row.column:
        return tr(Message(N_("line {line}, {column}: {reason}"), where))
    return tr(Message(N_("line {line}: {reason}"), where))


def progress_line(rows: int, rate: float, left: float | None) -> str:
    """Return how far an import is: rows, rows a second and the time left."""
    words = {"rows": fmt.number(rows), "rate": fmt.number(int(rate) // 1000 * 1000)}
    if left is None:
        return _("{rows} rows · {rate}/s").format(**words)
    return _("{rows} rows · {rate}/s · {left} left").format(**words, left=fmt.duration(left))
