"""A day that no source covers is not a day without sales."""

from __future__ import annotations

from tests.builders import a_shop, days


def test_touching_and_overlapping_days_of_several_sources_become_one_span() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-03-10", "visits", source="analytics")
    shop.covered("2026-03-08", "2026-03-12", "visits", source="logs")
    shop.covered("2026-03-13", "2026-03-20", "visits", source="logs")
    shop.covered("2026-03-25", "2026-03-31", "visits", source="logs")
    facts = shop.publish()
    assert facts.coverage("page_views") == [
        days("2026-03-01", "2026-03-20"),
        days("2026-03-25", "2026-03-31"),
    ]
    logs = next(one for one in facts.source_coverage() if one.source == "logs")
    assert logs.spans == (days("2026-03-08", "2026-03-20"), days("2026-03-25", "2026-03-31"))
    assert logs.last_import_at == 1


def test_a_measure_may_be_covered_without_its_family() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-03-31", "page_views")
    facts = shop.publish()
    assert facts.coverage("page_views") == [days("2026-03-01", "2026-03-31")]
    assert facts.coverage("bounces") == []


def test_refunds_by_order_are_known_where_refunds_are() -> None:
    shop = a_shop()
    shop.covered("2026-03-01", "2026-03-31", "refunds")
    facts = shop.publish()
    assert facts.coverage("orders_returned") == [days("2026-03-01", "2026-03-31")]


def test_a_cohort_is_known_when_its_time_is_over() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-06-30", "sales")
    facts = shop.publish()
    assert facts.coverage("retained_90") == [days("2026-04-01", "2026-06-30")]
    assert facts.coverage("retained_365") == []


def test_the_owners_own_projects_have_no_gaps() -> None:
    shop = a_shop()
    with shop.store.writing() as sql:
        sql.execute(
            "INSERT INTO project (name, start_day, due_day) VALUES ('New site', 20454, 20600)"
        )
    assert shop.facts.coverage("project_cost") == []
    shop.covered("2026-02-01", "2026-02-10", "sales")
    facts = shop.publish()
    assert facts.coverage("project_cost") == [days("2026-01-01", "2026-02-10")]


def test_coverage_of_an_import_that_is_not_published_is_unknown() -> None:
    shop = a_shop()
    importing = shop.stage()
    with shop.store.writing() as sql:
        sql.execute("INSERT INTO coverage VALUES ('sales', 'test', 20454, 20460, ?)", (importing,))
    assert shop.facts.coverage("orders") == []
    assert shop.facts.as_of() is None
    assert shop.facts.source_coverage() == []
