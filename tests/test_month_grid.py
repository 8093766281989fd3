"""Targets by month and member: what people write into cells, kept together or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.metrics.errors import QuestionError
from goals.targets.cells import CellText, parse_cell, split_cells
from goals.targets.entry import EntryError
from goals.targets.grid import Grid, changes, read_cells, read_grid, sum_of
from goals.targets.plan_months import Expected, MonthAhead
from goals.targets.relative import Change, aim
from goals.targets.target import Target
from store.database import in_memory
from store.errors import ConflictError, OwnerError
from store.money import WHOLE_CURRENCIES
from store.spans import Span
from tests.plan_shop import PlanShop
from tui.format import minor_digits
from tui.month_words import forecast_text, range_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.targets.book import GoalBook
    from goals.targets.goal import Goal
    from goals.targets.grid import Place

HISTORY = Span(date(2025, 6, 1), date(2026, 11, 1))
TODAY = date(2026, 11, 1)


def cell(text: str, unit: str = "money", **beside: Fraction | int) -> CellText:
    known = {name: Fraction(value) for name, value in beside.items()}
    return CellText(text, unit=unit, currency="EUR", **known)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12k", 12_000), ("12 000 €", 12_000), ("12\u202f000,50 €", Fraction("12000.5")),
     ("+5 %", 10_500), ("-10%", 9_000), ("−10 %", 9_000), ("+ 7,5 %", 10_750), ("=", 8_000),
     ("~", 11_111), ("", None), ("-", None), ("aucun", None), ("none", None), ("0", 0)],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_it(text: str, amount: int | None) -> None:
    beside: dict[str, Fraction | int] = {
        "last_year": 10_000,
        "before": 8_000,
        "expected": Fraction("11111.4"),
    }
    assert parse_cell(cell(text, "money", **beside)) == amount


@pytest.mark.parametrize(
    ("text", "why"),
    [("+5 %", "year ago"), ("=", "month before"), ("~", "no forecast"), ("+5", "a change"),
     ("1.234", "two ways"), ("$5", "not in EUR"), ("soon", "cannot be read"),
     ("5 %", "unit"), ("+2 pt", "unit"), ("1\u200b2", "cannot be seen")],
)  # fmt: skip
def test_a_cell_that_cannot_be_meant_says_why(text: str, why: str) -> None:
    with pytest.raises(EntryError, match=why):
        parse_cell(cell(text, last_year=1) if text == "+2 pt" else cell(text))


def test_a_share_changes_by_points_and_not_by_per_cent() -> None:
    assert parse_cell(cell("+2 pt", "share", last_year=Fraction(3, 5))) == Fraction(62, 100)
    assert parse_cell(cell("60 %", "share")) == Fraction(3, 5)
    with pytest.raises(EntryError, match="two ways"):
        parse_cell(cell("+2 %", "share", last_year=Fraction(3, 5)))


@given(st.text(max_size=90), st.sampled_from(["money", "count", "share", "ratio", "points"]))
def test_no_text_whatever_breaks_a_cell(text: str, unit: str) -> None:
    beside: dict[str, Fraction | int] = {"last_year": 10, "before": 8, "expected": 9}
    try:
        amount = parse_cell(cell(text, unit, **beside))
    except OwnerError as refused:
        assert str(refused.what)
        assert str(refused.remedy)
    else:
        assert amount is None or isinstance(amount, Fraction)


@given(st.lists(st.lists(st.text(alphabet="0123456789k €,", min_size=1).map(str.strip),
                         min_size=1, max_size=13), min_size=1, max_size=5),
       st.sampled_from("\t;"))  # fmt: skip
def test_what_is_pasted_comes_apart_as_it_was_put_together(
    rows: list[list[str]], between: str
) -> None:
    rows = [[one or "1" for one in row] for row in rows]
    assert split_cells("\n".join(between.join(row) for row in rows)) == rows
    assert split_cells("\r\n".join(between.join(row) for row in rows) + "\r\n") == rows


# -- on a store ------------------------------------------------------------------------------


@pytest.fixture
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR") as store:
        made = PlanShop(store)
        made.give("orders", lambda day: 10 + (day.month == 12) * 10, HISTORY)
        made.give("carts", 100, HISTORY)
        made.give("carts_converted", 40, HISTORY)
        made.give("visits", 300, HISTORY, channel="facebook")
        made.give("visits", 500, HISTORY, channel="google")
        yield made


def read(shop: PlanShop, metric: str = "orders", dimension: str = "") -> tuple[GoalBook, Grid]:
    book = shop.book(TODAY, date(2026, 10, 31))
    return book, read_grid(book, metric, dimension)


def typed(shop: PlanShop, texts: dict[Place, str], metric: str = "orders") -> list[Goal]:
    book, grid = read(shop, metric)
    found = read_cells(grid, texts, "EUR")
    assert not found.errors
    return book.write(changes(book, grid, found.amounts, _title), at=1)


def _title(month: Span, member: str) -> str:
    return f"{member} {month.start:%Y-%m}".strip()


def test_a_month_stands_beside_what_it_brought_a_year_ago(shop: PlanShop) -> None:
    _book, grid = read(shop)
    assert [span.start.month for span in grid.months] == [11, 12, *range(1, 11)]
    december = grid.lines[0].cells[1]
    assert december.ahead.last_year == 31 * 20
    assert december.goal is None
    assert grid.adds_up


def test_typed_months_are_goals_of_their_month_with_whole_months_of_any_length(
    shop: PlanShop,
) -> None:
    kept = typed(shop, {(0, month): "400" for month in range(5)})
    assert [(goal.start, goal.deadline) for goal in kept] == [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 3, 31)),
    ]
    assert {(goal.kind, goal.target.operator) for goal in kept} == {("total", ">=")}
    _book, grid = read(shop)
    assert sum_of(grid, 0, {}) == 2000


def test_a_leap_february_has_its_day(shop: PlanShop) -> None:
    book = shop.book(TODAY, date(2026, 10, 31))
    grid = read_grid(book, "orders", first=date(2028, 2, 1), many=1)
    found = read_cells(grid, {(0, 0): "400"}, "EUR")
    (goal,) = changes(book, grid, found.amounts, _title)
    assert goal.deadline == date(2028, 2, 29)


def test_a_rate_is_to_be_reached_over_the_days_of_its_month(shop: PlanShop) -> None:
    (goal,) = typed(shop, {(0, 1): "55 %"}, "cart_abandonment")
    assert (goal.kind, goal.target, goal.window) == ("level", Target("<=", Fraction(11, 20)), 31)
    _book, grid = read(shop, "cart_abandonment")
    assert not grid.adds_up
    assert sum_of(grid, 0, {}) is None


def test_equals_takes_over_what_is_typed_or_set_in_the_month_before(shop: PlanShop) -> None:
    typed(shop, {(0, 0): "400"})
    _book, grid = read(shop)
    found = read_cells(grid, {(0, 1): "=", (0, 2): "500", (0, 3): "="}, "EUR")
    assert found.amounts == {(0, 1): 400, (0, 2): 500, (0, 3): 500}


def test_an_emptied_month_loses_its_goal_and_gets_it_back_with_its_history(
    shop: PlanShop,
) -> None:
    (goal,) = typed(shop, {(0, 0): "400"})
    (gone,) = typed(shop, {(0, 0): "-"})
    assert (gone.id, gone.state) == (goal.id, "deleted")
    (back,) = typed(shop, {(0, 0): "450"})
    assert (back.id, back.state, int(back.target.value)) == (goal.id, "open", 450)


def test_what_is_as_it_was_is_not_written_again(shop: PlanShop) -> None:
    typed(shop, {(0, 0): "400"})
    assert typed(shop, {(0, 0): "400"}) == []


def test_a_sign_that_was_chosen_stays(shop: PlanShop) -> None:
    (goal,) = typed(shop, {(0, 0): "400"})
    book, _grid = read(shop)
    book.edit(replace(goal, target=Target(">", Fraction(400))), at=1)
    (changed,) = typed(shop, {(0, 0): "500"})
    assert changed.target == Target(">", Fraction(500))


def test_all_months_are_kept_or_none_and_all_are_taken_back_together(shop: PlanShop) -> None:
    (goal,) = typed(shop, {(0, 0): "400"})
    book, grid = read(shop)
    found = read_cells(grid, {(0, 0): "500", (0, 1): "600"}, "EUR")
    wanted = changes(book, grid, found.amounts, _title)
    book.edit(replace(goal, note="somebody else was here"), at=1)
    with pytest.raises(ConflictError):
        book.write(wanted, at=2)
    assert len(book.goals()) == 1, "the new month was not kept either"
    kept = typed(shop, {(0, 0): "500", (0, 1): "600"})
    undone = book.undo_all({one.id: one.version for one in kept}, at=3)
    assert [(one.state, int(one.target.value)) for one in undone] == [
        ("open", 400),
        ("deleted", 600),
    ]


def test_of_two_who_set_a_month_at_the_same_moment_the_second_is_told(shop: PlanShop) -> None:
    book, grid = read(shop)
    both = [
        changes(book, grid, {(0, 0): Fraction(mine), (0, 1): Fraction(mine)}, _title)
        for mine in (5, 6)
    ]
    book.write(both[0], at=1)
    with pytest.raises(ConflictError, match="set a target for this month"):
        book.write(both[1], at=2)
    assert [goal.target.value for goal in book.goals()] == [5, 5], "all of them, or none"


def test_a_month_that_somebody_else_set_meanwhile_is_not_overwritten(shop: PlanShop) -> None:
    book, grid = read(shop)
    typed(shop, {(0, 0): "400"})
    found = read_cells(grid, {(0, 0): "500"}, "EUR")
    with pytest.raises(ConflictError):
        changes(book, grid, found.amounts, _title)


def test_by_member_every_line_has_its_own_months(shop: PlanShop) -> None:
    book, grid = read(shop, "visits", "channel")
    assert [line.member for line in grid.lines] == ["google", "facebook"], "the largest first"
    found = read_cells(grid, {(1, 0): "9000", (1, 1): "+10 %"}, "EUR")
    kept = book.write(changes(book, grid, found.amounts, _title), at=1)
    assert [(goal.where, goal.target.value) for goal in kept] == [
        ((("channel", "facebook"),), 9000),
        ((("channel", "facebook"),), Fraction(31 * 300 * 11, 10)),
    ]
    assert [goal.title for goal in kept] == ["facebook 2026-11", "facebook 2026-12"]


def test_a_target_no_share_can_have_is_refused_as_everywhere(shop: PlanShop) -> None:
    book, grid = read(shop, "cart_abandonment")
    found = read_cells(grid, {(0, 0): "150 %"}, "EUR")
    with pytest.raises(EntryError, match="between 0 and 100"):
        changes(book, grid, found.amounts, _title)


def test_what_is_neither_better_nor_worse_cannot_be_planned_by_numbers_alone(
    shop: PlanShop,
) -> None:
    with pytest.raises(QuestionError, match="neither more nor less"):
        read(shop, "spend")
    with pytest.raises(QuestionError, match="not known by"):
        read(shop, "orders", "channel")


# -- currencies without cents, months that are over --------------------------------------------


@pytest.mark.parametrize(
    ("currency", "amount"), [("EUR", Fraction("36.75")), ("JPY", 37), ("XOF", 37)]
)
def test_nobody_is_asked_for_half_a_yen(currency: str, amount: Fraction | int) -> None:
    known = CellText("+5 %", unit="money", currency=currency, last_year=Fraction(35))
    assert parse_cell(known) == amount
    expected = CellText("~", unit="money", currency=currency, expected=Fraction("36.75"))
    assert parse_cell(expected) == amount
    target = aim(Change("percent", Fraction(1, 20)), Fraction(35), "money", currency)
    assert target.value == amount


def test_currencies_without_cents_are_those_that_are_written_so() -> None:
    assert all(minor_digits(one) == 0 for one in WHOLE_CURRENCIES)


def test_of_a_month_that_is_over_a_fact_is_told_and_no_range() -> None:
    span = Span(date(2026, 11, 1), date(2026, 12, 1))
    fact = Expected(Fraction(2934), Fraction(2934), Fraction(2934))
    over = MonthAhead(span, fact, None, known=30)
    assert forecast_text(over, fact, "count", "EUR") == "it came to 2,934"
    assert range_text(over, "count", "EUR") == "what came"
    spread = Expected(Fraction(2934), Fraction(2900), Fraction(3000))
    runs = MonthAhead(span, spread, None, known=29)
    assert forecast_text(runs, spread, "count", "EUR") == "forecast 2,934 (2,900 – 3,000)"
    assert range_text(runs, "count", "EUR") == "2,900 – 3,000"
    assert range_text(MonthAhead(span, None, None), "count", "EUR") == ""
