"""A new shop: what its country is called in the exports of the world."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.periods import parse_period
from goals.metrics.reading import read
from store.database import connect
from tests.builders import a_shop
from tui.founding import found, names_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_country_is_known_by_its_names_in_several_languages() -> None:
    assert {"United Kingdom", "Royaume-Uni", "Vereinigtes Königreich", "UK"} <= set(names_of("GB"))


def test_a_country_nobody_named_has_no_names() -> None:
    assert names_of("") == ()


def test_sales_at_home_are_no_export_however_the_country_is_written(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    found(path, currency="GBP", timezone="Europe/London", country="GB", name="Tea")
    with connect(path) as store:
        shop = a_shop(store=store)
        for country, goods in (("United Kingdom", 30), ("GB", 10), ("France", 10)):
            shop.order("2026-03-02", goods=goods, country=country)
        shop.covered("2026-03-02", "2026-03-02", "sales", "refunds")
        shop.publish()
        period = parse_period("2026-03-02", date(2026, 3, 2))
        figure = read(shop.facts, "export_share", period)
    assert figure.value == Fraction(1, 5), figure.reason
