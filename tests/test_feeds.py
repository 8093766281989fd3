"""Of what several sources count differently, every day counts from the chosen one alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import daily, derived, feeds
from store.database import in_memory
from store.errors import OwnerError
from store.facts import Facts
from store.ingest.choosing import choose_feed
from store.ingest.removal import remove_source
from store.ingest.run import Request, run_import
from store.migrations import MIGRATIONS, apply
from store.records import Fact, Line, Payment, Refund, Sale
from store.spans import to_day, to_number
from tests.builders import days
from tests.import_shop import EURO, MARCH, NOW, Told, a_shop, give, order, visits
from tests.test_daily import rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store
    from store.importers.protocol import Record
    from store.ingest.receipt import Receipt

SPRING = days("2026-03-01", "2026-05-31")
VISITS = frozenset({"visits"})


@pytest.fixture
def shop(tmp_path: Path) -> Store:
    return a_shop(tmp_path)


def visit(ref: str, day: int = 0, visitor: int = 1, **more: Any) -> Fact:
    return Fact("visit", {"ref": ref, "day": MARCH + day, "visitor": visitor, "pages": 2, **more})


def counted(shop: Store, *measures: str) -> tuple[int, ...]:
    return tuple(Facts(shop).totals(measures, SPRING)[name] for name in measures)


def log_and_ga4(shop: Store) -> Receipt:
    """Two visits a day in a log of March 1 to 3, one in GA4 of March 2 to 4."""
    log = [visit(f"{day}{n}", day, n) for day in range(3) for n in (1, 2)]
    give(shop, log, source="log", subjects=VISITS)
    ga4 = [visit(f"{day}", day, 7) for day in (1, 2, 3)]
    return give(shop, ga4, source="ga4", subjects=VISITS)


def test_a_second_source_of_visits_is_stored_and_does_not_count(shop: Store) -> None:
    receipt = log_and_ga4(shop)
    assert (receipt.stored, receipt.error) == (3, None)
    assert [str(warning) for warning in receipt.warnings] == [
        "Visits: ga4 is stored and does not count, for log does."
        " “kpi-tui sources use visits ga4” changes that."
    ]
    assert counted(shop, "visits", "page_views") == (6, 12)
    assert Facts(shop).totals(["visitors"], SPRING) == {"visitors": 2}
    assert Facts(shop).coverage("visits") == [days("2026-03-01", "2026-03-03")]
    assert Facts(shop).as_of() == date(2026, 3, 3)


def test_from_the_chosen_day_on_the_chosen_source_counts(shop: Store) -> None:
    log_and_ga4(shop)
    state = choose_feed(shop, "visits", ["ga4"], date(2026, 3, 3))
    assert state.choices == (
        feeds.Choice(None, ("log",)), feeds.Choice(date(2026, 3, 3), ("ga4",)),
    )  # fmt: skip
    assert Facts(shop).by_day(["visits"], SPRING)["visits"] == {
        date(2026, 3, 1): 2, date(2026, 3, 2): 2, date(2026, 3, 3): 1, date(2026, 3, 4): 1,
    }  # fmt: skip
    assert Facts(shop).totals(["visitors"], SPRING) == {"visitors": 3}
    assert Facts(shop).coverage("visits") == [days("2026-03-01", "2026-03-04")]
    choose_feed(shop, "visits", ["ga4"])
    assert counted(shop, "visits") == (3,)
    choose_feed(shop, "visits", ["log"])
    assert counted(shop, "visits", "page_views") == (6, 12)


def test_rows_and_members_show_only_what_counts(shop: Store) -> None:
    log_and_ga4(shop)
    choose_feed(shop, "visits", ["ga4"], date(2026, 3, 3))
    facts = Facts(shop)
    assert facts.by_member(["visits"], "source", SPRING) == {
        "ga4": {"visits": 2}, "log": {"visits": 4},
    }  # fmt: skip
    assert facts.by_member(["visitors"], "source", SPRING) == {
        "ga4": {"visitors": 1}, "log": {"visitors": 2},
    }  # fmt: skip
    assert facts.rows("visits", SPRING).total == 6


def test_daily_values_and_single_visits_of_two_sources_never_add_up(shop: Store) -> None:
    give(shop, [visits(0, 100), visits(1, 50)], source="matomo")
    receipt = give(shop, [visit("1", 0), visit("2", 2)], source="log", subjects=VISITS)
    assert receipt.error is None
    assert counted(shop, "visits") == (150,)
    choose_feed(shop, "visits", ["log"], date(2026, 3, 2))
    assert counted(shop, "visits") == (101,)


def test_two_sources_that_tell_the_same_days_are_not_chosen_together(shop: Store) -> None:
    log_and_ga4(shop)
    with pytest.raises(OwnerError) as refused:
        choose_feed(shop, "visits", ["log", "ga4"])
    assert str(refused.value.what) == (
        "Both ga4 and log tell bounces of 2026-03-02: together they would count twice."
    )
    with pytest.raises(OwnerError, match="No source matomo tells of visits"):
        choose_feed(shop, "visits", ["matomo"])
    with pytest.raises(OwnerError, match="nothing to choose"):
        choose_feed(shop, "sales", ["log"])


def test_sources_that_tell_different_measures_may_count_together(shop: Store) -> None:
    give(shop, [visits(0, 100)], source="sessions")
    give(shop, [visits(0, 80, "visitors")], source="users")
    assert Facts(shop).coverage("visitors") == []
    choose_feed(shop, "visits", ["sessions", "users"])
    one_day = days("2026-03-01", "2026-03-01")
    assert Facts(shop).totals(["visits", "visitors"], one_day) == {"visits": 100, "visitors": 80}
    receipt = give(shop, [visits(0, 90)], source="users", file="more.csv")
    assert receipt.error is not None, "both count by now: together they would count twice"


def test_payments_of_two_banks_count_together_and_those_of_the_shop_no_more(shop: Store) -> None:
    paid = order("1", payments=[Payment(MARCH, "card", 10 * EURO)])
    give(shop, [paid], source="shopify", subjects=frozenset({"sales", "payments"}))
    for bank, euros in (("stripe", 7), ("paypal", 3)):
        row = Fact("payment", {"ref": bank, "day": MARCH, "amount": euros * EURO, "done": 1})
        give(shop, [row], source=bank, subjects=frozenset({"payments"}))
    assert counted(shop, "paid_amount", "orders") == (10 * EURO, 1)
    choose_feed(shop, "payments", ["stripe", "paypal"])
    assert counted(shop, "paid_amount", "orders", "goods_sold") == (10 * EURO, 1, 10 * EURO)
    assert set(Facts(shop).by_member(["paid_amount"], "source", SPRING)) == {"stripe", "paypal"}


def test_spend_of_several_sources_adds_up(shop: Store) -> None:
    for source in ("google_ads", "meta_ads"):
        row = Fact("spend", {"ref": "1", "day": MARCH, "amount": 5 * EURO})
        give(shop, [row], source=source, subjects=frozenset({"spend"}))
    assert counted(shop, "spend") == (10 * EURO,)


def test_the_same_orders_under_another_name_are_refused(shop: Store) -> None:
    orders = [order(f"#{1000 + n}", n, euros=10 + n) for n in range(5)]
    give(shop, orders, source="shopify_orders")
    again = [replace(one, ref=one.ref.lstrip("#")) for one in orders]
    receipt = give(shop, again, source="my export")
    assert receipt.error is not None
    assert str(receipt.error.what) == (
        "Order 1004 of 2026-03-05 and others are already known from source shopify_orders."
    )
    assert "--source shopify_orders" in str(receipt.error.remedy)
    assert counted(shop, "orders") == (5,)
    elsewhere = [replace(one, day=one.day + 30) for one in again]
    assert give(shop, elsewhere, source="second shop").error is None
    assert counted(shop, "orders") == (10,)


def test_a_removed_source_is_gone_with_all_that_was_remembered_of_it(shop: Store) -> None:
    log_and_ga4(shop)
    give(shop, [order("1", customer="ana@example.org")], source="web")
    give(shop, [order("9", 1, customer="bob@example.org")], source="wrong",
         answers={"date_order": "dmy"})  # fmt: skip
    choose_feed(shop, "visits", ["ga4"], date(2026, 3, 3))
    removed = remove_source(shop, "ga4", NOW)
    assert (removed.imports, removed.rows) == (1, 3)
    assert counted(shop, "visits") == (6,)
    assert [state.choices for state in Facts(shop).feeds()] == [(feeds.Choice(None, ("log",)),)]
    remove_source(shop, "wrong", NOW)
    assert counted(shop, "orders", "visits") == (1, 6)
    left = {
        name: shop.sql.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]
        for name in ("sale", "sale_line", "document", "customer", "import", "feed")
    }
    assert left == {
        "sale": 1, "sale_line": 1, "document": 7, "customer": 1, "import": 2, "feed": 0,
    }  # fmt: skip
    assert not shop.sql.execute("SELECT 1 FROM setting WHERE key LIKE 'answer:%'").fetchall()
    with pytest.raises(OwnerError, match="Nothing was imported from a source ga4"):
        remove_source(shop, "ga4", NOW)


def test_a_removal_that_is_cut_off_is_finished_by_the_next_import(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_and_ga4(shop)

    def killed(*_imports: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr("store.ingest.removal.discard", killed)
        remove_source(shop, "log", NOW)
    assert counted(shop, "visits") == (3,), "it counts no more from the moment it is taken out"
    assert Facts(shop).coverage("visits") == [days("2026-03-02", "2026-03-04")]
    give(shop, [order("1")], source="web")
    assert shop.sql.execute("SELECT COUNT(*) FROM visit").fetchone() == (3,)


def test_a_removal_cut_off_at_any_write_leaves_the_source_whole_or_gone(tmp_path: Path) -> None:
    writes = 0
    for cut in range(40):
        folder = tmp_path / str(cut)
        folder.mkdir()
        with a_shop(folder) as shop:
            log_and_ga4(shop)
            give(shop, [order("9", 1, customer="bob@example.org")], source="log", file="o.csv")
            before = counted(shop, "visits", "orders")
            writes = _remove_with_a_cut(shop, "log", cut)
            seen = counted(shop, "visits", "orders")
            assert seen in (before, (3, 0)), cut
            give(shop, [order("1")], source="web", file="w.csv")  # the next import tidies up
            assert counted(shop, "visits", "orders") in ((before[0], before[1] + 1), (3, 1)), cut
            rows = shop.sql.execute("SELECT COUNT(*) FROM visit").fetchone()[0]
            assert rows == (3 if seen == (3, 0) else 9), cut
            live = derived.live_generation(shop.sql)
            assert rows_of(shop, live) == rows_of(shop, daily.derive(shop.sql, days=None)), cut
        if writes <= cut:
            break
    assert 3 < writes <= cut, "every write of a removal was cut off once"


def _remove_with_a_cut(shop: Store, source: str, cut: int) -> int:
    """Remove a source, cut off at its ``cut``'th write; return how many writes it began."""
    begun = 0
    plain = type(shop).writing

    def cut_off(self: Store) -> Any:
        nonlocal begun
        begun += 1
        if begun > cut:
            raise KeyboardInterrupt
        return plain(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(shop), "writing", cut_off)
        with suppress(KeyboardInterrupt):
            remove_source(shop, source, NOW)
    return begun


# -- any life of a shop ------------------------------------------------------------------------

SOURCES = ("log", "ga4", "matomo")
DOCUMENTS = ["visits", "page_views", "bounces", "carts", "checkouts", "paid_amount"]
DAYS = 6
_day = st.integers(0, DAYS - 1)
_refs = st.sampled_from("abcd")


@st.composite
def _sales(draw: st.DrawFn, ref: str) -> Sale:
    day, amount = MARCH + draw(_day), draw(st.integers(1, 9)) * EURO
    return Sale(
        ref,
        day,
        rows=1,
        at=draw(st.integers(1, 10**9)),
        lines=[Line("soap", "Soap", 1, amount)],
        customer=draw(_refs),
        payments=[Payment(day, "card", amount)],
        refunds=[Refund(MARCH + draw(_day), EURO)] * draw(st.integers(0, 1)),
    )


@st.composite
def _facts(draw: st.DrawFn, source: str) -> list[Record]:
    """Draw the file of a source; its visitors are its own."""
    own = 100 * SOURCES.index(source)
    rows: list[Record] = []
    for ref in draw(st.lists(_refs, unique=True)):
        pages = draw(st.integers(1, 3))
        visitor = own + draw(st.integers(1, 3))
        rows.append(visit(ref, draw(_day), visitor, pages=pages,
                          channel=draw(st.sampled_from(["", "email"]))))  # fmt: skip
    for ref in draw(st.lists(_refs, unique=True, max_size=2)):
        values = {"ref": ref, "day": MARCH + draw(_day), "visitor": own + 1, "step": 1}
        rows.append(Fact("cart", values))
    for ref in draw(st.lists(_refs, unique=True, max_size=2)):
        rows.append(draw(_sales(f"{source}{ref}")))
    return rows


@st.composite
def _lives(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """Draw imports of several sources, choices and removals, in any order."""
    story: list[tuple[str, Any]] = []
    for _ in range(draw(st.integers(2, 6))):
        source = draw(st.sampled_from(SOURCES))
        what = draw(st.sampled_from(["import", "import", "import", "choose", "remove"]))
        if what == "import":
            story.append((what, (source, draw(_facts(source)))))
        elif what == "choose":
            subject = draw(st.sampled_from(["visits", "carts", "payments"]))
            story.append((what, (subject, source, draw(st.none() | _day))))
        else:
            story.append((what, source))
    return story


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exports")
    (made / "a.csv").write_text("told\n1\n")
    return made


def tell(store: Store, folder: Path, source: str, records: list[Record]) -> None:
    everything = frozenset({"visits", "carts", "payments", "sales", "refunds"})
    told = Told(list(records), subjects=everything)
    request = Request(now=NOW, key=folder / "key", source=source, known={"told": told})
    (receipt,) = run_import(store, [folder / "a.csv"], request)
    assert receipt.error is None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=_lives())
def test_after_any_imports_choices_and_removals_each_day_is_that_of_its_source_alone(
    folder: Path, story: list[tuple[str, Any]]
) -> None:
    alive: list[tuple[str, list[Record]]] = []
    with in_memory() as store:
        for what, told in story:
            try:
                if what == "import":
                    tell(store, folder, *told)
                    alive.append(told)
                elif what == "choose":
                    subject, source, since = told
                    start = None if since is None else to_day(MARCH + since)
                    choose_feed(store, subject, [source], start)
                else:
                    remove_source(store, told, NOW)
                    alive = [one for one in alive if one[0] != told]
            except OwnerError:
                continue  # a source nobody imported can be neither chosen nor removed
        followed = rows_of(store, derived.live_generation(store.sql))
        assert followed == rows_of(store, daily.derive(store.sql, days=None))
        with in_memory() as fresh:
            for one in alive:
                tell(fresh, folder, *one)
            sales = ["orders", "goods_sold", "refunds", "buyers", "new_customers"]
            assert _by_day(store, sales) == _by_day(fresh, sales)
        expected = _of_chosen(store, folder, alive)
        assert _by_day(store, [*DOCUMENTS, "visitors"]) == expected


def _by_day(store: Store, measures: list[str]) -> dict[tuple[str, date], int]:
    found = Facts(store).by_day(measures, SPRING)
    return {(name, day): n for name, sums in found.items() for day, n in sums.items() if n}


def _of_chosen(
    store: Store, folder: Path, alive: list[tuple[str, list[Record]]]
) -> dict[tuple[str, date], int]:
    """Return what stores that hold one source alone say of the days on which it counts."""
    found: dict[tuple[str, date], int] = {}
    counting = feeds.read(store.sql)
    for source in {name for name, _ in alive}:
        with in_memory() as lone:
            for name, records in alive:
                if name == source:
                    tell(lone, folder, name, records)
            for (measure, day), n in _by_day(lone, [*DOCUMENTS, "visitors"]).items():
                feed = counting[feeds.SUBJECT_OF_MEASURE[measure]]
                if feed.counts(source, to_number(day)):
                    found[measure, day] = found.get((measure, day), 0) + n
    return found


def test_where_an_older_store_had_two_sources_both_go_on_counting() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
        apply(old, MIGRATIONS[0])
        for number, (source, subject) in enumerate(
            [("matomo", "visits:alone"), ("log", "visits"), ("log", "sales"),
             ("shopify", "paid_amount"), ("till", "sales")], 1
        ):  # fmt: skip
            old.execute(
                "INSERT INTO import (id, importer, source, file, state, started_at)"
                " VALUES (?, '', ?, '', 'published', 0)",
                (number, source),
            )
            old.execute("INSERT INTO coverage VALUES (?, ?, 0, 9, ?)", (subject, source, number))
        for migration in MIGRATIONS[1:]:
            apply(old, migration)
        assert feeds.stored(old) == (
            ("visits", feeds.BEGINNING, "log"), ("visits", feeds.BEGINNING, "matomo"),
        )  # fmt: skip
        assert feeds.read(old)["payments"].stretches[0].sources == ("shopify",)
