"""What the shop's figures are, from the rows of its orders and visits."""

from __future__ import annotations

import pytest

from store.facts import NoBreakdownError
from store.records import Status
from tests.builders import a_shop, days, item, money

MARCH = days("2026-03-01", "2026-03-31")


def test_only_paid_orders_count_and_the_others_can_be_listed() -> None:
    shop = a_shop()
    shop.order("2026-03-02", goods=60)
    shop.order("2026-03-03", goods=40, status=Status.CANCELLED)
    shop.order("2026-03-04", goods=20, status=Status.NO_RATE, currency="THB")
    shop.order("2026-03-05", goods=20, status=Status.NO_RATE, currency="THB")
    facts = shop.publish()
    assert facts.totals(["orders", "goods_sold"], MARCH) == {"orders": 1, "goods_sold": money(60)}
    assert [(one.status, one.currency, one.orders) for one in facts.excluded_sales(MARCH)] == [
        (Status.NO_RATE, "THB", 2),
        (Status.CANCELLED, "EUR", 1),
    ]


def test_members_and_the_unknown_one_add_up_to_the_total() -> None:
    shop = a_shop()
    shop.order("2026-03-02", goods=60, channel="email")
    shop.order("2026-03-03", goods=40, channel="social")
    shop.order("2026-03-04", goods=25)
    facts = shop.publish()
    assert facts.by_member(["goods_sold"], "channel", MARCH) == {
        "": {"goods_sold": money(25)},
        "email": {"goods_sold": money(60)},
        "social": {"goods_sold": money(40)},
    }
    assert facts.totals(["orders"], MARCH, (("channel", ""),)) == {"orders": 1}
    assert facts.totals(["orders"], MARCH, (("channel", "nobody"),)) == {"orders": 0}


def test_an_order_without_lines_has_no_category() -> None:
    shop = a_shop()
    shop.order("2026-03-02", lines=[item("soap", 10, category="Care")])
    shop.order("2026-03-02", lines=[item("soap", 10, category="Care"), item("box", 5)])
    shop.order("2026-03-03", goods=40)
    facts = shop.publish()
    measures = ["orders", "goods_sold"]
    assert facts.by_member(measures, "category", MARCH) == {
        "": {"orders": 2, "goods_sold": money(45)},
        "Care": {"orders": 2, "goods_sold": money(20)},
    }
    assert facts.totals(measures, MARCH, (("category", ""),)) == {
        "orders": 2,
        "goods_sold": money(45),
    }


def test_lines_can_be_asked_by_what_only_their_order_knows() -> None:
    shop = a_shop()
    shop.order("2026-03-02", lines=[item("soap", 10, category="Care")], country="FR", by="ana")
    shop.order("2026-03-03", lines=[item("soap", 15, category="Care")], country="DE", by="ana")
    shop.order("2026-03-03", lines=[item("towel", 30, category="Bath")], country="DE")
    shop.order("2026-03-04", goods=7, country="DE")
    facts = shop.publish()
    germany = (("country", "DE"),)
    assert facts.by_member(["goods_sold"], "category", MARCH, germany) == {
        "": {"goods_sold": money(7)},
        "Bath": {"goods_sold": money(30)},
        "Care": {"goods_sold": money(15)},
    }
    assert facts.by_member(["goods_sold"], "country", MARCH, (("category", ""),)) == {
        "DE": {"goods_sold": money(7)},
    }
    known = (("category", "Care"), ("customer_type", "returning"))
    assert facts.totals(["goods_sold"], MARCH, known) == {"goods_sold": money(15)}


def test_a_visitor_of_monday_and_tuesday_is_one_visitor_of_the_week() -> None:
    shop = a_shop()
    shop.visit("2026-03-02", by="phone", channel="email")
    shop.visit("2026-03-03", by="phone", channel="social")
    shop.visit("2026-03-03", by="laptop", channel="social")
    shop.visit("2026-03-03", channel="social")
    facts = shop.publish()
    assert facts.totals(["visits", "visitors"], MARCH) == {"visits": 4, "visitors": 2}
    assert facts.by_member(["visitors"], "channel", MARCH) == {
        "email": {"visitors": 1},
        "social": {"visitors": 2},
    }
    daily = facts.by_day(["visitors"], MARCH)["visitors"]
    assert [n for _, n in daily.items()] == [1, 2]


def test_daily_visitors_of_a_tool_are_never_added_up() -> None:
    shop = a_shop()
    shop.series("visitors", "2026-03-02", 120, channel="email")
    shop.series("visitors", "2026-03-03", 130)
    facts = shop.publish()
    monday = days("2026-03-02", "2026-03-02")
    assert facts.totals(["visitors"], monday) == {"visitors": 120}
    assert facts.totals(["visitors", "visits"], MARCH) == {"visits": 0}
    assert facts.unaddable("visitors", MARCH)
    assert not facts.unaddable("visitors", monday)
    assert not facts.unaddable("visitors", days("2026-04-01", "2026-04-30"))
    assert not facts.unaddable("visits", MARCH)
    assert facts.dimensions("visitors") == {"channel"}


def test_a_daily_series_adds_to_the_measure_of_the_same_name() -> None:
    shop = a_shop()
    shop.visit("2026-03-02", channel="email", device="mobile")
    shop.series("visits", "2026-03-02", 10, channel="email")
    shop.series("visits", "2026-03-03", 5, device="mobile")
    shop.series("parcels", "2026-03-03", 7, country="FR")
    facts = shop.publish()
    assert facts.totals(["visits", "parcels"], MARCH) == {"visits": 16, "parcels": 7}
    assert facts.totals(["visits"], MARCH, (("channel", "email"),)) == {"visits": 11}
    both = (("channel", "email"), ("device", "mobile"))
    assert facts.totals(["visits"], MARCH, both) == {"visits": 1}
    assert facts.by_member(["visits"], "device", MARCH, (("channel", ""),)) == {
        "mobile": {"visits": 5}
    }
    assert facts.dimensions("parcels") == {"country"}


def test_the_latest_import_of_a_daily_value_counts() -> None:
    shop = a_shop()
    shop.series("visits", "2026-03-02", 10, channel="email")
    shop.publish()
    shop.series("visits", "2026-03-02", 12, channel="email")
    facts = shop.publish()
    assert facts.totals(["visits"], MARCH) == {"visits": 12}


def test_a_refund_counts_on_its_day_and_on_the_day_of_its_order() -> None:
    shop = a_shop()
    order = shop.order("2026-03-30", goods=100, by="ana")
    shop.refund("2026-04-02", 40, of=order, ordered="2026-03-30", by="ana")
    facts = shop.publish()
    april = days("2026-04-01", "2026-04-30")
    asked = ["goods_sold", "refunds", "refunds_of_orders", "orders_returned"]
    assert list(facts.totals(asked, MARCH).values()) == [money(100), 0, money(40), 1]
    assert list(facts.totals(asked, april).values()) == [0, money(40), 0, 0]


def test_a_cohort_is_worth_what_its_orders_brought_less_their_refunds() -> None:
    shop = a_shop()
    first = shop.order("2026-01-01", by="ana", lines=[item("soap", 100, cost=60)])
    shop.order("2026-03-01", by="ana", lines=[item("soap", 50, cost=30)])
    shop.order("2026-06-01", by="ana", lines=[item("soap", 10, cost=6)])
    shop.refund("2026-07-01", 20, of=first, ordered="2026-01-01", by="ana", cost=12)
    shop.order("2026-01-01", by="bob", goods=30)
    facts = shop.publish()
    matured = days("2026-04-01", "2026-04-01")
    asked = ["matured_90", "retained_90", "value_90", "margin_90"]
    assert list(facts.totals(asked, matured).values()) == [2, 1, money(160), money(52)]


def test_what_is_covered_without_rows_is_zero_and_the_rest_is_unknown() -> None:
    shop = a_shop()
    assert shop.facts.as_of() is None
    shop.order("2026-03-02", goods=60)
    shop.covered("2026-03-01", "2026-03-10", "sales")
    shop.covered("2026-03-11", "2026-03-31", "sales")
    shop.covered("2026-04-05", "2026-04-06", "visits", source="analytics")
    facts = shop.publish()
    assert facts.coverage("orders") == [MARCH]
    assert facts.coverage("buyers") == [MARCH]
    assert facts.coverage("matured_90") == []
    assert facts.coverage("visits") == [days("2026-04-05", "2026-04-06")]
    assert facts.coverage("spend") == []
    assert str(facts.as_of()) == "2026-04-06"
    assert [(one.source, one.subject, one.imports) for one in facts.source_coverage()] == [
        ("analytics", "visits", 1),
        ("test", "sales", 1),
    ]


def test_an_import_that_is_not_published_is_seen_nowhere() -> None:
    shop = a_shop()
    shop.order("2026-03-02", goods=60, channel="email", device="mobile", ref="A1")
    shop.publish()
    shop.order("2026-03-02", goods=99, channel="email", device="mobile", ref="A1")
    shop.order("2026-03-04", goods=10, channel="email", device="mobile")
    shop.series("orders", "2026-03-05", 10, channel="email", device="mobile")
    shop.stage()
    both = (("channel", "email"), ("device", "mobile"))
    for where in ((), both[:1], both):
        answer = shop.facts.totals(["orders", "goods_sold"], MARCH, where)
        assert answer == {"orders": 1, "goods_sold": money(60)}


def test_a_breakdown_that_nobody_recorded_is_refused_in_words() -> None:
    shop = a_shop()
    shop.spend("2026-03-02", 10, channel="ads")
    facts = shop.publish()
    assert facts.dimensions("spend") == {"channel"}
    with pytest.raises(NoBreakdownError, match=r"spend.*device"):
        facts.totals(["spend"], MARCH, (("device", "mobile"),))


def test_projects_are_read_from_the_owners_own_book() -> None:
    shop = a_shop()
    with shop.store.writing() as sql:
        sql.execute(
            "INSERT INTO project (id, name, start_day, due_day) VALUES (1, 'New site', 0, 9)"
        )
        sql.execute(
            "INSERT INTO milestone (project, title, original_day, due_day, reached_day)"
            " VALUES (1, 'Draft', 20514, 20514, 20513), (1, 'Live', 20515, 20600, NULL)"
        )
    shop.covered("2026-03-01", "2026-03-31", "sales")
    facts = shop.publish()
    asked = ["milestones_due", "milestones_on_time"]
    assert facts.totals(asked, MARCH) == {"milestones_due": 2, "milestones_on_time": 1}
    assert facts.by_member(asked, "project", MARCH)["New site"]["milestones_due"] == 2
    assert facts.dimensions("milestones_due") == {"project"}
    assert facts.coverage("milestones_due")[0].last == MARCH.last
