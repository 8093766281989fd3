"""How realistic a target is by the shop's own past, and three targets to choose from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.forecast.ends import Ends
from goals.forecast.outlooks import outlook
from goals.metrics.catalogue import METRICS
from goals.targets.past import Past, read_past, visible_change, visible_share
from goals.targets.proposals import proposals, rounded, step
from goals.targets.realism import realism, setting, word_of, worded
from goals.targets.target import Target
from goals.targets.texts import GoalText, texts_of
from goals.targets.yardstick import Weighed, Yardstick, considered
from store.database import in_memory
from store.facts import Facts
from store.ingest.choosing import choose_feed
from store.spans import Span, to_day
from tests.import_shop import MARCH, a_shop, give, visits
from tests.plan_shop import TODAY, PlanShop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goals.targets.realism import Realism, Word

LAST = date(2026, 10, 31)
RATE, SALES = METRICS["cart_abandonment"], METRICS["revenue"]


def past(values: list[float], metric: str = "cart_abandonment", width: int = 28) -> Past:
    """A past whose last window ends on 31 October 2026; it begins with its first window."""
    first = LAST - timedelta(days=len(values) - 1)
    return Past(METRICS[metric], width, first, tuple(values), first - timedelta(days=width - 1))


def level(values: list[float], target: Target, days: int, **more: object) -> Realism:
    known = setting(past(values), "level", LAST, LAST + timedelta(days=days))
    return realism(known, target, kind="level", **more)  # type: ignore[arg-type]


def steps(*values: float, each: int = 30) -> list[float]:
    return [value for value in values for _day in range(each)]


# -- moves ---------------------------------------------------------------------------------------


def test_the_largest_past_fall_over_as_many_days_is_named_with_its_days() -> None:
    found = level(steps(0.68, 0.65, 0.66, 0.63, 0.64), Target("<", Fraction(57, 100)), 60)
    assert found.change == pytest.approx(-0.07)
    assert found.largest is not None and found.largest.change == pytest.approx(-0.02)
    assert found.lag == 60 and (found.largest.end - found.largest.start).days == 60
    assert (found.times, found.apart) == (0, 0)
    assert found.percentile == 1.0


def test_moves_as_large_are_counted_day_by_day_and_apart() -> None:
    values = steps(0.68, 0.64, 0.68, 0.64, 0.68)
    found = level(values, Target("<", Fraction(64, 100)), 30)
    assert found.times == 60, "two falls, seen from each day of a month"
    assert found.apart == 2
    assert found.apart_of == (len(values) - 30 - 1) // 30 + 1
    assert found.percentile == pytest.approx(1 - 60 / found.of)


def test_a_move_just_as_large_has_been_seen() -> None:
    found = level(steps(0.68, 0.64, 0.64), Target("<=", Fraction(60, 100)), 30)
    assert found.change == pytest.approx(-0.04)
    assert found.apart == 1


def test_the_best_value_ever_has_its_days() -> None:
    found = level(steps(0.68, 0.61, 0.65), Target("<", Fraction(60, 100)), 30)
    assert found.best is not None and found.best[0] == 0.61
    assert found.best[1].days == 28
    rising = past(steps(10, 30, 20), "aov")
    known = setting(rising, "level", LAST, LAST + timedelta(days=30))
    best = realism(known, Target(">", Fraction(25)), kind="level").best
    assert best is not None and best[0] == 30


def test_baskets_are_compared_in_parts_and_shares_in_points() -> None:
    rising = past(steps(50, 60, 60), "aov")
    known = setting(rising, "level", LAST, LAST + timedelta(days=30))
    found = realism(known, Target(">", Fraction(66)), kind="level")
    assert found.change == pytest.approx(0.1)
    assert found.largest is not None and found.largest.change == pytest.approx(0.2)


def test_what_few_past_moves_reached_lies_as_far_from_where_it_stands() -> None:
    basket = past(steps(50, 60, 60), "aov")
    known = setting(basket, "level", LAST, LAST + timedelta(days=30))
    assert known.at(0, 1) == pytest.approx(60 * 1.2), "a fifth more, as from 50 to 60"
    lost = past(steps(0.70, 0.60, 0.60), "cart_abandonment")
    known = setting(lost, "level", LAST, LAST + timedelta(days=30))
    assert known.at(0, -1) == pytest.approx(0.5), "ten points fewer, as from 70 to 60 %"


def test_a_stretch_longer_than_what_is_known_has_nothing_to_be_compared_with() -> None:
    found = level(steps(0.68, 0.65), Target("<", Fraction(60, 100)), 300)
    assert found.reason is not None and found.largest is None and found.word is None
    assert found.best is not None


def test_seven_weeks_tell_a_range_and_no_word() -> None:
    found = level(steps(0.68, each=20), Target("<", Fraction(60, 100)), 14)
    assert found.days == 47
    assert "Not enough history: 47 days" in str(found.reason)
    assert found.word is None and found.best is not None


def test_of_a_level_to_hold_the_past_windows_that_met_it_count() -> None:
    known = setting(past(steps(0.55, 0.65, 0.55, 0.55)), "hold", LAST, LAST + timedelta(days=30))
    found = realism(known, Target("<", Fraction(60, 100)), kind="hold")
    assert found.held == 0.75 and found.longest == 60
    assert found.word == "prudent"


def test_a_range_is_measured_from_its_nearer_bound() -> None:
    between = Target("between", Fraction(50, 100), Fraction(60, 100))
    found = level(steps(0.70, 0.68, 0.66), between, 30)
    assert found.sign == -1 and found.change == pytest.approx(-0.06)
    inside = level(steps(0.70, 0.58, 0.58), between, 30)
    assert inside.change == 0


# -- sums ----------------------------------------------------------------------------------------


def test_december_is_compared_with_last_december_and_with_how_much_sums_grew_before() -> None:
    days = 900
    values = [31_000 * 1.1 ** (n / 364) for n in range(days)]
    december = Span(date(2026, 12, 1), date(2027, 1, 1))
    known = setting(past(values, "revenue", 31), "total", LAST, december.last)
    place = days - 1 - (LAST - date(2025, 12, 31)).days
    assert known.base == pytest.approx(values[place])
    found = realism(known, Target(">=", Fraction(values[place] * 1.3)), kind="total")
    assert found.growth and found.change == pytest.approx(0.3)
    assert found.largest is not None and found.largest.change == pytest.approx(0.1)
    assert found.base_days == Span(date(2025, 12, 1), date(2026, 1, 1))


def test_without_a_year_a_sum_is_compared_with_the_days_before_and_says_so() -> None:
    known = setting(past(steps(900, 1000, 1000), "revenue", 30), "total", LAST, TODAY)
    found = realism(known, Target(">=", Fraction(1100)), kind="total")
    assert not found.growth and found.change == pytest.approx(0.1)
    assert "earlier years" in str(found.notes[0])


# -- noise ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visits", "points"), [(2_000, "1.24"), (10_000, "0.55"), (40_000, "0.28")]
)
def test_the_smallest_change_of_a_conversion_that_can_be_seen(visits: int, points: str) -> None:
    found = visible_share(0.02, visits)
    assert found is not None and f"{100 * found:.2f}" == points


def test_a_change_within_noise_is_not_called_detectable() -> None:
    small = level(steps(0.66, 0.65, 0.66), Target("<", Fraction(65, 100)), 30, cases=2000)
    assert small.detectable is False
    large = level(steps(0.66, 0.65, 0.66), Target("<", Fraction(60, 100)), 30, cases=2000)
    assert large.detectable is True


def test_what_windows_do_by_themselves_is_measured_without_their_trend() -> None:
    steady = visible_change(past([100 * 1.002**n for n in range(400)], "aov"))
    rng = np.random.default_rng(1)
    noisy = visible_change(past(list(rng.normal(100, 5, 400)), "aov"))
    assert steady == pytest.approx(0, abs=1e-9)
    assert noisy is not None and 0.05 < noisy < 0.5
    assert visible_change(past(steps(100, 100), "aov")) is None, "too few windows"


# -- words and proposals -------------------------------------------------------------------------


def test_words_go_from_easy_to_extreme_with_the_chance() -> None:
    assert [word_of(one) for one in (0.95, 0.9, 0.7, 0.4, 0.1)] == [
        "easy", "easy", "prudent", "ambitious", "extreme",
    ]  # fmt: skip


def test_what_no_past_stretch_did_and_no_forecast_expects_was_never_seen() -> None:
    found = level(steps(0.68, 0.65, 0.66, 0.63, 0.64), Target("<", Fraction(50, 100)), 30)
    assert worded(found, 0.05).word == "never seen"
    assert worded(found, 0.5).word == "ambitious", "what is likely is not called so"


def plain(_target: Target, chance: float) -> Word:
    return word_of(chance)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=200),
    st.sampled_from([">", "<", ">=", "<="]),
    st.one_of(st.none(), st.integers(-(10**6), 10**6)),
)
def test_proposals_become_harder_one_by_one_and_none_is_met_today(
    ends: list[float], operator: str, today: int | None
) -> None:
    drawn = Ends(np.array(ends)[:, None])
    sign = 1 if operator.startswith(">") else -1
    beyond = None if today is None else Fraction(today)
    found = proposals(
        SALES, operator, lambda chance: drawn.at(chance, sign), drawn.chance, plain,  # type: ignore[arg-type]
        beyond=beyond,
    )  # fmt: skip
    for one, other in pairwise(found):
        assert (other.target.value - one.target.value) * sign > 0
        assert other.chance <= one.chance
    if beyond is not None:
        assert all(not one.target.met_by(beyond) for one in found)


def test_proposals_are_figures_that_people_say() -> None:
    assert [
        float(one) for one in rounded([0.618, 0.601, 0.587], -1, finest=Fraction(1, 10000))
    ] == [0.62, 0.6, 0.585]
    assert rounded([9_130, 10_420, 12_890], 1, finest=Fraction(1)) == [9_000, 10_500, 13_000]
    assert rounded([69.1, 73.4], 1, beyond=Fraction("66.3")) == [67, 69, 73]
    assert step([0.0201, 0.0213], Fraction(1, 10000)) == Fraction(5, 10000)


def test_no_share_above_all_of_it_is_proposed() -> None:
    drawn = Ends(np.linspace(0.97, 1.0, 200)[:, None])
    found = proposals(RATE, ">", lambda c: drawn.at(c, 1), drawn.chance, plain)
    assert found and all(0 < one.target.value < 1 for one in found)


def test_a_target_of_a_chance_has_this_chance() -> None:
    drawn = Ends(np.random.default_rng(2).normal(100, 10, 4000)[:, None])
    for chance in (0.8, 0.4, 0.1):
        value = drawn.at(chance, -1)
        assert value is not None
        assert drawn.chance(Target("<=", Fraction(value))) == pytest.approx(chance, abs=0.01)


# -- on a shop -----------------------------------------------------------------------------------


YEARS = Span(date(2024, 6, 1), TODAY)


@pytest.fixture(scope="module")
def shop() -> Iterator[PlanShop]:
    rng = np.random.default_rng(4)
    chance = {day: float(rng.normal(1, 0.1)) for day in YEARS}
    with in_memory(currency="EUR", country="FR") as store:
        made = PlanShop(store)
        made.give("carts", lambda day: round(100 * chance[day]), YEARS)
        made.give("carts_converted", lambda day: round(35 * chance[day] ** 2), YEARS)
        made.give("goods_sold", lambda day: round(1200 * chance[day]), YEARS, money=True)
        made.give("refunds", 0, YEARS, money=True)
        yield made


@pytest.fixture(scope="module")
def weighed(shop: PlanShop) -> Callable[..., Weighed]:
    book, yardstick = shop.book(), Yardstick()

    def weigh(metric: str, target: str, by: str = "31/12") -> Weighed:
        draft = book.draft(GoalText(metric=metric, target=target, by=by))
        goal = considered(draft)
        assert goal is not None
        found = yardstick.weigh(book.facts, goal, draft.target, LAST)
        assert found is not None
        return found

    return weigh


def test_three_targets_are_proposed_before_one_is_typed(weighed: Callable[..., Weighed]) -> None:
    found = weighed("cart_abandonment", "")
    assert len(found.proposals) == 3
    assert found.realism.base is not None and found.realism.word is None
    assert all(not one.target.met_by(found.realism.base) for one in found.proposals)


def test_a_proposal_chosen_has_the_chance_it_was_proposed_with(
    weighed: Callable[..., Weighed],
) -> None:
    for one in weighed("revenue", "").proposals:
        again = weighed("revenue", f">= {float(one.target.value):.0f}")
        assert again.realism.chance == pytest.approx(one.chance)
        assert again.realism.word == one.word


def test_a_harder_target_is_never_more_likely(weighed: Callable[..., Weighed]) -> None:
    chances = [
        weighed("revenue", f">= {euros}").realism.chance or 0
        for euros in range(60_000, 90_000, 3_000)
    ]
    assert chances == sorted(chances, reverse=True)


def test_a_goal_keeps_the_chance_it_was_typed_with(
    shop: PlanShop, weighed: Callable[..., Weighed]
) -> None:
    typed = weighed("revenue", ">= 70000").realism.chance
    book = shop.book()
    draft = book.draft(GoalText(metric="revenue", target=">= 70000", by="31/12"))
    assert draft.goal is not None and typed is not None
    saved = replace(draft.goal, id=7)
    assert outlook(book.facts, saved, LAST).probability == pytest.approx(typed, abs=1e-5)


def test_the_history_is_read_once_for_all_the_targets_of_a_goal(
    shop: PlanShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, yardstick = shop.book(), Yardstick()
    draft = book.draft(GoalText(metric="revenue", target=">= 70000", by="31/12"))
    goal = considered(draft)
    assert goal is not None
    first = yardstick.weigh(book.facts, goal, draft.target, LAST)
    with monkeypatch.context() as patch:
        patch.setattr("goals.targets.yardstick.read_past", None)
        patch.setattr("goals.forecast.outlooks.ends", None)
        again = yardstick.weigh(book.facts, goal, Target(">=", Fraction(90000)), LAST)
    assert first is not None and again is not None
    assert (again.realism.chance or 0) <= (first.realism.chance or 0)


def test_a_goal_that_stands_worse_than_it_began_is_offered_nothing_short_of_its_start(
    shop: PlanShop,
) -> None:
    goal = shop.goal(date(2026, 9, 15), metric="cart_abandonment", target="< 50 %", by="31/12")
    began = goal.baseline.figure.value if goal.baseline else None
    assert began is not None
    book, texts = shop.book(), texts_of(goal)
    draft = book.draft(replace(texts, target=f"< {float(began) + 0.01:.2%}"), editing=goal)
    assert "was set from" in str(draft.errors["target"])
    fine = considered(book.draft(texts, editing=goal))
    assert fine is not None
    found = Yardstick().weigh(book.facts, fine, goal.target, LAST)
    assert found is not None
    assert all(one.target.value < began for one in found.proposals)


def test_a_shop_of_six_weeks_gets_no_word_and_no_proposal() -> None:
    with in_memory(currency="EUR", country="FR") as store:
        young = PlanShop(store)
        young.give("carts", 100, Span(date(2026, 9, 15), TODAY))
        young.give("carts_converted", 35, Span(date(2026, 9, 15), TODAY))
        book = young.book()
        draft = book.draft(GoalText(metric="cart_abandonment", target="< 60 %", by="31/12"))
        goal = considered(draft)
        assert goal is not None
        found = Yardstick().weigh(book.facts, goal, draft.target, LAST)
    assert found is not None and found.realism.word is None and found.proposals == ()
    assert "eight weeks" in str(found.realism.reason)


def test_what_another_source_counted_before_is_no_past_of_this_figure(tmp_path: Path) -> None:
    store = a_shop(tmp_path)
    for source, value in (("log", 100), ("ga4", 60)):
        give(store, [visits(day, value) for day in range(200)], source=source)
    begun = to_day(MARCH + 120)
    choose_feed(store, "visits", ["ga4"], begun)
    facts = Facts(store)
    last = to_day(MARCH + 199)
    found = read_past(facts, METRICS["visits"], (), 28, last)
    assert found.days == 80 and found.begun == begun
    assert {value for _place, value in found.known} == {28 * 60}
    assert len(found.known) == 80 - 27
    assert "ga4" in str(found.cut)
