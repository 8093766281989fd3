"""The library holds every lever that the articles name, each with what it should move."""

from __future__ import annotations

import pytest

from goals.levers.library import LIBRARY, entry, for_metric, for_objective
from goals.levers.objectives import OBJECTIVES
from goals.metrics.catalogue import METRICS
from goals.metrics.errors import QuestionError
from goals.metrics.metric import SEEDS

NAMED: dict[str, dict[str, str]] = {
    "basket": {
        "recommend linked products in the cart": "cart_recommendations",
        "complementary products": "complementary_products",
        "a discount above a minimum": "minimum_discount",
        "bundles": "bundles",
        "free delivery above a threshold": "free_delivery",
        "better photos": "better_photos",
        "suggestions at checkout": "checkout_suggestions",
        "bundle price": "bundle_price",
        "a light discount from a cart value": "cart_value_discount",
        "pairs easy to find": "findable_pairs",
        "treat hero buyers": "hero_buyers",
        "low baskets by retargeting": "low_basket_retargeting",
        "low baskets by promotion": "low_basket_promotion",
        "cross-selling module": "cross_selling_module",
    },
    "abandonment": {
        "reminder within hours": "reminder_hours",
        "more payment options": "payment_options",
        "more delivery options": "delivery_options",
        "a phone number at checkout": "checkout_phone",
        "signs of trust": "trust_signs",
        "guarantees": "guarantees",
        "one-page checkout": "one_page_checkout",
        "Google Pay": "google_pay",
        "Apple Pay": "apple_pay",
        "PayPal": "paypal",
        "3-D Secure only where needed": "selective_3ds",
        "simpler form": "simpler_form",
        "recovery e-mails": "recovery_emails",
        "social retargeting": "social_retargeting",
        "on-site messages": "onsite_messages",
    },
    "acquisition_cost": {
        "loyalty of those who buy": "keep_buyers",
        "marketplaces": "marketplaces",
        "social ads": "social_ads",
        "traffic for the best-basket categories": "best_basket_traffic",
        "e-mail bases": "email_bases",
        "qualify leads": "qualified_leads",
        "referrals": "referrals",
        "partnerships": "partnerships",
    },
    "habits": {"a better path on mobile": "mobile_path"},
    "conversion": {
        "dedicated landing pages": "landing_pages",
        "campaigns that lead to them": "campaign_links",
        "know the audience": "know_audience",
        "clear descriptions": "clear_descriptions",
        "(tiered) prices": "clear_prices",
        "calls to action": "calls_to_action",
        "simple payment": "simple_payment",
        "A/B tests": "ab_tests",
        "small incentives by quantity": "quantity_incentives",
    },
    "customer_value": {
        "service": "service",
        "personalised marketing": "personal_marketing",
        "e-mail flow after purchase": "after_purchase_emails",
        "personalisation": "personalisation",
    },
    "retention": {
        "loyalty programme": "loyalty_programme",
        "personal experience": "personal_experience",
        "private sales": "private_sales",
        "personal e-mails": "personal_emails",
        "account manager": "account_manager",
        "e-mail by past purchases": "past_purchase_emails",
        "sustainability": "sustainability",
    },
    "traffic": {
        "search optimisation": "search_optimisation",
        "content": "content",
        "social": "social_presence",
        "pay per click": "pay_per_click",
    },
    "control": {"one platform": "one_platform", "self-service": "self_service"},
    "understand": {"wider offer": "wider_offer", "targeted campaigns": "targeted_campaigns"},
    "forecast": {
        "forecasts that are back-tested": "tested_forecasts",
        "early alerts": "early_alerts",
        "bounce: landing pages": "bounce_landing",
        "bounce: visuals": "bounce_visuals",
        "bounce: calls to action": "bounce_actions",
        "NPS: follow comments": "follow_comments",
        "NPS: solve fast": "solve_fast",
        "CLV": "follow_clv",
    },
    "balance": {
        "clear goals that stretch and can be reached": "stretching_goals",
        "phases": "phases",
        "pilots": "pilots",
        "milestones: follow": "follow_milestones",
        "milestones: adjust": "adjust_milestones",
        "milestones: talk": "talk_milestones",
        "resource utilisation: reallocate": "reallocate",
        "ROI: rethink scope": "rethink_scope",
    },
    "fraud": {"3-D Secure where it pays": "paying_3ds"},
    "budget": {"ROI in traffic": "budget_by_traffic", "ROI in sales": "budget_by_sales"},
    "steps": {"small steps": "small_steps", "phases: milestones": "milestone_phases"},
}
"""What the articles name, by objective, with the entry that stands for it."""


def test_every_lever_of_the_articles_is_in_the_library_under_its_objective() -> None:
    for objective, levers in NAMED.items():
        own = {one.id for one in for_objective(objective)}
        assert own == set(levers.values()), objective
    assert set(NAMED) == set(OBJECTIVES)


def test_every_lever_says_what_it_should_move_and_who_named_it() -> None:
    for one in LIBRARY.values():
        assert one.metrics, one.id
        assert set(one.metrics) <= set(METRICS), one.id
        assert one.source, one.id
        assert set(one.source) <= set(SEEDS), one.id
        assert one.name


def test_objectives_are_shown_by_metrics_that_exist() -> None:
    for objective in OBJECTIVES.values():
        assert objective.metrics, objective.id
        assert set(objective.metrics) | set(objective.guardrails) <= set(METRICS), objective.id


def test_more_traffic_watches_conversion_and_cost() -> None:
    assert set(OBJECTIVES["traffic"].guardrails) == {"conversion", "cac"}


def test_no_two_levers_have_the_same_name() -> None:
    names = [one.name for one in LIBRARY.values()]
    assert len(names) == len(set(names))


def test_levers_of_a_metric_start_with_those_made_for_it() -> None:
    found = for_metric("cart_abandonment")
    assert found[0].metrics[0] == "cart_abandonment"
    assert "reminder_hours" in {one.id for one in found}
    assert "mobile_path" in {one.id for one in found}


def test_a_slip_in_a_name_is_met_with_the_nearest_one() -> None:
    with pytest.raises(QuestionError, match="reminder_hours"):
        entry("remindr_hours")
    with pytest.raises(QuestionError, match="abandonment"):
        for_objective("abandonement")
