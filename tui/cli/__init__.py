"""The command ``kpi-tui``: the dashboard, and every figure of it without a screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.messages import N_
from tui import language
from tui.cli import click_words
from tui.cli.context import DAY, Session
from tui.cli.failures import guarded
from tui.cli.table import CommandTable, translated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

PROGRAM = "kpi-tui"


def main(args: Sequence[str] | None = None) -> int:
    """Run kpi-tui with ``args`` (else the process's own) and return its exit code."""
    given = list(sys.argv[1:] if args is None else args)
    # Models here are small: threads of a matrix library only wait for each other, 20 times slower.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets a "?", not a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    click_words.speak(language.use(language.pick(_asked_language(given))).code)

    def run() -> object:
        command = translated(cli)
        with command.make_context(PROGRAM, given) as context:
            return command.invoke(context)

    return guarded(run)


def _asked_language(args: Sequence[str]) -> str | None:
    """Return what --lang says, read before Click so that its own messages are translated too."""
    for place, word in enumerate(args):
        name, equals, code = word.partition("=")
        if name == "--lang":
            code = code if equals else "".join(args[place + 1 : place + 2])
            return code if code in language.LANGUAGES else None
    return None


@click.group(
    cls=CommandTable,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_("The figures, goals and levers of your online shop. Without a command: the dashboard."),
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=N_("FILE"),
    help=N_("Your shop's store. Otherwise $KPI_TUI_DB, or a file in your data directory."),
)
@click.option(
    "--sample", is_flag=True, help=N_("Use the sample shop; what you change stays in a copy.")
)
@click.option(
    "--as-of", type=DAY, metavar=N_("DAY"), help=N_("Show figures as on this day (YYYY-MM-DD).")
)
@click.option(
    "--lang",
    type=click.Choice(list(language.LANGUAGES)),
    help=N_("The language; otherwise that of your terminal."),
)
@click.version_option(None, "-V", "--version", package_name=PROGRAM, prog_name=PROGRAM)
@click.pass_context
def cli(
    context: click.Context, db: Path | None, sample: bool, as_of: date | None, lang: str | None
) -> None:
    if db is not None and sample:
        raise click.UsageError(language._("Choose --db or --sample, not both."), context)
    context.obj = Session(db, sample, as_of, language.current().code)
    if context.invoked_subcommand is None:
        from tui.cli.dashboard import open_dashboard

        context.exit(open_dashboard(context.obj, lang))
