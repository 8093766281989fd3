"""Segments that the owner saved: named, frozen or following, and what is asked of them.

Frozen, a segment stays who it was on the day it was saved: what they did afterwards can be measured
honestly. Following, it is found anew after each import: right for a mailing, but a segment chosen
by what people did makes its own past look good, whatever was done for them since.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.customers.people import chosen, people
from goals.customers.rules import parse
from goals.customers.told import ask
from goals.metrics.errors import QuestionError
from goals.targets.scope import check_member
from store import segments
from store.errors import OwnerError, StoreError
from store.messages import N_
from store.money import MONEY_SCALE
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from goals.customers.conditions import Rule
    from goals.customers.people import Chosen, People
    from store.facts import Facts
    from store.segments import SavedSegment

MOST_LETTERS = 40
NOT_KNOWN_YET = N_("Nobody is known by name or number yet: import orders with their customers.")


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule as it stands: who it chooses, of how many, and what they brought less refunds."""

    rule: Rule
    members: Chosen
    of: int
    sales: Fraction
    sales_share: Fraction | None

    @property
    def customers(self) -> int:
        return len(self.members)

    @property
    def share(self) -> Fraction | None:
        return Fraction(len(self.members), self.of) if self.of else None


def read_rule(facts: Facts, text: str, as_of: date) -> Rule:
    """Return the rule that a text says.

    Raises:
        OwnerError: it cannot be read, or names what the shop does not have.
    """
    return parse(text, facts.members, as_of, facts.store.shop.currency)


def check(facts: Facts, who: People, text: str) -> Checked:
    """Return what a rule chooses on the day of ``who``.

    Raises:
        OwnerError: it cannot be read or asked, or the data do not tell what it asks.
    """
    rule = read_rule(facts, text, who.as_of)
    ask(facts, who, rule)
    members = chosen(facts, who, rule)
    sales = sum(who.bought[one].kept for one in members if one in who.bought)
    return Checked(
        rule,
        members,
        len(who.everybody),
        Fraction(sales, MONEY_SCALE),
        Fraction(sales, who.brought) if who.brought > 0 else None,
    )


# -- saving --------------------------------------------------------------------------------------


def add(facts: Facts, name: str, rule: str, *, follows: bool, as_of: date) -> SavedSegment:
    """Save a segment with the customers that its rule chooses today.

    Raises:
        OwnerError: the name or the rule cannot be used.
    """
    found = check(facts, _people(facts, as_of), rule)
    row = segments.SavedSegment(
        name=_name(name), rule=" ".join(rule.split()), follows=follows, made_day=as_of,
        counted_day=as_of,
    )  # fmt: skip
    return segments.add(facts.store, row, found.members)


def edit(
    facts: Facts,
    row: SavedSegment,
    *,
    as_of: date,
    name: str | None = None,
    rule: str | None = None,
    follows: bool | None = None,
    anew: bool = False,
) -> SavedSegment:
    """Save a change. A new rule, a segment that begins to follow, or ``anew`` finds members anew.

    Raises:
        OwnerError: the name or the rule cannot be used, or somebody else changed it.
    """
    text = row.rule if rule is None else " ".join(rule.split())
    changed = replace(
        row,
        name=row.name if name is None else _name(name),
        rule=text,
        follows=row.follows if follows is None else follows,
    )
    if text == row.rule and not anew and (row.follows or not changed.follows):
        if changed.follows != row.follows:  # from now on they stay who they are
            changed = replace(changed, made_day=row.counted_day)
        return segments.save(facts.store, changed, None)
    found = check(facts, _people(facts, as_of), text)
    changed = replace(changed, made_day=as_of, counted_day=as_of)
    return segments.save(facts.store, changed, found.members)


def keep_following(facts: Facts) -> None:
    """Find the members of following segments anew where an import came since.

    A rule that cannot be asked any more (its category went with a source) leaves who they are.
    While another program writes, they stay those of before until the next question.
    """
    store = facts.store
    if store.read_only or store.sql.in_transaction:
        return
    stale = segments.stale(store)
    as_of = facts.as_of() if stale else None
    if as_of is None:
        return
    who = people(facts, as_of)
    for row in stale:
        day = as_of
        try:
            members: Collection[int] = check(facts, who, row.rule).members
        except OwnerError:
            members, day = segments.members(facts, row.name), row.counted_day
        with suppress(StoreError):
            segments.follow(store, row, members, day)


def named(facts: Facts, name: str) -> SavedSegment:
    """Return a saved segment.

    Raises:
        QuestionError: there is none of that name.
    """
    found = segments.one(facts.store, name)
    if found is None:
        names = facts.members("segment")
        same = [one for one in names if one.casefold() == name.casefold()]
        if same:
            return named(facts, same[0])
        check_member("segment", name, names)
    assert found is not None
    return found


def _people(facts: Facts, as_of: date) -> People:
    who = people(facts, as_of)
    if not who.everybody:
        raise QuestionError(NOT_KNOWN_YET, N_("“kpi-tui sources” says what can be imported."))
    return who


def _name(text: str) -> str:
    """Return a name as it can be written behind ``--where segment=``."""
    name = " ".join(clean(text).split())
    if not name or name.startswith("(") or "=" in name:
        raise QuestionError(
            N_("“{name}” cannot be the name of a segment."),
            N_("Write some words without “=” and without a parenthesis in front."),
            name=name,
        )
    if len(name) > MOST_LETTERS:
        raise QuestionError(
            N_("The name of a segment has {most} letters at most."),
            N_("Choose a shorter one."),
            most=MOST_LETTERS,
        )
    return name
