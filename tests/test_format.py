"""Figures read as people write them, and never contradict what is said about them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.messages import Message, Quantity
from store.spans import Span
from tui import format as fmt
from tui import language

NARROW, WIDE = "\u202f", "\u00a0"
fractions = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)


@pytest.fixture
def french() -> None:
    language.use("fr")


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("unit", "figure", "text"),
    [
        ("money", Fraction(4187050, 100), f"41{NARROW}870,50{WIDE}€"),
        ("money", Fraction(-5, 2), f"−2,50{WIDE}€"),
        ("share", Fraction(632, 1000), f"63,2{WIDE}%"),
        ("share", Fraction(192, 10000), f"1,92{WIDE}%"),
        ("count", Fraction(18204), f"18{NARROW}204"),
        ("ratio", Fraction(9, 4), "2,25"),
        ("points", Fraction(34), "34,0"),
        ("money", None, "—"),
    ],
)
def test_french_figures(unit: str, figure: Fraction | None, text: str) -> None:
    assert fmt.value(unit, figure, "EUR") == text


def test_english_figures() -> None:
    assert fmt.value("money", Fraction(4187050, 100), "EUR") == "€41,870.50"
    assert fmt.value("share", Fraction(632, 1000)) == "63.2%"


def test_a_currency_without_cents_shows_none() -> None:
    assert fmt.money(1500, "JPY") == "¥1,500"


def test_a_narrow_place_drops_the_cents_of_large_amounts_only() -> None:
    assert fmt.short("money", Fraction(41870), "EUR") == "€41,870"
    assert fmt.short("money", Fraction(62, 1), "EUR") == "€62.00"


@pytest.mark.parametrize(
    ("figure", "digits", "text"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(7, 2), 0, "4"),
        (Fraction(3000, 425), 2, "7.06"),
    ],
)
def test_halves_are_rounded_away_from_zero(figure: Fraction, digits: int, text: str) -> None:
    assert fmt.rounded(figure, digits) == Decimal(text)


def test_a_figure_just_under_its_target_never_reads_as_the_target() -> None:
    assert fmt.exact("share", Fraction(5996, 10000), Fraction(6, 10)) == "59.96%"
    assert fmt.exact("share", Fraction(599999, 1000000), Fraction(6, 10)) == "59.9999%"
    assert fmt.exact("share", Fraction(6, 10), Fraction(6, 10)) == "60.0%"
    assert fmt.exact("money", Fraction(1399999, 10000), 140, "EUR") == "€139.9999"


@given(figure=fractions, against=fractions)
def test_two_figures_read_alike_only_when_they_are_equal(
    figure: Fraction, against: Fraction
) -> None:
    digits = len(fmt.exact("count", figure, against).partition(".")[2])
    assert (fmt.rounded(figure, digits) == fmt.rounded(against, digits)) == (figure == against)


@given(figure=fractions, digits=st.integers(min_value=0, max_value=6))
def test_rounding_moves_a_figure_by_half_a_digit_at_most(figure: Fraction, digits: int) -> None:
    assert abs(Fraction(fmt.rounded(figure, digits)) - figure) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    ("change", "kind", "verdict", "text"),
    [
        (Fraction(41, 1000), "relative", "better", "▲ +4.1% better"),
        (Fraction(-21, 1000), "points", "better", "▼ −2.1 pt better"),
        (Fraction(-8, 1), "score", "worse", "▼ −8.0 pt worse"),
        (Fraction(3, 10000), "points", "better", "▲ +0.03 pt better"),
        (Fraction(-2, 10000), "relative", "worse", "▼ −0.02% worse"),
        (Fraction(0), "relative", "same", "= 0.0% same"),
        (Fraction(-1, 100000), "relative", "same", "= 0.0% same"),
        (Fraction(41, 1000), "relative", None, "+4.1%"),
        (None, "relative", None, "—"),
    ],
)
def test_a_change_says_its_direction_in_sign_arrow_and_word(
    change: Fraction | None, kind: str, verdict: str | None, text: str
) -> None:
    assert str(fmt.delta(change, kind, verdict)) == text


@pytest.mark.usefixtures("french")
def test_french_days_and_periods() -> None:
    october = Span(date(2026, 10, 4), date(2026, 11, 1))
    assert fmt.day(date(2026, 10, 31)) == "31 oct. 2026"
    assert fmt.span(october) == "4–31 oct. 2026"
    assert fmt.span(Span.of(date(2026, 10, 4), date(2026, 10, 4))) == "4 oct. 2026"
    assert fmt.short_day(date(2026, 10, 4)) == "4 oct."
    assert fmt.month(date(2026, 10, 4)) == "oct. 2026"


def test_a_period_is_named_with_both_its_days() -> None:
    assert fmt.days_to(Span(date(2026, 10, 4), date(2026, 11, 1))) == "28 days to Oct 31, 2026"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59, "59 s"), (150, "2 min"), (3725, "1 h 2 min")]
)
def test_time_left_is_told_roughly(seconds: float, text: str) -> None:
    assert fmt.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12345, "12,345"),
        (date(2026, 3, 31), "Mar 31, 2026"),
        (datetime(2026, 3, 31, 14, 5, tzinfo=UTC), "3/31/26, 2:05\u202fPM"),
        (Span.of(date(2026, 3, 30), date(2026, 3, 31)), "Mar 30\u2009–\u200931, 2026"),
        (Fraction(1, 3), "0.3333"),
        (Decimal("2.50"), "2.5"),
        (Quantity(Fraction(3, 5), "share"), "60.0%"),
        (Message("{n} rows", {"n": 2000}), "2,000 rows"),
        (["a", 1000], "a, 1,000"),
        (True, "yes"),
        (None, "—"),
        (Path("exports/jan\x1b[2J.csv"), "exports/jan[2J.csv"),
    ],
)
def test_a_value_in_a_sentence_is_written_by_its_type(value: object, text: str) -> None:
    assert fmt.shown(value) == text


def test_clauses_are_joined_with_the_spaces_of_the_language() -> None:
    assert fmt.clauses("106 carts", "a point more brings 124 €") == (
        "106 carts; a point more brings 124 €"
    )
    language.use("fr")
    assert fmt.clauses("106 paniers", "un point vaut 124 €") == (
        f"106 paniers{NARROW}; un point vaut 124 €"
    )
