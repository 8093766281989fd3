"""Looking after the store: ``backup``, ``restore``, ``doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.messages import N_, Message
from tui.cli.context import emit_json, say
from tui.language import tr

if TYPE_CHECKING:
    from tui.cli.context import Session


@click.command(
    help=N_(
        "Write the whole store, as it is now, into FILE: one private file. Works while kpi-tui is"
        " in use. The key of your customers' pseudonyms is not in it: keep that file too."
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help=N_("Replace FILE if it exists."))
@click.pass_obj
def backup(session: Session, file: Path, force: bool) -> None:
    from store.backup import snapshot

    with session.open() as store:
        snapshot(store, file, replace=force)
    size = file.stat().st_size
    say(
        Message(
            N_("Backed up to {file} ({size} KiB). Restore it with “kpi-tui restore {file}”."),
            {"file": str(file), "size": -(-size // 1024)},
        )
    )


@click.command(
    help=N_(
        "Put the backup FILE in the store's place, after checking it whole. What was there is"
        " kept beside it. Nobody may have the store open."
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def restore(session: Session, file: Path) -> None:
    from store.backup import restore as put_back

    done = put_back(file, session.db, at=session.now())
    say(Message(N_("Restored {file} to {path}."), {"file": str(file), "path": str(done.path)}))
    if done.kept:
        say(
            Message(
                N_("The damaged store that was there is kept as {kept}.")
                if done.kept_was_damaged
                else N_("The store that was there is kept as {kept}."),
                {"kept": str(done.kept)},
            )
        )


@click.command(help=N_("Check the store and its file, and say what was checked."))
@click.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_obj
def doctor(session: Session, as_json: bool) -> int:
    from store.checkup import examine

    findings = list(examine(session.db))
    if as_json:
        emit_json(
            {
                "path": str(session.db),
                "checks": [
                    {"ok": one.ok, "what": one.what, "remedy": one.remedy} for one in findings
                ],
            }
        )
    else:
        for one in findings:
            say(f"{'✓' if one.ok else '!'} {tr(one.what)}")
            if one.remedy:
                say(f"  {tr(one.remedy)}")
    return int(not all(one.ok for one in findings))
