"""What customers are worth by month, who the heroes are, and the list: worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from goals.customers.heroes import hero_book
from goals.customers.roster import dossier, roster
from goals.customers.worth import worth_book
from store.one_customer import customer_of, pseudonyms
from store.pseudonyms import printable
from store.records import Status
from tests.builders import TestShop, a_shop, item

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def shop() -> TestShop:
    """40 customers of January spend 10 each; four of them come back and spend 90 more each.

    One of the four gives 40 back; a fifth bought three times, every ten days, long ago.
    """
    shop = a_shop()
    shop.covered("2025-12-01", "2026-06-30")
    for n in range(40):
        shop.order("2026-01-10", by=f"c{n}", lines=[item("soap", 10, cost=4)], channel="email")
    for n in range(4):
        doc = shop.order("2026-02-20", by=f"c{n}", lines=[item("towel", 90, units=2, cost=50)])
        if n == 3:
            shop.refund("2026-03-02", 40, of=doc, ordered="2026-02-20", by="c3")
    for day in ("2026-02-01", "2026-02-11", "2026-02-21"):
        shop.order(day, by="old", goods=200, channel="direct")
    shop.order("2026-06-30", by="late", goods=5)
    shop.order("2026-05-01", by="c5", goods=70, status=Status.CANCELLED)
    shop.publish()
    return shop


def test_a_month_counts_at_so_many_days_when_they_have_passed_for_all(shop: TestShop) -> None:
    book = worth_book(shop.facts, AS_OF)
    january, february, june = book.months
    assert (january.customers, february.customers, june.customers) == (40, 1, 1)
    # 40 × 10 + 4 × 90 − 40 of 40 customers; 180 days after 31 January is 30 July.
    assert january.observed[0].value == Fraction(720, 40)
    assert january.observed[1].value is None
    assert "Known from" in str(january.observed[1].reason)
    assert february.observed[0].value == 600
    assert february.small and june.small
    assert june.observed[0].value is None
    assert book.all[0].value == Fraction(720 + 600, 41)
    assert book.all[1].value is None
    assert all(month.expected is None for month in book.months)
    assert "from 200 of them on" in str(book.model.reason)


def test_margin_is_what_items_with_a_known_cost_leave(shop: TestShop) -> None:
    january = worth_book(shop.facts, AS_OF, "margin").months[0]
    # 40 × 6 + 4 × 40, less the 40 given back: nothing came back into stock.
    assert january.observed[0].value == Fraction(240 + 160 - 40, 40)


def test_heroes_are_the_fewest_who_bring_a_part(shop: TestShop) -> None:
    book = hero_book(shop.facts, AS_OF)
    assert book.customers == 42
    fifth, half = book.groups
    # 1,325 in all: the one who brought 600 is more than a fifth; half takes two more of 100.
    assert fifth.group.customers == 1
    assert fifth.group.value == 600
    assert fifth.group.value_share == Fraction(600, 1325)
    assert fifth.group.basket == 200
    assert fifth.group.orders_each == 3
    assert fifth.others is not None
    # 400 + 360 + 5 by 45 orders, as the catalogue has it: the 40 given back stay in the basket.
    assert fifth.others.value == 725
    assert fifth.others.basket == Fraction(765, 45)
    assert half.group.customers == 2
    assert half.group.value == 700
    assert half.others is not None
    assert half.group.value + half.others.value == 1325
    assert fifth.channels == (("direct", 1),)
    assert half.products == (("Soap", 1),)
    # 90 days are over for both: 600 and 10 + 90; 180 for nobody.
    assert [days for days, _value in half.observed] == [90, 180, 365]
    assert [value for _days, value in half.observed] == [350, None, None]
    assert half.expected is None, "of so few nothing is expected"
    (cold,) = fifth.cooling
    assert (cold.days_ago, cold.pause) == ((AS_OF - date(2026, 2, 21)).days, 10)
    assert half.cooling == fifth.cooling, "two days with an order are no rhythm yet"


def test_what_a_day_did_not_know_yet_is_not_told(shop: TestShop) -> None:
    book = hero_book(shop.facts, date(2026, 2, 20))
    assert book.groups[0].group.value == 400, "of three orders two were there"
    early = roster(shop.facts, date(2026, 2, 20))
    assert early.total == 41
    assert early.people[0].value == 400
    assert roster(shop.facts, date(2025, 12, 31)).reason is not None


def test_the_list_goes_by_what_was_asked_for(shop: TestShop) -> None:
    facts = shop.facts
    by_value = roster(facts, AS_OF, limit=3)
    assert [one.value for one in by_value.people] == [600, 100, 100]
    assert by_value.total == 42
    further = roster(facts, AS_OF, limit=3, offset=3)
    assert further.people[0].value == 100
    assert further.people[1].value == 60, "what was given back is off"
    latest = roster(facts, AS_OF, sort="recency", limit=1).people[0]
    assert latest.days_ago == 0
    assert latest.value == 5
    often = roster(facts, AS_OF, sort="orders", limit=1).people[0]
    assert often.orders == 3
    by_chance = roster(facts, AS_OF, sort="chance", limit=3)
    assert by_chance.sort == "value", "where no chance is known, what they brought decides"
    assert by_chance.people == by_value.people


def test_a_list_of_some_customers_and_of_a_segment(shop: TestShop) -> None:
    facts = shop.facts
    everybody = roster(facts, AS_OF)
    some = [one.customer for one in everybody.people[5:8]]
    assert [one.customer for one in roster(facts, AS_OF, only=some).people] == some
    segments = {one.segment for one in everybody.people}
    parts = [roster(facts, AS_OF, segment=name).total for name in segments]
    assert sum(parts) == everybody.total
    assert roster(facts, AS_OF, only=[]).reason is not None


def test_a_customer_is_found_by_pseudonym_in_capitals_or_not(shop: TestShop) -> None:
    facts = shop.facts
    keys = dict(facts.store.sql.execute("SELECT id, key FROM customer").fetchall())
    best = roster(facts, AS_OF, limit=1).people[0]
    if keys:
        assert best.pseudonym == printable(keys[best.customer])
        assert customer_of(facts, best.pseudonym.lower()) == best.customer
    assert customer_of(facts, "NOBODY") is None
    assert pseudonyms(facts, []) == {}


def test_the_orders_of_a_customer_with_what_was_in_them(shop: TestShop) -> None:
    facts = shop.facts
    giver = next(one for one in roster(facts, AS_OF).people if one.value == 60)
    found = dossier(facts, AS_OF, giver.customer)
    assert found is not None
    later, first = found.orders
    assert (later.day, later.goods, later.refunded) == (date(2026, 2, 20), 900_000, 400_000)
    assert [(line.product, line.units) for line in later.lines] == [("Towel", 2)]
    assert (first.channel, later.channel) == ("email", "")
    before = dossier(facts, date(2026, 2, 28), giver.customer)
    assert before is not None and before.orders[0].refunded == 0
    assert dossier(facts, date(2026, 1, 1), giver.customer) is None


def test_few_customers_have_no_heroes() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-01-31")
    for n in range(29):
        shop.order("2026-01-05", by=f"c{n}", goods=10)
    book = hero_book(shop.publish(), date(2026, 1, 31))
    assert book.groups == ()
    assert "from 30 customers on; 29 bought" in str(book.reason)


def test_a_hole_in_the_orders_leaves_a_month_without_a_figure() -> None:
    shop = a_shop()
    shop.covered("2025-01-01", "2025-02-28")
    shop.covered("2025-04-01", "2025-12-31")
    shop.order("2025-01-05", by="ana", goods=10)
    shop.order("2025-05-05", by="bob", goods=10)
    book = worth_book(shop.publish(), date(2025, 12, 31))
    january, may = book.months
    assert january.observed[0].value is None
    assert "No import covers" in str(january.observed[0].reason)
    assert may.observed[0].value == 10
    assert may.observed[0].days == 90
    assert may.month.start + timedelta(days=30) == may.month.last
