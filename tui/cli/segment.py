"""``kpi-tui segment``: customers chosen by what they did; saved, looked at, given to a mailing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.customers import saved
from goals.customers.builtin import board
from goals.customers.people import people
from goals.customers.profile import profile
from goals.metrics.selected import standing
from store import segments
from store.messages import N_
from tui import format as fmt
from tui.cli.asked import as_usage, json_option
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.known_day import known_day
from tui.cli.segment_found import found_segment
from tui.cli.segment_mailing import export, match
from tui.cli.segment_text import (
    board_object,
    list_text,
    page_text,
    profile_object,
    saved_object,
)
from tui.language import _, ngettext, tr

if TYPE_CHECKING:
    from store.segments import SavedSegment
    from tui.cli.context import Session

NAME = click.argument("name", metavar=N_("NAME"))
CAN_ASK = N_(
    "A rule can ask: orders, value, basket, margin, items, returns, return share, discounted, full"
    " price (orders without a discount), last, first (order), first channel, first campaign,"
    " channel, campaign, promo, device, country, region, group, sales channel, payment, category,"
    " subcategory, product, segment, seen product, left cart, left payment, second order due,"
    " newsletter, account, loyalty card, promoter, detractor, top. Ages are written 60d, 8 weeks or"
    " 6 months, days 2026-01-31, members as in country = FR, BE; left cart within 7d, top 10 %."
)
"""The words of rules; a test compares them with the ones that are read."""


@click.group(
    help=N_(
        "Choose customers by what they did and save them: as a scope of every figure"
        " (kpi-tui kpi revenue --where segment=NAME) and for a mailing."
    )
)
def segment() -> None:
    pass


@segment.command("list", help=N_("Show every segment: those always there, and your own."))
@json_option
@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    with session.open(write=True) as store:
        facts = session.facts(store)
        as_of = known_day(session, facts)
        found, rows, shop = board(facts, as_of), segments.saved(store), store.shop
    if as_json:
        emit_json(board_object(found, rows, shop))
    else:
        say("\n".join(list_text(found, rows, shop)))


@segment.command(help=N_("Show one segment: who they are, how they buy, what they did since."))
@NAME
@json_option
@click.pass_obj
def show(session: Session, name: str, as_json: bool) -> None:
    with session.open(write=True) as store, as_usage():
        facts = session.facts(store)
        one = found_segment(facts, known_day(session, facts), name)
        figures = profile(facts, one.who, one.members, one.row)
        shop = store.shop
    if as_json:
        emit_json(profile_object(figures, shop, one.row, one.built))
    else:
        say("\n".join(page_text(figures, shop, one.row, one.built)))


@segment.command(
    help=N_(
        "Save a segment by a rule: kpi-tui segment add Dormant 'orders >= 2 and last > 60d and"
        " value > 150'. Conditions are joined by “and”, “or”, “not” and parentheses."
    ),
    epilog=CAN_ASK,
    short_help=N_("Save a segment by a rule."),
)
@NAME
@click.argument("rule", required=False, default="", metavar=N_("[RULE]"))
@click.option(
    "--from", "base", default="", metavar="ID", help=N_("Take the rule of a segment of the list.")
)
@click.option(
    "--follow",
    is_flag=True,
    help=N_("Find its members anew after each import; without it they stay those of today."),
)
@click.option("--dry-run", is_flag=True, help=N_("Say whom it chooses and save nothing."))
@json_option
@click.pass_obj
def add(
    session: Session, name: str, rule: str, base: str, follow: bool, dry_run: bool, as_json: bool
) -> None:
    if bool(rule) == bool(base):
        raise click.UsageError(_("Give a rule, or --from and the id of a segment of the list."))
    with session.open(write=True) as store, as_usage():
        facts = session.facts(store)
        as_of = known_day(session, facts)
        if base:
            built = found_segment(facts, as_of, base)
            rule = built.built.rule if built.built else built.row.rule if built.row else ""
        if dry_run:
            found = saved.check(facts, people(facts, as_of), rule)
            text = _chosen(found)
            emit_json({"customers": found.customers, "rule": rule}) if as_json else say(text)
            return
        row = saved.add(facts, name, rule, follows=follow, as_of=as_of)
    text = ngettext(
        "The segment “{name}” is saved: {n} customer.",
        "The segment “{name}” is saved: {n} customers.",
        row.customers,
    )
    _told(row, text, as_json)


def _chosen(found: saved.Checked) -> str:
    share = fmt.NO_VALUE if found.share is None else fmt.share(found.share)
    text = _("{n} of {all} customers ({share}) would be in it.")
    return text.format(n=fmt.number(found.customers), all=fmt.number(found.of), share=share)


def _told(row: SavedSegment, text: str, as_json: bool) -> None:
    if as_json:
        emit_json({"segment": saved_object(row)})
        return
    lines = [text.format(name=fmt.shown(row.name), n=fmt.number(row.customers))]
    say("\n".join([*lines, *paragraph(_say(row))]))


def _say(row: SavedSegment) -> str:
    return tr(standing(row))


@segment.command(help=N_("Change a saved segment: its name, its rule, frozen or following."))
@NAME
@click.option("--name", "new_name", metavar=N_("NAME"), help=N_("Call it otherwise."))
@click.option("--rule", metavar=N_("RULE"), help=N_("Choose by another rule, with today's data."))
@click.option("--follow/--freeze", default=None, help=N_("Find members anew, or keep these."))
@click.option("--anew", is_flag=True, help=N_("Find the members of the same rule again, today."))
@json_option
@click.pass_obj
def edit(
    session: Session,
    name: str,
    new_name: str | None,
    rule: str | None,
    follow: bool | None,
    anew: bool,
    as_json: bool,
) -> None:
    if new_name is None and rule is None and follow is None and not anew:
        raise click.UsageError(_("Say what to change: --name, --rule, --follow, --freeze, --anew."))
    with session.open(write=True) as store, as_usage():
        facts = session.facts(store)
        row = saved.edit(
            facts,
            saved.named(facts, name),
            as_of=known_day(session, facts),
            name=new_name,
            rule=rule,
            follows=follow,
            anew=anew,
        )
    text = ngettext(
        "The segment “{name}” is changed: {n} customer.",
        "The segment “{name}” is changed: {n} customers.",
        row.customers,
    )
    _told(row, text, as_json)


@segment.command(help=N_("Delete a saved segment. Its customers and their orders stay."))
@NAME
@click.option("--yes", is_flag=True, help=N_("Do not ask."))
@json_option
@click.pass_obj
def delete(session: Session, name: str, yes: bool, as_json: bool) -> None:
    with session.open(write=True) as store, as_usage():
        row = saved.named(session.facts(store), name)
        if not yes:
            question = _("Delete the segment “{name}”?").format(name=fmt.shown(row.name))
            click.confirm(question, abort=True, err=True)
        segments.delete(store, row)
    if as_json:
        emit_json({"deleted": row.name})
    else:
        say(_("The segment “{name}” is deleted.").format(name=fmt.shown(row.name)))


segment.add_command(export)
segment.add_command(match)
