"""``kpi-tui`` without a command: the dashboard, where the terminal can show it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from store.messages import N_, Message
from tui import language, paths
from tui.cli.context import say
from tui.cli.failures import FINE, USAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.cli.context import Session


def open_dashboard(session: Session, lang: str | None = None) -> int:
    """Run the dashboard until it is left; a terminal that cannot show it is told so, exit 2.

    ``lang`` is the language asked for; without one, the one chosen on screen before.
    """
    why_not = cannot_show(os.environ, sys.stdin.isatty() and sys.stdout.isatty())
    if why_not is not None:
        say(why_not, err=True)
        return USAGE
    from tui.app import KpiApp
    from tui.remembered import Remembered

    remembered = Remembered(paths.state_path())
    if lang is None:
        chosen = remembered.choice("language", language.pick())
        if chosen in language.LANGUAGES:
            language.use(language.pick(chosen))
    app = KpiApp(session, remembered=remembered)
    app.run()
    return app.return_code or FINE


def cannot_show(environ: Mapping[str, str], terminal: bool) -> Message | None:
    """Return why the dashboard cannot be shown here, or ``None`` when it can.

    A locale that is named and not UTF-8 is believed. None at all is common on servers and in
    containers and says nothing about the terminal: then UTF-8 is taken for granted.
    """
    if not terminal:
        return Message(N_("The dashboard needs a terminal; “kpi-tui kpi” prints the figures."))
    if environ.get("TERM", "") in ("dumb", "unknown"):
        return Message(
            N_("This terminal (TERM={term}) cannot show the dashboard; use “kpi-tui kpi”."),
            {"term": environ["TERM"]},
        )
    named = next((environ[n] for n in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(n)), "")
    if named and "utf8" not in named.lower().replace("-", ""):
        return Message(
            N_("The dashboard needs a UTF-8 locale, not {locale}; try “LC_ALL=C.UTF-8 kpi-tui”."),
            {"locale": named},
        )
    return None
