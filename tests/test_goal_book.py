"""Goals are drafted as one types, kept with their baseline, and every change can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals.metrics.errors import QuestionError
from goals.targets.exact import from_text, to_text
from goals.targets.goal import Baseline, Closing, Goal, Known
from goals.targets.rows import from_row, to_row
from goals.targets.target import OPERATORS, Target
from goals.targets.texts import GoalText, texts_of
from store.database import in_memory
from store.errors import ConflictError, OwnerError, StoreError
from store.spans import Span
from tests.plan_shop import HISTORY, TODAY, PlanShop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goals.targets.draft import Draft

AFTER = Span(HISTORY.start, date(2027, 1, 1))


@pytest.fixture
def shop() -> Iterator[PlanShop]:
    with in_memory(currency="EUR", country="FR") as store:
        made = PlanShop(store)
        made.give("carts", 100, AFTER)
        made.give("carts_converted", 37, AFTER)
        made.give("orders", 37, AFTER)
        made.give("goods_sold", 2000, AFTER, money=True)
        made.give("visits", 1500, AFTER)
        made.give("visits", 500, AFTER, channel="facebook")
        made.give("spend", 300, AFTER, money=True)
        yield made


def drafted(shop: PlanShop, **texts: str | tuple[str, ...]) -> Draft:
    return shop.book(TODAY, date(2026, 10, 31)).draft(GoalText(**texts))  # type: ignore[arg-type]


def complaints(draft: Draft) -> dict[str, str]:
    return {name: f"{one.what} {one.remedy}" for name, one in draft.errors.items()}


# -- while typing ----------------------------------------------------------------------------


def test_an_empty_form_says_what_is_missing_and_nothing_else(shop: PlanShop) -> None:
    draft = drafted(shop)
    assert set(draft.errors) == {"metric", "by"}
    assert draft.goal is None


def test_the_baseline_is_there_before_the_target_is_typed(shop: PlanShop) -> None:
    draft = drafted(shop, metric="cart_abandonment", by="31/12")
    assert set(draft.errors) == {"target"}
    assert draft.baseline is not None
    assert draft.baseline.figure.value == Fraction(63, 100)
    assert draft.kind == "level"


@pytest.mark.parametrize(
    ("texts", "field", "what"),
    [
        ({"metric": "cart_abandonement"}, "metric", "Did you mean “cart_abandonment”?"),
        ({"target": "< 63 %"}, "target", "what the figure is today"),
        ({"target": "< 70 %", "kind": "level"}, "target", "met already"),
        ({"target": "> 120 %"}, "target", "between 0 and 100"),
        ({"by": "2026-10-31"}, "by", "not in the future"),
        ({"start": "2027-01-01"}, "start", "after its deadline"),
        ({"where": "channel"}, "where", "not a scope"),
        ({"where": "chanel=facebook"}, "where", "Did you mean “channel”?"),
        ({"metric": "visits", "where": "channel=facebok"}, "where", "Did you mean “facebook”?"),
        ({"metric": "visits", "where": "channel=bing"}, "where", "facebook"),
        ({"where": "channel=facebook"}, "where", "Not known by"),
        ({"where": "project=none"}, "where", "not there"),
        ({"kind": "levle"}, "kind", "Did you mean “level”?"),
        ({"kind": "total"}, "kind", "rate"),
        ({"kind": "done"}, "kind", "needs a project"),
        ({"window": "0"}, "window", "1 to 366"),
        ({"recurrence": "dayly"}, "recurrence", "weekly"),
        ({"guardrails": ("aovv",)}, "guardrails", "Did you mean “aov”?"),
        ({"guardrails": ("cart_abandonment",)}, "guardrails", "its own guardrail"),
        ({"guardrails": ("spend",)}, "guardrails", "cannot get worse"),
        ({"metric": "orders", "target": "0"}, "target", "above 0"),
        ({"metric": "nps", "target": "30"}, "target", "no figure to start from"),
        ({"title": "x" * 121}, "title", "120"),
    ],
)
def test_each_mistake_is_said_beside_its_field(
    shop: PlanShop, texts: dict[str, str | tuple[str, ...]], field: str, what: str
) -> None:
    draft = drafted(
        shop, **{"metric": "cart_abandonment", "target": "< 60 %", "by": "31/12", **texts}
    )
    assert what in complaints(draft)[field]
    assert draft.goal is None
    assert isinstance(draft.error(), OwnerError)


def test_a_level_that_is_met_already_becomes_a_goal_to_hold_it(shop: PlanShop) -> None:
    draft = drafted(shop, metric="cart_abandonment", target="< 70 %", by="31/12")
    assert draft.goal is not None
    assert draft.goal.kind == "hold"
    assert "meets the target already" in str(draft.notes[0])


def test_sums_add_up_and_rates_reach_a_level_unless_said_otherwise(shop: PlanShop) -> None:
    assert drafted(shop, metric="orders", target="9000", by="31/12").kind == "total"
    assert drafted(shop, metric="conversion_visits", target="3 %", by="31/12").kind == "level"
    level = drafted(shop, metric="orders", target="9000", by="31/12", kind="level")
    assert level.goal is not None
    assert level.baseline is not None
    assert level.baseline.figure.value == 37 * 28


def test_a_recurring_goal_starts_with_its_turn(shop: PlanShop) -> None:
    draft = drafted(shop, metric="orders", target="300", by="31/12", recurrence="weekly")
    assert draft.start == date(2026, 10, 26), "a Monday"


def test_a_scope_may_be_the_rows_without_a_member(shop: PlanShop) -> None:
    draft = drafted(shop, metric="visits", target="99999", by="31/12", where="channel=(unknown)")
    assert draft.goal is not None
    assert draft.goal.where == (("channel", ""),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.text(max_size=30), min_size=6, max_size=6),
    st.sampled_from(["cart_abandonment", "orders", "aov"]),
)
def test_no_form_whatever_breaks_the_draft(shop: PlanShop, texts: list[str], metric: str) -> None:
    target, by, where, window, start, title = texts
    draft = drafted(
        shop, metric=metric, target=target, by=by, where=where, window=window, start=start,
        title=title,
    )  # fmt: skip
    assert (draft.goal is None) == bool(draft.errors)


# -- keeping ---------------------------------------------------------------------------------


def test_what_is_kept_is_what_was_drafted(shop: PlanShop) -> None:
    kept = shop.goal(
        metric="cart_abandonment", target="< 60 %", by="31/12", title="Fewer lost carts",
        guardrails=("aov",), note="with Léa",
    )  # fmt: skip
    again = shop.book().goal(kept.id)
    assert again == kept
    assert again.version == 1
    assert again.baseline is not None
    assert again.baseline.guardrails["aov"].value == Fraction(2000, 37)


def test_an_edit_keeps_the_baseline_and_a_deadline_that_is_over(shop: PlanShop) -> None:
    kept = shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    later = shop.book(date(2027, 1, 15), date(2026, 12, 31))
    texts = texts_of(kept)
    draft = later.draft(replace(texts, target="< 55 %"), editing=kept)
    assert draft.goal is not None
    edited = later.edit(draft.goal, at=5)
    assert edited.version == 2
    assert edited.baseline == kept.baseline
    assert edited.target.value == Fraction(11, 20)


def test_measuring_something_else_takes_a_new_baseline_of_the_same_days(shop: PlanShop) -> None:
    kept = shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    book = shop.book(date(2026, 12, 1), date(2026, 11, 30))
    draft = book.draft(replace(texts_of(kept), window="7"), editing=kept)
    assert draft.baseline is not None
    assert draft.baseline.span == Span(date(2026, 10, 25), date(2026, 11, 1))


def test_two_edits_of_one_version_do_not_overwrite_each_other(shop: PlanShop) -> None:
    kept = shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    book = shop.book()
    texts = texts_of(kept)
    mine = book.draft(replace(texts, title="mine"), editing=kept).goal
    theirs = book.draft(replace(texts, title="theirs"), editing=kept).goal
    assert mine is not None
    assert theirs is not None
    book.edit(theirs, at=1)
    with pytest.raises(ConflictError):
        book.edit(mine, at=2)
    assert book.goal(kept.id).title == "theirs"


def test_a_closed_goal_keeps_the_figure_known_then_beside_the_one_known_today(
    shop: PlanShop,
) -> None:
    kept = shop.goal(metric="orders", target="2000", by="30/11")
    book = shop.book(date(2026, 12, 1), date(2026, 11, 30))
    closed = book.close(kept.id, at=9)
    assert closed.state == "closed"
    assert closed.closing == Closing(Fraction(37 * 30), date(2026, 11, 30))
    shop.give("orders", 38, Span(date(2026, 11, 1), date(2026, 12, 1)))
    later = shop.book(date(2026, 12, 20), date(2026, 12, 19))
    now = later.assess(later.goal(kept.id))
    assert now.status == "closed"
    assert now.closed is not None
    assert now.closed.value == 37 * 30
    assert now.value == 38 * 30
    with pytest.raises(QuestionError, match="not open"):
        later.close(kept.id, at=10)
    assert later.reopen(kept.id, at=11).closing is None


def test_delete_archive_and_reopen_can_each_be_taken_back(shop: PlanShop) -> None:
    kept = shop.goal(metric="orders", target="2000", by="30/11")
    book = shop.book()
    assert book.delete(kept.id, at=1).state == "deleted"
    assert book.goals() == []
    assert book.undo(kept.id, at=2).state == "open"
    assert book.archive(kept.id, at=3).state == "archived"
    assert book.undo(kept.id, at=4).state == "open"
    assert [entry.change for entry in book.history(kept.id)] == [
        "add", "delete", "undo", "archive", "undo",
    ]  # fmt: skip
    assert book.undo(kept.id, at=5).state == "deleted", "the creation itself is taken back"
    with pytest.raises(StoreError):
        book.undo(kept.id, at=6)


def test_undo_brings_back_the_target_before(shop: PlanShop) -> None:
    kept = shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    book = shop.book()
    draft = book.draft(replace(texts_of(kept), target="entre 50 et 55 %"), editing=kept)
    assert draft.goal is not None
    assert book.edit(draft.goal, at=1).target.operator == "between"
    back = book.undo(kept.id, at=2)
    assert back.target == kept.target
    assert back.baseline == kept.baseline


def test_links_show_running_levers_first_and_no_deleted_ones(shop: PlanShop) -> None:
    kept = shop.goal(metric="cart_abandonment", target="< 60 %", by="31/12")
    book = shop.book()
    idea, mail, gone = (
        book.levers.add(book.levers.from_library(name), at=1)
        for name in ("checkout_phone", "reminder_hours", "guarantees")
    )
    for lever in (idea, mail, gone):
        book.levers.link(kept.id, lever.id, at=0)
    book.levers.start(mail.id, TODAY, at=2, today=TODAY)
    book.levers.delete(gone.id, at=3)
    (view,) = book.views(series=False)
    assert [lever.name for lever in view.levers] == [mail.name, idea.name]


# -- rows ------------------------------------------------------------------------------------

numbers = st.fractions(max_denominator=10_000)


@given(numbers)
def test_a_number_kept_as_text_is_the_same_number_again(value: Fraction) -> None:
    assert from_text(to_text(value)) == value


def test_a_number_that_ends_is_kept_as_a_decimal() -> None:
    assert to_text(Fraction(-3, 5)) == "-0.6"
    assert to_text(Fraction(1, 3)) == "1/3"
    assert to_text(Fraction(1200)) == "1200"


@given(
    numbers, numbers, st.sampled_from(OPERATORS), st.sampled_from(["level", "total", "hold"]),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 400), st.text(max_size=20),
    st.none() | numbers,
)  # fmt: skip
def test_a_goal_survives_its_row(
    low: Fraction, more: Fraction, operator: str, kind: str, start: date, length: int,
    text: str, closed: Fraction | None,
) -> None:  # fmt: skip
    high = low + abs(more) + 1 if operator == "between" else None
    span = Span.of(start, start)
    goal = Goal(
        title=text, metric="aov", target=Target(operator, low, high), kind=kind,  # type: ignore[arg-type]
        start=start, deadline=date.fromordinal(start.toordinal() + length),
        where=(("channel", text),), guardrails=("orders",), note=text, id=3, version=2,
        baseline=Baseline(Known(more, low, more, (0.25, 0.5)), span, {"orders": Known(None)}),
        closing=Closing(closed, start),
    )  # fmt: skip
    assert from_row(to_row(goal)) == goal
