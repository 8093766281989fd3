"""``sources`` and ``rejects``: what was imported, and what was not."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from store.messages import N_, Message
from tui import format as fmt
from tui.cli.columns import table
from tui.cli.context import emit_json, say
from tui.cli.import_receipt import left_out_line, left_out_object
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.coverage import SourceCoverage
    from store.importers.mapping import FileMapping
    from store.importers.protocol import Importer
    from store.ingest.history import PastImport
    from store.records import LeftOut
    from store.spans import Span
    from tui.cli.context import Session

_LISTED_REJECTS = 1_000


@click.command(help=N_("What can be imported, what was, and which days each source covers."))
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def sources(session: Session, as_json: bool) -> None:
    from store.importers import importers
    from store.importers.mapping import bundled, load_mapping
    from store.ingest.history import past_imports

    known = list(importers().values())
    mappings = [load_mapping(name) for name in bundled()]
    covered: list[SourceCoverage] = []
    past: list[PastImport] = []
    zone = ZoneInfo("UTC")
    if session.db.exists():
        with session.open(write=True) as store:
            zone = ZoneInfo(store.shop.timezone)
            covered = session.facts(store).source_coverage()
            past = past_imports(store)
    if as_json:
        emit_json(_as_object(known, mappings, covered, past))
        return
    say(_("Files that can be imported (--as)"))
    _say_table([[one.name, _(one.label)] for one in known], "ll")
    say()
    say(_("Mappings that ship with kpi-tui (--map)"))
    _say_table([[one.name, _(one.label)] for one in mappings], "ll")
    if covered:
        say()
        say(_("Covered days"))
        _say_table(_covered_rows(covered), "lll")
    if past:
        say()
        say(_("Latest imports"))
        _say_table([_past_row(one, zone) for one in past], "rlllr")


def _say_table(rows: list[list[str]], aligned: str) -> None:
    say("\n".join(f"  {line}" for line in table(rows, aligned)))


def _subject(one: SourceCoverage) -> str:
    """Return the family or measure; a measure given alone reads like any other."""
    return one.subject.partition(":")[0]


def _covered_rows(covered: Sequence[SourceCoverage]) -> list[list[str]]:
    """Return one row for the subjects of a source that cover the same days."""
    found: dict[tuple[str, tuple[Span, ...]], list[str]] = {}
    for one in covered:
        found.setdefault((one.source, one.spans), []).append(_subject(one))
    return [
        [source, fmt.listed([fmt.span(span) for span in spans]), ", ".join(subjects)]
        for (source, spans), subjects in found.items()
    ]


def _past_row(one: PastImport, zone: ZoneInfo) -> list[str]:
    at = fmt.moment(datetime.fromtimestamp(one.published_at, zone))
    return [str(one.id), at, one.file, one.source, fmt.number(one.read)]


def _as_object(
    known: Sequence[Importer],
    mappings: Sequence[FileMapping],
    covered: Sequence[SourceCoverage],
    past: Sequence[PastImport],
) -> dict[str, object]:
    return {
        "importers": [{"name": one.name, "label": _(one.label)} for one in known],
        "mappings": [
            {"name": one.name, "importer": one.kind, "label": _(one.label)} for one in mappings
        ],
        "coverage": [
            {
                "source": one.source,
                "subject": _subject(one),
                "spans": [{"start": span.start, "end": span.last} for span in one.spans],
                "imports": one.imports,
                "last_import_at": _instant(one.last_import_at),
            }
            for one in covered
        ],
        "imports": [
            {
                "id": one.id, "file": one.file, "importer": one.importer, "source": one.source,
                "at": _instant(one.published_at), "read": one.read, "stored": one.stored,
                "updated": one.updated, "unchanged": one.unchanged, "excluded": one.excluded,
                "rejected": one.rejected,
            }
            for one in past
        ],
    }  # fmt: skip


def _instant(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()


@click.command(help=N_("Rows that an import left out, and why: of the latest, or of IMPORT."))
@click.argument("number", required=False, type=int, metavar="[IMPORT]")
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))
@click.pass_obj
def rejects(session: Session, number: int | None, as_json: bool, as_csv: bool) -> None:
    from store.ingest.history import find_import, left_out

    if as_json and as_csv:
        raise click.UsageError(_("Choose --json or --csv, not both."))
    with session.open() as store:
        past = find_import(store, number)
        rows = left_out(store, past.id)
        if as_json:
            found = [left_out_object(row) | {"rejected": row.rejected} for row in rows]
            emit_json({"import": past.id, "file": past.file, "rows": found})
        elif as_csv:
            from tui.cli.kpi_data import cell

            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(["line", "column", "kind", "reason"])
            for row in rows:
                kind = "rejected" if row.rejected else "excluded"
                words = tr(Message(row.reason, row.values))
                writer.writerow([cell(row.line), cell(row.column), kind, cell(words)])
        else:
            _say_left_out(past, rows)


def _say_left_out(past: PastImport, rows: Iterator[LeftOut]) -> None:
    say(
        Message(
            N_("Import {number}, {file}: {rejected} rejected, {excluded} excluded."),
            {
                "number": str(past.id),
                "file": past.file,
                "rejected": past.rejected,
                "excluded": past.excluded,
            },
        )
    )
    listed = 0
    for row in rows:
        if listed == _LISTED_REJECTS:
            say(_("… and more: --csv and --json list all."))
            return
        say(f"  {left_out_line(row)}")
        listed += 1
    if not listed and past.rejected + past.excluded:
        say(_("A later import of the same file lists them."))
