"""People are counted once, over any days and any member, without reading their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import daily, matrices, recency
from store.derived import live_generation
from store.spans import Span, to_number
from tests.builders import TestShop, a_shop, days
from tests.shop_lives import Told, imports, tell

if TYPE_CHECKING:
    import pytest

YEAR = days("2026-01-01", "2026-12-31")
MARCH = days("2026-03-01", "2026-03-31")

IN_ROWS = {
    "buyers": "SELECT {key}, COUNT(DISTINCT customer) FROM sale"
    " WHERE status = 0 AND customer <> 0 AND day BETWEEN ? AND ? GROUP BY 1",
    "visitors": "SELECT {key}, COUNT(DISTINCT visitor) FROM visit v JOIN visit_context x"
    " ON x.id = v.context WHERE visitor <> 0 AND day BETWEEN ? AND ? GROUP BY 1",
    "cart_visitors": "SELECT {key}, COUNT(DISTINCT visitor) FROM cart"
    " WHERE visitor <> 0 AND day BETWEEN ? AND ? GROUP BY 1",
    "cart_buyers": "SELECT {key}, COUNT(DISTINCT visitor) FROM cart"
    " WHERE step = 3 AND visitor <> 0 AND day BETWEEN ? AND ? GROUP BY 1",
}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(imports, st.integers(0, 200), st.integers(1, 200), st.booleans())
def test_matrices_count_what_is_counted_in_the_rows(
    story: list[list[Told]], start: int, width: int, whole: bool
) -> None:
    shop = a_shop()
    for events in story:
        tell(shop, events)
        shop.publish(whole=whole)
    sql, first = shop.store.sql, to_number(YEAR.start) + start
    generation = live_generation(sql)
    for subject, question in IN_ROWS.items():
        for dimension in ("", "channel", "device", "country"):
            expected = dict(
                sql.execute(question.format(key=dimension or "0"), (first, first + width - 1))
            )
            if dimension and not recency.kept(sql, generation, subject, dimension):
                assert not any(expected.keys())
                continue
            days_asked = (first, first + width)
            found = recency.count(sql, generation, subject, days_asked, dimension, None)
            assert {who: n for who, n in found.items() if n} == expected


def busy_shop() -> TestShop:
    shop = a_shop()
    for n in range(120):
        day = f"2026-03-{n % 28 + 1:02}"
        shop.visit(day, by=f"v{n * n % 17}", channel=["email", "ads", ""][n % 3])
    return shop


def test_rolling_windows_are_the_counts_of_each_window() -> None:
    shop = busy_shop()
    facts = shop.publish()
    for where in ((), (("channel", "email"),), (("channel", ""),), (("channel", "nobody"),)):
        rolling = facts.rolling_distinct("visitors", MARCH, 7, where)
        assert list(rolling) == list(MARCH)
        for day in MARCH:
            week = Span(day, day).shifted(-6)
            week = Span(week.start, Span.of(day, day).end)
            assert rolling[day] == facts.totals(["visitors"], week, where)["visitors"]


def test_members_with_many_days_apart_are_counted_as_those_with_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few, many = busy_shop(), busy_shop()
    few.publish(whole=True)
    monkeypatch.setattr(matrices, "_FEW", 5)
    monkeypatch.setattr(matrices, "_AT_ONCE", 3)
    many.publish(whole=True)
    kept = [
        shop.store.sql.execute(
            "SELECT matrix, member, day, gap, n FROM recency ORDER BY 1, 2, 3, 4"
        ).fetchall()
        for shop in (few, many)
    ]
    assert kept[0] == kept[1]
    assert any(gap > 5 for _, _, _, gap, _ in kept[0])


def test_two_members_at_once_are_counted_in_the_rows() -> None:
    shop = a_shop()
    shop.visit("2026-03-01", by="phone", channel="email", device="mobile")
    shop.visit("2026-03-02", by="phone", channel="email", device="mobile")
    shop.visit("2026-03-02", by="laptop", channel="email")
    facts = shop.publish()
    both = (("channel", "email"), ("device", "mobile"))
    assert facts.totals(["visitors"], MARCH, both) == {"visitors": 1}
    assert facts.by_member(["visitors"], "device", MARCH, both[:1]) == {
        "": {"visitors": 1},
        "mobile": {"visitors": 1},
    }
    assert list(facts.rolling_distinct("visitors", MARCH, 2, both).values())[:4] == [1, 1, 1, 0]


def test_late_visits_are_counted_in_the_days_they_were_made() -> None:
    shop = a_shop()
    shop.visit("2026-03-01", by="phone")
    shop.visit("2026-03-20", by="phone")
    shop.publish(whole=False)
    shop.visit("2026-03-10", by="phone", channel="email")
    facts = shop.publish(whole=False)
    assert facts.totals(["visitors"], MARCH) == {"visitors": 1}
    assert facts.totals(["visitors"], days("2026-03-05", "2026-03-15")) == {"visitors": 1}
    assert facts.totals(["visitors"], MARCH, (("channel", ""),)) == {"visitors": 1}


def test_rows_that_changed_outside_an_import_are_counted_anew() -> None:
    shop = busy_shop()
    facts = shop.publish()
    with shop.store.writing() as sql:
        sql.execute("DELETE FROM visit WHERE visitor = 1")
        daily.derive(sql, days={to_number(MARCH.start)})
    (expected,) = sql.execute("SELECT COUNT(DISTINCT visitor) FROM visit").fetchone()
    assert facts.totals(["visitors"], MARCH) == {"visitors": expected}


def test_visitors_with_numbers_of_63_bits_are_told_apart() -> None:
    shop = a_shop()
    large = (1 << 63) - 1
    for n in range(200):
        # As a float these would be one number.
        shop.row("cart", "2026-03-02", visitor=large - n, step=1, channel="email" if n else "")
    shop.publish()
    assert shop.facts.totals(["cart_visitors"], MARCH) == {"cart_visitors": 200}
    assert shop.facts.totals(["cart_visitors"], MARCH, (("channel", "email"),)) == {
        "cart_visitors": 199
    }
