"""Periods as people name them, and what each is compared with."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.metrics.errors import QuestionError
from goals.metrics.periods import buckets, comparison, parse_period
from store.spans import Span

AS_OF = date(2026, 10, 20)


def span(first: str, last: str) -> Span:
    return Span.of(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1d", "2026-10-20", "2026-10-20"),
        ("7d", "2026-10-14", "2026-10-20"),
        ("28d", "2026-09-23", "2026-10-20"),
        ("365d", "2025-10-21", "2026-10-20"),
        ("mtd", "2026-10-01", "2026-10-20"),
        ("qtd", "2026-10-01", "2026-10-20"),
        ("ytd", "2026-01-01", "2026-10-20"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("2026-01-01..2026-01-31", "2026-01-01", "2026-01-31"),
        ("2026-01-05", "2026-01-05", "2026-01-05"),
    ],
)
def test_a_period_has_both_its_days(text: str, first: str, last: str) -> None:
    assert parse_period(text, AS_OF).span == span(first, last)


def test_a_month_still_running_is_cut_at_the_last_imported_day_and_marked_partial() -> None:
    october = parse_period("2026-10", AS_OF)
    assert october.partial
    assert october.span == span("2026-10-01", "2026-10-20")
    assert october.whole == span("2026-10-01", "2026-10-31")
    assert not parse_period("2026-09", AS_OF).partial
    assert not parse_period("mtd", date(2026, 10, 31)).partial


def test_a_partial_month_is_compared_with_as_many_days_of_the_month_before() -> None:
    assert comparison(parse_period("2026-10", AS_OF), "previous") == span(
        "2026-09-01", "2026-09-20"
    )
    assert comparison(parse_period("2026-10", AS_OF), "year") == span("2025-10-01", "2025-10-20")


def test_a_whole_month_is_compared_with_the_whole_month_before() -> None:
    march = parse_period("2026-03", AS_OF)
    assert comparison(march, "previous") == span("2026-02-01", "2026-02-28")
    assert comparison(march, "year") == span("2025-03-01", "2025-03-31")


def test_thirty_elapsed_days_of_march_are_compared_with_all_of_february() -> None:
    march = parse_period("2026-03", date(2026, 3, 30))
    assert comparison(march, "previous") == span("2026-02-01", "2026-02-28")


def test_days_are_compared_with_as_many_days_before() -> None:
    month = parse_period("28d", AS_OF)
    assert comparison(month, "previous") == span("2026-08-26", "2026-09-22")
    assert comparison(month, "none") is None


def test_by_weekday_every_day_meets_the_same_weekday_364_days_earlier() -> None:
    week = parse_period("7d", AS_OF)
    other = comparison(week, "weekday")
    assert other is not None
    assert [day.weekday() for day in other] == [day.weekday() for day in week.span]
    assert (week.span.start - other.start).days == 364


def test_29_february_is_compared_with_28_february() -> None:
    leap = date(2028, 2, 29)
    assert comparison(parse_period("1d", leap), "year") == span("2027-02-28", "2027-02-28")
    assert comparison(parse_period("2028-02-29..2028-03-02", date(2028, 3, 9)), "year") == span(
        "2027-02-28", "2027-03-02"
    )
    assert comparison(parse_period("2028-02", date(2028, 3, 9)), "year") == span(
        "2027-02-01", "2027-02-28"
    )


def test_28_days_stay_28_days_when_the_year_before_had_a_29_february() -> None:
    other = comparison(parse_period("28d", date(2029, 3, 9)), "year")
    assert other == span("2028-02-11", "2028-03-09")
    assert other.days == 28


def test_a_quarter_and_a_year_are_compared_with_the_one_before() -> None:
    assert comparison(parse_period("2026-Q1", AS_OF), "previous") == span(
        "2025-10-01", "2025-12-31"
    )
    assert comparison(parse_period("ytd", AS_OF), "previous") == span("2025-01-01", "2025-10-20")


@pytest.mark.parametrize(
    "text",
    ["", "d", "0d", "9999d", "28", "2026-13", "2026-Q5", "2026-02-30", "last week", "-7d",
     "2026-03-10..2026-03-01", "٢٨d", "0001", "9999", "2026-01-01..", "1900-01-01..2026-01-01"],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_examples(text: str) -> None:
    with pytest.raises(QuestionError) as wrong:
        parse_period(text, AS_OF)
    assert "2026-01-01..2026-01-31" in str(wrong.value.remedy)


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reading_of_a_period(text: str) -> None:
    try:
        period = parse_period(text, AS_OF)
    except QuestionError:
        return
    assert period.span.days >= 1


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(1, 800),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
)
def test_buckets_of_any_grain_are_the_period_without_gap_or_overlap(
    start: date, days: int, grain: str
) -> None:
    whole = Span(start, Span(start, start).shifted(days).end)
    pieces = list(buckets(whole, grain))  # type: ignore[arg-type]
    assert [day for piece in pieces for day in piece] == list(whole)


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["28d", "mtd", "qtd", "ytd"]),
    st.sampled_from(["previous", "year", "weekday"]),
)
def test_a_partial_period_is_never_compared_with_more_days_than_have_passed(
    as_of: date, text: str, kind: str
) -> None:
    period = parse_period(text, as_of)
    other = comparison(period, kind)  # type: ignore[arg-type]
    assert other is not None
    assert other.end <= period.span.start or other.start < period.span.start
    if period.partial or period.kind == "days":
        assert other.days <= period.span.days
