"""What shops' exports leave odd: packed cells, signs, pages of JSON, states of a plugin."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from store import files
from store.columns.questions import AmbiguousFileError
from store.errors import ImportFileError
from store.files import open_file
from store.importers.shops.currency_signs import parted
from store.importers.shops.json_stream import JsonOrders
from store.importers.shops.magento import _on_24_hours
from store.importers.shops.statuses import PRESTASHOP, Statuses, slug
from store.importers.shops.woo import attribution, origin_channel
from store.importers.shops.woo_analytics import _products
from store.importers.shops.woo_items import packed_item, refunds
from store.records import Status
from tests.exports_read import a_shop, left_out, read_text, sales, warnings

if TYPE_CHECKING:
    from pathlib import Path

EURO = 10_000


def woo(number: int, **more: Any) -> dict[str, Any]:
    """Return a paid order of one soap, in JSON."""
    item = {"name": "Soap", "sku": "SOAP", "quantity": 1, "subtotal": "10.00", "total": "10.00"}
    plain = {
        "id": number, "number": str(number), "status": "completed", "currency": "EUR",
        "date_created": "2026-03-28T10:00:00", "date_created_gmt": "2026-03-28T09:00:00",
        "payment_method": "card", "billing": {"email": "ada@example.org"}, "line_items": [item],
        "total": "12.00", "total_tax": "2.00", "shipping_total": "0.00", "refunds": [],
    }  # fmt: skip
    return plain | more


def read_json(folder: Path, value: object, **answers: str) -> list[Any]:
    text = value if isinstance(value, str) else json.dumps(value)
    return read_text(folder, text, "woocommerce_json", a_shop(**answers))


# -- JSON as it comes ----------------------------------------------------------------------------

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
_orders = st.lists(
    st.dictionaries(st.text(max_size=5), _values, max_size=4).map(lambda one: {"id": 7, **one}),
    max_size=5,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)  # fmt: skip
@given(
    orders=_orders, chunk=st.integers(1, 40), way=st.sampled_from(["[]", "{}", "lines", "pages"])
)
def test_orders_come_out_of_json_however_it_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, orders: list[Any], chunk: int, way: str
) -> None:
    monkeypatch.setattr(files, "CHUNK", chunk)
    half = len(orders) // 2
    text = {
        "[]": json.dumps(orders, indent=1),
        "{}": json.dumps({"total": "5", "orders": orders, "links": {"next": [1]}}),
        "lines": "\n".join(map(json.dumps, orders)) + "\n",
        "pages": json.dumps(orders[:half]) + "\n" + json.dumps(orders[half:], ensure_ascii=False),
    }[way]
    path = tmp_path / "orders.json"
    path.write_text(text, "utf-8")
    with open_file(path) as file:
        assert list(JsonOrders(file, "utf-8")) == _as_texts(orders)
        assert file.rows == len(orders)


def _as_texts(value: Any) -> Any:
    """Return JSON with its numbers as they are written."""
    return json.loads(json.dumps(value), parse_int=str, parse_float=str)


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": 1}, {"id": 2',
        '[{"id": 1}',
        '{"orders": [{"id": 1}]',
        '[{"id": NaN}]',
        '[{"id": 1},, nonsense]',
        "[" * 100_000,
        '[{"id": ' + "9" * 5_000 + "}]x",
    ],
)
def test_json_that_is_cut_off_or_broken_is_not_imported_in_part(tmp_path: Path, text: str) -> None:
    path = tmp_path / "orders.json"
    path.write_text(text)
    with open_file(path) as file, pytest.raises(ImportFileError):
        list(JsonOrders(file, "utf-8"))


def test_an_order_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    broken = [
        woo(2, total="12,0,0"), woo(3, status=None), woo(4, date_created="", date_created_gmt=""),
        woo(5, currency="Euro"), "no order", woo(6, line_items="none"),
    ]  # fmt: skip
    records = read_json(tmp_path, [woo(1), *broken, woo(7)])
    assert [sale.ref for sale in sales(records)] == ["1", "7"]
    assert [one.line for one in left_out(records)] == [2, 3, 4, 5, 6, 7]


def test_refunds_with_their_items_have_days_and_pieces(tmp_path: Path) -> None:
    back = {"name": "Soap", "sku": "SOAP", "quantity": -1, "total": "-10.00"}
    refund = {"amount": "12.00", "date_created_gmt": "2026-03-30T22:30:00", "line_items": [back]}
    (sale,) = sales(read_json(tmp_path, [woo(1, refunds=[refund])]))
    (told,) = sale.refunds
    assert (told.day - sale.day, told.goods, told.units, told.estimated) == (3, 10 * EURO, 1, False)


def test_costs_that_woocommerce_or_a_plugin_knows_are_the_lines(tmp_path: Path) -> None:
    item = {"name": "Soap", "quantity": 2, "total": "20.00"}
    told = [
        item | {"cost_of_goods_sold": {"total_value": 8.5}},
        item | {"meta_data": [{"key": "_wc_cog_item_total_cost", "value": "8.00"}]},
        item | {"meta_data": [{"key": "_cogs_value", "value": "7.00"}]},
        item | {"meta_data": [{"key": "_alg_wc_cog_item_cost", "value": "3.00"}]},
        item | {"cost_of_goods_sold": {"value": 0}},
    ]
    (sale,) = sales(read_json(tmp_path, [woo(1, line_items=told)]))
    assert [line.cost for line in sale.lines] == [85_000, 8 * EURO, 7 * EURO, 6 * EURO, None]


def test_pieces_sold_by_the_metre_are_pieces_begun(tmp_path: Path) -> None:
    cloth = {"name": "Cloth", "quantity": "1.5", "total": "15.00"}
    (sale,) = sales(read_json(tmp_path, [woo(1, line_items=[cloth])]))
    assert sale.lines[0].units == 2


def test_a_status_of_a_plugin_is_asked_for_and_remembered(tmp_path: Path) -> None:
    with pytest.raises(AmbiguousFileError) as asked:
        read_json(tmp_path, [woo(1, status="wc-packed")])
    assert asked.value.choices.keys() == {"paid", "pending", "cancelled", "test"}
    context = replace(a_shop(), answers={asked.value.question: "paid"})
    text = json.dumps([woo(1, status="wc-packed")])
    records = read_text(tmp_path, text, "woocommerce_json", context)
    assert sales(records)[0].status == Status.PAID


def test_dollars_go_at_the_rate_of_their_day(tmp_path: Path) -> None:
    (sale,) = sales(read_json(tmp_path, [woo(1, currency="USD", refunds=[{"total": "-12.00"}])]))
    assert sale.lines[0].goods == sale.refunds[0].goods == 83_333
    assert sale.paid == 10 * EURO


# -- cells ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2× Soap, 1× Towel, grey, L", [("Soap", 2), ("Towel, grey, L", 1)]),
        ("1× Set 2× Soap", [("Set 2× Soap", 1)]),
        ("-1× Soap", [("Soap", -1)]),
        ("2 × Savon", [("Savon", 2)]),
        ("Product A x 1, Product B x 2", [("Product A", 1), ("Product B", 2)]),
        ("Just a name", []),
        ("", []),
    ],
)
def test_products_of_analytics_are_parted(cell: str, told: list[tuple[str, int]]) -> None:
    assert _products(cell) == told


def test_a_packed_item_may_have_any_name() -> None:
    cell = (
        "name:Towel | size: L; total: nice|product_id:8|sku:T|L|quantity:3|total:30.00"
        '|sub_total:33.00|tax:6.00|tax_data:a:1:{s:5:"total";a:1:{i:1;s:1:"6";}}|refunded:10.00'
    )
    item = packed_item(cell, lambda text: int(text.replace(".", "") or 0), lambda text: int(text))
    assert (item.name, item.sku) == ("Towel | size: L; total: nice", "T|L")
    assert (item.units, item.before, item.goods, item.refunded) == (3, 3300, 3000, 1000)


def test_packed_refunds_may_have_any_reason() -> None:
    cell = (
        "amount:5|reason:too small; amount:9|date:2026-03-01 10:00:00"
        ";amount:7.5|reason:|date:2026-03-02 10:00:00"
    )
    assert refunds(cell) == [("5", "2026-03-01 10:00:00"), ("7.5", "2026-03-02 10:00:00")]


@pytest.mark.parametrize(
    ("cell", "home", "number", "currency"),
    [
        ("1\u202f234,50\u00a0€", "EUR", "1\u202f234,50", "EUR"),
        ("-12,00 €", "EUR", "-12,00", "EUR"),
        ("$12.00", "CAD", "12.00", "CAD"),
        ("$12.00", "EUR", "12.00", None),
        ("US$12.00", "EUR", "12.00", "USD"),
        ("12,00 zł", "EUR", "12,00", "PLN"),
        ("CHF 1'200.00", "EUR", "1'200.00", "CHF"),
        ("12.00", "EUR", "12.00", ""),
        ("forty €", "EUR", "forty €", ""),
    ],
)
def test_a_sign_tells_the_currency(cell: str, home: str, number: str, currency: str | None) -> None:
    assert parted(cell, home) == (number, currency)


@pytest.mark.parametrize(
    ("told", "hour"),
    [
        ("Mar 9, 2026 12:05:00 AM", "00:05:00"),
        ("Mar 9, 2026 12:05:00 PM", "12:05:00"),
        ("Mar 9, 2026 07:05:00 PM", "19:05:00"),
        ("Mar 9, 2026 19:05:00 PM", "19:05:00"),
        ("Mar 9, 2026 00:05:00 AM", "00:05:00"),
        ("Mar 9, 2026 7:05 am", "07:05:00"),
    ],
)
def test_magento_writes_hours_of_twelve_and_of_twenty_four(told: str, hour: str) -> None:
    assert _on_24_hours(told) == f"Mar 9, 2026 {hour}"


@pytest.mark.parametrize(
    ("origin", "channel"),
    [
        ("Organic: Google", "organic search"), ("Organique : Google", "organic search"),
        ("Direct", "direct"), ("Source: newsletter", "email"),
        ("Référent : m.facebook.com", "social"),
        ("Referral: blog.example.org", "referral"), ("Unknown", ""), ("Inconnu", ""),
        ("Web admin", ""), ("Source: Facebook", "facebook"),
    ],
)  # fmt: skip
def test_an_origin_is_a_channel(origin: str, channel: str) -> None:
    assert origin_channel(origin) == channel


def test_the_attribution_gives_no_channel_to_orders_made_by_hand() -> None:
    told = {"source_type": "admin", "utm_source": "(direct)"}
    assert attribution(lambda key: told.get(key, "")) == {"device": ""}
    told = {
        "source_type": "organic",
        "utm_source": "bing",
        "session_entry": "https://x.example/a?b=c",
    }
    found = attribution(lambda key: told.get(key, ""))
    assert (found["channel"], found["landing_page"]) == ("organic search", "/a")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Paiement accepté", Status.PAID), ("PAIEMENT ACCEPTE", Status.PAID),
        ("En attente du paiement par chèque", Status.PENDING),
        ("Erreur de paiement", Status.CANCELLED),
        ("Awaiting bank wire payment", Status.PENDING), ("On backorder (paid)", Status.PAID),
        ("En attente de réapprovisionnement (non payé)", Status.PENDING),
    ],
)  # fmt: skip
def test_states_of_prestashop_are_known_in_both_languages(word: str, status: Status) -> None:
    assert Statuses("a.csv", PRESTASHOP, a_shop()).read(word) == (status, False)
    assert slug("wc-on-hold") == slug("On hold") == slug("on_hold") == "on-hold"


def test_a_row_that_cannot_be_read_leaves_its_order_out_whole(tmp_path: Path) -> None:
    text = (
        "order_id,order_date,status,shipping_total,order_total,item_name,item_quantity,item_total\n"
        "1,2026-03-28,completed,0,30,Soap,1,10\n1,2026-03-28,completed,0,30,Towel,one,20\n"
        "2,2026-03-28,completed,0,12,Soap,1,12\n"
    )
    records = read_text(tmp_path, text, "woocommerce_export")
    assert [sale.ref for sale in sales(records)] == ["2"]
    assert [(one.line, one.column) for one in left_out(records)] == [(2, ""), (3, "item_quantity")]


def test_lines_of_prestashop_that_miss_something_keep_the_orders_total(tmp_path: Path) -> None:
    text = (
        "id_order;date_add;valid;total_paid_tax_incl;total_paid_tax_excl;total_products;"
        "total_shipping_tax_excl;product_name;product_quantity;total_price_tax_excl\n"
        "1;2026-03-28 10:00:00;1;36.00;30.00;30.00;0;Soap;1;10.00\n"
    )
    records = read_text(tmp_path, text, "prestashop_sql")
    assert [line.goods for line in sales(records)[0].lines] == [10 * EURO, 20 * EURO]
    assert len(warnings(records)) == 1


def test_a_dollar_sign_of_a_shop_in_euros_is_asked_for(tmp_path: Path) -> None:
    text = (
        "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date\n"
        "1;AAAAAAAAA;Yes;France;A. B;$12.00;Card;Delivered;2026-03-28 10:00:00\n"
    )
    with pytest.raises(AmbiguousFileError):
        read_text(tmp_path, text, "prestashop_orders")
    context = replace(a_shop(), answers={"currency": "USD"})
    (sale,) = sales(read_text(tmp_path, text, "prestashop_orders", context))
    assert (sale.currency, sale.paid) == ("USD", 10 * EURO)


def test_slips_of_prestashop_never_give_back_more_of_a_line_than_it_was_sold_for(
    tmp_path: Path,
) -> None:
    """Slips tell full prices: after a promotion both pieces cost less than they say."""
    head = (
        "id_order;date_add;valid;total_paid_tax_incl;total_paid_tax_excl;total_products;"
        "total_discounts_tax_excl;total_shipping_tax_excl;id_order_detail;product_name;"
        "product_quantity;total_price_tax_excl;id_order_slip;slip_date;slip_quantity;slip_amount\n"
    )
    told = "1;2026-03-28 10:00:00;1;24;20;25;5;0;1;Soap;2;25"
    slips = (f"{told};{n};2026-03-{day} 10:00:00;1;12.50\n" for n, day in ((2, 31), (1, 30)))
    (sale,) = sales(read_text(tmp_path, head + "".join(slips), "prestashop_sql"))
    assert [refund.goods for refund in sale.refunds] == [125_000, 75_000]
    assert [refund.units for refund in sale.refunds] == [1, 1]
