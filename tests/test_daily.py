"""Daily facts follow every import, and say what the rows say."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import daily, derived, recency
from store.database import Store, connect, create
from store.errors import StoreError
from store.measures import DISTINCTS
from store.questions import DAY, Question
from store.spans import Span, to_number
from tests.builders import a_shop, days, item, money
from tests.shop_lives import Told, imports, tell

if TYPE_CHECKING:
    from pathlib import Path

YEAR = days("2026-01-01", "2026-12-31")
JANUARY = days("2026-01-02", "2026-01-06")


def rows_of(store: Store, generation: int) -> dict[str, list[tuple[object, ...]]]:
    """Return the derived tables of a generation; matrices of dimensions nobody uses left out.

    Weeks of products are left out too: they are kept when somebody asks.
    """
    found = {}
    for name in derived.all_tables():
        if name.startswith("weekly"):
            continue
        columns = [row[1] for row in store.sql.execute(f"PRAGMA table_info({name})")]
        rows = store.sql.execute(
            f"SELECT {', '.join(columns[1:])} FROM {name} WHERE generation = ? ORDER BY 1, 2, 3, 4",
            (generation,),
        ).fetchall()
        if name == "recency":
            rows = spelled_out(rows)
        found[name] = sorted(rows)
    return found


def spelled_out(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return matrices as if each was written whole, those of dimensions nobody uses left out."""
    kept = []
    for distinct in DISTINCTS:
        total = recency.matrix(distinct.id, "")
        whole = [row for row in rows if row[0] == total]
        kept += whole
        for dimension in distinct.dimensions:
            number = recency.matrix(distinct.id, dimension)
            own = [row for row in rows if row[0] == number]
            if len(own) == 1 and own[0][3] == recency.LONE_GAP:
                own = [(number, own[0][1], *row[2:]) for row in whole]
            if any(row[1] for row in own):
                kept += own
    return kept


def lived(story: list[list[Told]], *, whole: bool | None = None) -> Store:
    shop = a_shop()
    for events in story:
        tell(shop, events)
        shop.publish(whole=whole)
    return shop.store


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(imports)
def test_following_imports_gives_what_deriving_everything_gives(story: list[list[Told]]) -> None:
    store = lived(story, whole=False)
    followed = rows_of(store, derived.live_generation(store.sql))
    rebuilt = rows_of(store, daily.derive(store.sql, days=None))
    for name, rows in rebuilt.items():
        assert followed[name] == rows, name


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(imports, st.sampled_from([YEAR, JANUARY]))
def test_daily_facts_are_what_the_rows_add_up_to(story: list[list[Told]], span: Span) -> None:
    store = lived(story)
    shop = a_shop(store=store)
    with shop.facts.snapshot() as snapshot:
        for family in derived.STORED_FAMILIES:
            if not snapshot.connection.execute(
                f"SELECT 1 FROM {derived.table(family)} LIMIT 1"
            ).fetchone():
                continue
            questions = [("", ()), (DAY, ())] + [(name, ()) for name in family.stored_dimensions]
            for by, where in questions:
                asked = [
                    Question(
                        family, family.measures, to_number(span.start), to_number(span.end),
                        where, by, rows,
                    )
                    for rows in (False, True)
                ]  # fmt: skip
                stored, added = (
                    {
                        key: sums
                        for key, sums in snapshot.answer(question).items()
                        if any(sums) and (key != "" or by == "")
                    }
                    for question in asked
                )
                assert stored == added, (family.id, by)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(imports)
def test_members_and_the_unknown_add_up_whatever_is_asked(story: list[list[Told]]) -> None:
    store = lived(story)
    facts = a_shop(store=store).facts
    measures = ["goods_sold", "units", "discounts", "cost_of_goods"]
    names = ["channel", "device", "country", "customer_type", "category"]
    wheres = [(), (("channel", "email"),), (("category", ""),), (("country", ""),)]
    for dimension, where in product(names, wheres):
        if dimension in dict(where):
            continue
        total = facts.totals(measures, YEAR, where)
        members = facts.by_member(measures, dimension, YEAR, where)
        for measure in measures:
            assert sum(one[measure] for one in members.values()) == total[measure], (
                dimension, where, measure,
            )  # fmt: skip
        for member, found in members.items():
            scoped = facts.totals(measures, YEAR, (*where, (dimension, member)))
            assert scoped == found, (dimension, where, member)
        by_day = facts.by_day(measures, YEAR, where)
        assert {name: sum(one.values()) for name, one in by_day.items()} == total


def test_days_of_other_orders_follow_when_an_earlier_first_order_arrives_late() -> None:
    shop = a_shop()
    shop.order("2026-03-10", goods=60, by="ana")
    shop.order("2026-03-20", goods=40, by="ana")
    facts = shop.publish(whole=False)
    march = days("2026-03-01", "2026-03-31")
    by_type = facts.by_day(["new_customers", "second_orders"], march)
    assert next(str(day) for day in by_type["new_customers"]) == "2026-03-10"
    shop.order("2026-03-05", goods=10, by="ana")
    shop.publish(whole=False)
    by_type = facts.by_day(["new_customers", "second_orders"], march)
    new = {str(day) for day, n in by_type["new_customers"].items() if n}
    second = {str(day) for day, n in by_type["second_orders"].items() if n}
    assert (new, second) == ({"2026-03-05"}, {"2026-03-10"})
    assert facts.totals(["goods_sold"], march, (("customer_type", "returning"),)) == {
        "goods_sold": money(100)
    }


def test_a_product_that_moves_to_another_category_takes_its_past_along() -> None:
    shop = a_shop()
    shop.order("2026-03-10", lines=[item("soap", 60, category="Care")])
    shop.publish(whole=False)
    shop.order("2026-03-12", lines=[item("soap", 40, category="Bath")])
    facts = shop.publish(whole=False)
    assert facts.by_member(["goods_sold"], "category", YEAR) == {"Bath": {"goods_sold": money(100)}}


def test_a_move_that_was_killed_before_the_switch_is_noticed_by_the_next_import() -> None:
    shop = a_shop()
    shop.order("2026-03-10", lines=[item("soap", 60, category="Care")])
    facts = shop.publish()
    with shop.store.writing() as sql:
        sql.execute("INSERT INTO member (id, dimension, name) VALUES (99, 'category', 'Bath')")
    care = facts.by_member(["goods_sold"], "category", YEAR)
    daily.derive(shop.store.sql, days=None, moved={1: (99, 0)})  # killed here: no switch
    assert facts.by_member(["goods_sold"], "category", YEAR) == care
    with shop.store.writing() as sql:
        sql.execute("UPDATE product SET category = 99")
    shop.order("2026-03-12", goods=5)
    facts = shop.publish(whole=False)
    assert facts.by_member(["goods_sold"], "category", YEAR)["Bath"] == {"goods_sold": money(60)}


def test_the_first_category_makes_all_earlier_lines_unknown() -> None:
    shop = a_shop()
    shop.order("2026-03-10", lines=[item("soap", 60)])
    shop.publish(whole=False)
    shop.order("2026-03-12", lines=[item("towel", 40, category="Bath")])
    facts = shop.publish(whole=False)
    assert facts.by_member(["orders"], "category", YEAR) == {
        "": {"orders": 1},
        "Bath": {"orders": 1},
    }


def test_figures_of_the_day_stay_until_the_switch() -> None:
    shop = a_shop()
    shop.order("2026-03-10", goods=60)
    facts = shop.publish()
    shop.order("2026-03-11", goods=40)
    importing = shop.stage()
    generation = daily.derive(shop.store.sql, days=None, importing=importing)
    assert facts.totals(["goods_sold"], YEAR) == {"goods_sold": money(60)}
    with shop.store.writing() as sql:
        daily.switch(sql, generation)
        sql.execute("UPDATE import SET state = 'published'")
    daily.clear_old(shop.store.sql)
    assert facts.totals(["goods_sold"], YEAR) == {"goods_sold": money(100)}


def test_a_generation_left_by_a_kill_is_cleared_before_the_next() -> None:
    shop = a_shop()
    shop.order("2026-03-10", goods=60, by="ana")
    shop.publish()
    left = daily.derive(shop.store.sql, days=None)
    assert daily.derive(shop.store.sql, days=None) == left
    assert rows_of(shop.store, left) == rows_of(shop.store, left - 1)


def test_other_measures_in_the_code_rebuild_what_is_derived(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris") as store:
        shop = a_shop(store=store)
        shop.order("2026-03-10", goods=60, by="ana", channel="email")
        shop.publish()
        store.set_setting(derived.FINGERPRINT, "an older version")
        store.sql.execute("DROP TABLE recency")
    with connect(path) as store:
        assert a_shop(store=store).facts.totals(["buyers", "goods_sold"], YEAR) == {
            "buyers": 1,
            "goods_sold": money(60),
        }


def test_a_store_that_cannot_be_written_says_how_its_figures_are_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris") as store:
        a_shop(store=store).publish()
        store.set_setting(derived.FINGERPRINT, "an older version")
    with (
        connect(path, write=False) as store,
        pytest.raises(StoreError, match="another version") as refused,
    ):
        a_shop(store=store).facts.totals(["orders"], YEAR)
    assert "made anew" in str(refused.value.remedy)
