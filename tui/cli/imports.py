"""``init`` and ``import``: from an export to facts, by command."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.messages import N_, Message
from store.spans import Span
from tui import format as fmt
from tui.cli.context import emit_json, say
from tui.cli.import_watch import Watch
from tui.founding import found
from tui.language import _

if TYPE_CHECKING:
    from tui.cli.context import Session

_INTERRUPTED = 130


class Days(click.ParamType[Span]):
    """Two days as FROM..TO, both included."""

    name = "days"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Span:
        if isinstance(value, Span):
            return value
        start, _dots, end = str(value).partition("..")
        try:
            span = Span.of(date.fromisoformat(start), date.fromisoformat(end))
        except (ValueError, OverflowError):  # the last day there is has no day after it
            span = None
        if span is None or span.days <= 0:
            text = _("“{value}” is not a stretch of days, such as 2026-01-01..2026-01-31.")
            self.fail(text.format(value=fmt.shown(str(value))), param, ctx)
        return span


class Answer(click.ParamType[tuple[str, str]]):
    """What a file leaves open and its owner says: QUESTION=ANSWER."""

    name = "answer"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return (str(value[0]), str(value[1]))
        from store.columns.questions import known_questions, question_of
        from store.importers import importers

        importers()  # their modules declare questions of their own
        name, _sign, answer = str(value).partition("=")
        question = question_of(name)
        if question is None or not answer:
            text = _(
                "“{value}” is not QUESTION=ANSWER, such as date_order=dmy. Questions: {known}."
            )
            known = fmt.listed(sorted(known_questions()))
            self.fail(text.format(value=fmt.shown(str(value)), known=known), param, ctx)
        if not question.accepts(answer):
            text = _("“{answer}” does not answer {question}: one of {words}, or like {example}.")
            if not question.choices:
                text = _("“{answer}” does not answer {question}, such as {example}.")
            elif not question.example:
                text = _("“{answer}” does not answer {question}: one of {words}.")
            told = {
                "answer": fmt.shown(answer), "question": name,
                "words": fmt.listed(list(question.choices)), "example": question.example,
            }  # fmt: skip
            self.fail(text.format(**told), param, ctx)
        return name, answer


@click.command(help=N_("Create your shop's store: one private file."))
@click.option("--currency", required=True, metavar="EUR", help=N_("ISO 4217 code."))
@click.option("--timezone", required=True, metavar="Europe/Paris", help=N_("IANA name."))
@click.option("--country", default="", metavar="FR", help=N_("ISO 3166 code of the shop's home."))
@click.option("--name", default="", help=N_("What the shop is called."))
@click.pass_obj
def init(session: Session, currency: str, timezone: str, country: str, name: str) -> None:
    found(session.db, currency=currency, timezone=timezone, country=country, name=name)
    say(Message(N_("Created {path}."), {"path": str(session.db)}))
    say(_("Next: kpi-tui import FILE, with an export of your shop."))


@click.command(
    "import",
    help=N_(
        "Read exports of your shop into the store, one by one or a whole folder. Each file is"
        " stored whole or not at all; the same file again stores nothing, and a newer export"
        " replaces what changed."
    ),
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path)
)
@click.option("--as", "importer", metavar="IMPORTER", help=N_("What the file is; see “sources”."))
@click.option("--map", "mapping", metavar="FILE", help=N_("A mapping: its name or a TOML file."))
@click.option("--source", metavar="NAME", help=N_("What to call where the file comes from."))
@click.option("--covers", type=Days(), metavar="FROM..TO", help=N_("The days the file speaks for."))
@click.option(
    "--answer", "answers", multiple=True, type=Answer(), metavar="QUESTION=ANSWER",
    help=N_("What a file leaves open, such as date_order=dmy; remembered for the source."),
)  # fmt: skip
@click.option(
    "--dry-run",
    is_flag=True,
    help=N_("Say how files are read and what would happen; store nothing."),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def import_(
    session: Session,
    paths: tuple[Path, ...],
    importer: str | None,
    mapping: str | None,
    source: str | None,
    covers: Span | None,
    answers: tuple[tuple[str, str], ...],
    dry_run: bool,
    as_json: bool,
) -> int:
    from store.ingest.run import Request
    from tui.cli.import_many import import_paths, outcome_object

    with session.open(write=not dry_run) as store, Watch() as watch:
        request = Request(
            now=session.now(),
            importer=importer,
            mapping=mapping,
            source=source,
            covers=covers,
            dry_run=dry_run,
            answers=dict(answers),
            key=session.key,
            progress=watch.show,
            stop=watch.stopped,
            mappings=session.mappings,
        )
        outcome = import_paths(store, paths, request, watch, talk=not as_json)
    if as_json:
        emit_json(outcome_object(outcome))
    if outcome.stopped:
        return _INTERRUPTED
    return int(outcome.failed)
