"""Rates that come after the orders: the receipt names the file, and importing it again counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from store.database import create
from store.facts import Facts
from store.ingest.run import Request, run_import
from store.money import MONEY_SCALE
from store.spans import Span
from tests.import_shop import NOW

if TYPE_CHECKING:
    from store.database import Store
    from store.ingest.receipt import Receipt

NOVEMBER = 1_795_300_000
"""22 November 2026."""
EXPORTS = Path(__file__).parent / "exports" / "ecb_rates"
SPAN = Span.of(date(2026, 9, 1), date(2026, 9, 30))


def bring(
    store: Store, name: str, folder: Path, mapping: str | None = None, now: int = NOW
) -> Receipt:
    request = Request(now=now, key=folder / "key", mapping=mapping)
    (receipt,) = run_import(store, [EXPORTS / name], request)
    assert receipt.error is None, receipt.error
    return receipt


def test_orders_that_waited_for_rates_count_once_their_file_comes_again(tmp_path: Path) -> None:
    mapping = str(EXPORTS / "orders.toml")
    with create(tmp_path / "s.db", currency="EUR", timezone="Europe/Paris") as store:

        def sold() -> int:
            return Facts(store).totals(["goods_sold"], SPAN)["goods_sold"]

        first = bring(store, "orders.csv", tmp_path, mapping=mapping)
        assert any("USD" in str(one) for one in first.warnings)
        assert sold() == 10 * MONEY_SCALE

        rates = bring(store, "eurofxref-hist.csv", tmp_path)
        said = [str(one) for one in rates.warnings]
        assert said == [
            "1 order in GBP has a rate now: import orders.csv again, and it counts.",
            "2 orders in USD have rates now: import orders.csv again, and they count.",
        ]
        assert sold() == 10 * MONEY_SCALE

        again = bring(store, "orders.csv", tmp_path, mapping=mapping)
        assert (again.updated, again.unchanged) == (3, 2)
        # 125 / 1.25 + 12.50 / 1.25 (Friday's rate on a Sunday) + 17 / 0.85 + 10; baht have no rate.
        assert sold() == (100 + 10 + 20 + 10) * MONEY_SCALE
        assert not bring(store, "eurofxref-hist.csv", tmp_path).warnings


def test_a_shop_in_another_currency_gets_cross_rates_rounded_once(tmp_path: Path) -> None:
    with create(tmp_path / "s.db", currency="GBP", timezone="Europe/London") as store:
        assert bring(store, "eurofxref.csv", tmp_path, now=NOVEMBER).stored == 1
        found = dict(store.sql.execute("SELECT currency, rate FROM exchange_rate").fetchall())
    # One pound is 1 / 0.8 euro: 1.25 EUR, 1.5 USD, 200 JPY, 1.2 CHF.
    assert found == {"EUR": 1_250_000, "USD": 1_500_000, "JPY": 200_000_000, "CHF": 1_200_000}


def test_rates_that_would_be_falsified_are_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text("Date,USD,JPY,IDR,\n2026-09-04,1.25,160,20000.5,\n")
    with create(tmp_path / "s.db", currency="IDR", timezone="Asia/Jakarta") as store:
        (receipt,) = run_import(store, [path], Request(now=NOW, key=tmp_path / "key"))
        found = dict(store.sql.execute("SELECT currency, rate FROM exchange_rate").fetchall())
    # 160 / 20000.5 = 0.0079998, which six decimals hold; a euro is 0.00005.
    assert found == {"JPY": 8_000}
    assert "EUR, USD" in str(receipt.warnings[0])
