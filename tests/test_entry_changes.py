"""Targets written as a change are taken from the baseline; what reads two ways is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.targets.entry import EntryError
from goals.targets.relative import Change, aim, parse_change
from goals.targets.target import Target
from goals.targets.texts import GoalText
from store.database import in_memory
from store.errors import OwnerError
from store.spans import Span
from tests.plan_shop import HISTORY, TODAY, PlanShop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.targets.draft import Draft


@pytest.mark.parametrize(
    ("text", "unit", "value", "target"),
    [
        ("+10 %", "money", 1000, Target(">=", Fraction(1100))),
        ("+10%", "count", 45, Target(">=", Fraction(50))),
        ("-10 %", "money", Fraction("53.93"), Target("<=", Fraction("48.54"))),
        ("−7,5 %", "count", 1000, Target("<=", Fraction(925))),
        ("+500 €", "money", 1000, Target(">=", Fraction(1500))),
        ("+2 pt", "share", Fraction(3, 5), Target(">=", Fraction(62, 100))),
        ("-2 points", "share", Fraction(3, 5), Target("<=", Fraction(58, 100))),
        ("+5", "points", 29, Target(">=", Fraction(34))),
        ("x2", "count", 40, Target(">=", Fraction(80))),
        ("doubler", "money", 40, Target(">=", Fraction(80))),
        ("halve", "count", 40, Target("<=", Fraction(20))),
    ],
)  # fmt: skip
def test_a_change_leads_from_the_figure_to_a_target(
    text: str, unit: str, value: int | Fraction, target: Target
) -> None:
    change = parse_change(text, unit=unit, currency="EUR")
    assert change is not None
    assert aim(change, Fraction(value), unit) == target


@pytest.mark.parametrize("text", ["< 60 %", "60", "12k", "≥ 1 240,50 €", "50-60 %", "-500", ""])
def test_a_figure_to_arrive_at_is_no_change(text: str) -> None:
    assert parse_change(text, unit="money", currency="EUR") is None


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [("+10 %", "share", "two ways"), ("+0.1", "share", "two ways"), ("+2 pt", "money", "unit"),
     ("+1.234 €", "money", "two ways"), ("x0", "count", "cannot be read"),
     ("x500", "count", "cannot be read"), ("+5 $", "money", "not in EUR")],
)  # fmt: skip
def test_a_change_that_cannot_be_meant_is_refused(text: str, unit: str, why: str) -> None:
    with pytest.raises(EntryError, match=why):
        parse_change(text, unit=unit, currency="EUR")


def test_a_change_of_nothing_is_refused() -> None:
    with pytest.raises(EntryError, match="changes nothing"):
        aim(Change("percent", Fraction(1, 10)), Fraction(0), "money")


@given(st.text(max_size=90), st.sampled_from(["money", "count", "share", "ratio", "points"]))
def test_no_text_whatever_breaks_the_reader(text: str, unit: str) -> None:
    try:
        change = parse_change(text, unit=unit, currency="EUR")
        if change is not None:
            aim(change, Fraction(100), unit)
    except OwnerError as refused:
        assert str(refused.what)
        assert str(refused.remedy)


@given(st.integers(1, 999), st.integers(-99, 300).filter(bool))
def test_a_percentage_moves_the_figure_its_own_way(value: int, percent: int) -> None:
    target = aim(Change("percent", Fraction(percent, 100)), Fraction(value * 100), "money")
    assert (target.operator == ">=") == (percent > 0)
    assert target.value == Fraction(value * (100 + percent))


# -- in a draft ------------------------------------------------------------------------------


@pytest.fixture
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR") as store:
        made = PlanShop(store)
        made.give("orders", 40, Span(HISTORY.start, HISTORY.end))
        made.give("goods_sold", 2000, money=True)
        yield made


def drafted(shop: PlanShop, **texts: str) -> Draft:
    return shop.book(TODAY, date(2026, 10, 31)).draft(GoalText(**texts))  # type: ignore[arg-type]


def test_a_draft_says_what_the_change_is_of(shop: PlanShop) -> None:
    draft = drafted(shop, metric="aov", target="+10 %", by="31/12")
    assert draft.goal is not None
    assert draft.goal.target == Target(">=", Fraction(55))
    assert draft.goal.kind == "level"
    (note,) = draft.notes
    assert "+10 %" in str(note)


def test_a_change_waits_for_the_days_it_is_of(shop: PlanShop) -> None:
    draft = drafted(shop, metric="aov", target="+10 %")
    assert set(draft.errors) == {"by"}
    assert draft.goal is None


def test_a_change_of_an_unknown_figure_is_refused(shop: PlanShop) -> None:
    draft = drafted(shop, metric="nps", target="+5", by="31/12")
    assert set(draft.errors) == {"target"}
    assert "no figure to start from" in str(draft.errors["target"].what)
