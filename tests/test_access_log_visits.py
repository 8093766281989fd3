"""Requests become visits: half an hour apart, by people, with their carts, pages and paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.weblog import DESK, PHONE, ROBOT, LogShop, hit, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LogShop]:
    made = LogShop(tmp_path)
    yield made
    made.close()


def visits(shop: LogShop) -> list[tuple[int, int]]:
    """Return pages and steps of the visits, in the order of their beginning."""
    return [
        (pages, steps) for pages, steps in shop.ask("SELECT pages, steps FROM visit ORDER BY at")
    ]


def test_half_an_hour_without_a_page_ends_a_visit(shop: LogShop) -> None:
    shop.give([hit("10:00"), hit("10:30"), hit("11:00:01"), hit("11:10")])
    assert visits(shop) == [(2, 0), (2, 0)]
    assert shop.total("visits", "visitors", "page_views", "bounces") == (2, 1, 4, 0)
    assert shop.total("returning_visits") == 1


def test_a_visitor_is_an_address_with_a_browser(shop: LogShop) -> None:
    shop.give([
        hit("10:00"), hit("10:01", by=PHONE), hit("10:02", ip="192.0.2.8"), hit("10:03"),
    ])  # fmt: skip
    assert shop.total("visits", "visitors") == (3, 3)
    assert shop.by("visits", "device") == {"desktop": 2, "mobile": 1}


def test_lines_may_be_out_of_order(shop: LogShop) -> None:
    shop.give([
        hit("10:20", "/c"), hit("10:00", "/a", ref="https://www.google.fr/"), hit("10:40", "/d"),
        hit("10:10", "/b", ref="https://www.example.org/a"),
    ])  # fmt: skip
    assert visits(shop) == [(4, 0)]
    assert shop.by("visits", "landing_page") == {"/a": 1}
    assert shop.by("visits", "channel") == {"organic search": 1}
    steps = shop.ask(
        "SELECT a.name, b.name FROM page_step s JOIN member a ON a.id = s.page"
        " JOIN member b ON b.id = s.next_page ORDER BY 1"
    )
    assert steps == [("", "/a"), ("/a", "/b"), ("/b", "/c"), ("/c", "/d"), ("/d", "")]


def test_every_line_is_part_of_a_visit_or_left_out_by_a_rule(shop: LogShop) -> None:
    receipt = shop.give([
        hit("10:00"), hit("10:00", "/style.css"), hit("10:01", "/none", status=404),
        hit("10:01", "/old", status=301), hit("10:02", method="HEAD"),
        hit("10:03", "/contact", method="POST"), hit("10:04", "/wp-admin/"),
        hit("10:05", by=ROBOT), hit("10:06", ip="192.0.2.9", by="-"), "damaged",
        hit("10:07", "/broken", status=503), hit("10:08", "/seen", status=304),
        hit("10:09", ip="127.0.0.1"),
    ])  # fmt: skip
    assert (receipt.stored, receipt.rejected) == (3, 1)
    assert [reject.line for reject in receipt.rejects] == [10]
    assert sorted(rows for _, rows in receipt.excluded_by) == [1, 1, 1, 2, 2, 2]
    assert visits(shop) == [(2, 0)]
    assert shop.total("pages_viewed", "page_failures", "server_errors", "bot_requests") == (
        2,
        1,
        1,
        2,
    )
    assert shop.total("requests", "bytes_sent") == (12, 12_000)


def test_who_reads_robots_txt_is_a_robot(shop: LogShop) -> None:
    shop.give([
        hit("10:00", "/a"), hit("10:01", "/robots.txt"), hit("10:02", "/b"),
        hit("12:00", "/c"), hit("10:00", "/a", by=PHONE), hit("10:03", "/.env", ip="192.0.2.9"),
        hit("10:04", "/a", ip="192.0.2.9"),
    ])  # fmt: skip
    assert shop.total("visits", "page_views", "bot_requests") == (1, 1, 6)


def test_who_reads_faster_than_people_is_a_robot(shop: LogShop) -> None:
    fast = [hit(f"10:00:{n % 60:02}", f"/p{n}") for n in range(150)]
    slow = [hit(f"10:{n // 3:02}:{n % 3 * 20:02}", f"/p{n}", by=PHONE) for n in range(120)]
    receipt = shop.give([*fast, *slow])
    assert visits(shop) == [(120, 0)]
    assert receipt.excluded == 150


def test_steps_and_carts(shop: LogShop) -> None:
    def walk(*pages: str, ip: str) -> list[str]:
        return [hit(f"10:{n:02}", page, ip=ip) for n, page in enumerate(pages)]

    shop.give([
        *walk("/", ip="192.0.2.1"),
        *walk("/", "/12-robe.html", ip="192.0.2.2"),
        *walk("/12-robe.html", "/panier", ip="192.0.2.3"),
        *walk("/panier", "/commande", ip="192.0.2.4"),
        *walk("/panier", "/commande", "/module/x/payment", ip="192.0.2.5"),
        *walk("/12-robe.html", "/panier", "/commande", "/confirmation-commande", ip="192.0.2.6"),
    ])  # fmt: skip
    assert [steps for _, steps in visits(shop)] == [0, 1, 3, 6, 14, 23]
    told = shop.total("product_visits", "carts", "checkouts", "payments_started", "carts_converted")
    assert told == (3, 4, 3, 2, 1)
    assert shop.total("cart_visitors", "cart_buyers") == (4, 1)
    assert shop.total("checkout_amount") == 0
    assert shop.by("carts", "device") == {"desktop": 4}


def test_a_form_that_is_sent_is_a_step_and_no_page(shop: LogShop) -> None:
    shop.give([
        hit("10:00", "/12-robe.html"), hit("10:01", "/panier", method="POST", status=302),
        hit("10:02", "/commande", status=302),  # sent back: there is nothing in the cart
        hit("10:03", "/module/x/payment", status=302),  # sent on to the bank
    ])  # fmt: skip
    assert visits(shop) == [(1, 1 + 2 + 8)]


def test_the_carts_amount_is_unknown_and_not_nothing(shop: LogShop) -> None:
    from datetime import date

    from goals.metrics.periods import parse_period
    from goals.metrics.reading import read
    from store.facts import Facts

    shop.give([hit("10:00", "/panier"), hit("10:01", "/commande")])
    day = parse_period("2026-11-02", date(2026, 11, 2))
    assert read(Facts(shop.store), "checkout_value", day).value is None
    assert read(Facts(shop.store), "cart_abandonment", day).value == 1


def test_how_visits_came(shop: LogShop) -> None:
    own = [hit("09:00", f"/{n}.css", ref="https://www.shop.example/") for n in range(9)]
    receipt = shop.give([
        *own,
        hit("10:00", ip="192.0.2.1", ref="https://www.shop.example/x"),
        hit("10:00", ip="192.0.2.2", ref="https://blog.example.org/"),
        hit("10:00", "/?utm_source=lettre&utm_medium=email&utm_campaign=Soldes", ip="192.0.2.3"),
        hit("10:00", "/?gclid=x", ip="192.0.2.4", ref="https://www.google.com/"),
        hit("10:00", ip="192.0.2.5", ref="http://www.bing.com/search?q=robe"),
    ])  # fmt: skip
    assert shop.by("visits", "channel") == {
        "direct": 1, "email": 1, "google ads": 1, "organic search": 1, "referral": 1,
    }  # fmt: skip
    assert shop.by("visits", "campaign") == {"": 4, "Soldes": 1}
    assert shop.by("visits", "keyword") == {"": 4, "robe": 1}
    assert shop.by("visits", "landing_page") == {"/": 5}
    assert ["www.shop.example" in str(one.values) for one in receipt.warnings] == [True]


def test_a_visit_belongs_to_the_shops_day_it_began(shop: LogShop) -> None:
    shop.give([
        hit("23:50", "/a", day="2026-11-02"), hit("00:05", "/b", day="2026-11-03"),
        hit("23:10", "/a", offset=0, day="2026-11-03", by=PHONE),
        # 25 October has 25 hours: 02:30 comes twice, an hour apart.
        hit("02:30", "/n", offset=2, day="2026-10-25"),
        hit("02:30", "/n", offset=1, day="2026-10-25"),
    ])  # fmt: skip
    assert shop.ask("SELECT date(day * 86400, 'unixepoch'), COUNT(*) FROM visit GROUP BY day") == [
        ("2026-10-25", 2), ("2026-11-02", 1), ("2026-11-04", 1),
    ]  # fmt: skip
    assert shop.ask("SELECT date(day * 86400, 'unixepoch'), SUM(views) FROM page GROUP BY day") == [
        ("2026-10-25", 2),
        ("2026-11-02", 1),
        ("2026-11-03", 1),
        ("2026-11-04", 1),
    ]


def test_slow_and_failing_pages_are_told_of_one_by_one(shop: LogShop) -> None:
    shop.give([
        hit("10:00", "/a", end=" 0.500"), hit("10:01", "/a", end=" 4.000"),
        hit("10:02", "/a", end=" 3.000"), hit("10:03", "/b", status=502, end=" 60.000"),
    ])  # fmt: skip
    assert shop.ask(
        "SELECT m.name, views, failures, timed, slow, milliseconds FROM page p"
        " JOIN member m ON m.id = p.page ORDER BY 1"
    ) == [("/a", 3, 0, 3, 2, 7_500), ("/b", 0, 1, 1, 1, 60_000)]


def test_a_minute_is_down_when_several_answers_were_all_failures(shop: LogShop) -> None:
    down = [hit(f"10:01:{n:02}", "/x", status=500) for n in range(3)]
    mixed = [hit("10:02", "/x", status=500), hit("10:02:30")]
    alone = [hit("10:03", "/x", status=500)]
    shop.give([hit("10:00"), *down, *mixed, *alone])
    assert shop.total("minutes_checked", "minutes_up") == (3, 2)


def test_a_mapping_says_what_the_log_means(shop: LogShop) -> None:
    mapping = shop.folder / "log.toml"
    mapping.write_text(
        'kind = "access_log"\nshop = "woocommerce"\nown_hosts = ["shop.example"]\n'
        'own_addresses = ["192.0.2.99"]\nignore = ["/intranet/*"]\nslow = "0.2"\n'
        'duration = "milliseconds"\n[steps]\ncart = ["/mon-panier*"]\n'
    )
    receipt = shop.give(
        [
            hit("10:00", "/mon-panier", end=" 250", ref="https://shop.example/"),
            hit("10:01", "/panier", end=" 100"), hit("10:02", "/intranet/x", end=" 1"),
            hit("10:03", ip="192.0.2.99", end=" 1"), hit("10:04", "/produit/robe/", end=" 1"),
        ],
        mapping=str(mapping),
    )  # fmt: skip
    assert receipt.source == "access_log"
    assert (receipt.stored, receipt.excluded, receipt.warnings) == (3, 2, ())
    assert visits(shop) == [(3, 3)]
    assert shop.total("pages_timed", "pages_slow") == (3, 1)
    assert shop.by("visits", "channel") == {"direct": 1}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('shop = "oxatis"', "“oxatis” is not known in shop"),
        ('slow = "soon"', "slow cannot be used"),
        ('[steps]\npaymnt = ["/x"]', "“paymnt” is not known in steps"),
        ('[keys]\nadress = "ip"', "“adress” is not known in keys"),
        ('own_host = "x"', "“own_host” is not known"),
    ],
)
def test_a_mistake_in_a_mapping_is_told(shop: LogShop, line: str, what: str) -> None:
    mapping = shop.folder / "log.toml"
    mapping.write_text(f'kind = "access_log"\n{line}\n')
    receipt = shop.give([hit("10:00")], mapping=str(mapping))
    assert what in str(receipt.error)


def test_a_log_without_browsers_says_what_it_cannot_tell(shop: LogShop) -> None:
    common = [line[: line.index(' "-"')] for line in (hit("10:00"), hit("10:01"))]
    receipt = shop.give(common)
    assert shop.total("visits", "page_views") == (1, 2)
    assert ["names no browsers" in str(one) for one in receipt.warnings] == [True]


def test_a_log_behind_a_proxy_is_noticed(shop: LogShop) -> None:
    lines = [hit(f"{hour:02}:{minute:02}", ip="10.0.0.1", by=f"{DESK} {minute}")
             for hour in range(8, 18) for minute in range(60)]  # fmt: skip
    receipt = shop.give(lines)
    assert any("one or two addresses" in str(one) for one in receipt.warnings)


def test_no_address_and_no_browser_is_stored(shop: LogShop) -> None:
    shop.give([
        hit("10:00", "/compte/jean@example.org", ip="203.0.113.77"),
        hit("10:01", "/?email=jean@example.org", ip="203.0.113.77"),
        "203.0.113.78 jean@example.org damaged",
    ])  # fmt: skip
    shop.store.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = (shop.folder / "shop.db").read_bytes()
    for told in (b"203.0.113", b"jean", b"Firefox"):
        assert told not in content


def test_an_empty_agent_among_named_ones_is_a_robots(shop: LogShop) -> None:
    receipt = shop.give(text([hit("10:00"), hit("10:01", by=""), hit("10:02", by="-")]))
    assert (receipt.stored, receipt.excluded) == (1, 2)
