"""How a run ends: every way out has its lines on stderr and its exit code, never a traceback.

0 fine · 1 the owner's mistake, or goals that need attention · 2 wrong usage or our own mistake ·
130 interrupted · 141 the reader of our output went away.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from typing import TYPE_CHECKING

import click

from store.errors import OwnerError
from tui import paths
from tui.cli.context import say, say_error
from tui.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

FINE, MISTAKE, USAGE, INTERRUPTED, READER_GONE = 0, 1, 2, 130, 141


def guarded(run: Callable[[], object]) -> int:
    """Run a command and return the exit code, whatever happens in it."""
    try:
        result = run()
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        say(err=True)
        return INTERRUPTED
    except click.ClickException as wrong:
        say(_usage(wrong), err=True)
        return USAGE
    except OwnerError as mistake:
        say_error(mistake)
        return MISTAKE
    except BrokenPipeError:
        # `kpi-tui kpi | head`: whatever is still buffered must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except Exception as ours:  # the last door: whatever the cause, no data on the screen
        say_crash(ours)
        return USAGE
    return result if isinstance(result, int) else FINE


def _usage(wrong: click.ClickException) -> str:
    lines = [wrong.format_message()]
    context = getattr(wrong, "ctx", None)
    if isinstance(context, click.Context) and "\n" not in lines[0]:
        hint = _("“{command} --help” says how it is used.")
        lines.append(hint.format(command=context.command_path))
    return "\n".join(lines)


def say_crash(ours: BaseException) -> None:
    """Say that it is our mistake and where its trace lies; nothing of the data is in either."""
    say(
        _("Something went wrong inside kpi-tui. The mistake is ours, your data is as it was."),
        err=True,
    )
    try:
        where = write_trace(ours)
    except OSError:
        say(_("Please tell us which command you ran."), err=True)
    else:
        say(_("Please send us {file}; none of your data is in it.").format(file=where), err=True)


def write_trace(ours: BaseException) -> str:
    """Append where in the code it happened to the log file and return the file's path.

    Types and places only: an exception's own words, locals and paths may hold personal data.
    """
    from importlib import metadata  # 13 ms that only a crash has to wait for

    log = paths.log_path()
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = [
        f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} kpi-tui {metadata.version('kpi-tui')}"
        f" Python {sys.version.split()[0]} {sys.platform}"
    ]
    link: BaseException | None = ours
    while link is not None:
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        for frame, line in traceback.walk_tb(link.__traceback__):
            module = frame.f_globals.get("__name__", "?")
            lines.append(f"  {module}:{line} in {frame.f_code.co_name}")
        link = link.__cause__ or link.__context__
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return str(log)
