"""Shopify's orders export: several rows an order, and what it leaves unsaid."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.columns.questions import AmbiguousFileError
from store.errors import ImportFileError, OwnerError
from store.files import open_file
from store.importers import importers
from store.records import Sale, Status
from store.spans import to_day
from store.tables import sample
from tests.exports_read import a_shop, left_out, read, read_text, sales, told, warnings

EXPORT = Path(__file__).parent / "exports" / "shopify" / "orders_export.csv"
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Shipping", "Taxes",
    "Total", "Discount Code", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Lineitem sku", "Lineitem taxable", "Lineitem discount", "Billing Company", "Shipping Country",
    "Note Attributes", "Cancelled at", "Payment Method", "Refunded Amount", "Outstanding Balance",
    "Location", "Tags", "Source",
)  # fmt: skip

Row = dict[str, str]


def head(number: int = 1, /, **cells: str) -> Row:
    """Return the first row of an order of one soap of 12.00, with other cells as given."""
    return {
        "Name": f"#{number}",
        "Email": f"{number}@example.org",
        "Financial Status": "paid",
        "Paid at": "2026-03-28 10:00:00 +0100",
        "Currency": "EUR",
        "Subtotal": "12.00",
        "Shipping": "0.00",
        "Taxes": "0.00",
        "Total": "12.00",
        "Created at": "2026-03-28 10:00:00 +0100",
        "Lineitem quantity": "1",
        "Lineitem name": "Soap",
        "Lineitem price": "12.00",
        "Lineitem taxable": "true",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}


def line(number: int = 1, /, **cells: str) -> Row:
    """Return another row of an order: it repeats little more than the order's name."""
    return {
        "Name": f"#{number}",
        "Created at": "2026-03-28 10:00:00 +0100",
        "Lineitem quantity": "1",
        "Lineitem name": "Towel",
        "Lineitem price": "36.00",
        "Lineitem taxable": "true",
    } | {name.replace("_", " "): cell for name, cell in cells.items()}


def written(*rows: Row, delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def one(folder: Path, *rows: Row) -> Sale:
    records = read_text(folder, written(*rows), "shopify_orders")
    assert not left_out(records)
    (sale,) = sales(records)
    return sale


def test_the_sample_export_gives_the_expected_records() -> None:
    records = read(EXPORT, "shopify_orders", a_shop())
    expected = EXPORT.with_name("expected.json").read_text("utf-8")
    assert [told(record) for record in records] == json.loads(expected)


def test_the_export_is_recognised_by_its_columns_old_and_new() -> None:
    importer = importers()["shopify_orders"]
    with open_file(EXPORT) as file:
        found = sample(file)
        assert importer.identify(found)
        assert {"sales", "paid_amount"} <= importer.fills(found, a_shop())
        assert "payments" not in importer.fills(found, a_shop())


def test_rows_of_one_order_are_one_order_with_the_first_rows_sums(tmp_path: Path) -> None:
    sale = one(tmp_path, head(Subtotal="48.00", Total="48.00"), line())
    assert [(each.name, each.goods) for each in sale.lines] == [
        ("Soap", 120_000),
        ("Towel", 360_000),
    ]
    assert (sale.rows, sale.paid) == (2, 480_000)


def test_included_tax_is_taken_out_of_goods_and_shipping(tmp_path: Path) -> None:
    sale = one(tmp_path, head(Shipping="6.00", Taxes="3.00", Total="18.00"))
    assert (sale.lines[0].goods, sale.shipping, sale.tax) == (100_000, 50_000, 30_000)


def test_tax_that_comes_on_top_leaves_goods_as_they_are(tmp_path: Path) -> None:
    sale = one(tmp_path, head(Shipping="6.00", Taxes="3.60", Total="21.60"))
    assert (sale.lines[0].goods, sale.shipping, sale.tax) == (120_000, 60_000, 36_000)


def test_included_tax_is_taken_out_of_taxable_lines_only(tmp_path: Path) -> None:
    sale = one(
        tmp_path,
        head(Subtotal="48.00", Total="48.00", Taxes="2.00"),
        line(Lineitem_taxable="false"),
    )
    assert [each.goods for each in sale.lines] == [100_000, 360_000]


def test_a_discount_is_spread_over_the_lines_to_the_last_hundredth(tmp_path: Path) -> None:
    sale = one(
        tmp_path,
        head(Subtotal="50.00", Total="50.00", Lineitem_quantity="2", Discount_Code="welcome"),
        line(),
    )
    assert sum(each.goods for each in sale.lines) == 500_000
    assert sum(each.discount for each in sale.lines) == 100_000
    assert sale.dimensions["promo"] == "WELCOME"


def test_a_lines_own_discount_stays_on_that_line(tmp_path: Path) -> None:
    sale = one(
        tmp_path,
        head(Subtotal="42.00", Total="42.00", Lineitem_discount="6.00"),
        line(),
    )
    assert [(each.goods, each.discount) for each in sale.lines] == [
        (60_000, 60_000),
        (360_000, 0),
    ]


def test_what_lines_do_not_explain_of_a_subtotal_is_kept_without_a_product(tmp_path: Path) -> None:
    records = read_text(tmp_path, written(head(Subtotal="20.00", Total="20.00")), "shopify_orders")
    (sale,) = sales(records)
    assert [(each.name, each.units, each.goods) for each in sale.lines] == [
        ("Soap", 1, 120_000),
        ("", 0, 80_000),
    ]
    assert "1 order" in warnings(records)[0]


def test_a_free_line_is_a_line(tmp_path: Path) -> None:
    sale = one(tmp_path, head(), line(Lineitem_price="0.00"))
    assert [(each.units, each.goods) for each in sale.lines] == [(1, 120_000), (1, 0)]


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"Financial_Status": "paid"}, Status.PAID),
        ({"Financial_Status": "partially_refunded", "Refunded_Amount": "1.00"}, Status.PAID),
        ({"Financial_Status": "refunded", "Refunded_Amount": "12.00"}, Status.PAID),
        ({"Financial_Status": "pending", "Paid_at": ""}, Status.PENDING),
        ({"Financial_Status": "authorized", "Paid_at": ""}, Status.PENDING),
        ({"Financial_Status": "partially_paid"}, Status.PENDING),
        ({"Financial_Status": "voided", "Paid_at": ""}, Status.CANCELLED),
        (
            {"Financial_Status": "pending", "Cancelled_at": "2026-03-29 10:00:00 +0200"},
            Status.CANCELLED,
        ),
        ({"Payment_Method": "bogus"}, Status.TEST),
        ({"Tags": "vip, Test"}, Status.TEST),
    ],
)
def test_every_status_is_kept_and_only_paid_ones_count(
    tmp_path: Path, cells: dict[str, str], status: Status
) -> None:
    sale = one_or_warned(tmp_path, head(**cells))
    assert sale.status == status
    assert bool(sale.payments) == (status == Status.PAID)


def one_or_warned(folder: Path, *rows: Row) -> Sale:
    (sale,) = sales(read_text(folder, written(*rows), "shopify_orders"))
    return sale


def test_a_status_nobody_knows_is_asked_about_once(tmp_path: Path) -> None:
    text = written(head(Financial_Status="on_hold"))
    with pytest.raises(AmbiguousFileError, match="on_hold") as asked:
        read_text(tmp_path, text, "shopify_orders")
    assert asked.value.question == "status.on_hold"
    answered = a_shop(**{"status.on_hold": "pending"})
    (sale,) = sales(read_text(tmp_path, text, "shopify_orders", answered))
    assert sale.status == Status.PENDING


def test_an_order_cancelled_after_it_was_paid_counts_and_is_refunded_that_day(
    tmp_path: Path,
) -> None:
    cancelled = "2026-04-02 09:00:00 +0200"
    sale = one(
        tmp_path,
        head(Financial_Status="refunded", Refunded_Amount="12.00", Cancelled_at=cancelled),
    )
    (refund,) = sale.refunds
    assert to_day(sale.day) == date(2026, 3, 28)
    assert (to_day(refund.day), refund.goods, refund.estimated) == (
        date(2026, 4, 2), 120_000, False,
    )  # fmt: skip
    assert list(refund.lines) == list(sale.lines)


def test_a_refund_without_a_day_is_put_on_the_orders_and_the_receipt_says_so(
    tmp_path: Path,
) -> None:
    rows = [
        head(n, Financial_Status="partially_refunded", Refunded_Amount="3.00", Taxes="2.00")
        for n in (1, 2)
    ]
    records = read_text(tmp_path, written(*rows), "shopify_orders")
    for sale in sales(records):
        (refund,) = sale.refunds
        assert (refund.day, refund.goods, refund.estimated) == (sale.day, 25_000, True)
    assert warnings(records) == [
        "2 refunds have no day in this export and are put on the day of their order."
    ]


def test_a_refund_takes_goods_first_and_never_more_than_they_cost(tmp_path: Path) -> None:
    sale = one_or_warned(
        tmp_path,
        head(
            Financial_Status="partially_refunded", Shipping="6.00", Total="18.00",
            Refunded_Amount="15.00",
        ),
    )  # fmt: skip
    assert sale.refunds[0].goods == 120_000


def test_days_are_those_of_the_shops_clock_whatever_the_offset(tmp_path: Path) -> None:
    rows = [
        head(1, Created_at="2026-03-28 23:30:00 +0100"),
        head(2, Created_at="2026-03-29 23:30:00 +0200"),
        head(3, Created_at="2026-03-29 18:30:00 -0400"),
    ]
    found = sales(read_text(tmp_path, written(*rows), "shopify_orders"))
    assert [to_day(sale.day).day for sale in found] == [28, 29, 30]


def test_a_guest_has_no_identity(tmp_path: Path) -> None:
    assert one(tmp_path, head(Email="")).customer == ""


def test_where_an_order_came_from_is_read_from_its_note(tmp_path: Path) -> None:
    note = "gift: yes\nUTM source: Facebook\nutm_campaign: Spring 26\nsource: my aunt"
    sale = one(tmp_path, head(Note_Attributes=note, Source="web", Billing_Company="Flo Inc."))
    assert sale.dimensions == {
        "channel": "facebook",
        "campaign": "Spring 26",
        "sales_channel": "web",
        "customer_group": "business",
    }


@pytest.mark.parametrize(
    ("cells", "channel"),
    [({"Source": "pos"}, "store"), ({"Location": "Rue du Test"}, "store"),
     ({"Source": "580111"}, "web"), ({"Source": "Amazon"}, "amazon"), ({}, None)],
)  # fmt: skip
def test_the_sales_channel_is_the_source_or_the_till(
    tmp_path: Path, cells: dict[str, str], channel: str | None
) -> None:
    assert one(tmp_path, head(**cells)).dimensions.get("sales_channel") == channel


def test_an_order_with_a_row_that_cannot_be_read_is_left_out_whole(tmp_path: Path) -> None:
    text = written(head(1), head(2, Subtotal="48.00"), line(2, Lineitem_price="cheap"), head(3))
    records = read_text(tmp_path, text, "shopify_orders")
    assert [sale.ref for sale in sales(records)] == ["#1", "#3"]
    assert [(row.line, row.column) for row in left_out(records)] == [
        (3, "Name"),
        (4, "Lineitem price"),
    ]
    assert all(row.rejected for row in left_out(records))


def test_rows_without_their_first_one_are_rejected(tmp_path: Path) -> None:
    records = read_text(tmp_path, written(line(1), head(2), line(1, Name="")), "shopify_orders")
    assert [row.line for row in left_out(records)] == [2, 4]


def test_an_order_exported_twice_counts_as_it_was_later(tmp_path: Path) -> None:
    rows = [head(1, Financial_Status="pending"), head(2), head(1), line(1), head(3)]
    rows[2]["Subtotal"] = rows[2]["Total"] = "48.00"
    records = read_text(tmp_path, written(*rows), "shopify_orders")
    found = {sale.ref: sale for sale in sales(records)}
    assert (found["#1"].status, found["#1"].rows, len(found["#1"].lines)) == (Status.PAID, 2, 2)
    (earlier,) = left_out(records)
    assert (earlier.line, earlier.rejected, dict(earlier.values)) == (2, False, {"line": 4})


def test_notes_with_line_ends_and_zips_with_a_mark_do_no_harm(tmp_path: Path) -> None:
    note = 'one\n#2,"two",paid\n\nthree'
    text = written(head(1, Note_Attributes=note, Subtotal="48.00", Total="48.00"), line(1), head(2))
    records = read_text(tmp_path, text, "shopify_orders")
    assert [(sale.ref, len(sale.lines)) for sale in sales(records)] == [("#1", 2), ("#2", 1)]
    assert not left_out(records)


def test_an_export_saved_again_by_a_french_spreadsheet_is_read(tmp_path: Path) -> None:
    amount = "1\u202f200,50"
    row = head(
        1, Created_at="28/03/2026 23:30", Paid_at="", Subtotal=amount, Total=amount,
        Lineitem_price=amount, Shipping="0,00", Taxes="0,00",
    )  # fmt: skip
    text = written(row, delimiter=";").encode("utf-8-sig")
    records = read_text(tmp_path, text, "shopify_orders")
    (sale,) = sales(records)
    assert (to_day(sale.day), sale.paid) == (date(2026, 3, 28), 12_005_000)


def test_an_order_in_a_currency_without_rate_is_kept_and_does_not_count(tmp_path: Path) -> None:
    records = read_text(tmp_path, written(head(Currency="THB")), "shopify_orders")
    (sale,) = sales(records)
    said, remedy = warnings(records)
    assert said == "1 order in THB has no exchange rate of its day and does not count."
    assert "init --currency THB" in remedy
    assert (sale.status, sale.currency, sale.paid) == (Status.NO_RATE, "THB", 120_000)


def test_a_file_without_a_column_it_needs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="Subtotal"):
        read_text(tmp_path, "Name,Financial Status,Created at\n", "shopify_orders")


@given(
    st.integers(0, 4000), st.integers(0, 4000), st.integers(0, 2000), st.integers(0, 1500),
    st.integers(0, 3000), st.integers(0, 3000), st.booleans(), st.booleans(),
)  # fmt: skip
@QUIET
def test_goods_always_add_up_to_the_subtotal_without_its_tax(
    tmp_path: Path,
    first: int,
    second: int,
    off: int,
    shipping: int,
    tax: int,
    refunded: int,
    included: bool,
    taxable: bool,
) -> None:
    def euros(cents: int) -> str:
        return f"{cents // 100}.{cents % 100:02}"

    subtotal = max(first + second - off, 0)
    tax = min(tax, (subtotal + shipping) // 4)
    total = subtotal + shipping + (0 if included else tax)
    cells = {
        "Subtotal": euros(subtotal), "Shipping": euros(shipping), "Taxes": euros(tax),
        "Total": euros(total), "Lineitem_price": euros(first), "Refunded_Amount": euros(refunded),
    }  # fmt: skip
    sale = one_or_warned(
        tmp_path,
        head(**cells),
        line(Lineitem_price=euros(second), Lineitem_taxable=str(taxable).lower()),
    )
    goods = sum(each.goods for each in sale.lines)
    assert goods + sale.shipping == 100 * (subtotal + shipping - (tax if included else 0))
    assert sale.paid == total * 100
    assert sum(refund.goods for refund in sale.refunds) <= max(goods, 0)


@given(st.lists(st.integers(0, 3000), max_size=5), st.text(max_size=4), st.integers(100, 3000))
@QUIET
def test_a_damaged_export_adds_up_or_is_refused(
    tmp_path: Path, places: list[int], junk: str, chunk: int
) -> None:
    text = EXPORT.read_text("utf-8")
    start = text.index("\n") + 1
    for place in places:
        text = text[: start + place] + junk + text[start + place + 1 :]
    with pytest.MonkeyPatch.context() as small:
        small.setattr("store.files.CHUNK", chunk)
        try:
            records = read_text(tmp_path, text.encode("utf-8", "replace"), "shopify_orders")
        except OwnerError:
            return
    assert len({sale.ref for sale in sales(records)}) == len(sales(records))
