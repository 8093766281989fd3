"""Both days that a refund can count on, by one key: its own day and the day of its order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from store.database import create
from tests.builders import a_shop
from tests.desks import app_on, opened, press, screen_lines, screen_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """An order of 100 € on 30 March, of which 40 € were given back on 2 April (metrics.md)."""
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", country="FR", name="Shop") as store:
        life = a_shop(store=store)
        order = life.order("2026-03-30", goods=100)
        life.refund("2026-04-02", 40, of=order, ordered="2026-03-30")
        life.order("2026-04-30", goods=10)
        life.covered("2026-03-01", "2026-04-30")
        life.publish()
    return path


async def test_a_refund_is_taken_off_its_own_day_or_off_the_day_of_its_order(shop: Path) -> None:
    async with opened(app_on(shop, as_of=date(2026, 4, 30))) as pilot:
        await press(pilot, "p", "'2026-03", "enter")
        assert "€100.00" in screen_text(pilot)
        await press(pilot, "K")
        assert "€60.00" in screen_text(pilot)
        assert "refunds by order" in screen_lines(pilot)[0]
        await press(pilot, "p", "'2026-04", "enter")
        assert "€10.00" in screen_text(pilot), "April owes nothing for an order of March"
        await press(pilot, "K")
        assert "−€30.00" in screen_text(pilot), "in the books, April gave 40 € back"
        assert "refunds by order" not in screen_lines(pilot)[0]
