"""Behind every figure are rows that the owner can read, and that add up to it."""

from __future__ import annotations

import pytest

from store.measures import FAMILIES
from store.rows import row_value
from tests.builders import a_shop, days, item, money

MARCH = days("2026-03-01", "2026-03-31")


def test_rows_of_a_figure_add_up_to_it() -> None:
    shop = a_shop()
    first = shop.order("2026-03-02", goods=60, by="ana", channel="email", ref="#1001")
    shop.order("2026-03-03", goods=40, channel="ads", ref="#1002", country="FR")
    shop.order("2026-03-04", goods=10, channel="email", ref="#1003")
    shop.refund("2026-03-09", 5, of=first, ordered="2026-03-02", by="ana")
    shop.series("goods_sold", "2026-03-05", money(7), channel="email")
    facts = shop.publish()
    email = (("channel", "email"),)
    page = facts.rows("goods_sold", MARCH, email)
    assert [column.id for column in page.columns] == [
        "day", "ref", "country", "customer_type", "goods_sold",
    ]  # fmt: skip
    assert [tuple(map(str, row)) for row in page.rows] == [
        ("2026-03-02", "#1001", "", "new", str(money(60))),
        ("2026-03-04", "#1003", "", "", str(money(10))),
        ("2026-03-05", "", "", "", str(money(7))),
    ]
    assert page.total == 3
    total = facts.totals(["goods_sold"], MARCH, email)["goods_sold"]
    assert sum(int(str(row[-1])) for row in page.rows) == total


def test_long_lists_come_in_pages() -> None:
    shop = a_shop()
    for n in range(1, 8):
        shop.order(f"2026-03-{n:02}", goods=n, ref=f"#{n}")
    facts = shop.publish()
    page = facts.rows("orders", MARCH, limit=3, offset=6)
    assert (page.total, [row[1] for row in page.rows]) == (7, ["#7"])


def test_lines_show_their_product_and_people_their_number() -> None:
    shop = a_shop()
    shop.order(
        "2026-03-02", by="ana", country="FR",
        lines=[item("soap", 30, category="Care"), item("box", 2)],
    )  # fmt: skip
    shop.visit("2026-03-02", by="phone", channel="email")
    facts = shop.publish()
    care = facts.rows("goods_sold", MARCH, (("category", "Care"), ("country", "FR")))
    assert [row[1] for row in care.rows] == ["Soap"]
    assert [row[-1] for row in facts.rows("buyers", MARCH).rows] == [1]
    assert [row[1:] for row in facts.rows("visitors", MARCH).rows] == [("email", 1)]


@pytest.mark.parametrize(
    "measure", [m.id for family in FAMILIES for m in family.measures] + ["parcels", "cart_buyers"]
)
def test_every_measure_can_show_its_rows(measure: str) -> None:
    shop = a_shop()
    shop.order("2026-03-02", by="ana", lines=[item("soap", 30, category="Care")])
    shop.series("parcels", "2026-03-02", 3, country="FR")
    facts = shop.publish()
    page = facts.rows(measure, MARCH)
    total = facts.totals([measure], MARCH).get(measure, 0)
    assert sum(int(str(row[-1])) for row in page.rows) == total
    assert all(len(row) == len(page.columns) for row in page.rows)


def test_one_row_of_every_measure_is_plain_sql() -> None:
    for family in FAMILIES:
        for measure in family.measures:
            assert row_value(measure)
