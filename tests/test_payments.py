"""Means of payment, 3-D Secure and fraud: the tunnel of the payment, and its price in money."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.explain.payments import PaymentBook, Side, payment_book
from goals.explain.payments.trade import FEW, NO_FRAUD, NO_MARGIN, NONE_BEGUN, NONE_WITH, trade
from goals.metrics.errors import QuestionError
from goals.metrics.intervals import wilson
from goals.metrics.periods import parse_period
from tests.builders import TestShop, a_shop, item
from tests.desks import app_on, opened, press, screen_lines, screen_text
from tui import language
from tui.cli import main
from tui.screens.payments import PaymentsPage
from tui.screens.tunnel import TunnelPage

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-04-15"
IN_APRIL = parse_period("2026-04", date(2026, 4, 30))


def paying(
    shop: TestShop, method: str, done: int, left: int, *, secured: bool = False, fraud: int = 0,
    amount: int = 100,
) -> None:  # fmt: skip
    """Tell of payments begun, done and left, each of one cart; some of them frauds."""
    for n in range(done + left):
        step = "paid" if n < done else "payment"
        shop.cart(DAY, step=step, amount=amount, secured=secured, payment_method=method)  # type: ignore[arg-type]
    for n in range(done):
        lost = amount if n < fraud else 0
        shop.payment(DAY, amount, fee=2, fraud=lost, secured=secured, payment_method=method)


def a_paying_shop() -> TestShop:
    """100 payments with 3-D Secure of which 70 are done, 100 without of which 90, 2 of them frauds.

    The margin is 40 %; PayPal never asks for it.
    """
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    paying(shop, "card", 70, 30, secured=True)
    paying(shop, "card", 90, 10, fraud=2)
    paying(shop, "PayPal", 35, 5)
    shop.order(DAY, lines=[item("soap", 100, cost=60)])
    return shop


@pytest.fixture(scope="module")
def book() -> PaymentBook:
    return payment_book(a_paying_shop().publish(), IN_APRIL)


def test_means_have_their_amount_their_failures_and_their_cost(book: PaymentBook) -> None:
    card, paypal = book.means
    assert (card.member, paypal.member) == ("card", "PayPal")
    assert card.side.payments == 160
    assert [card.side.amount, card.side.fees] == [16_000, 320]
    assert (card.side.started, card.side.done) == (200, 160)
    assert card.side.failure == Fraction(1, 5)
    assert card.side.cost == Fraction(320 + 200, 16_000)
    assert paypal.side.failure_interval == wilson(5, 40)
    assert book.total.amount == 19_500


def test_only_means_that_ask_for_3d_secure_are_set_side_by_side(book: PaymentBook) -> None:
    assert book.methods == ("card",)
    assert (book.asked.started, book.unasked.started) == (100, 100)
    assert book.trade.difference == Fraction(20, 100)
    assert book.trade.interval is not None
    low, high = book.trade.interval
    assert 0.08 < low < 0.2 < high < 0.32


def test_the_trade_off_sets_lost_margin_against_fraud_avoided(book: PaymentBook) -> None:
    plans = {one.id: one for one in book.trade.plans}
    # Asking the 100 carts of 100 that are not asked today: 20 points fewer are bought, at 40 %.
    everywhere = plans["everywhere"]
    assert [everywhere.margin, everywhere.fraud, everywhere.net] == [-800, 200, -600]
    assert everywhere.interval[0] < -600 < everywhere.interval[1]
    # No longer asking the other 100: 800 won, and 2 of 90 of the 7,000 paid lost.
    nowhere = plans["nowhere"]
    assert nowhere.margin == 800
    assert nowhere.fraud == -7000 * Fraction(200, 9000)
    # Fraud of 2.2 % is under the 8.9 % it would pay from: leave it, and stop asking.
    assert {band.verdict for band in book.trade.bands if band.unasked.payments} <= {
        "leave", "unsure",
    }  # fmt: skip


def test_frauds_are_as_sure_as_their_number() -> None:
    side = Side(started=100, done=100, payments=100, amount=Fraction(10_000), fraud=Fraction(400),
                frauds=2)  # fmt: skip
    assert side.fraud_rate == Fraction(4, 100)
    low, high = wilson(2, 100)
    assert side.fraud_interval == pytest.approx((2 * low, 2 * high))


def a_side(started: int, done: int, fraud: int = 0) -> Side:
    return Side(started, done, Fraction(started * 100), done, Fraction(done * 100),
                fraud=Fraction(fraud * 100), frauds=fraud)  # fmt: skip


def test_what_cannot_be_told_is_refused_with_its_reason() -> None:
    margin, good = Fraction(2, 5), a_side(100, 80, 1)
    assert str(trade(Side(), good, margin, None, []).reason) == NONE_WITH
    unbegun = Side(payments=50, amount=Fraction(5000))
    assert str(trade(unbegun, unbegun, margin, None, []).reason) == NONE_BEGUN
    assert str(trade(a_side(29, 20), good, margin, None, []).reason) == FEW
    honest = trade(a_side(100, 70), a_side(100, 80), margin, None, [])
    assert str(honest.reason) == NO_FRAUD
    assert honest.difference == Fraction(1, 10)
    # What it costs is known all the same: a tenth of the 100 carts of 100, at 40 %.
    assert honest.price == 400
    unknown = trade(a_side(100, 70), good, None, None, [])
    assert unknown.reason is not None
    assert unknown.reason.text == NO_MARGIN


def test_a_band_whose_fraud_is_above_the_break_even_is_asked() -> None:
    asked, unasked = a_side(1000, 990), a_side(1000, 995, 300)
    low = (Fraction(0), None, asked, unasked)
    found = trade(asked, unasked, Fraction(2, 5), None, [low])
    (band,) = found.bands
    assert band.verdict == "ask"
    where = next(one for one in found.plans if one.id == "where_it_pays")
    assert where.beyond_chance
    assert where.net > 0


def test_3d_secure_saves_only_the_fraud_that_it_does_not_let_through() -> None:
    # 10 of 80 paid with it are frauds, 30 of 100 without: it saves 17.5 points, not 30.
    asked, unasked = a_side(100, 80, 10), a_side(100, 100, 30)
    found = trade(asked, unasked, Fraction(1, 10), None, [(Fraction(0), None, asked, unasked)])
    plans = {one.id: one for one in found.plans}
    assert plans["everywhere"].fraud == 10_000 * Fraction(175, 1000)
    assert plans["nowhere"].fraud == -8_000 * Fraction(175, 1000)
    # A fifth is not bought with it, at 10 %: it pays from 2 % beside the 12.5 % it lets through.
    (band,) = found.bands
    assert band.break_even == Fraction(20, 1000) + Fraction(125, 1000)
    assert band.verdict == "ask"
    assert plans["where_it_pays"].fraud == plans["everywhere"].fraud
    assert plans["where_it_pays"].interval == pytest.approx(plans["everywhere"].interval)


def test_payments_are_in_the_band_of_their_cart_though_tax_and_shipping_come_on_top() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    # Of 40 carts of 50 that pay 65 each, and 40 of 60 that pay 77, half is asked; 2 are frauds.
    for worth, paid in ((50, 65), (60, 77)):
        for n in range(40):
            asked = n % 2 == 0
            order = shop.order(DAY, lines=[item("soap", worth, cost=worth // 2)])
            shop.cart(DAY, step="paid", amount=worth, ordered=order, secured=asked,
                      payment_method="card")  # fmt: skip
            lost = paid if n in (1, 3) and worth == 50 else 0
            shop.payment(DAY, paid, of=order, fraud=lost, secured=asked, payment_method="card")
    for secured, left in ((True, 20), (False, 5)):
        for _ in range(left):
            shop.cart(DAY, step="payment", amount=50, secured=secured, payment_method="card")
    found = payment_book(shop.publish(), IN_APRIL)
    bands = {
        (one.low, one.high): one for one in found.trade.bands
        if one.asked.started or one.unasked.started
    }  # fmt: skip
    lower, upper = (Fraction(50), Fraction(60)), (Fraction(60), None)
    assert {ends: (one.asked.done, one.asked.payments) for ends, one in bands.items()} == {
        lower: (20, 20), upper: (20, 20),
    }  # fmt: skip
    assert bands[lower].rate == Fraction(2, 20)
    assert bands[upper].rate == 0


def test_payments_without_carts_fail_where_their_source_says_so() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    for n in range(40):
        shop.payment(DAY, 50, done=n < 30, payment_method="card")
    found = payment_book(shop.publish(), IN_APRIL)
    assert (found.total.started, found.total.done) == (40, 30)
    assert str(found.trade.reason) == NONE_WITH


def test_a_means_without_any_cart_has_no_share_of_failures_beside_those_that_have() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    paying(shop, "card", 30, 10)
    shop.payment(DAY, 50, payment_method="voucher")
    found = payment_book(shop.publish(), IN_APRIL)
    voucher = next(one for one in found.means if one.member == "voucher")
    assert voucher.side.payments == 1
    assert voucher.side.failure is None


def test_a_source_that_tells_only_what_was_paid_says_nothing_of_failures() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    shop.payment(DAY, 50, payment_method="card")
    found = payment_book(shop.publish(), IN_APRIL)
    assert found.total.failure is None
    assert any("begun and not finished" in one.text for one in found.notes)


def test_no_payment_and_no_such_dimension_are_said() -> None:
    bare = a_shop()
    bare.covered("2026-04-01", "2026-04-30")
    facts = bare.publish()
    assert "No payment is known" in str(payment_book(facts, IN_APRIL).reason)
    with pytest.raises(QuestionError):
        payment_book(facts, IN_APRIL, "channel")  # type: ignore[arg-type]


# -- without a screen, and on it --------------------------------------------------------------


def test_payments_as_text_and_json(capsys: pytest.CaptureFixture[str], sample_store: Path) -> None:
    args = ["--db", str(sample_store), "payments"]
    assert main([*args, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["secured"]["methods"] == ["carte"]
    amounts = sum(one["amount"] for one in found["means"])
    assert amounts == pytest.approx(found["all"]["amount"])
    assert found["tradeoff"]["assumptions"]
    for by in ("payment_method", "device", "country"):
        assert main([*args, "--by", by]) == 0
        out = capsys.readouterr().out
        assert max(map(len, out.splitlines())) <= 80
        assert "with 3-D Secure" in out
    assert main([*args, "--by", "channel"]) == 2


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((80, 24), "fr"), ((60, 20), "fr"), ((120, 40), "en")]
)
async def test_y_shows_payments_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await press(pilot, "Y")
        assert isinstance(pilot.app.screen, PaymentsPage)
        lines = screen_lines(pilot)
        assert "‹ 1/3 ›" in lines[1]
        assert "carte" in "\n".join(lines)
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_enter_follows_one_means_through_the_tunnel_and_arrows_turn(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "Y", "enter")
        page = pilot.app.screen
        assert isinstance(page, TunnelPage)
        assert page.where == (("payment_method", "carte"),)
        await press(pilot, "escape", "right")
        assert "mobile" in screen_text(pilot)


async def test_what_asking_costs_is_said_whole_and_a_shop_without_payments_is_helped(
    sample_store: Path, built_shop: Path
) -> None:
    for size in ((80, 24), (60, 20)):
        async with opened(app_on(sample_store, as_of=None), size) as pilot:
            await press(pilot, "Y")
            below = "\n".join(screen_lines(pilot)[8:])
            assert "its doing." in " ".join(below.split())
            assert "…" not in below
    async with opened(app_on(built_shop)) as pilot:
        await press(pilot, "Y")
        assert "s shows what each source covers; i imports a file." in screen_text(pilot)
