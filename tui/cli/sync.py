"""``sync``: the shop's own database, read where it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from store.messages import N_, Message
from tui import paths
from tui.cli.context import emit_json, say, say_error
from tui.cli.import_receipt import as_object, as_text
from tui.cli.import_watch import Watch
from tui.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Store
    from store.ingest.receipt import Receipt
    from store.sync.config import SourceConfig
    from store.sync.run import SyncRequest
    from tui.cli.context import Session

_INTERRUPTED = 130
KINDS = ("prestashop", "woocommerce", "postgres")


@click.command(
    help=N_(
        "Read the databases of your shop that are configured: all, or those named. Only what"
        " changed since the last time is read; each is stored whole or not at all."
    )
)
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--full", is_flag=True, help=N_("Read everything again, and find deleted orders."))
@click.option("--dry-run", is_flag=True, help=N_("Say what would happen and store nothing."))
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.option(
    "--example", type=click.Choice(KINDS), metavar="KIND",
    help=N_("Show what to write to have a database read: prestashop, woocommerce or postgres."),
)  # fmt: skip
@click.pass_obj
def sync(
    session: Session,
    names: tuple[str, ...],
    full: bool,
    dry_run: bool,
    as_json: bool,
    example: str | None,
) -> int:
    if example:
        _say_example(session, example)
        return 0
    from store.sync.config import choose, load
    from store.sync.run import SyncRequest

    chosen = choose(load(paths.sources_path(session.db)), names)
    with session.open(write=not dry_run) as store, Watch() as watch:
        request = SyncRequest(
            now=session.now(),
            key=session.key,
            full=full,
            dry_run=dry_run,
            progress=watch.show,
            stop=watch.stopped,
        )
        done, stopped = _sync_each(store, chosen, request, watch, speaks=not as_json)
    if as_json:
        emit_json(_as_object(done))
    if stopped:
        return _INTERRUPTED
    return int(any(receipt.error for receipt in done))


def _sync_each(
    store: Store,
    chosen: Sequence[SourceConfig],
    request: SyncRequest,
    watch: Watch,
    *,
    speaks: bool,
) -> tuple[list[Receipt], bool]:
    """Read database by database, each receipt as soon as it is there; whether it was stopped."""
    from store.ingest.request import Stopped
    from store.sync.run import run_sync

    done: list[Receipt] = []
    receipts = run_sync(store, chosen, request)
    try:
        for receipt in receipts:
            watch.clear()
            done.append(receipt)
            if receipt.error:
                say_error(receipt.error)
            elif speaks:
                say("\n".join(as_text(receipt)))
    except Stopped:
        watch.clear()
        name = chosen[len(done)].name
        say(Message(N_("Stopped. Nothing of {file} was stored."), {"file": name}), err=True)
        return done, True
    return done, False


def _as_object(done: Sequence[Receipt]) -> dict[str, object]:
    result: dict[str, object] = {"imports": [as_object(one) for one in done if not one.error]}
    errors = [
        {"file": one.file, "what": one.error.what, "remedy": one.error.remedy}
        for one in done
        if one.error
    ]
    return result | ({"errors": errors} if errors else {})


def _say_example(session: Session, kind: str) -> None:
    from store.sync.examples import option_file, rights, toml

    path = str(paths.sources_path(session.db))
    say(Message(N_("1. Write this into {path}, then run chmod 600 on it:"), {"path": path}))
    _say_block(toml(kind))
    if kind == "postgres":
        say(_("2. The password, where one is needed, into ~/.pgpass, and chmod 600:"))
    else:
        say(_("2. User and password into ~/.my.cnf, and chmod 600:"))
    _say_block(option_file(kind))
    say(_("3. An account that can only read, made once by the database's administrator:"))
    _say_block("\n".join(rights(kind)))
    say(Message(N_("Then: {command}"), {"command": "kpi-tui sync --dry-run"}))


def _say_block(text: str) -> None:
    say()
    say("\n".join(f"    {line}".rstrip() for line in text.strip().splitlines()))
    say()
