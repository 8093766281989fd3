"""Channels side by side: what each costs and brings, and which one loses money."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from goals.explain.channels import ChannelBook, channel_book
from goals.metrics.periods import parse_period
from goals.metrics.reading import breakdown
from tests.builders import TestShop, a_shop, item
from tests.desks import app_on, opened, press, screen_lines, screen_text
from tui import language
from tui.cli import main
from tui.screens.bridge import BridgePage
from tui.screens.channels import ChannelsPage

if TYPE_CHECKING:
    from pathlib import Path

    from goals.explain.channels import Channel

APRIL, MAY = "2026-04-15", "2026-05-15"
LAST = date(2026, 4, 30)
IN_APRIL = parse_period("2026-04", LAST)


def sold(shop: TestShop, channel: str, orders: int, spend: int, *, day: str = APRIL) -> None:
    """Tell of orders of 30 euros that cost 20, of as many new customers, and of money spent."""
    for n in range(orders):
        shop.order(day, by=f"{channel}{n}", channel=channel, lines=[item("soap", 30, cost=20)])
    if spend:
        shop.spend(day, spend, channel=channel)


@pytest.fixture
def shop() -> TestShop:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-04-30")
    sold(shop, "email", 40, 50)
    sold(shop, "facebook", 10, 400)
    sold(shop, "google", 12, 150)
    sold(shop, "direct", 5, 0)
    return shop


def one_of(book: ChannelBook, member: str) -> Channel:
    return next(one for one in book.channels if one.member == member)


def test_each_channel_has_the_figures_that_the_metrics_have(shop: TestShop) -> None:
    facts = shop.publish()
    book = channel_book(facts, IN_APRIL)
    assert [one.member for one in book.channels] == ["email", "google", "facebook", "direct"]
    for name in ("spend", "orders", "revenue", "gross_margin", "cac", "channel_roi", "cac_new"):
        for one in breakdown(facts, name, "channel", IN_APRIL):
            assert one_of(book, one.member).amount(name) == one.figure.value
    assert one_of(book, "email").amount("channel_roi") == 7
    assert one_of(book, "facebook").amount("cac") == 40


def test_a_channel_loses_money_where_chance_could_not_make_up_for_it(shop: TestShop) -> None:
    book = channel_book(shop.publish(), IN_APRIL)
    verdicts = {one.member: one.verdict for one in book.channels}
    # Ten euros of margin an order: facebook had 10 orders and needs 40, google 12 and needs 15.
    assert verdicts == {"email": "earns", "facebook": "loses", "google": "unsure", "direct": ""}
    assert one_of(book, "facebook").needed == 40
    assert one_of(book, "facebook").loss == 300
    assert [one.member for one in book.losing] == ["facebook"]


def test_a_channel_that_pays_later_is_not_said_to_lose() -> None:
    shop = a_shop()
    shop.covered("2025-01-01", "2026-05-31")
    for n in range(40):
        who = f"old{n}"
        shop.order("2025-05-10", by=who, channel="facebook", lines=[item("soap", 30, cost=20)])
        shop.order("2025-08-10", by=who, channel="email", lines=[item("box", 120, cost=60)])
    sold(shop, "facebook", 10, 400, day=MAY)
    book = channel_book(shop.publish(), parse_period("2026-05", date(2026, 5, 31)))
    found = one_of(book, "facebook")
    assert book.horizon == 365
    assert found.worth == 70
    assert found.value == 150
    assert found.amount("cac_new") == 40
    assert found.verdict == "later"


def test_without_cost_or_channel_nothing_is_judged() -> None:
    shop = a_shop()
    shop.covered("2026-04-01", "2026-04-30")
    shop.order(APRIL, goods=30, channel="facebook")
    shop.spend(APRIL, 90, channel="facebook")
    book = channel_book(shop.publish(), IN_APRIL)
    assert one_of(book, "facebook").verdict == "unknown"
    bare = a_shop()
    bare.covered("2026-04-01", "2026-04-30")
    bare.order(APRIL, goods=30)
    assert "names the channel" in str(channel_book(bare.publish(), IN_APRIL).reason)


def test_channels_as_text_json_and_csv(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    args = ["--db", str(sample_store), "channels"]
    assert main([*args, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    spend = sum(one["spend"] or 0 for one in found["channels"])
    assert spend == pytest.approx(found["all"]["spend"])
    free = [one for one in found["channels"] if not one["spend"]]
    assert free
    assert all(one["cac"] is None and one["cac_new"] is None for one in free), "none, and not 0"
    assert found["losing"] == ["facebook"]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "facebook loses" in out
    assert "Value" in out.splitlines()[2]
    assert main([*args, "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["member"] for row in rows] == [one["member"] for one in found["channels"]]
    assert main([*args, "--by", "device"]) == 2


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((80, 24), "fr"), ((60, 20), "fr"), ((120, 40), "en")]
)
async def test_a_shows_channels_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, ChannelsPage)
        lines = screen_lines(pilot)
        assert "‹ 1/2 ›" in lines[1]
        assert "google ads" in "\n".join(lines)
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_enter_says_why_a_channel_moved_and_right_shows_campaigns(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "A", "down", "enter")
        page = pilot.app.screen
        assert isinstance(page, BridgePage)
        assert page.where == (("channel", "direct"),)
        await press(pilot, "escape", "right")
        assert "Shopping" in screen_text(pilot)
