"""Whether the shop's data tell what a rule asks: nobody who did is not the same as not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.customers.conditions import Both, Compare, Either, Has, Not
from goals.metrics.errors import QuestionError
from goals.metrics.labels import measure_label
from store.messages import N_, Message

if TYPE_CHECKING:
    from goals.customers.conditions import Rule
    from goals.customers.people import People
    from store.facts import Facts

MEASURE_OF = {
    "newsletter": "signups", "account": "accounts", "loyalty_card": "loyalty_joins",
    "promoter": "nps_answers", "detractor": "nps_answers", "left_cart": "carts",
    "left_payment": "carts", "seen_product": "visits",
}  # fmt: skip
"""The measure whose sources tell who has a sign."""
RETURNS = frozenset({"returns", "return_share"})


class NotToldError(QuestionError):
    """A rule asks what no import tells."""


def ask(facts: Facts, who: People, rule: Rule) -> None:
    """Do nothing where the data tell all that a rule asks.

    Raises:
        NotToldError: they do not tell one of its conditions.
    """
    match rule:
        case Both(parts) | Either(parts):
            for part in parts:
                ask(facts, who, part)
        case Not(part):
            ask(facts, who, part)
        case Has(id) if id in MEASURE_OF and not facts.coverage(MEASURE_OF[id]):
            raise _not_told(MEASURE_OF[id])
        case Compare("margin") if all(not one.costed for one in who.bought.values()):
            raise _not_told("cost_of_goods")
        case Compare(id) if id in RETURNS and not who.returns_told:
            raise _not_told("orders_returned")


def _not_told(measure: str) -> NotToldError:
    return NotToldError(
        N_("Not known in your data: {measure}. Nobody can be chosen by it."),
        N_("Import it first (“kpi-tui sources” says what can be), or leave the condition out."),
        measure=Message(measure_label(measure)),
    )
