"""The way to an order: who goes on, what is lost at each step, and falls that are no chance."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from goals.explain.tunnel import by_member, tunnel
from goals.metrics.errors import QuestionError
from goals.metrics.intervals import difference_interval, quantile
from goals.metrics.periods import parse_period
from tests.builders import Step, TestShop, a_shop, item
from tests.desks import app_on, opened, press, screen_lines, screen_text
from tui import language
from tui.cli import main
from tui.screens.tunnel import TunnelPage

if TYPE_CHECKING:
    from pathlib import Path

    from goals.explain.steps import Step as Known
    from goals.explain.steps import Tunnel
    from store.facts import Facts

MARCH, APRIL = "2026-03-15", "2026-04-15"
LAST = date(2026, 4, 30)


def walked(
    shop: TestShop, day: str, visits: int, products: int, reached: dict[Step, int], **members: Any
) -> None:
    """Tell of a day's visits, of those that saw a product, and of carts by their last step."""
    for n in range(visits):
        shop.visit(day, steps=int(n < products), **members)
    for step, count in reached.items():
        for _ in range(count):
            shop.cart(day, step=step, amount=62, **members)
            if step == "paid":
                shop.order(day, lines=[item("soap", 62, cost="43.4")], **members)


@pytest.fixture
def shop() -> TestShop:
    """March: 200 visits and 60 carts, 30 paid. April: as many carts, but only 12 paid."""
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    walked(shop, MARCH, 200, 120, {"filled": 20, "checkout": 5, "payment": 5, "paid": 30})
    walked(shop, APRIL, 200, 118, {"filled": 20, "checkout": 5, "payment": 23, "paid": 12})
    return shop


def in_april(facts: Facts, **options: Any) -> Tunnel:
    return tunnel(
        facts, parse_period("2026-04", LAST), options.pop("compare", "previous"), **options
    )


def step(found: Tunnel, name: str) -> Known:
    return next(one for one in found.steps if one.id == name)


def test_each_step_counts_those_who_came_to_it_and_those_who_went_no_further(
    shop: TestShop,
) -> None:
    found = in_april(shop.publish())
    assert [one.count for one in found.steps] == [200, 118, 60, 40, 35, 12]
    assert [one.before for one in found.steps] == [200, 120, 60, 40, 35, 30]
    assert [one.lost for one in found.steps] == [None, 82, 58, 20, 5, 23]
    assert step(found, "payments_done").passed == Fraction(12, 35)
    assert found.through == Fraction(12, 200)


def test_those_lost_are_worth_what_the_others_brought_on_average(shop: TestShop) -> None:
    found = in_april(shop.publish())
    # 23 lost at the payment would each have ordered for 62 euros.
    assert step(found, "payments_done").lost_worth == 23 * 62
    # Of 40 who came to the checkout 12 ordered: 20 lost before it are worth 12/40 of a basket each.
    assert step(found, "checkouts").lost_worth == 20 * Fraction(12, 40) * 62
    assert step(found, "checkouts").point_worth == Fraction(60, 100) * Fraction(12, 40) * 62


def test_2000_carts_one_point_less_abandoned_are_20_orders_1240_euros_and_372_of_margin() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    for _ in range(10):
        shop.order(APRIL, lines=[item("soap", 62, cost="43.4")])
    shop.series("carts", APRIL, 2000)
    point = in_april(shop.publish()).abandonment_point
    assert point is not None
    assert [float(one) for one in point if one is not None] == [20, 1240, 372]


def test_the_step_that_fell_most_is_named_with_what_it_took(shop: TestShop) -> None:
    found = in_april(shop.publish())
    assert found.worst is not None
    assert found.worst.id == "payments_done"
    fall = Fraction(12, 35) - Fraction(30, 35)
    assert found.worst.fall == fall
    assert found.worst.fall_worth == -fall * 35 * 62
    assert [one.id for one in found.steps if one.fell or one.rose] == ["payments_done"]


def test_a_fall_that_chance_may_do_is_none() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    walked(shop, MARCH, 200, 120, {"filled": 30, "paid": 30})
    walked(shop, APRIL, 200, 118, {"filled": 35, "paid": 25})
    found = in_april(shop.publish())
    assert step(found, "payments_done").passed_before is not None
    assert found.worst is None
    assert not any(one.fell for one in found.steps)


def test_few_cases_give_no_verdict_however_far_they_fall() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    walked(shop, MARCH, 40, 35, {"paid": 29})
    walked(shop, APRIL, 40, 35, {"payment": 29})
    last = step(in_april(shop.publish()), "payments_done")
    assert last.small
    assert last.fall_interval is None
    assert not last.fell


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # Newcombe 1998, table II, case a: 56 of 70 against 48 of 80.
    low, high = difference_interval(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert round(quantile(0.05), 4) == 1.96
    assert quantile(0.05, 5) > quantile(0.05)


def test_three_behaviours_seen_left_bought(shop: TestShop) -> None:
    found = {one.id: one for one in in_april(shop.publish()).behaviours}
    assert {name: one.count for name, one in found.items()} == {
        "seen": 58, "left": 48, "left_last": 23, "bought": 12,
    }  # fmt: skip
    assert found["bought"].share == Fraction(12, 200)
    assert found["bought"].before == 30


# -- by member ---------------------------------------------------------------------------------


def test_a_device_that_stays_behind_all_others_is_named_with_its_step() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    walked(shop, APRIL, 300, 200, {"filled": 20, "payment": 10, "paid": 70}, device="desktop")
    walked(shop, APRIL, 300, 200, {"filled": 20, "payment": 70, "paid": 10}, device="mobile")
    members, reason = by_member(shop.publish(), parse_period("2026-04", LAST), "previous", "device")
    assert reason is None
    known = {one.member: one for one in members}
    assert known["mobile"].blocks == "payments_done"
    assert known["desktop"].blocks == ""
    # 80 at the payment, 7 of 8 would go on as on the desktop, 1 of 8 does: 60 baskets.
    assert known["mobile"].blocked_worth == 60 * 62
    assert sum(one.tunnel.steps[0].count or 0 for one in members) == 600


def test_ways_to_pay_are_known_from_the_payment_on() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    walked(shop, APRIL, 10, 10, {"filled": 5})
    for method, started, paid in (("card", 4, 6), ("transfer", 1, 2)):
        walked(shop, APRIL, 0, 0, {"payment": started}, payment_method=method)
        for _ in range(paid):
            shop.cart(APRIL, step="paid", payment_method=method)
    members, reason = by_member(
        shop.publish(), parse_period("2026-04", LAST), "previous", "payment_method"
    )
    assert reason is None
    assert {one.member: [step.count for step in one.tunnel.steps] for one in members} == {
        "card": [None, None, None, None, 10, 6], "transfer": [None, None, None, None, 3, 2],
    }  # fmt: skip


def test_what_carts_do_not_know_is_said(shop: TestShop) -> None:
    facts = shop.publish()
    members, reason = by_member(facts, parse_period("2026-04", LAST), "previous", "category")
    assert members == []
    assert "not known" in str(reason)
    soap = tunnel(facts, parse_period("2026-04", LAST), "previous", (("category", "soap"),))
    assert "Category: not known" in str(soap.reason)
    with pytest.raises(QuestionError, match="device"):
        by_member(facts, parse_period("2026-04", LAST), "previous", "devise")


# -- honesty -----------------------------------------------------------------------------------


def test_steps_without_a_source_are_left_out_with_a_word_why() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30", "carts")
    shop.cart(APRIL, step="paid")
    shop.cart(APRIL, step="filled")
    found = in_april(shop.publish())
    assert [one.count for one in found.steps] == [None, None, 2, 1, 1, 1]
    assert step(found, "visits").reason is not None
    assert step(found, "carts").passed is None, "nothing known stands before it"
    assert step(found, "payments_done").lost_worth is None
    notes = " ".join(map(str, found.notes))
    assert "No source gives" in notes
    assert "money" in notes


def test_an_empty_shop_says_why_there_is_no_tunnel() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30", "sales")
    assert "No source tells" in str(in_april(shop.publish()).reason)


def test_a_log_that_ends_earlier_ends_the_tunnel_for_all_its_steps(shop: TestShop) -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30", "carts", "sales")
    shop.covered("2026-04-01", "2026-04-20", "visits")
    walked(shop, APRIL, 10, 10, {"filled": 5})
    walked(shop, "2026-04-25", 0, 0, {"filled": 50})
    found = in_april(shop.publish())
    assert found.span.last == date(2026, 4, 20)
    assert found.partial
    assert step(found, "carts").count == 5


# -- without and with a screen -----------------------------------------------------------------


def test_the_tunnel_as_text_and_json_is_the_same(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    args = ["--db", str(sample_store), "funnel", "--by", "device"]
    assert main([*args, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counts = [one["count"] for one in found["steps"]]
    assert counts == sorted(counts, reverse=True)
    for n, one in enumerate(found["steps"]):
        assert sum(member["steps"][n]["count"] for member in found["members"]) == one["count"]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    for count in counts:
        assert f"{count:,}" in out
    for word in ("Saw a product", "mobile", "Bought", "One point less of abandoned carts"):
        assert word in out
    assert main(["--db", str(sample_store), "funnel", "--by", "devise"]) == 2


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((80, 24), "fr"), ((60, 20), "fr"), ((120, 40), "en")]
)
async def test_t_shows_the_tunnel_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await press(pilot, "t")
        assert isinstance(pilot.app.screen, TunnelPage)
        lines = screen_lines(pilot)
        text = "\n".join(lines)
        assert "mobile" in text
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_down_goes_from_the_steps_to_the_members_and_opens_one(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "t", "enter")
        assert "Move down to a member" in screen_lines(pilot)[-1]
        await press(pilot, *["down"] * 3)
        assert "95 % sure" in screen_text(pilot)
        await press(pilot, *["down"] * 4, "enter")
        assert "⧩ Device = desktop" in screen_lines(pilot)[1]
        await press(pilot, "escape", "right")
        assert "By country" in screen_text(pilot)
