"""What a shop's owner may be after: the objectives of the articles, with what calls for each."""

from __future__ import annotations

from dataclasses import dataclass

from store.messages import N_


@dataclass(frozen=True, slots=True)
class Objective:
    """``metrics`` show whether it comes true, ``guardrails`` what must not get worse for it.

    ``situation`` says when it is worth pursuing; empty where the articles name none.
    """

    id: str
    label: str
    situation: str
    metrics: tuple[str, ...]
    guardrails: tuple[str, ...] = ()


OBJECTIVES: dict[str, Objective] = {
    objective.id: objective
    for objective in (
        Objective(
            "basket",
            N_("Raise the basket"),
            N_("The basket is too low, or starts to fall under price pressure."),
            ("aov", "items_per_order", "spend_per_customer"),
            ("conversion", "margin_rate"),
        ),
        Objective(
            "abandonment",
            N_("Fewer abandoned carts"),
            N_("Too many carts are left in your eyes, or more than before."),
            ("cart_abandonment", "visitor_abandonment", "payment_abandonment"),
            ("margin_rate", "aov"),
        ),
        Objective(
            "acquisition_cost",
            N_("Win customers for less"),
            N_("One channel loses money, or customers cost more than is usual in your trade."),
            ("cac", "cac_new", "channel_roi"),
            ("orders", "revenue"),
        ),
        Objective(
            "habits",
            N_("Follow how people buy"),
            N_("Orders on mobile and tablet grow month after month, or do not."),
            ("mobile_share",),
            ("conversion", "aov"),
        ),
        Objective(
            "conversion",
            N_("Convert more visitors"),
            N_("There is much traffic and there are few purchases."),
            ("conversion", "conversion_visits", "cart_rate"),
            ("aov", "margin_rate"),
        ),
        Objective(
            "customer_value",
            N_("Raise the value of a customer"),
            "",
            ("clv", "spend_per_customer", "order_frequency"),
            ("margin_rate",),
        ),
        Objective(
            "retention",
            N_("Make customers come back"),
            N_("Keeping a customer costs five times less than winning one."),
            ("retention", "returning_share", "second_orders"),
            ("margin_rate",),
        ),
        Objective(
            "traffic",
            N_("More good traffic"),
            N_("Conversion is already good: more visitors bring more orders."),
            ("visits", "visitors"),
            ("conversion", "cac"),
        ),
        Objective(
            "control",
            N_("Take back control of sales"),
            N_("Part of the sales goes through others, out of your sight."),
            ("ecommerce_share", "retention", "visitors", "cac"),
        ),
        Objective(
            "understand",
            N_("Understand customers and stay ahead"),
            N_("What customers want changes faster than the offer."),
            ("conversion", "aov", "gmv", "checkout_value"),
        ),
        Objective(
            "forecast",
            N_("See what is coming"),
            N_("Drawing the past on in a straight line has failed."),
            ("bounce_rate", "nps", "clv"),
        ),
        Objective(
            "balance",
            N_("Projects that stretch and still arrive"),
            N_("Too little ambition misses chances, too much makes slow and costly projects."),
            ("milestone_completion", "resource_utilisation", "project_roi"),
        ),
        Objective(
            "fraud",
            N_("Contain fraud without losing sales"),
            N_("Authentication loses up to 30 % of payments, fraud costs 0.26 %."),
            ("fraud_rate", "payment_abandonment"),
            ("conversion",),
        ),
        Objective(
            "budget",
            N_("Share out the advertising budget"),
            N_("Channels are paid by habit and not by what they bring back."),
            ("channel_roi", "roas", "cac"),
            ("visits", "revenue"),
        ),
        Objective(
            "steps",
            N_("Cut a project into steps"),
            N_("A project is too large to be followed as a whole."),
            ("milestone_completion",),
        ),
    )
}
"""By id, in the order of the articles."""
