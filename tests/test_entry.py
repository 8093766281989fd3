"""Targets are read the way people write them, and what reads two ways is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.metrics.catalogue import METRICS
from goals.targets.checks import check_bounds
from goals.targets.entry import MOST_CHARACTERS, EntryError, parse_amount, parse_target
from goals.targets.target import OPERATORS, Target
from goals.targets.texts import target_text
from store.errors import OwnerError


def share(text: str, better: int = -1) -> Target:
    return parse_target(text, unit="share", better=better)


def money(text: str, better: int = 1, currency: str = "EUR") -> Target:
    return parse_target(text, unit="money", better=better, currency=currency)


@pytest.mark.parametrize(
    "text",
    ["< 60 %", "<60%", "< 60\u202f%", "<\xa060\xa0%", "below 60 %", "under 60%", "less than 60 %",
     "moins de 60 %", "en dessous de 60 %", "inférieur à 60 %", "sous 60 %", "< 60", "< 60,0 %",
     "Below 60 percent", "moins de 60 pour cent"],
)  # fmt: skip
def test_below_60_percent_is_read_in_many_words(text: str) -> None:
    assert share(text) == Target("<", Fraction(3, 5))


@pytest.mark.parametrize(
    "text",
    ["≥ 1 240,50 €", ">= 1240.50", "€1,240.50", "1.240,50 EUR", "at least 1 240,5 euros",
     "au moins 1\u202f240,50\xa0€", "min 1'240.50 €", "=> 1240,50€"],
)  # fmt: skip
def test_money_is_read_with_any_countrys_signs(text: str) -> None:
    assert money(text) == Target(">=", Fraction("1240.5"))


@pytest.mark.parametrize(
    "text",
    ["between 50 and 60 %", "entre 50 et 60 %", "entre 50 % et 60 %", "from 50 to 60 %",
     "de 50 à 60 %", "50-60 %", "50 – 60 %", "50..60 %", "between 60 and 50 %"],
)  # fmt: skip
def test_a_range_takes_its_unit_from_either_end(text: str) -> None:
    assert share(text) == Target("between", Fraction(1, 2), Fraction(3, 5))


@pytest.mark.parametrize(
    ("text", "amount"),
    [("60 k€", 60_000), ("60k", 60_000), ("1,2 M€", 1_200_000), ("1.5 million", 1_500_000),
     ("1.000.000", 1_000_000), ("1,000,000 €", 1_000_000), ("0.500", Fraction(1, 2)), ("12", 12),
     ("€400k", 400_000), ("€ 1.5M", 1_500_000)],
)  # fmt: skip
def test_large_amounts_may_be_written_short(text: str, amount: int | Fraction) -> None:
    assert money(text) == Target(">=", Fraction(amount))


def test_a_target_without_operator_means_at_least_or_at_most_by_what_is_better() -> None:
    assert share("60 %", better=-1).operator == "<="
    assert share("2 %", better=1).operator == ">="
    with pytest.raises(EntryError, match="more or less"):
        money("300", better=0)


def test_a_minus_may_be_typed_or_typographic() -> None:
    assert parse_target("> -3", unit="points", better=1) == Target(">", Fraction(-3))
    assert parse_target("≥ −3 pts", unit="points", better=1) == Target(">=", Fraction(-3))
    between = parse_target("between -5 and 5", unit="points", better=1)
    assert between == Target("between", Fraction(-5), Fraction(5))


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("1,240 €", "money", "two ways"),
        ("0.6", "share", "two ways"),
        ("5 %", "count", "unit"),
        ("5 points", "share", "unit"),
        ("5 €", "count", "money"),
        ("$5", "money", "not in EUR"),
        ("+10 %", "share", "change"),
        ("= 5", "count", "exact"),
        ("50-50 %", "share", "same"),
        ("", "count", "no target"),
        ("  ", "count", "no target"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(text: str, unit: str, why: str) -> None:
    with pytest.raises(EntryError, match=why) as refused:
        parse_target(text, unit=unit, better=1, currency="EUR")
    assert str(refused.value.remedy)


@pytest.mark.parametrize(
    "text",
    ["nan", "inf", "1e5",
     "1_000", "٣", "１２", "12 34", "1,23,456.7.8", "60.", ".", "-", "<", ">= ",
     "between 5", "entre 5 et", "5 orders", "0x10", "½", "1/2", "٠.٥ %", "5 %%", "DROP TABLE goal",
     "9" * 20, "0.1234567", "{0}", "{text}", "≮ 5 %"],
)  # fmt: skip
def test_what_is_no_number_of_a_shop_is_refused(text: str) -> None:
    with pytest.raises(EntryError):
        parse_target(text, unit="ratio", better=1, currency="EUR")


@pytest.mark.parametrize("text", ["60\x1b[31m %", "60\u200b %", "6\u202e0 %", "60\x00"])
def test_characters_that_cannot_be_seen_are_refused(text: str) -> None:
    with pytest.raises(EntryError, match="cannot be seen"):
        share(text)


def test_a_text_too_long_to_be_a_target_is_refused() -> None:
    with pytest.raises(EntryError, match="too long"):
        share("6" * (MOST_CHARACTERS + 1))


def test_dollars_are_those_of_the_shop() -> None:
    assert money("$1,240.50", currency="CAD") == Target(">=", Fraction("1240.5"))


@given(st.text(max_size=100), st.sampled_from(["count", "money", "share", "ratio", "points"]))
def test_no_text_whatever_breaks_the_reader(text: str, unit: str) -> None:
    try:
        target = parse_target(text, unit=unit, better=1, currency="EUR")
    except OwnerError as refused:
        assert str(refused.what)
        assert str(refused.remedy)
    else:
        assert isinstance(target.value, Fraction)


@given(
    st.text(alphabet="0123456789.,' <>=≤%€kM-+betwnadr", max_size=30),
    st.sampled_from(["money", "share"]),
)
def test_no_text_of_the_signs_of_targets_breaks_the_reader(text: str, unit: str) -> None:
    try:
        parse_target(text, unit=unit, better=-1, currency="EUR")
    except OwnerError as refused:
        assert str(refused)


amounts = st.integers(0, 3).flatmap(
    lambda places: st.decimals(
        -99_999, 99_999, places=places, allow_nan=False, allow_infinity=False
    )
)


@given(
    amounts,
    amounts,
    st.sampled_from(OPERATORS),
    st.sampled_from(["aov", "cart_abandonment", "orders", "nps", "items_per_order"]),
)
def test_a_target_written_out_reads_as_itself_again(
    low: object, more: object, operator: str, name: str
) -> None:
    first, second = Fraction(str(low)), Fraction(str(low)) + abs(Fraction(str(more))) + 1
    metric = METRICS[name]
    scale = 100 if metric.unit == "share" else 1
    high = second / scale if operator == "between" else None
    target = Target(operator, first / scale, high)  # type: ignore[arg-type]
    text = target_text(target, metric)
    assert parse_target(text, unit=metric.unit, better=metric.better, currency="EUR") == target


@given(st.integers(0, 999_999_999), st.integers(0, 99))
def test_french_and_english_writing_of_an_amount_are_the_same_amount(
    whole: int, cents: int
) -> None:
    english = f"€{whole:,}.{cents:02d}"
    french = f"{whole:,}".replace(",", "\u202f") + f",{cents:02d} €"
    assert parse_amount(english, unit="money", currency="EUR") == Fraction(whole * 100 + cents, 100)
    assert parse_amount(french, unit="money", currency="EUR") == Fraction(whole * 100 + cents, 100)


@pytest.mark.parametrize(
    "name",
    ["availability", "on_time_delivery", "cart_abandonment", "discount_rate", "fraud_rate",
     "export_share", "ecommerce_share", "milestone_completion", "satisfaction", "retention"],
)  # fmt: skip
def test_nobody_can_aim_at_more_than_all_of_something(name: str) -> None:
    check_bounds("level", METRICS[name], Target(">=", Fraction(1)))
    for beyond in (Fraction(101, 100), Fraction(-1, 100)):
        with pytest.raises(EntryError, match="lies between 0 and 100 %"):
            check_bounds("level", METRICS[name], Target(">=", beyond))


@pytest.mark.parametrize(
    ("name", "beyond", "said"),
    [
        ("nps", Target(">=", Fraction(101)), "between −100 and 100"),
        ("nps", Target(">", Fraction(100)), "between −100 and 100"),
        ("nps", Target("<", Fraction(-100)), "between −100 and 100"),
        ("nps", Target("between", Fraction(50), Fraction(120)), "between −100 and 100"),
        ("cart_abandonment", Target("<", Fraction(0)), "between 0 and 100 %"),
        ("availability", Target(">", Fraction(1)), "between 0 and 100 %"),
        ("margin_rate", Target(">=", Fraction(11, 10)), "never above 100 %"),
        ("visits", Target(">=", Fraction(-5)), "never below 0"),
        ("orders", Target("<", Fraction(0)), "never below 0"),
    ],
)
def test_what_no_figure_can_be_is_no_target(name: str, beyond: Target, said: str) -> None:
    with pytest.raises(EntryError, match=said):
        check_bounds("level", METRICS[name], beyond)


@pytest.mark.parametrize(
    ("name", "end"),
    [("nps", Target(">=", Fraction(100))), ("nps", Target("<=", Fraction(-100))),
     ("cart_abandonment", Target("<=", Fraction(0))), ("margin_rate", Target(">", Fraction(-1))),
     ("contribution", Target(">", Fraction(-500)))],
)  # fmt: skip
def test_the_very_ends_of_a_figure_may_be_aimed_at(name: str, end: Target) -> None:
    check_bounds("level", METRICS[name], end)


@pytest.mark.parametrize("name", ["project_roi", "channel_roi", "refund_share"])
def test_what_is_no_part_of_a_whole_may_go_beyond_it(name: str) -> None:
    check_bounds("level", METRICS[name], Target(">=", Fraction(3, 2)))
