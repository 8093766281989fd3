"""Rules that choose customers: read as they are typed, answered by hand-worked shops."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.customers import rule_words
from goals.customers.builtin import ALWAYS
from goals.customers.conditions import Age, Among, Both, Compare, Either, Has, Not, OnDay, Top
from goals.customers.people import People, chosen, people, second_due
from goals.customers.rules import MOST_SIGNS, parse
from goals.customers.saved import check
from goals.customers.told import NotToldError
from store.errors import OwnerError
from tests.builders import TestShop, a_shop, item
from tui import language
from tui.cli.segment import CAN_ASK
from tui.segment_board_words import rule as rule_shown

if TYPE_CHECKING:
    from goals.customers.conditions import Rule

ENGLISH = tuple(word.words[0] for word in rule_words.WORDS)
JUNE = date(2026, 6, 30)
TWO = Fraction(2)
MEMBERS = {
    "channel": ["email", "google ads", "Bath and body"],
    "country": ["FR", "BE", "Côte d'Ivoire"],
    "category": ["Soaps", "Soaps and oils", "“Odd” (new)"],
    "device": [],
}


def read(text: str) -> Rule:
    return parse(text, lambda dimension: MEMBERS.get(dimension, []), JUNE, "EUR")


def refused(text: str) -> str:
    with pytest.raises(OwnerError) as wrong:
        read(text)
    return str(wrong.value)


# -- reading -------------------------------------------------------------------------------------


def test_the_rule_of_the_help_is_read_as_it_says() -> None:
    rule = read("orders >= 2 and last > 60d and value > 150")
    assert rule == Both(
        (Compare("orders", ">=", TWO), Age("last", ">", 60), Compare("value", ">", Fraction(150)))
    )


def test_and_binds_tighter_than_or_and_parentheses_tighter_still() -> None:
    a, b, c = (Compare("orders", "=", Fraction(n)) for n in (1, 2, 3))
    assert read("orders = 1 or orders = 2 and orders = 3") == Either((a, Both((b, c))))
    assert read("(orders = 1 or orders = 2) and orders = 3") == Both((Either((a, b)), c))
    assert read("not orders = 1 and orders = 2") == Both((Not(a), b))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("value > 1 240,50 €", Compare("value", ">", Fraction(2481, 2))),
        ("MONTANT ≥ 1\u202f240,50 €", Compare("value", ">=", Fraction(2481, 2))),
        ("return share >= 50 %", Compare("return_share", ">=", Fraction(1, 2))),
        ("commandes>=2 et dernière commande > 8 semaines",
         Both((Compare("orders", ">=", TWO), Age("last", ">", 56)))),
        ("first < 6 months", Age("first", "<", 180)),
        ("last order within 30 days", Age("last", "<=", 30)),
        ("first >= 2026-03", OnDay("first", ">=", date(2026, 3, 1))),
        ("first <= 2026-03", OnDay("first", "<=", date(2026, 3, 31))),
        ("first > 2025", OnDay("first", ">", date(2025, 12, 31))),
        ("last < 31/12/2025", OnDay("last", "<", date(2025, 12, 31))),
        ("first = 2026-03", Both((OnDay("first", ">=", date(2026, 3, 1)),
                                  OnDay("first", "<=", date(2026, 3, 31))))),
        ("left cart", Has("left_cart", 30)),
        ("panier abandonné sous 7j", Has("left_cart", 7)),
        ("second order due", Has("second_due", 30)),
        ("top 10 %", Top(share=Fraction(1, 10))),
        ("top 2,5%", Top(share=Fraction(1, 40))),
        ("top 100", Top(count=100)),
        ("segment = champions", Among("segment", ("champions",), True)),
        ("segment = tièdes, à risque", Among("segment", ("cooling", "at_risk"), True)),
        ("segment != Cooling down", Among("segment", ("cooling",), False)),
        ("country = fr, be", Among("country", ("FR", "BE"), True)),
        ("country = cote d'ivoire and left cart",
         Both((Among("country", ("Côte d'Ivoire",), True), Has("left_cart", 30)))),
        ("first channel = google ads", Among("first_channel", ("google ads",), True)),
        ("channel != unknown", Among("channel", ("",), False)),
        ("channel = (unknown) or top 5", Either((Among("channel", ("",), True), Top(count=5)))),
    ],
)  # fmt: skip
def test_rules_are_read_as_people_write_them_in_both_languages(text: str, rule: Rule) -> None:
    assert read(text) == rule


def test_a_member_with_the_words_of_the_language_in_it_is_taken_whole() -> None:
    assert read("channel = bath and body and top 5") == Both(
        (Among("channel", ("Bath and body",), True), Top(count=5))
    )
    assert read("category = soaps") == Among("category", ("Soaps",), True)
    assert read("category = Soaps and oils") == Among("category", ("Soaps and oils",), True)
    assert read('category = "Soaps" and top 5') == Both(
        (Among("category", ("Soaps",), True), Top(count=5))
    )
    assert read("category = “odd” (new)") == Among("category", ("“Odd” (new)",), True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no rule yet"),
        ("   ", "There is no rule yet"),
        ("ordes > 2", "Did you mean “orders”?"),
        ("champions", "Did you mean “segment = champions”?"),
        ("segment = champion", "Did you mean “champions”?"),
        ("country = FRA", "Did you mean “FR”?"),
        ("device = phone", "Nothing is known by it yet"),
        ("orders", "After “orders” a sign is missing"),
        ("orders > many", "compared with a number"),
        ("orders > ", "compared with a number"),
        ("value > 1.234", "reads two ways"),
        ("value > 10 $", "not in EUR"),
        ("last > 3 bananas", "neither an age nor a day"),
        ("last > 2026-02-31", "no such day"),
        ("country > FR", "takes = or !="),
        ("top 0", "neither a share nor a number"),
        ("top 101 %", "neither a share nor a number"),
        ("left cart within 2 years", "looks back over 365 days at most"),
        ("left cart within soon", "neither an age nor a day"),
        ("(orders > 1", "not closed"),
        ("orders > 1)", "cannot be read at “)”"),
        ("orders > 1 last > 2d", "cannot be read as a number"),
        ("orders > 1 and", "cannot be read at “…”"),
        ("x" * (MOST_SIGNS + 1), "longer than 500"),
        ("(" * 40 + "top 5" + ")" * 40, "deeper than 30"),
        ("not " * 40 + "top 5", "deeper than 30"),
        ("__import__('os')", "nothing a rule can ask"),
        ("1; DROP TABLE sale", "nothing a rule can ask"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_write(text: str, said: str) -> None:
    assert said in refused(text)


_PIECES = st.sampled_from(
    [*ENGLISH, "and", "or", "not", "(", ")", ">=", "=", "<", "!=", "2", "60d", "50 %",
     "FR", "email", ",", "|", '"', "within", "2026-01-01", "champions", "«", "\u202e", "é", "\0"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map(" ".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused_in_an_owners_words(text: str) -> None:
    try:
        read(text)
    except OwnerError as wrong:
        assert str(wrong)


@given(st.recursive(
    st.sampled_from(["orders >= 2", "last > 60d", "top 10 %", "left cart within 7d"]),
    lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ) | inner.map(lambda one: f"not {one}"),
    max_leaves=6,
))  # fmt: skip
def test_every_rule_made_of_rules_is_read(text: str) -> None:
    assert read(text) == read(f"( {text} )") == read(text.upper().replace("D)", "d)"))


def test_the_help_lists_every_word_that_a_rule_can_ask() -> None:
    listed = CAN_ASK.replace("(order)", "").replace("(orders without a discount)", "")
    for word in ENGLISH:
        assert word in listed, word


# -- choosing ------------------------------------------------------------------------------------


def _customer(shop: TestShop, name: str) -> int:
    return shop._customer(name)


def left(shop: TestShop, day: str, name: str, step: int = 0, amount: int = 40) -> None:
    """Tell of a cart that a named customer left."""
    shop.row("cart", day, customer=_customer(shop, name), visitor=0, step=step,
             amount=amount * 10_000)  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> TestShop:
    """Five customers and one who only left a cart; the last day known is 30 June.

    ana   3 orders: 10 Jan 100, 10 Mar 60 with 10 off, 20 June 80 (soap); sends back 30 of March
    bob   1 order: 1 Feb 200, from Belgium by e-mail
    cleo  2 orders: 5 May 50 and 25 May 50, both with a code; left a cart on 28 June at the payment
    dan   1 order: 29 June 300; left a cart on 29 June, too: bought since
    eve   2 orders: 1 Apr 40, 2 Apr 60, both sent back
    fay   no order; left a cart on 15 June
    """
    shop = a_shop()
    shop.covered("2025-12-01", "2026-06-30")
    shop.order("2026-01-10", by="ana", goods=100, country="FR", channel="search")
    march = shop.order("2026-03-10", by="ana", goods=60, discount=10, country="FR")
    shop.refund("2026-03-20", 30, of=march, ordered="2026-03-10", by="ana")
    shop.order("2026-06-20", by="ana", country="FR",
               lines=[item("S1", 80, units=4, cost=50, category="Soaps")])  # fmt: skip
    shop.order("2026-02-01", by="bob", goods=200, country="BE", channel="email")
    shop.order("2026-05-05", by="cleo", goods=50, promo="HELLO", country="FR")
    shop.order("2026-05-25", by="cleo", goods=50, promo="HELLO", country="FR")
    left(shop, "2026-06-28", "cleo", step=2, amount=90)
    left(shop, "2026-06-29", "dan")
    shop.order("2026-06-29", by="dan", goods=300, country="FR", channel="email")
    for day in ("2026-04-01", "2026-04-02"):
        order = shop.order(day, by="eve", goods=40 if day.endswith("1") else 60)
        shop.refund("2026-04-20", 20, of=order, ordered=day, by="eve")
    left(shop, "2026-06-15", "fay")
    shop.order("2026-06-30", goods=999)
    shop.publish()
    return shop


def names(shop: TestShop, rule: str, day: date = JUNE) -> str:
    """Return the first letters of the customers whom a rule chooses."""
    found = check(shop.facts, people(shop.facts, day), rule)
    known = {_customer(shop, name): name[0] for name in ("ana", "bob", "cleo", "dan", "eve", "fay")}
    return "".join(sorted(known[number] for number in found.members))


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ("orders >= 2", "ace"),
        ("orders = 0", "f"),
        ("orders < 2", "bdf"),
        ("not orders >= 2", "bdf"),
        ("value > 210", "d"),  # ana: 100 + 60 - 30 + 80 = 210
        ("value >= 210", "ad"),
        ("value <= 60", "ef"),  # eve: 100 - 40
        ("basket = 80", "a"),  # what was charged, not what was kept: 240 / 3
        ("basket > 50", "abd"),
        ("margin >= 30", "a"),  # 80 - 50 of the one line whose cost is known
        ("items = 6", "a"),  # 1 + 1 + 4
        ("returns >= 1", "ae"),
        ("return share > 50 %", "e"),
        ("discounted >= 1", "ac"),
        ("full price = 0 and orders > 0", "c"),
        ("last > 60d", "be"),
        ("last <= 10d", "ad"),  # 20 June is ten days before the 30th
        ("last < 10d", "d"),
        ("first >= 2026-04-01", "cde"),
        ("first = 2026-04", "e"),
        ("country = FR", "acd"),
        ("country != FR", "bef"),
        ("country = (unknown)", "e"),
        ("channel = email", "bd"),
        ("first channel = search", "a"),
        ("promo = HELLO", "c"),
        ("category = soaps", "a"),
        ("product = S1", "a"),
        ("left cart", "cf"),
        ("left cart within 7d", "c"),
        ("left cart within 16d", "cf"),
        ("left cart within 15d", "c"),
        ("left payment", "c"),
        ("top 1", "d"),
        ("top 20 %", "d"),  # one of five who bought
        ("top 40 %", "ad"),
        ("top 1 %", "d"),  # never nobody
        ("(top 40 % or left cart) and not country = FR", "f"),
        ("second order due", ""),  # too few ever came back to say
    ],
)
def test_each_condition_chooses_whom_it_says(shop: TestShop, rule: str, who: str) -> None:
    assert names(shop, rule) == who


def test_a_day_of_the_past_knows_nothing_that_came_later(shop: TestShop) -> None:
    march = date(2026, 3, 15)
    assert names(shop, "orders >= 1", march) == "ab"
    assert names(shop, "value = 160", march) == "a", "the refund of the 20th is not known yet"
    assert names(shop, "left cart", march) == ""
    assert names(shop, "orders = 0", march) == ""


def test_of_two_customers_alike_the_one_known_longer_comes_first() -> None:
    shop = a_shop()
    for name in ("ana", "bob"):
        shop.order("2026-06-01", by=name, goods=50)
    shop.publish()
    assert names(shop, "top 1") == "a"


def test_segments_by_last_order_orders_and_value_need_thirty_customers(shop: TestShop) -> None:
    with pytest.raises(OwnerError, match="at least 30"):
        names(shop, "segment = champions")


def _many() -> People:
    """A shop where 40 people ordered again, after 10, 20 … 400 days, and 60 never did."""
    shop = a_shop()
    for n in range(40):
        shop.order("2024-01-01", by=f"again {n}", goods=10)
        day = date.fromordinal(date(2024, 1, 1).toordinal() + 10 * (n + 1))
        shop.order(day.isoformat(), by=f"again {n}", goods=10)
    for n in range(60):
        day = date.fromordinal(JUNE.toordinal() - 10 * n)
        shop.order(day.isoformat(), by=f"once {n}", goods=10)
    shop.publish()
    return people(shop.facts, JUNE)


def test_a_second_order_is_due_once_half_of_those_who_came_back_had_done_so() -> None:
    who = _many()
    # The 20th of 40 came after 200 days, the 37th after 370.
    assert who.usual_delay == (200, 370)
    due = second_due(who)
    ages = sorted(JUNE.toordinal() - 719163 - who.bought[one].first_day for one in due)
    assert ages == list(range(210, 371, 10))


def test_a_visitor_is_known_by_another_cart_of_the_same_one_only_where_it_is_one_person() -> None:
    shop = a_shop()
    ana, bob = _customer(shop, "ana"), _customer(shop, "bob")
    for visitor, customer, day, step in (
        (7, ana, "2026-05-01", 3), (7, 0, "2026-06-20", 1),  # ana, back without signing in
        (8, ana, "2026-05-01", 3), (8, bob, "2026-05-02", 3), (8, 0, "2026-06-21", 1),  # a library
        (9, 0, "2026-06-22", 1),  # nobody knows
    ):  # fmt: skip
        shop.row("cart", day, customer=customer, visitor=visitor, step=step, amount=10)
    shop.order("2026-05-01", by="ana", goods=10)
    shop.order("2026-05-02", by="bob", goods=10)
    shop.covered("2026-05-01", "2026-06-30", "carts")
    shop.publish()
    assert names(shop, "left cart") == "a"
    found = chosen(shop.facts, people(shop.facts, JUNE), Has("left_cart", 30))
    assert found == {ana}


# -- what the data do not tell -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("newsletter", "newsletter sign-ups"),
        ("not newsletter", "newsletter sign-ups"),
        ("account and orders >= 1", "accounts created"),
        ("orders >= 1 or loyalty card", "loyalty sign-ups"),
        ("promoter", "answers on recommending the shop"),
        ("left cart within 7d", "filled carts"),
        ("seen product", "visits"),
        ("margin < 5", "cost of the items sold"),
        ("returns = 0", "orders with a refund"),
    ],
)
def test_nobody_is_chosen_by_what_no_import_tells(rule: str, what: str) -> None:
    shop = a_shop()
    shop.order("2026-06-01", by="ana", goods=60)
    if "returns" in rule:  # there is a refund, of nobody knows which order
        shop.refund("2026-06-02", 10, by="ana")
    shop.covered("2026-06-01", "2026-06-30", "sales", "refunds")
    shop.publish()
    with pytest.raises(NotToldError) as wrong:
        check(shop.facts, people(shop.facts, JUNE), rule)
    assert what in str(wrong.value) and "Not known in your data" in str(wrong.value)


def test_what_is_told_of_nobody_is_no_mistake() -> None:
    shop = a_shop()
    shop.order("2026-06-01", by="ana", goods=60)
    shop.covered("2026-06-01", "2026-06-30", "sales", "engagement", "carts")
    shop.publish()
    who = people(shop.facts, JUNE)
    assert check(shop.facts, who, "newsletter").members == frozenset()
    assert check(shop.facts, who, "left cart").members == frozenset()
    assert check(shop.facts, who, "returns = 0").customers == 1


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_rules_of_segments_are_read_in_the_words_they_are_shown_in(lang: str) -> None:
    language.use(lang)
    for one in ALWAYS:
        shown = parse(rule_shown(one), lambda _dimension: (), JUNE, "EUR")
        assert shown == parse(one.rule, lambda _dimension: (), JUNE, "EUR"), rule_shown(one)
    if lang == "fr":
        loyal = next(one for one in ALWAYS if one.id == "rfm_loyal")
        assert rule_shown(loyal) == "segment = fidèles"
