"""Saved segments: frozen or following, as a scope of every figure, through erasing and imports."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.customers import saved
from goals.customers.builtin import board
from goals.customers.cohorts import cohorts
from goals.customers.people import chosen, people
from goals.customers.profile import profile
from goals.customers.rules import parse
from goals.explain.bridge import bridge, readings
from goals.explain.mix import split
from goals.explain.products import product_book
from goals.metrics import reading
from goals.metrics.periods import parse_period
from goals.metrics.selected import is_standing
from store import segments
from store.database import create
from store.errors import ConflictError, OwnerError, StoreError
from store.facts import Facts, NoBreakdownError
from store.forgetting import erase
from store.privacy import Pseudonyms
from store.spans import Span
from tests.builders import TestShop, a_shop, days, item

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store
    from store.segments import SavedSegment

JUNE = date(2026, 6, 30)
FIRST_HALF = days("2026-01-01", "2026-06-30")
KEY = Pseudonyms(b"k" * 32)


def told(store: Store | None = None) -> TestShop:
    """Three customers and a guest.

    ana   100 in January, 50 in May (soap 20 of them), 10 of May back in June; 10 out of 10
    bob   200 in February, 30 in May by e-mail
    cleo  40 in June; left a cart at the payment in June
    """
    shop = a_shop(store=store)
    shop.covered("2026-01-01", "2026-06-30")
    shop.order("2026-01-10", by="ana", goods=100, channel="search")
    may = shop.order("2026-05-10", by="ana",
                     lines=[item("S1", 20, cost=5, category="Soaps"), item("T1", 30)])  # fmt: skip
    shop.refund("2026-06-01", 10, of=may, ordered="2026-05-10", by="ana")
    shop.order("2026-02-10", by="bob", goods=200, channel="social")
    shop.order("2026-05-20", by="bob", goods=30, channel="email")
    shop.order("2026-06-15", by="cleo", goods=40)
    shop.order("2026-06-20", goods=7)
    shop.row("cart", "2026-06-16", customer=shop._customer("cleo"), visitor=1, step=2,
             amount=900_000)  # fmt: skip
    shop.row("cart", "2026-06-15", customer=shop._customer("cleo"), visitor=1, step=3,
             amount=400_000)  # fmt: skip
    shop.row("answer", "2026-06-02", customer=shop._customer("ana"), kind=1, scale="0-10",
             score=10, verdict=1)  # fmt: skip
    shop.row("engagement", "2026-06-02", customer=shop._customer("bob"), kind=1)
    shop.visit("2026-06-02", by="somebody")
    shop.publish()
    return shop


@pytest.fixture
def shop() -> TestShop:
    return told()


def save(shop: TestShop, name: str, rule: str, *, follows: bool = False) -> SavedSegment:
    return saved.add(shop.facts, name, rule, follows=follows, as_of=JUNE)


def members(shop: TestShop, name: str) -> set[str]:
    known = {shop._customer(one): one for one in ("ana", "bob", "cleo", "dan")}
    return {known[number] for number in segments.members(shop.facts, name)}


def total(shop: TestShop, measure: str, name: str, span: Span = FIRST_HALF) -> int:
    return shop.facts.totals([measure], span, (("segment", name),))[measure]


# -- a scope of every measure that knows a customer ----------------------------------------------


def test_every_measure_that_knows_a_customer_is_counted_by_segment(shop: TestShop) -> None:
    save(shop, "Again", "orders >= 2")
    save(shop, "Ana", "value = 140")
    assert members(shop, "Again") == {"ana", "bob"}
    assert members(shop, "Ana") == {"ana"}
    for measure, again, ana in (
        ("orders", 4, 2),
        ("goods_sold", 3_800_000, 1_500_000),
        ("refunds", 100_000, 100_000),
        ("refunds_of_orders", 100_000, 100_000),
        ("orders_returned", 1, 1),
        ("new_customers", 2, 1),
        ("second_orders", 2, 1),
        ("buyers", 2, 1),
        ("nps_answers", 1, 1),
        ("signups", 1, 0),
        ("checkouts", 0, 0),
        ("matured_90", 2, 1),
    ):
        assert (total(shop, measure, "Again"), total(shop, measure, "Ana")) == (again, ana), measure
    save(shop, "Left", "left payment")
    assert total(shop, "carts", "Left") == 2
    assert total(shop, "payments_started", "Left") == 2
    assert total(shop, "cart_visitors", "Left") == 1


def test_a_second_dimension_is_read_from_the_rows_together_with_the_segment(
    shop: TestShop,
) -> None:
    save(shop, "Again", "orders >= 2")
    where = (("segment", "Again"), ("channel", "email"))
    assert shop.facts.totals(["orders", "buyers"], FIRST_HALF, where) == {"orders": 1, "buyers": 1}
    soaps = (("segment", "Again"), ("category", "Soaps"))
    assert shop.facts.totals(["goods_sold"], FIRST_HALF, soaps) == {"goods_sold": 200_000}


def test_by_segment_members_overlap_and_the_rest_is_in_none(shop: TestShop) -> None:
    save(shop, "Again", "orders >= 2")
    save(shop, "Ana", "value = 140")
    found = shop.facts.by_member(["orders", "buyers"], "segment", FIRST_HALF)
    assert {name: one["orders"] for name, one in found.items()} == {"Again": 4, "Ana": 2, "": 2}
    assert {name: one["buyers"] for name, one in found.items()} == {"Again": 2, "Ana": 1, "": 1}
    orders = shop.facts.totals(["orders"], FIRST_HALF)["orders"]
    assert orders == 6, "four of two, and two of nobody's: Ana's are counted twice above"
    assert total(shop, "orders", "") == 2
    assert reading.overlaps(reading.metric("orders"), "segment")


def test_visits_are_nobodys_and_say_so_in_the_usual_words(shop: TestShop) -> None:
    save(shop, "Again", "orders >= 2")
    with pytest.raises(NoBreakdownError, match="not known by segment"):
        total(shop, "visits", "Again")
    figure = reading.read(shop.facts, "visits", FIRST_HALF, (("segment", "Again"),))
    assert figure.value is None
    assert (
        figure.reason is not None and figure.reason.text == "{dimension}: not known for {measure}."
    )


def test_where_only_paid_carts_know_their_customer_no_abandonment_is_told() -> None:
    shop = a_shop()
    shop.covered("2026-06-01", "2026-06-30")
    shop.order("2026-06-15", by="ana", goods=40)
    ana = shop._customer("ana")
    shop.row("cart", "2026-06-15", customer=ana, visitor=1, step=3, amount=10)
    shop.row("cart", "2026-06-16", customer=0, visitor=2, step=0, amount=10)
    shop.publish()
    save(shop, "All", "orders >= 1")
    figure = reading.read(shop.facts, "cart_abandonment", days("2026-06-01", "2026-06-30"),
                          (("segment", "All"),))  # fmt: skip
    assert figure.value is None, "0 % would be said of whoever bought"
    assert "segment" not in shop.facts.dimensions("carts")


def test_without_a_saved_segment_nothing_is_offered_by_it(shop: TestShop) -> None:
    assert "segment" not in shop.facts.dimensions("orders")
    save(shop, "Again", "orders >= 2")
    for measure in ("orders", "buyers", "refunds", "carts", "cart_visitors", "nps_answers",
                    "signups", "matured_365"):  # fmt: skip
        assert "segment" in shop.facts.dimensions(measure), measure
    assert "segment" not in shop.facts.dimensions("visits")
    assert shop.facts.members("segment") == ["Again"]


def test_rolling_buyers_of_a_segment_are_those_counted_day_by_day(shop: TestShop) -> None:
    save(shop, "Again", "orders >= 2")
    where = (("segment", "Again"),)
    rolled = shop.facts.rolling_distinct("buyers", days("2026-05-01", "2026-06-30"), 15, where)
    for day, n in rolled.items():
        span = Span(date.fromordinal(day.toordinal() - 14), date.fromordinal(day.toordinal() + 1))
        assert n == shop.facts.totals(["buyers"], span, where)["buyers"], day
    assert max(rolled.values()) == 2


def test_the_rows_behind_a_figure_are_those_of_the_segment(shop: TestShop) -> None:
    save(shop, "Ana", "value = 140")
    page = shop.facts.rows("goods_sold", FIRST_HALF, (("segment", "Ana"),))
    assert [row[-1] for row in page.rows] == [1_000_000, 500_000]
    assert "segment" not in {column.id for column in page.columns}, "a row may be of several"


def test_bridge_products_and_cohorts_are_limited_to_a_segment(shop: TestShop) -> None:
    save(shop, "Again", "orders >= 2")
    where = (("segment", "Again"),)
    quarter = parse_period("2026-Q2", JUNE)
    known = readings(shop.facts, quarter, "previous", where, 2)
    found = bridge(known, "revenue")
    assert found.change == Fraction(-230)  # 80 − 10 after 300
    assert sum(part.amount for part in found.parts) == Fraction(-230)
    refused = split(shop.facts, found, "segment", where, 2)
    assert refused.reason is not None and "several segments" in refused.reason.text
    sold = product_book(shop.facts, quarter, "none", where=where)
    assert [(one.sku, one.revenue) for one in sold.products] == [
        ("T1", Fraction(30)),
        ("S1", Fraction(20)),
    ]
    table = cohorts(shop.facts, JUNE, where)
    assert [(one.month.start.month, one.size) for one in table.cohorts] == [(1, 1), (2, 1)]
    assert [cell.customers for cell in table.cohorts[0].cells] == [1, 0, 0, 0, 1, 0]
    with pytest.raises(NoBreakdownError, match="not known by device"):
        cohorts(shop.facts, JUNE, (("device", "mobile"),))


# -- frozen and following ------------------------------------------------------------------------


def more(shop: TestShop) -> None:
    """July: cleo and dan order, ana again; the import is published."""
    shop.covered("2026-07-01", "2026-07-31")
    shop.order("2026-07-05", by="cleo", goods=60)
    shop.order("2026-07-06", by="ana", goods=80)
    shop.order("2026-07-07", by="dan", goods=500)
    shop.order("2026-07-08", by="dan", goods=500)
    shop.publish()


def test_a_frozen_segment_keeps_its_members_and_only_their_own_orders_move_it(
    shop: TestShop,
) -> None:
    save(shop, "Again", "orders >= 2")
    before = total(shop, "goods_sold", "Again")
    more(shop)
    saved.keep_following(shop.facts)
    assert members(shop, "Again") == {"ana", "bob"}
    assert total(shop, "goods_sold", "Again") == before == 3_800_000
    assert total(shop, "goods_sold", "Again", days("2026-07-01", "2026-07-31")) == 800_000


def test_a_following_segment_is_found_anew_once_an_import_came(shop: TestShop) -> None:
    row = save(shop, "Again", "orders >= 2", follows=True)
    version = shop.store.plan_version
    saved.keep_following(shop.facts)
    assert shop.store.plan_version == version, "nothing to do before an import"
    more(shop)
    assert [one.name for one in segments.stale(shop.store)] == ["Again"]
    saved.keep_following(shop.facts)
    assert members(shop, "Again") == {"ana", "bob", "cleo", "dan"}
    now = saved.named(shop.facts, "again")
    assert (now.counted_day, now.made_day) == (date(2026, 7, 31), JUNE)
    assert now.version == row.version, "nobody edited it"
    assert shop.store.plan_version > version, "figures of it are read again"
    assert not segments.stale(shop.store)


def test_a_rule_that_cannot_be_asked_any_more_leaves_its_members(shop: TestShop) -> None:
    save(shop, "Soap", "category = Soaps", follows=True)
    shop.store.sql.execute("UPDATE member SET name = 'Washing' WHERE name = 'Soaps'")
    more(shop)
    saved.keep_following(shop.facts)
    assert members(shop, "Soap") == {"ana"}
    assert saved.named(shop.facts, "Soap").counted_day == JUNE, "and says of which day they are"
    assert not segments.stale(shop.store), "it is not tried with every question"


def test_figures_say_that_their_customers_were_chosen_by_these_days(shop: TestShop) -> None:
    save(shop, "Again", "orders >= 2")
    save(shop, "Now", "orders >= 2", follows=True)
    more(shop)
    july = days("2026-07-01", "2026-07-31")

    def said(name: str, span: Span) -> bool:
        figure = reading.read(shop.facts, "revenue", span, (("segment", name),))
        return any(is_standing(note) for note in figure.notes)

    assert said("Again", FIRST_HALF)
    assert not said("Again", july), "what frozen customers did afterwards is fair"
    assert said("Now", july) and said("Now", FIRST_HALF)
    assert not any(map(is_standing, reading.read(shop.facts, "revenue", july).notes))


def test_what_frozen_customers_did_since_stands_beside_what_all_others_did(
    shop: TestShop,
) -> None:
    row = save(shop, "Again", "orders >= 2")
    more(shop)
    who = people(shop.facts, date(2026, 7, 31))
    found = profile(shop.facts, who, segments.members(shop.facts, "Again"), row)
    assert found.since is not None
    since = found.since
    assert (since.buyers, since.share, since.orders, since.sales) == (
        1,
        Fraction(1, 2),
        1,
        Fraction(80),
    )
    assert since.others_share == 1, "cleo alone was known on that day, and ordered; dan was not"
    assert (found.customers, found.orders, found.sales) == (2, 5, Fraction(450))
    assert found.basket == Fraction(460, 5)
    assert all(one.pseudonym for one in found.last)
    at_once = profile(shop.facts, people(shop.facts, JUNE), set(who.bought), row)
    assert at_once.since is None, "nothing can have happened yet"


def test_orders_sent_back_are_not_none_where_refunds_name_no_order() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-06-30")
    for name in ("ana", "bob"):
        shop.order("2026-03-01", by=name, goods=50)
    shop.refund("2026-03-20", 50, by="ana")
    who = people(shop.publish(), JUNE)
    found = profile(shop.facts, who, set(who.bought))
    assert found.returned is None, "nobody knows, so it is not 0 %"
    assert any("No refund names its order" in str(one) for one in found.notes)
    assert found.sales == 50
    for rule in ("returns > 0", "returns = 0", "return share < 50 %"):
        assert not chosen(shop.facts, who, parse(rule, lambda _: (), JUNE, "EUR"))
    shop.refund("2026-04-02", 10, of=shop.order("2026-04-01", by="bob", goods=30), by="bob",
                ordered="2026-04-01")  # fmt: skip
    who = people(shop.publish(), JUNE)
    assert profile(shop.facts, who, set(who.bought)).returned == Fraction(1, 3)
    assert len(chosen(shop.facts, who, parse("returns > 0", lambda _: (), JUNE, "EUR"))) == 1


# -- changes -------------------------------------------------------------------------------------


def test_names_are_one_segments_each_and_can_be_written_behind_where(shop: TestShop) -> None:
    save(shop, "Again", "orders >= 2")
    for name, said in (
        ("again", "already"), ("", "cannot be the name"), ("a=b", "cannot be the name"),
        ("(unknown)", "cannot be the name"), ("x" * 41, "40 letters"),
    ):  # fmt: skip
        with pytest.raises(OwnerError, match=said):
            save(shop, name, "orders >= 2")
    assert save(shop, "  Two\t words\x1b ", "top 1").name == "Two words"
    with pytest.raises(OwnerError, match="Did you mean “Again”"):
        saved.named(shop.facts, "Agian")


def test_an_edit_finds_members_anew_only_where_the_rule_says_something_else(
    shop: TestShop,
) -> None:
    row = save(shop, "Again", "orders >= 2")
    more(shop)
    july = date(2026, 7, 31)
    named = saved.edit(shop.facts, row, as_of=july, name="Regulars")
    assert members(shop, "Regulars") == {"ana", "bob"}
    assert named.made_day == JUNE
    follows = saved.edit(shop.facts, named, as_of=july, follows=True)
    assert members(shop, "Regulars") == {"ana", "bob", "cleo", "dan"}
    frozen = saved.edit(shop.facts, follows, as_of=july, follows=False)
    assert (frozen.follows, frozen.made_day) == (False, july)
    other = saved.edit(shop.facts, frozen, as_of=july, rule="orders = 2")
    assert members(shop, "Regulars") == {"bob", "cleo", "dan"}
    with pytest.raises(ConflictError):
        saved.edit(shop.facts, frozen, as_of=july, name="Late")
    anew = saved.edit(shop.facts, other, as_of=JUNE, anew=True)
    assert anew.made_day == JUNE
    assert members(shop, "Regulars") == {"bob"} | {"ana"}
    segments.delete(shop.store, anew)
    assert segments.saved(shop.store) == []
    assert segments.members(shop.facts, "Regulars") == frozenset()
    with pytest.raises(StoreError, match="gone"):
        saved.edit(shop.facts, anew, as_of=july, name="Late")


def test_a_segment_that_an_open_goal_stands_on_keeps_its_name_and_stays(shop: TestShop) -> None:
    row = save(shop, "Again", "orders >= 2")
    shop.store.sql.execute(
        "INSERT INTO goal (version, state, title, metric, where_dimension, where_member, operator,"
        " target, kind, window_days, start_day, deadline_day, recurrence, stage, guardrails, note)"
        " VALUES (1, 'open', '', 'revenue', 'segment', 'Again', '>', '1', 'level', 28, 0, 1,"
        " 'none', 'revenue', '[]', '')"
    )
    with pytest.raises(StoreError, match="goal “revenue” is set on the segment"):
        segments.delete(shop.store, row)
    with pytest.raises(StoreError, match="goal “revenue” is set on the segment"):
        saved.edit(shop.facts, row, as_of=JUNE, name="Other")
    assert saved.edit(shop.facts, row, as_of=JUNE, rule="orders >= 1").customers == 3


# -- those who are forgotten ---------------------------------------------------------------------


def test_a_customer_who_is_erased_stays_in_the_figures_and_is_told_no_more(tmp_path: Path) -> None:
    with create(
        tmp_path / "shop.db", currency="EUR", timezone="Europe/Paris", country="FR", name="Lin"
    ) as store:
        shop = told(store)
        ana = shop._customer("ana")
        shop.store.sql.execute(
            "UPDATE customer SET key = ? WHERE id = ?", (KEY.of("ana@x.org"), ana)
        )
        save(shop, "Again", "orders >= 2")
        before = total(shop, "goods_sold", "Again")
        assert ana in segments.keys(shop.facts, segments.members(shop.facts, "Again"))
        assert erase(shop.store, KEY, "ana@x.org").customers == 1
        assert total(shop, "goods_sold", "Again") == before
        assert ana not in segments.keys(shop.facts, segments.members(shop.facts, "Again"))
        row = saved.named(shop.facts, "Again")
        assert (row.customers, row.told) == (2, 1)
        who = people(shop.facts, JUNE)
        found = profile(shop.facts, who, {ana})
        assert {one.pseudonym for one in found.last} == {""}
        assert save(shop, "Later", "orders >= 2").customers == 2, "somebody's orders they stay"


def test_a_customer_whom_no_row_knows_any_more_leaves_every_segment(shop: TestShop) -> None:
    save(shop, "All", "orders >= 1")
    shop.store.sql.execute("PRAGMA foreign_keys = ON")
    shop.store.sql.execute("DELETE FROM customer WHERE id = ?", (shop._customer("cleo"),))
    assert members(shop, "All") == {"ana", "bob"}


# -- those that are always there -----------------------------------------------------------------


def test_the_board_says_who_waits_and_what_is_in_their_carts(shop: TestShop) -> None:
    found = board(shop.facts, JUNE)
    standings = {one.of.id: one for one in found.standings}
    assert found.customers == 3
    assert standings["left_payment"].customers == 1
    assert standings["left_payment"].worth == 90
    assert standings["left_payment"].expected is None, "too few carts were ever left to say"
    assert standings["left_payment"].before == 0, "four weeks earlier there was none"
    assert standings["heroes"].sales == 230, "one in twenty of three is bob"
    assert standings["heroes"].sales_share == Fraction(230, 410)
    assert "rfm_champions" not in standings, "fifths of three customers say nothing"
    assert standings["first_channel_search"].customers == 1
    assert all(saved.read_rule(shop.facts, one.of.rule, JUNE) for one in found.standings)


def test_interested_visitors_came_twice_and_saw_more_than_three_pages() -> None:
    shop = a_shop()
    shop.covered("2026-05-01", "2026-06-30")
    for visitor, *pages in (("a", 2, 2), ("b", 9), ("c", 1, 2), ("d", 4, 1)):
        for n, seen in enumerate(pages):
            shop.visit(f"2026-06-{10 + n}", by=str(visitor), pages=int(seen))
    shop.visit("2026-05-10", by="e", pages=3)
    shop.visit("2026-05-11", by="e", pages=3)
    shop.publish()
    found = board(shop.facts, JUNE)
    assert (found.visitors.interested, found.visitors.interested_before) == (2, 1)
    assert found.reason is not None, "and of customers nothing is known"


def test_half_the_carts_left_in_the_past_were_bought_after_all() -> None:
    shop = a_shop()
    for n in range(40):
        name, month = f"c{n}", 2 + n % 3
        shop.order("2026-01-05", by=name, goods=10)
        shop.row("cart", f"2026-{month:02}-10", customer=shop._customer(name), visitor=0, step=1,
                 amount=500_000)  # fmt: skip
        if n % 2:
            shop.order(f"2026-{month:02}-{(10, 28)[n % 4 == 1]}", by=name, goods=50)
    shop.row("cart", "2026-06-20", customer=shop._customer("c0"), visitor=0, step=0, amount=800_000)
    shop.covered("2026-01-01", "2026-06-30", "carts")
    shop.publish()
    left = next(one for one in board(shop.facts, JUNE).standings if one.of.id == "left_cart")
    assert (left.customers, left.worth, left.expected) == (1, Fraction(80), Fraction(40))


def test_the_same_data_give_the_same_board_twice(shop: TestShop) -> None:
    assert board(shop.facts, JUNE) == board(Facts(shop.store), JUNE) == board(told().facts, JUNE)
