"""``rejects``: the rows that an import left out."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import click

from store.messages import N_, Message
from tui import format as fmt
from tui.cli.columns import paragraph, table
from tui.cli.context import emit_json, say
from tui.cli.import_receipt import left_out_line, left_out_object
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.ingest.history import PastImport
    from store.records import LeftOut
    from tui.cli.context import Session

_LISTED_REJECTS = 1_000
_OTHERS = 20


@click.command(help=N_("Rows that an import left out, and why: of the latest, or of IMPORT."))
@click.argument("number", required=False, type=int, metavar="[IMPORT]")
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))
@click.pass_obj
def rejects(session: Session, number: int | None, as_json: bool, as_csv: bool) -> None:
    from store.ingest.history import find_import, left_out, past_imports

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
            if number is None:
                others = past_imports(store, _OTHERS + 1, with_left_out=True)
                _say_others([one for one in others if one.id != past.id][:_OTHERS])


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
    if not past.rejected + past.excluded:
        return
    listed = 0
    for row in rows:
        if listed == _LISTED_REJECTS:
            say(_("… and more: --csv and --json list all."))
            return
        say("\n".join(paragraph(left_out_line(row), 2)))
        listed += 1
    if not listed:
        say(_("A later import of the same file lists them."))


def _say_others(others: Sequence[PastImport]) -> None:
    """Name the imports before that left rows out: a folder's import is many of them."""
    if not others:
        return
    say()
    say(_("Imports before that left rows out; “kpi-tui rejects NUMBER” lists them"))
    rows = [
        [
            str(one.id),
            clean(one.file),
            _("{n} rejected").format(n=fmt.number(one.rejected)) if one.rejected else "",
            _("{n} excluded").format(n=fmt.number(one.excluded)) if one.excluded else "",
        ]
        for one in others
    ]
    for line in table(rows, "rlrr"):
        say(f"  {line}")
