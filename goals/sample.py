"""The sample shop's plans, and the command that makes ``sample.db``: ``python -m goals.sample``.

The goals are set through the same book as an owner's, each on the day it was set, so that every
baseline is what the figures said then.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from goals.customers import saved
from goals.levers.book import LeverBook
from goals.levers.lever import ExpectedEffect, Lever, LeverState
from goals.metrics.own import OwnText
from goals.metrics.own_book import OwnBook
from goals.targets.book import GoalBook
from goals.targets.texts import GoalText
from store.database import connect
from store.facts import Facts
from store.plans import Plans
from store.sample import story
from store.sample.build import build_facts, seal
from store.sample.fiction import LAST_DAY


@dataclass(frozen=True, slots=True)
class _Planned:
    """A goal with the day it was set on and, perhaps, the day it was closed."""

    day: date
    text: GoalText
    levers: tuple[str, ...] = ()
    closed: date | None = None


_GOALS = (
    _Planned(
        date(2026, 9, 1),
        GoalText(
            metric="cart_abandonment", target="< 60 %", by="2026-12-31", kind="level",
            title="Abandon de panier sous 60 %", guardrails=("aov",),
            note="Le vendredi noir ne compte pas plus que les autres semaines.",
        ),
        ("Relance des paniers par e-mail", "Apple Pay"),
    ),
    _Planned(
        date(2026, 10, 1),
        GoalText(
            metric="revenue", target=">= 36 000 €", by="2026-12-31", start="2026-10-01",
            kind="total", title="36 000 € de ventes au 4e trimestre",
            guardrails=("margin_rate",),
        ),
        ("Coffrets de Noël", "Ventes privées de novembre"),
    ),
    _Planned(
        date(2026, 5, 4),
        GoalText(
            metric="milestone_completion", where="project=Boutique B2B", by="2026-12-15",
            kind="done", title="Ouvrir la boutique B2B",
        ),
    ),
    _Planned(
        date(2026, 8, 3),
        GoalText(
            metric="cac", where="channel=facebook", target="< 30 €", by="2026-12-31",
            kind="level", window="56", title="Facebook : moins de 30 € par commande",
        ),
        ("Arrêter la prospection froide",),
    ),
    _Planned(
        date(2026, 9, 1),
        GoalText(
            metric="nps", target=">= 55", by="2026-12-31", kind="level", window="90",
            title="NPS à 55",
        ),
        ("Suivre les avis du linge de maison",),
    ),
    _Planned(
        date(2026, 1, 5),
        GoalText(
            metric="mobile_share", target="> 56 %", by="2026-06-30", kind="level",
            title="56 % des commandes sur mobile",
        ),
        ("Parcours mobile repensé",),
        closed=date(2026, 6, 30),
    ),
    _Planned(
        date(2026, 7, 1),
        GoalText(
            metric="revenue", target=">= 9 000 €", start="2026-07-01", by="2026-12-31",
            kind="total", recurrence="monthly", title="9 000 € de ventes chaque mois",
        ),
    ),
)  # fmt: skip

_REVIEWS = (
    ("Facebook : moins de 30 € par commande", date(2026, 10, 5), "lever",
     "La prospection froide s’arrête à la mi-novembre.", date(2026, 10, 30)),
)  # fmt: skip
"""Which goal was looked at, when, what was decided and why, and when it is looked at again."""

_OWN = OwnText(
    name="shipping_share", label="Part du port", formula="shipping / (goods_sold + shipping)",
    unit="share", stage="revenue", better="neither", note="Frais de port payés par les clients.",
)  # fmt: skip
_OWN_SINCE = date(2026, 9, 1)

_SEGMENT = ("À reconquérir", "commandes >= 2 et derniere > 90j", date(2026, 9, 1))
"""A segment's name, its rule, and the day it was frozen on: what they did since can be seen."""

_EUROS = Fraction


def _lever(
    name: str,
    library: str | None,
    state: LeverState,
    effects: dict[str, str],
    start: date | None = None,
    *,
    end: date | None = None,
    cost: int = 0,
    where: tuple[tuple[str, str], ...] = (),
    note: str = "",
) -> Lever:
    return Lever(
        name=name,
        library=library,
        state=state,
        effects=tuple(ExpectedEffect(metric, Fraction(by)) for metric, by in effects.items()),
        start=start,
        end=end,
        cost=_EUROS(cost),
        where=where,
        owner="Camille",
        note=note,
    )


_LEVERS = (
    _lever("Relance des paniers par e-mail", "recovery_emails", "running",
           {"cart_abandonment": "-0.08"}, story.REMINDER_EMAIL, cost=240,
           note="Un seul message, quatre heures après."),
    _lever("Apple Pay", "apple_pay", "done", {"payment_abandonment": "-0.05"}, story.APPLE_PAY,
           end=date(2025, 10, 20), cost=350, where=(("device", "mobile"),)),
    _lever("Parcours mobile repensé", "mobile_path", "done",
           {"mobile_share": "0.15", "conversion": "0.05"}, story.MOBILE_PATH,
           end=date(2026, 3, 31), cost=3400),
    _lever("Carte de fidélité", "loyalty_programme", "running",
           {"retention": "0.10", "loyalty_signups": "1"}, story.LOYALTY_CARD, cost=900),
    _lever("Arrêter la prospection froide", "qualified_leads", "planned", {"cac": "-0.4"},
           date(2026, 11, 16), where=(("channel", "facebook"),)),
    _lever("Coffrets de Noël", "bundles", "planned", {"aov": "0.08", "items_per_order": "0.05"},
           date(2026, 11, 20), cost=400),
    _lever("Ventes privées de novembre", "private_sales", "idea", {"second_orders": "0.15"}),
    _lever("Suivre les avis du linge de maison", None, "running", {"nps": "0.1"},
           date(2026, 9, 14)),
)  # fmt: skip


def build(path: Path) -> None:
    """Make the whole sample store at ``path``, which must not exist."""
    build_facts(path)
    with connect(path) as store:
        facts, plans = Facts(store), Plans(store)
        levers = LeverBook(plans)
        numbers = {
            lever.name: levers.add(lever, at=_at(lever.start or date(2026, 10, 1))).id
            for lever in _LEVERS
        }
        for planned in _GOALS:
            goal = _set(GoalBook(facts, plans, as_of=planned.day, today=planned.day), planned)
            for name in planned.levers:
                levers.link(goal, numbers[name], at=_at(planned.day))
            if planned.closed:
                book = GoalBook(facts, plans, as_of=planned.closed, today=planned.closed)
                book.close(goal, at=_at(planned.closed))
        _keep_more(facts, plans)
    seal(path)


def _keep_more(facts: Facts, plans: Plans) -> None:
    """Keep what owners make beside goals: a review, turns that are over, a metric, a segment."""
    for title, day, decision, note, again in _REVIEWS:
        book = GoalBook(facts, plans, as_of=day, today=day)
        (goal,) = (one for one in book.goals() if one.title == title)
        book.review(goal.id, decision, note, again.isoformat(), at=_at(day))
    last = LAST_DAY + timedelta(days=1)
    GoalBook(facts, plans, as_of=LAST_DAY, today=last).record_turns()
    own = OwnBook(facts)
    own.keep(own.draft(_OWN), at=_at(_OWN_SINCE))
    name, rule, day = _SEGMENT
    saved.add(facts, name, rule, follows=False, as_of=day)


def _set(book: GoalBook, planned: _Planned) -> int:
    draft = book.draft(replace(planned.text, start=planned.text.start or planned.day.isoformat()))
    problem = draft.error()
    if problem or draft.goal is None:
        raise problem or ValueError(planned.text.title)
    return book.add(draft.goal, at=_at(planned.day)).id


def _at(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 9, tzinfo=UTC).timestamp())


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "sample.db"))
