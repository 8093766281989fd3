"""``kpi-tui segment export`` and ``match``: a segment's customers for a mailing tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from goals.metrics.errors import QuestionError
from store import segments
from store.messages import N_, Message
from tui import format as fmt
from tui.cli.asked import as_usage, json_option
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.known_day import known_day
from tui.cli.segment_found import found_segment
from tui.language import _, ngettext

if TYPE_CHECKING:
    from store.mailing import Matched
    from tui.cli.context import Session

NAME = click.argument("name", metavar=N_("NAME"))
FORCE = click.option("--force", is_flag=True, help=N_("Replace FILE if it exists."))
OUT = click.option(
    "--out", "file", required=True, type=click.Path(path_type=Path), metavar=N_("FILE"),
    help=N_("Where to write: a private file (0600)."),
)  # fmt: skip


@click.command(
    help=N_("Write the pseudonyms of a segment's customers into FILE, with how they bought.")
)
@NAME
@OUT
@FORCE
@json_option
@click.pass_obj
def export(session: Session, name: str, file: Path, force: bool, as_json: bool) -> None:
    from store.mailing import write_csv
    from tui.cli.segment_text import export_rows

    with session.open(write=True) as store, as_usage():
        facts = session.facts(store)
        one = found_segment(facts, known_day(session, facts), name)
        keys = segments.keys(facts, one.members)
        rows = export_rows(one.who, keys, store.shop.currency)
        write_csv(file, rows, replace=force, spared=(store.path, session.key))
    forgotten = len(one.members) - len(keys)
    if as_json:
        emit_json({"file": str(file), "customers": len(keys), "forgotten": forgotten})
        return
    _say_written(len(keys), file)
    if forgotten:
        text = _("Left out, because nobody can tell any more who they are: {n}.")
        say(text.format(n=fmt.number(forgotten)))
    hint = _(
        "These are pseudonyms: “kpi-tui segment match {name} CUSTOMERS.csv --out FILE.csv” finds"
        " the same customers in your own list, with their addresses."
    )
    say("\n".join(paragraph(hint.format(name=fmt.shown(name)))))


def _say_written(customers: int, file: Path) -> None:
    text = ngettext(
        "{n} customer written to {file}.", "{n} customers written to {file}.", customers
    )
    say(text.format(n=fmt.number(customers), file=fmt.shown(file)))


@click.command(
    help=N_(
        "Find a segment's customers in your own list of customers, CUSTOMERS, and write their rows"
        " into FILE: with addresses, for your mailing tool. Nothing of the list is stored."
    )
)
@NAME
@click.argument("customers", type=click.Path(path_type=Path), metavar=N_("CUSTOMERS"))
@OUT
@click.option("--column", default="", metavar=N_("COLUMN"), help=N_("The column to match by."))
@click.option(
    "--source", default="", metavar=N_("NAME"),
    help=N_("It holds customer numbers of this source, not e-mail addresses."),
)  # fmt: skip
@FORCE
@json_option
@click.pass_obj
def match(
    session: Session,
    name: str,
    customers: Path,
    file: Path,
    column: str,
    source: str,
    force: bool,
    as_json: bool,
) -> None:
    from store.forgetting import known_pseudonyms
    from store.mailing import matched, sources_of_orders, write_csv

    with session.open(write=True) as store, as_usage():
        facts = session.facts(store)
        one = found_segment(facts, known_day(session, facts), name)
        known = sources_of_orders(facts)
        if source and source not in known:
            raise QuestionError(
                N_("No customer is known by a number of “{source}”."),
                N_("There are: {known}."),
                source=source,
                known=known,
            )
        pseudonyms = known_pseudonyms(store, session.key)
        wanted = segments.keys(facts, one.members)
        if pseudonyms is None or not wanted:
            raise QuestionError(
                N_("Nobody of the segment “{name}” can be told."),
                N_("“kpi-tui segment list” shows the segments and how many are in each."),
                name=name,
            )
        found = matched(customers, pseudonyms, set(wanted.values()), column, source)
        write_csv(
            file,
            [found.header, *found.rows],
            encoding=found.encoding,
            delimiter=found.delimiter,
            replace=force,
            spared=(store.path, session.key, customers),
        )
    _say_matched(found, file, len(wanted), as_json=as_json)


def _say_matched(found: Matched, file: Path, of: int, *, as_json: bool) -> None:
    if as_json:
        emit_json(
            {
                "file": str(file), "read": found.read, "written": len(found.rows),
                "found": found.customers, "of": of, "column": found.column,
                "unreadable": found.unreadable,
            }
        )  # fmt: skip
        return
    said = Message(
        N_("{rows} of {read} rows written to {file}: {found} of the segment's {of} customers."),
        {"rows": fmt.number(len(found.rows)), "read": fmt.number(found.read), "file": str(file),
         "found": fmt.number(found.customers), "of": fmt.number(of)},
    )  # fmt: skip
    say(said)
    say(_("Matched by the column “{column}”.").format(column=fmt.shown(found.column)))
    if found.unreadable:
        text = _("Rows that could not be read: {n}.")
        say(text.format(n=fmt.number(found.unreadable)))
