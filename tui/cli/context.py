"""What every command gets: the session (which store, which day) and how it speaks."""

from __future__ import annotations

import json
import re
import sys
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from store.errors import OwnerError
from store.messages import N_, Message
from tui import format as fmt
from tui import paths
from tui.cli.columns import paragraph
from tui.language import _, tr
from tui.text import clean_lines

if TYPE_CHECKING:
    from collections.abc import Hashable

    from store.database import Store
    from store.facts import Facts


LONGEST_LOGIN = 64


@dataclass
class Session:
    """One run of kpi-tui: its store is opened by the command that needs it, not before."""

    asked: Path | None = None
    sample: bool = False
    as_of: date | None = None
    lang: str = "en"
    _worked_out: dict[Hashable, object] = field(default_factory=dict, repr=False)
    """What models made of the figures, for all threads of the run."""

    @cached_property
    def db(self) -> Path:
        """The store's file; for the sample, the private working copy, made when first asked."""
        if self.sample:
            from tui.sample import working_copy

            return working_copy()
        return paths.store_path(self.asked)

    @property
    def key(self) -> Path:
        """The file with the key of the customers' pseudonyms."""
        return paths.key_path()

    @property
    def mappings(self) -> Path:
        """The folder of the owner's own mappings."""
        return paths.mappings_path()

    def open(self, write: bool = False) -> Store:
        """Open the store; its errors carry their own remedy."""
        from store.database import connect

        store = connect(self.db, write=write)
        store.author = login()
        return store

    def facts(self, store: Store) -> Facts:
        """Return the store's figures, made anew first where an older kpi-tui made them."""
        from store.daily import ensure_current
        from store.facts import Facts
        from store.segments import stale

        if not store.read_only:
            ensure_current(store)
        facts = Facts(store, self._worked_out, until=self.as_of)
        if stale(store):
            from goals.customers.saved import keep_following

            keep_following(facts)
        return facts

    def day(self, facts: Facts) -> date | None:
        """Return the last day figures speak of: the one asked for, else the last covered one."""
        return self.as_of or facts.as_of()

    def today(self, store: Store) -> date:
        """Return the shop's own calendar day now.

        The sample lives on the morning after its last covered day, as an owner looks at it.
        """
        if self.as_of is not None:
            return self.as_of
        if self.sample:
            known = self.facts(store).as_of()
            if known is not None:
                return known + timedelta(days=1)
        return datetime.now(ZoneInfo(store.shop.timezone)).date()

    def now(self) -> int:
        """Return the present instant, in seconds UTC."""
        return int(time.time())


def login() -> str:
    """Return the name that somebody is logged in by: who changes a goal, in its history."""
    try:
        import getpass

        return getpass.getuser()[:LONGEST_LOGIN]
    except (KeyError, ImportError, OSError):  # a number without a name
        return ""


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        from goals.metrics.periods import YEARS

        try:
            day = datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a local day
            if day.year not in YEARS:
                raise ValueError
        except ValueError:
            text = _("“{value}” is not a day as YYYY-MM-DD, such as 2026-03-31.")
            self.fail(text.format(value=fmt.shown(value)), param, ctx)
        return day


DAY = Day()


# -- speaking --------------------------------------------------------------------------------


def say(text: str | Message = "", *, err: bool = False) -> None:
    """Print lines for people: control characters that came with data stay behind."""
    text = tr(text) if isinstance(text, Message) else text
    click.echo(clean_lines(text), err=err)


def say_error(error: OwnerError, what: str = "") -> None:
    """Print the two lines of an owner's error: ``what`` and where, then the remedy.

    A terminal breaks lines in the middle of words: for a reader they are broken between them.
    """
    for text in (what or tr(error.what), tr(error.remedy)):
        say("\n".join(paragraph(text)) if sys.stderr.isatty() else text, err=True)


_HIDDEN = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def emit_json(data: object) -> None:
    """Print one JSON object on stdout. Days become ISO texts, fractions and decimals numbers."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, default=_plain)
    # JSON itself escapes C0; what else could move a terminal's cursor or turn its text is escaped
    # too: the same data, whoever reads it.
    click.echo(_HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _plain(this: object) -> object:
    match this:
        case date():
            return this.isoformat()
        case Message():
            return tr(this)
        case Fraction() | Decimal():
            return int(this) if this == int(this) else float(this)
        case Path():
            return str(this)
        case set() | frozenset():
            return sorted(this)
    raise TypeError(type(this).__name__)


def json_value(unit: str, figure: Fraction | None, currency: str = "") -> float | int | None:
    """Return a figure for JSON: money rounded to the minor unit, the rest as it is."""
    if figure is None:
        return None
    if unit == "money":
        return float(fmt.rounded(figure, fmt.minor_digits(currency)))
    return int(figure) if figure.denominator == 1 else float(figure)


def fail(what: str, remedy: str = "", **values: object) -> OwnerError:
    """Return the error to raise for a mistake of the owner; both texts marked with ``N_``."""
    return OwnerError(what, remedy or N_("Run “kpi-tui --help” for what there is."), **values)
