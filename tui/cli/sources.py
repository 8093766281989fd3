"""``sources``: what was imported, what each source covers, which one counts, and taking one out."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from store.messages import N_, counted
from tui.cli.context import DAY, emit_json, say
from tui.language import _, current, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from store.answers import RememberedAnswer
    from store.feeds import FeedState
    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Importer
    from store.ingest.history import PastImport
    from store.ingest.removal import Removal
    from store.sources import SourceState
    from tui.cli.context import Session

Plain = dict[str, object]


@dataclass(slots=True)
class Listed:
    """Everything ``sources`` lists; ``today`` is ``None`` where there is no store yet."""

    importers: Sequence[Importer]
    mappings: Sequence[FileMapping]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    today: date | None = None
    sources: Sequence[SourceState] = ()
    feeds: Sequence[FeedState] = ()
    past: Sequence[PastImport] = ()
    removed: Sequence[Removal] = ()
    answers: Sequence[RememberedAnswer] = ()


class Sources(click.Group):
    """A group whose other words are names of importers: they show the importer's page."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name)
        return known or _page_command(cmd_name)


def _page_command(name: str) -> click.Command | None:
    from store.importers.pages import page

    text = page(name, current().code)
    if text is None:
        return click.Command(name, callback=lambda: _unknown_page(name), hidden=True)
    from tui.page_text import as_lines

    told = "\n".join(as_lines(text))
    return click.Command(name, callback=lambda: say(told), help=N_("Show its page."))


def _unknown_page(name: str) -> None:
    """Say that nothing is called so, and what is."""
    from store.ingest.identify import named

    named(name)
    raise AssertionError(f"the importer {name} has no page")


@click.group(
    cls=Sources,
    invoke_without_command=True,
    subcommand_metavar="[use|remove|forget|IMPORTER] …",
    help=N_(
        "What can be imported, what was, and which days each source covers. “sources IMPORTER”"
        " says how to get an export and how it counts."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_context
def sources(context: click.Context, as_json: bool) -> None:
    if context.invoked_subcommand is not None:
        return
    found = _found(context.obj)
    if as_json:
        emit_json(as_object(found))
        return
    from tui.cli.sources_text import as_text

    say("\n".join(as_text(found)))


def _found(session: Session) -> Listed:
    from store.answers import remembered
    from store.importers import importers
    from store.importers.mapped.mapping import bundled, load_mapping
    from store.importers.mapped.own import own_mappings
    from store.ingest.history import past_imports
    from store.ingest.removal import removals

    own = own_mappings(session.mappings).mappings
    shipped = [load_mapping(name) for name in bundled()]
    found = Listed(list(importers().values()), [*shipped, *own])
    if session.db.exists():
        with session.open(write=True) as store:
            facts = session.facts(store)
            found.zone = ZoneInfo(store.shop.timezone)
            found.today = session.today(store)
            found.sources, found.feeds = facts.sources(), facts.feeds()
            found.past, found.removed = past_imports(store), list(removals(store))
            found.answers = remembered(store)
    return found


# -- choosing and removing -------------------------------------------------------------------


@sources.command(
    "use",
    help=N_(
        "Let SUBJECT (visits, carts, search, payments, pages, deliveries, uptime) count from these"
        " sources alone. What other sources tell of it stays stored. Several sources add up: two"
        " banks' payments."
    ),
)
@click.argument("subject")
@click.argument("names", nargs=-1, metavar="SOURCE...")
@click.option(
    "--from", "since", type=DAY, metavar=N_("DAY"),
    help=N_("From this day on; days before count as they do now. Otherwise all days."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def use(
    session: Session, subject: str, names: tuple[str, ...], since: date | None, as_json: bool
) -> None:
    from store.ingest.choosing import choose_feed

    with session.open(write=True) as store:
        _say_patience()
        state = choose_feed(store, subject, names, since)
    if as_json:
        emit_json(_feed(state))
        return
    from tui.cli.sources_text import feed_lines

    say("\n".join(feed_lines(state)))


@sources.command(
    "remove",
    help=N_(
        "Take everything back out that was imported from SOURCE. The files it came from can be"
        " imported again."
    ),
)
@click.argument("name", metavar="SOURCE")
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def remove(session: Session, name: str, yes: bool, as_json: bool) -> int:
    from store.ingest.removal import remove_source, to_remove

    with session.open(write=True) as store:
        found = to_remove(store, name)
        values = {"source": name, "imports": found.imports, "rows": found.rows}
        question = counted(
            N_("Take out {source}: one import, {rows} rows read?"),
            N_("Take out {source}: {imports} imports, {rows} rows read?"),
            "imports",
            values,
        )
        if not yes and not click.confirm(clean(tr(question)), default=False, err=True):
            say(_("Nothing was changed."), err=True)
            return 1
        _say_patience()
        remove_source(store, name, session.now())
    if as_json:
        emit_json({"removed": values})
    else:
        say(
            counted(
                N_("Took out {source}: one import, {rows} rows read."),
                N_("Took out {source}: {imports} imports, {rows} rows read."),
                "imports",
                values,
            )
        )
    return 0


@sources.command(
    "forget",
    help=N_("Forget what you answered to QUESTION for SOURCE: its next file asks again."),
)
@click.argument("name", metavar="SOURCE")
@click.argument("question", default="")
@click.pass_obj
def forget(session: Session, name: str, question: str) -> None:
    from store.answers import forget as forget_answer

    with session.open(write=True) as store:
        forget_answer(store, name, question)
    text = _("Forgotten: {question} of {source}.")
    say(text.format(question=clean(question), source=clean(name)))


def _say_patience() -> None:
    """All figures are made again: on a large store that takes a while."""
    if sys.stderr.isatty():
        say(_("Working out the figures anew…"), err=True)


# -- JSON ------------------------------------------------------------------------------------


def as_object(found: Listed) -> Plain:
    """Return what ``sources`` lists for programs."""
    return {
        "importers": [{"name": one.name, "label": _(one.label)} for one in found.importers],
        "mappings": [
            {"name": one.name, "importer": one.kind, "label": _(one.label)}
            for one in found.mappings
        ],
        "sources": [_source(one, found.today) for one in found.sources],
        "coverage": [
            {
                "source": one.source,
                "subject": subject.subject,
                "spans": [{"start": span.start, "end": span.last} for span in subject.spans],
                "holes": [{"start": span.start, "end": span.last} for span in subject.holes],
                "counts": subject.counts,
                "imports": one.imports,
                "last_import_at": _instant(one.last_import_at),
            }
            for one in found.sources
            for subject in one.subjects
        ],
        "feeds": [_feed(one) for one in found.feeds],
        "answers": [
            {"source": one.source, "question": one.question, "answer": one.answer}
            for one in found.answers
        ],
        "imports": [
            {
                "id": one.id, "file": one.file, "importer": one.importer, "source": one.source,
                "at": _instant(one.published_at), "read": one.read, "stored": one.stored,
                "updated": one.updated, "unchanged": one.unchanged, "excluded": one.excluded,
                "rejected": one.rejected,
            }
            for one in found.past
        ],
        "removed": [
            {"source": one.source, "at": _instant(one.at), "imports": one.imports,
             "rows": one.rows}
            for one in found.removed
        ],
    }  # fmt: skip


def _source(one: SourceState, today: date | None) -> Plain:
    return {
        "source": one.source,
        "imports": one.imports,
        "last_import_at": _instant(one.last_import_at),
        "last_day": one.last,
        "days_behind": None if today is None else one.behind(today),
        "rhythm_days": one.rhythm,
        "stale": None if today is None else one.stale(today),
    }


def _feed(state: FeedState) -> Plain:
    return {
        "subject": state.subject,
        "chosen": state.chosen,
        "counts": [{"from": one.since, "sources": list(one.sources)} for one in state.choices],
        "stored_only": list(state.idle),
        "commands": [
            f"kpi-tui sources use {state.subject} {shlex.quote(name)}" for name in state.idle
        ],
    }


def _instant(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()
