"""Deadlines are read the way people write them, and always lie ahead."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.targets.days import parse_day, parse_deadline, parse_start
from goals.targets.entry import EntryError
from store.errors import OwnerError

TODAY = date(2026, 11, 12)  # a Thursday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12", "2026-12-31"), ("2026-12-31", "2026-12-31"), ("12/31", "2026-12-31"),
        ("31/12/2026", "2026-12-31"), ("31.12.26", "2026-12-31"), ("31-12-2026", "2026-12-31"),
        ("in 8 weeks", "2027-01-07"), ("dans 8 semaines", "2027-01-07"), ("8 weeks", "2027-01-07"),
        ("in 60 days", "2027-01-11"), ("dans 60 jours", "2027-01-11"), ("60 j", "2027-01-11"),
        ("in 3 months", "2027-02-12"), ("dans un mois", "2026-12-12"), ("in a year", "2027-11-12"),
        ("end of quarter", "2026-12-31"), ("fin du trimestre", "2026-12-31"),
        ("end of the month", "2026-11-30"), ("fin de mois", "2026-11-30"),
        ("fin du mois prochain", "2026-12-31"), ("end of next quarter", "2027-03-31"),
        ("fin de l’année", "2026-12-31"), ("end of year", "2026-12-31"),
        ("31 décembre", "2026-12-31"), ("le 31 decembre 2026", "2026-12-31"),
        ("December 31", "2026-12-31"), ("Dec 31, 2027", "2027-12-31"), ("1er mars", "2027-03-01"),
        ("fin mars", "2027-03-31"), ("december", "2026-12-31"), ("2026-12", "2026-12-31"),
        ("Q4", "2026-12-31"), ("T1 2027", "2027-03-31"), ("2027-Q1", "2027-03-31"),
        ("2027", "2027-12-31"), ("friday", "2026-11-13"), ("jeudi", "2026-11-19"),
        ("next month", "2026-12-31"), ("le mois prochain", "2026-12-31"),
        ("next quarter", "2027-03-31"), ("trimestre prochain", "2027-03-31"),
        ("la semaine prochaine", "2026-11-22"), ("next week", "2026-11-22"),
        ("l'année prochaine", "2027-12-31"), ("this quarter", "2026-12-31"),
        ("ce trimestre", "2026-12-31"), ("ce mois-ci", "2026-11-30"), ("T4", "2026-12-31"),
        ("in two weeks", "2026-11-26"), ("dans trois mois", "2027-02-12"),
        ("d'ici fin décembre", "2026-12-31"), ("d’ici la fin du mois", "2026-11-30"),
        ("avant la fin de l'année", "2026-12-31"), ("jusqu'au 31/12", "2026-12-31"),
        ("pour Noël", "2026-12-25"), ("Christmas", "2026-12-25"), ("mi-décembre", "2026-12-15"),
        ("mid march", "2027-03-15"), ("Black Friday", "2026-11-27"), ("eoy", "2026-12-31"),
        ("semaine 48", "2026-11-29"), ("S48", "2026-11-29"), ("week 2", "2027-01-17"),
        ("2026-W53", "2027-01-03"), ("in 8 weeks from now", "2027-01-07"),
        ("tomorrow", "2026-11-13"), ("29/02", "2028-02-29"), ("by 31/12", "2026-12-31"),
    ],
)  # fmt: skip
def test_a_deadline_is_read_in_many_ways(text: str, day: str) -> None:
    assert parse_deadline(text, TODAY) == date.fromisoformat(day)


def test_a_day_without_a_year_is_the_next_such_day() -> None:
    assert parse_deadline("1/11", TODAY, day_first=True) == date(2027, 11, 1)


def test_a_day_that_reads_two_ways_is_asked_for() -> None:
    with pytest.raises(EntryError, match="two ways"):
        parse_deadline("03/04", TODAY)
    assert parse_deadline("03/04", TODAY, day_first=True) == date(2027, 4, 3)
    assert parse_deadline("03/04", TODAY, day_first=False) == date(2027, 3, 4)


@pytest.mark.parametrize("text", ["2026-11-11", "2020-01-01", "today", "hier", "in 0 days"])
def test_a_deadline_that_is_over_is_refused(text: str) -> None:
    with pytest.raises(EntryError, match="not in the future"):
        parse_deadline(text, TODAY)


@pytest.mark.parametrize("text", ["S1", "s2", "S2 2027"])
def test_a_week_that_may_be_half_a_year_is_asked_for(text: str) -> None:
    with pytest.raises(EntryError, match="half a year"):
        parse_deadline(text, TODAY)


def test_after_black_friday_comes_the_next_one() -> None:
    assert parse_deadline("black friday", date(2026, 11, 26)) == date(2026, 11, 27)
    assert parse_deadline("black friday", date(2026, 11, 27)) == date(2027, 11, 26)


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2027-01-31", "in a month", "2027-02-28"), ("2028-01-31", "in a month", "2028-02-29"),
        ("2028-02-29", "dans un an", "2029-02-28"), ("2027-02-27", "fin de mois", "2027-02-28"),
        ("2028-02-28", "fin de mois", "2028-02-29"), ("2028-02-29", "fin de mois", "2028-03-31"),
        ("2026-12-31", "end of year", "2027-12-31"), ("2027-03-27", "tomorrow", "2027-03-28"),
        ("2026-10-24", "in 1 week", "2026-10-31"),
    ],
)  # fmt: skip
def test_ends_of_months_leap_years_and_clock_changes_move_no_day(
    today: str, text: str, day: str
) -> None:
    assert parse_deadline(text, date.fromisoformat(today)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    ["31/11", "2026-W54", "semaine 60", "30/02/2027", "2026-13-01", "00/12", "in 9999 years"],
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(EntryError, match="no such day"):
        parse_deadline(text, TODAY)


def test_a_deadline_far_away_is_a_slip_of_the_keyboard() -> None:
    with pytest.raises(EntryError, match="10 years"):
        parse_deadline("2926-12-31", TODAY)


@pytest.mark.parametrize("text", ["", "soon", "in 8", "٣١/١٢", "31//12", "1/1/1/1", "32 december"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(EntryError):
        parse_deadline(text, TODAY)


def test_a_start_may_be_over() -> None:
    assert parse_day("1/10", TODAY, day_first=True) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-12", date(2026, 12, 1)), ("mars", date(2026, 3, 1)), ("Q2", date(2026, 4, 1)),
        ("2027", date(2027, 1, 1)), ("end of march", date(2026, 3, 31)),
        ("next month", date(2026, 12, 1)), ("le trimestre prochain", date(2027, 1, 1)),
        ("week 48", date(2026, 11, 23)),
        ("12/10", date(2026, 10, 12)), ("2026-12-05", date(2026, 12, 5)),
    ],
)  # fmt: skip
def test_a_month_a_goal_starts_in_begins_on_its_first_day(text: str, first: date) -> None:
    assert parse_start(text, TODAY, day_first=True) == first


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(st.text(max_size=60), days)
def test_no_text_whatever_breaks_the_reader(text: str, today: date) -> None:
    try:
        assert parse_deadline(text, today) > today
    except OwnerError as refused:
        assert str(refused.what)
        assert str(refused.remedy)


@given(st.text(alphabet="0123456789/-. qtfinedujrsmow", max_size=20), days)
def test_no_text_of_the_signs_of_days_breaks_the_reader(text: str, today: date) -> None:
    try:
        assert parse_deadline(text, today) > today
    except OwnerError as refused:
        assert str(refused)


@given(days)
def test_every_day_ahead_can_be_written_as_iso(day: date) -> None:
    assert parse_deadline(day.isoformat(), date(day.year - 1, 1, 1)) == day
