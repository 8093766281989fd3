"""``purge`` and ``erase``: customers who are to be forgotten."""

from __future__ import annotations

import re
import sys
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from store.messages import N_, Message, counted
from store.spans import to_number
from tui import format as fmt
from tui.cli.context import emit_json, fail, say
from tui.language import _, ngettext

if TYPE_CHECKING:
    from store.forgetting import Forgotten
    from tui.cli.context import Session

_SPAN = re.compile(r"([0-9]{1,5}) ?(d|j|days?|jours?|m|months?|mois|y|a|years?|ans?)")
_LONGEST = 60_000
_MOST_LETTERS = 320


class Age(click.ParamType[str]):
    """A stretch of time: 3y, 18m, 90d."""

    name = "age"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = str(value).strip().casefold()
        found = _SPAN.fullmatch(text)
        if found is None or not 0 < int(found[1]) <= _LONGEST:
            said = _("“{value}” is not a stretch of time, such as 3y, 18m or 90d.")
            self.fail(said.format(value=fmt.shown(str(value))), param, ctx)
        return text


def day_before(today: date, age: str) -> date:
    """Return the day that lies ``age`` before today; of a month too short its last day."""
    found = _SPAN.fullmatch(age)
    if found is None:
        raise ValueError(age)
    n, unit = int(found[1]), found[2]
    try:
        if unit[0] in "dj":
            return today - timedelta(days=n)
        months = n if unit[0] == "m" else 12 * n
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return date.min


@click.command(
    help=N_(
        "Forget customers who were not heard of for three years: their pseudonyms are replaced by"
        " random numbers. Figures stay as they are."
    )
)
@click.option(
    "--older-than", default="3y", type=Age(), metavar="AGE", show_default=True,
    help=N_("How long ago the last contact was: 3y, 18m, 90d."),
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help=N_("Say what would happen and change nothing."))
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def purge(session: Session, older_than: str, dry_run: bool, as_json: bool) -> None:
    from store.forgetting import purge as forget

    with session.open(write=not dry_run) as store:
        before = day_before(session.today(store), older_than)
        number = to_number(before) if before > date.min else -(10**9)
        done = forget(store, number, trial=dry_run)
    if as_json:
        emit_json({"before": before, **_as_object(done, dry_run)})
        return
    values = {"n": done.customers, "day": before}
    if dry_run:
        said = counted(
            N_("{n} customer not heard of since {day} would be forgotten."),
            N_("{n} customers not heard of since {day} would be forgotten."),
            "n",
            values,
        )
    else:
        said = counted(
            N_("{n} customer not heard of since {day} is forgotten."),
            N_("{n} customers not heard of since {day} are forgotten."),
            "n",
            values,
        )
    say(said)
    if done.visitors:
        say(
            ngettext(
                "So is {n} visitor of your web server’s log.",
                "So are {n} visitors of your web server’s log.",
                done.visitors,
            ).format(n=fmt.number(done.visitors))
        )
    _say_what_stays(done, dry_run)


@click.command(
    help=N_(
        "Forget one customer. Without E-MAIL you are asked for it, and with - it is read from"
        " standard input: what stands in a command line others of this machine can see."
    )
)
@click.argument("email", required=False, metavar="[E-MAIL]")
@click.option(
    "--source", default="", metavar="NAME",
    help=N_("Take it for a customer number of this source, not an e-mail."),
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help=N_("Say what would happen and change nothing."))
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def erase(session: Session, email: str | None, source: str, dry_run: bool, as_json: bool) -> int:
    from store.forgetting import Forgotten, known_pseudonyms
    from store.forgetting import erase as forget

    with session.open(write=not dry_run) as store:
        identity = _identity(email, source)
        keys = known_pseudonyms(store, session.key)
        done = forget(store, keys, identity, source, trial=dry_run) if keys else Forgotten(0)
    if email not in (None, "-"):
        say(
            _("The address stood in the command line, where others of this machine could see it."
              " Next time leave it out: you are asked for it."),
            err=True,
        )  # fmt: skip
    if as_json:
        emit_json({**_as_object(done, dry_run), "rows": dict(done.rows)})
        return int(not done.customers)
    if not done.customers:
        say(
            _("Nobody is known by this number of {source}.").format(source=fmt.shown(source))
            if source
            else _("Nobody is known by this address.")
        )
        say(_("A customer known only by number is found with --source NAME, and the number."))
        return 1
    say(_("This customer would be forgotten.") if dry_run else _("This customer is forgotten."))
    found = [_counted(table, number) for table, number in done.rows.items() if number]
    if found:
        say(Message(N_("Nobody’s from now on: {rows}."), {"rows": fmt.listed(found)}))
    _say_what_stays(done, dry_run)
    return 0


def _identity(email: str | None, source: str) -> str:
    """Return whom to forget, from the command line, standard input or the owner's answer."""
    if email == "-":
        given = sys.stdin.readline(_MOST_LETTERS + 2)
    elif email is None:
        question = _("Customer number") if source else _("E-mail address")
        given = click.prompt(question, err=True)
    else:
        given = email
    identity = str(given).strip()
    if not identity or len(identity) > _MOST_LETTERS or (not source and "@" not in identity):
        raise fail(
            N_("This is not an e-mail address."),
            N_("Give the address as your shop has it, or a customer number with --source NAME."),
        )
    return identity


def _counted(table: str, n: int) -> str:
    """Return so many rows of a table in words."""
    match table:
        case "sale":
            return ngettext("{n} order", "{n} orders", n).format(n=fmt.number(n))
        case "refund":
            return ngettext("{n} refund", "{n} refunds", n).format(n=fmt.number(n))
        case "cart":
            return ngettext("{n} cart", "{n} carts", n).format(n=fmt.number(n))
        case "engagement":
            return ngettext("{n} sign-up", "{n} sign-ups", n).format(n=fmt.number(n))
    return ngettext("{n} answer", "{n} answers", n).format(n=fmt.number(n))


def _as_object(done: Forgotten, dry_run: bool) -> dict[str, object]:
    return {
        "customers": done.customers,
        "visitors": done.visitors,
        "dry_run": dry_run,
        "complete": done.complete,
        "copies": list(done.copies),
    }


def _say_what_stays(done: Forgotten, dry_run: bool) -> None:
    if (done.customers or done.visitors) and not dry_run:
        say(_("Their orders stay, with their numbers, and every figure is as it was."))
        if not done.complete:
            say(
                _("Another program holds old pages of the store: close it, and run this again."),
                err=True,
            )
    if done.customers or done.visitors:
        copies = fmt.listed([fmt.shown(name) for name in done.copies])
        if copies:
            say(Message(N_("These copies beside the store still know them: {files}."),
                        {"files": copies}))  # fmt: skip
        say(_("Backups you made know them still: make a new one, and delete the older ones."))
