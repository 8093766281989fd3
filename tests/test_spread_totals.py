"""Totals of a period spread over its days, and what Search Console's exports become by them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.facts import Facts
from store.importers.search_console.columns import PAGE, QUERY
from store.importers.search_console.reading import PeriodReading, daily
from store.importers.search_console.rows import Result
from store.importers.spreading import shares, spread
from store.records import Fact, LeftOut
from store.spans import Span
from tests.traffic_import import bring, founded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store
    from store.records import WholeDays


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with founded(tmp_path) as store:
        yield store


counts = st.integers(0, 400)


@settings(max_examples=150, deadline=None)
@given(st.lists(counts, max_size=6), st.lists(counts, min_size=1, max_size=6))
def test_totals_spread_over_days_keep_both_sums(members: list[int], days: list[int]) -> None:
    parts = spread(members, days)
    assert all(part >= 0 for day in parts for part in day)
    assert [sum(day[at] for day in parts) for at in range(len(members))] == members
    if sum(members) <= sum(days):
        assert [sum(day) for day in parts] == days
    else:
        assert sum(map(sum, parts)) == sum(members)


def test_days_too_small_for_their_members_grow_in_proportion() -> None:
    assert spread([9], [1, 2]) == [[3, 0], [6, 0]]
    assert shares(5, [0, 0]) == [3, 2]


@st.composite
def search_exports(draw: st.DrawFn) -> tuple[list[Result], list[Result]]:
    """Return days, and queries that have no more than they have."""
    size = draw(st.integers(1, 5))
    days = []
    for number in range(size):
        clicks = draw(st.integers(0, 20))
        shown = clicks + draw(st.integers(0, 200))
        place = draw(st.integers(1000, 60_000)) if shown else 0
        days.append(Result(number, 20_000 + number, {}, clicks, shown, place))
    clicks_left = sum(day.clicks for day in days)
    silent_left = sum(day.impressions - day.clicks for day in days)
    queries = []
    for number in range(draw(st.integers(0, 5))):
        clicks = draw(st.integers(0, clicks_left))
        silent = draw(st.integers(0, silent_left))
        clicks_left, silent_left = clicks_left - clicks, silent_left - silent
        place = draw(st.integers(1000, 60_000))
        queries.append(Result(number, 0, {QUERY: f"q{number}"}, clicks, clicks + silent, place))
    return days, queries


class Told:
    """A table that has these rows."""

    def __init__(self, rows: list[Result]) -> None:
        self._rows = rows

    def results(self) -> Iterator[Result | LeftOut]:
        yield from self._rows


def facts_of(records: Iterator[Fact | LeftOut | WholeDays]) -> list[dict[str, int | str]]:
    return [dict(record.values) for record in records if isinstance(record, Fact)]  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(search_exports())
def test_queries_keep_their_period_and_days_their_own(
    export: tuple[list[Result], list[Result]],
) -> None:
    days, queries = export
    reading = PeriodReading(QUERY, days, None)
    records = list(reading.records(Told(queries)))  # type: ignore[arg-type]
    told = [one for one in records if isinstance(one, (Fact, LeftOut))]
    assert sum(one.rows for one in told) == len(queries)
    facts = facts_of(iter(records))  # type: ignore[arg-type]
    shown = [query for query in queries if query.impressions]
    for query in shown:
        mine = [fact for fact in facts if fact.get("keyword") == query.names[QUERY]]
        assert sum(int(fact["clicks"]) for fact in mine) == query.clicks
        assert sum(int(fact["impressions"]) for fact in mine) == query.impressions
    for fact in facts:
        assert 0 <= int(fact["clicks"]) <= int(fact["impressions"])
        assert int(fact["position"]) >= 1000 * int(fact["impressions"]) > 0
    for day in days if shown else ():
        mine = [fact for fact in facts if fact["day"] == day.day]
        assert sum(int(fact["clicks"]) for fact in mine) == day.clicks
        assert sum(int(fact["impressions"]) for fact in mine) == day.impressions
        assert sum(int(fact["position"]) for fact in mine) == day.position * day.impressions
    assert len({fact["ref"] for fact in facts}) == len(facts)


def test_pages_keep_their_own_showings_and_places_where_they_have_more_than_the_days() -> None:
    days = [Result(1, 20_000, {}, 1, 4, 5000), Result(2, 20_001, {}, 1, 8, 7000)]
    pages = [
        Result(1, 0, {PAGE: "/a"}, 2, 12, 3000),
        Result(2, 0, {PAGE: "/b"}, 0, 12, 9000),
    ]
    facts = facts_of(PeriodReading(PAGE, days, None).records(Told(pages)))  # type: ignore[arg-type]
    for page in pages:
        mine = [fact for fact in facts if fact["landing_page"] == page.names[PAGE]]
        assert sum(int(fact["impressions"]) for fact in mine) == 12
        assert sum(int(fact["position"]) for fact in mine) == 12 * page.position
    first = [int(fact["impressions"]) for fact in facts if fact["day"] == 20_000]
    assert sum(first) == 8 and sum(int(fact["clicks"]) for fact in facts) == 2


def test_a_query_of_a_later_export_counts_with_its_new_days_only(
    shop: Store, tmp_path: Path
) -> None:
    queries, days = tmp_path / "Queries.csv", tmp_path / "Dates.csv"
    head = "Clicks,Impressions,CTR,Position\n"
    queries.write_text(f"Top queries,{head}chair,6,30,20%,2\nlamp,2,20,10%,4\n")
    days.write_text(f"Date,{head}2026-09-01,5,30,17%,3\n2026-09-02,3,30,10%,3\n")
    bring(shop, queries)
    queries.write_text(f"Top queries,{head}chair,4,20,20%,2\n")
    days.write_text(f"Date,{head}2026-09-02,3,30,10%,3\n2026-09-03,2,10,20%,3\n")
    (receipt,) = bring(shop, queries)
    assert receipt.read == receipt.updated + receipt.stored == 1
    assert len(receipt.warnings) == 1, "only that days are estimated, not that estimates moved"
    facts = Facts(shop)
    by_day = facts.by_day(["search_clicks"], Span.of(date(2026, 9, 1), date(2026, 9, 3)))
    assert by_day["search_clicks"] == {
        date(2026, 9, 1): 5, date(2026, 9, 2): 3, date(2026, 9, 3): 2,
    }  # fmt: skip
    restated = Span.of(date(2026, 9, 2), date(2026, 9, 3))
    assert facts.totals(["search_clicks"], restated, (("keyword", "lamp"),)) == {"search_clicks": 0}


def test_rows_by_day_and_query_are_read_as_they_stand_and_today_is_not() -> None:
    rows = [
        Result(2, 20_000, {QUERY: "a|b"}, 1, 2, 1500),
        Result(3, 20_000, {QUERY: "a|b"}, 1, 2, 1500),
        Result(4, 20_001, {QUERY: ""}, 0, 3, 4000),
    ]
    whole, first, twice, today = daily(Told(rows), 20_001)  # type: ignore[arg-type]
    assert (whole.table, whole.first, whole.last) == ("search_result", 20_000, 20_000)  # type: ignore[union-attr]
    assert isinstance(first, Fact) and first.values["position"] == 3000
    assert isinstance(twice, LeftOut) and twice.rejected and twice.line == 3
    assert isinstance(today, LeftOut) and not today.rejected


def test_a_search_for_the_word_total_is_no_total_of_others(shop: Store, tmp_path: Path) -> None:
    queries, days = tmp_path / "Queries.csv", tmp_path / "Dates.csv"
    head = "Clicks,Impressions,CTR,Position\n"
    queries.write_text(f"Top queries,{head}total,6,30,20%,2\nlamp,2,20,10%,4\n")
    days.write_text(f"Date,{head}2026-09-01,8,50,16%,3\nTotal,8,50,16%,3\n")
    (receipt,) = bring(shop, queries)
    assert (receipt.read, receipt.stored) == (2, 2)
    september = Span.of(date(2026, 9, 1), date(2026, 9, 30))
    searched = Facts(shop).totals(["search_clicks"], september, (("keyword", "total"),))
    assert searched == {"search_clicks": 6}
