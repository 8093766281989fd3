"""The library of levers: what can be done about an objective, every one that an article names."""

from __future__ import annotations

from dataclasses import dataclass

from goals.levers.objectives import OBJECTIVES, Objective
from goals.metrics.errors import QuestionError, unknown
from goals.metrics.metric import SEEDS
from store.messages import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` is a msgid; ``metrics`` (ids) are what it should move; ``source`` the articles."""

    id: str
    objective_id: str
    name: str
    metrics: tuple[str, ...]
    source: tuple[str, ...]

    @property
    def objective(self) -> Objective:
        return OBJECTIVES[self.objective_id]

    @property
    def situation(self) -> str:
        """When to think of it: a msgid, empty where the articles name no situation."""
        return self.objective.situation

    @property
    def sources(self) -> tuple[str, ...]:
        """The articles by name (msgids)."""
        return tuple(SEEDS[seed] for seed in self.source)


def _entries(
    objective: str, *rows: tuple[str, str, tuple[str, ...], tuple[str, ...]]
) -> tuple[Entry, ...]:
    return tuple(Entry(id, objective, name, metrics, source) for id, name, metrics, source in rows)


_BASKET = _entries(
    "basket",
    ("cart_recommendations", N_("Recommend matching products in the cart"),
     ("aov", "items_per_order"), ("000",)),
    ("complementary_products", N_("Suggest complementary products"),
     ("aov", "items_per_order"), ("001",)),
    ("minimum_discount", N_("Discount above a minimum order"),
     ("aov", "discount_rate"), ("001",)),
    ("bundles", N_("Sell bundles"), ("aov", "items_per_order"), ("001",)),
    ("free_delivery", N_("Free delivery above a threshold"), ("aov", "conversion"), ("001",)),
    ("better_photos", N_("Better product photos"), ("aov", "conversion"), ("004",)),
    ("checkout_suggestions", N_("Suggestions at checkout"),
     ("aov", "items_per_order", "checkout_value"), ("004",)),
    ("bundle_price", N_("A lower price for a bundle"), ("aov", "items_per_order"), ("004",)),
    ("cart_value_discount", N_("A light discount from a cart value on"),
     ("aov", "checkout_value", "discount_rate"), ("004",)),
    ("findable_pairs", N_("Make products that go together easy to find"),
     ("aov", "items_per_order"), ("004",)),
    ("hero_buyers", N_("Treat the best buyers well"),
     ("spend_per_customer", "retention", "aov"), ("003",)),
    ("low_basket_retargeting", N_("Other offers for low baskets, by retargeting"),
     ("aov", "spend_per_customer"), ("003",)),
    ("low_basket_promotion", N_("Other offers for low baskets, by promotion"),
     ("aov", "spend_per_customer", "discount_rate"), ("003",)),
    ("cross_selling_module", N_("Cross-selling module of the shop software"),
     ("aov", "items_per_order"), ("002",)),
)  # fmt: skip

_ABANDONMENT = _entries(
    "abandonment",
    ("reminder_hours", N_("Reminder within hours of an abandoned cart"),
     ("cart_abandonment",), ("000",)),
    ("payment_options", N_("More ways to pay"),
     ("cart_abandonment", "payment_abandonment"), ("000",)),
    ("delivery_options", N_("More ways of delivery"), ("cart_abandonment",), ("000",)),
    ("checkout_phone", N_("A phone number at checkout"),
     ("cart_abandonment", "payment_abandonment"), ("000",)),
    ("trust_signs", N_("Signs of trust"),
     ("cart_abandonment", "visitor_abandonment"), ("001",)),
    ("guarantees", N_("Guarantees in plain sight"),
     ("cart_abandonment", "visitor_abandonment"), ("001",)),
    ("one_page_checkout", N_("Checkout on one page"),
     ("cart_abandonment", "payment_abandonment"), ("001",)),
    ("google_pay", N_("Google Pay"), ("payment_abandonment", "cart_abandonment"), ("001",)),
    ("apple_pay", N_("Apple Pay"), ("payment_abandonment", "cart_abandonment"), ("001",)),
    ("paypal", N_("PayPal"), ("payment_abandonment", "cart_abandonment"), ("001",)),
    ("selective_3ds", N_("3-D Secure only where it is needed"),
     ("payment_abandonment", "fraud_rate"), ("002",)),
    ("simpler_form", N_("A simpler order form"),
     ("cart_abandonment", "payment_abandonment"), ("002",)),
    ("recovery_emails", N_("Recovery e-mails"), ("cart_abandonment",), ("003",)),
    ("social_retargeting", N_("Retargeting on social networks"),
     ("cart_abandonment", "spend"), ("003",)),
    ("onsite_messages", N_("Messages on the site"),
     ("cart_abandonment", "visitor_abandonment"), ("003",)),
)  # fmt: skip

_ACQUISITION_COST = _entries(
    "acquisition_cost",
    ("keep_buyers", N_("Make buyers loyal: five times cheaper than new ones"),
     ("cac", "retention", "returning_share"), ("000",)),
    ("marketplaces", N_("Sell on marketplaces"), ("cac", "orders"), ("000",)),
    ("social_ads", N_("Advertise on social networks"), ("cac_new", "channel_roi"), ("000",)),
    ("best_basket_traffic", N_("Bring traffic to the categories with the best basket"),
     ("cac", "aov"), ("000",)),
    ("email_bases", N_("Campaigns to e-mail lists"), ("cac_new", "signup_rate"), ("000",)),
    ("qualified_leads", N_("Qualify leads"), ("cac_new", "conversion"), ("004",)),
    ("referrals", N_("Customers bring customers"), ("cac_new", "referral_share"), ("004",)),
    ("partnerships", N_("Partnerships"), ("cac_new", "visits"), ("004",)),
)  # fmt: skip

_HABITS = _entries(
    "habits",
    ("mobile_path", N_("A better path on mobile"),
     ("mobile_share", "conversion", "cart_abandonment"), ("000",)),
)  # fmt: skip

_CONVERSION = _entries(
    "conversion",
    ("landing_pages", N_("Landing pages of their own"),
     ("conversion", "bounce_rate"), ("000",)),
    ("campaign_links", N_("Campaigns that lead there and not to the home page"),
     ("conversion", "bounce_rate", "cac"), ("000",)),
    ("know_audience", N_("Know your audience"), ("conversion",), ("004",)),
    ("clear_descriptions", N_("Clear product descriptions"),
     ("conversion", "cart_rate", "return_rate"), ("004",)),
    ("clear_prices", N_("Clear prices, tiered where it helps"),
     ("conversion", "cart_rate"), ("004",)),
    ("calls_to_action", N_("Calls to action"), ("conversion", "cart_rate"), ("004",)),
    ("simple_payment", N_("Simple payment"), ("conversion", "payment_abandonment"), ("004",)),
    ("ab_tests", N_("A/B tests"), ("conversion",), ("004",)),
    ("quantity_incentives", N_("Small incentives by quantity"),
     ("conversion", "items_per_order", "discount_rate"), ("004",)),
)  # fmt: skip

_CUSTOMER_VALUE = _entries(
    "customer_value",
    ("service", N_("Better customer service"), ("clv", "retention", "nps"), ("001",)),
    ("personal_marketing", N_("Personal marketing"),
     ("clv", "spend_per_customer"), ("001",)),
    ("after_purchase_emails", N_("E-mails after the purchase"),
     ("clv", "second_orders", "retention"), ("001",)),
    ("personalisation", N_("A personal shop"),
     ("clv", "spend_per_customer", "conversion"), ("003", "004")),
)  # fmt: skip

_RETENTION = _entries(
    "retention",
    ("loyalty_programme", N_("Loyalty programme"),
     ("retention", "loyalty_signups", "order_frequency"), ("001",)),
    ("personal_experience", N_("A personal experience"),
     ("retention", "returning_visits"), ("001",)),
    ("private_sales", N_("Private sales"),
     ("retention", "second_orders", "discount_rate"), ("001",)),
    ("personal_emails", N_("Personal e-mails"),
     ("retention", "returning_visits", "second_orders"), ("001",)),
    ("account_manager", N_("An account manager for business customers"),
     ("retention", "order_frequency"), ("004",)),
    ("past_purchase_emails", N_("E-mails by past purchases"),
     ("retention", "second_orders"), ("004",)),
    ("sustainability", N_("Sustainability that can be seen"), ("retention", "nps"), ("004",)),
)  # fmt: skip

_TRAFFIC = _entries(
    "traffic",
    ("search_optimisation", N_("Search engine optimisation"),
     ("visits", "search_ctr", "search_position"), ("001",)),
    ("content", N_("Content worth coming for"), ("visits", "pages_per_visit"), ("001",)),
    ("social_presence", N_("Be present on social networks"), ("visits", "shares"), ("001",)),
    ("pay_per_click", N_("Pay per click"), ("visits", "spend", "cost_per_visit"), ("004",)),
)  # fmt: skip

_CONTROL = _entries(
    "control",
    ("one_platform", N_("One platform for every way of selling"),
     ("ecommerce_share", "visitors", "cac"), ("004",)),
    ("self_service", N_("Self-service for customers"),
     ("ecommerce_share", "retention"), ("004",)),
)  # fmt: skip

_UNDERSTAND = _entries(
    "understand",
    ("wider_offer", N_("A wider offer"), ("gmv", "aov", "checkout_value"), ("004",)),
    ("targeted_campaigns", N_("Targeted campaigns"), ("conversion", "gmv"), ("004",)),
)  # fmt: skip

_FORECAST = _entries(
    "forecast",
    ("tested_forecasts", N_("Forecasts that are tested on the past"), ("revenue",), ("004",)),
    ("early_alerts", N_("Early alerts"), ("revenue", "orders"), ("004",)),
    ("bounce_landing", N_("Against bounces: landing pages that keep their promise"),
     ("bounce_rate",), ("004",)),
    ("bounce_visuals", N_("Against bounces: better visuals"), ("bounce_rate",), ("004",)),
    ("bounce_actions", N_("Against bounces: clear calls to action"),
     ("bounce_rate",), ("004",)),
    ("follow_comments", N_("Follow what customers comment"), ("nps", "satisfaction"), ("004",)),
    ("solve_fast", N_("Solve problems fast"), ("nps", "satisfaction"), ("004",)),
    ("follow_clv", N_("Invest where customer value is highest"),
     ("clv", "clv_to_cac"), ("004",)),
)  # fmt: skip

_BALANCE = _entries(
    "balance",
    ("stretching_goals", N_("Clear goals that stretch and can be reached"),
     ("milestone_completion",), ("004",)),
    ("phases", N_("Work in phases"), ("milestone_completion",), ("004",)),
    ("pilots", N_("Try it small first"), ("project_roi", "milestone_completion"), ("004",)),
    ("follow_milestones", N_("Follow milestones"), ("milestone_completion",), ("004",)),
    ("adjust_milestones", N_("Adjust milestones in time"),
     ("milestone_completion",), ("004",)),
    ("talk_milestones", N_("Talk about milestones with everyone"),
     ("milestone_completion",), ("004",)),
    ("reallocate", N_("Move people and hours to where they count"),
     ("resource_utilisation",), ("004",)),
    ("rethink_scope", N_("Rethink the scope of what does not pay"), ("project_roi",), ("004",)),
)  # fmt: skip

_FRAUD = _entries(
    "fraud",
    ("paying_3ds", N_("3-D Secure where it pays"),
     ("fraud_rate", "payment_abandonment"), ("002",)),
)  # fmt: skip

_BUDGET = _entries(
    "budget",
    ("budget_by_traffic", N_("Budget by what a channel brings in traffic"),
     ("visits", "cost_per_visit"), ("002",)),
    ("budget_by_sales", N_("Budget by what a channel brings in sales"),
     ("channel_roi", "roas", "cac"), ("002",)),
)  # fmt: skip

_STEPS = _entries(
    "steps",
    ("small_steps", N_("Small steps"), ("milestone_completion",), ("002",)),
    ("milestone_phases", N_("Phases with milestones of their own"),
     ("milestone_completion",), ("002",)),
)  # fmt: skip

LIBRARY: dict[str, Entry] = {
    entry.id: entry
    for entry in (
        *_BASKET, *_ABANDONMENT, *_ACQUISITION_COST, *_HABITS, *_CONVERSION, *_CUSTOMER_VALUE,
        *_RETENTION, *_TRAFFIC, *_CONTROL, *_UNDERSTAND, *_FORECAST, *_BALANCE, *_FRAUD,
        *_BUDGET, *_STEPS,
    )
}  # fmt: skip
"""By id, objective after objective."""


def entry(name: str) -> Entry:
    """Return one entry by its id.

    Raises:
        QuestionError: there is none; the nearest id is named.
    """
    if name in LIBRARY:
        return LIBRARY[name]
    raise unknown(
        N_("“{name}” is not in the library of levers."),
        name,
        LIBRARY,
        N_("“kpi-tui lever library” lists all of them."),
    )


def for_objective(name: str) -> list[Entry]:
    """Return the levers of one objective.

    Raises:
        QuestionError: there is no such objective; the nearest id is named.
    """
    if name not in OBJECTIVES:
        raise unknown(
            N_("“{name}” is not an objective of the library."),
            name,
            OBJECTIVES,
            N_("“kpi-tui lever library” lists all of them."),
        )
    return [entry for entry in LIBRARY.values() if entry.objective_id == name]


def for_metric(name: str) -> list[Entry]:
    """Return the levers that should move a metric, those that name it first in front."""
    found = [entry for entry in LIBRARY.values() if name in entry.metrics]
    return sorted(found, key=lambda entry: entry.metrics.index(name))


__all__ = [
    "LIBRARY",
    "Entry",
    "QuestionError",
    "entry",
    "for_metric",
    "for_objective",
]
