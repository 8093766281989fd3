"""Metrics of the owner's own: formulas over measures and imported series, and metrics put aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.forecast.drivers import drivers
from goals.metrics.catalogue import METRICS
from goals.metrics.catalogue.shop import BUILT_IN, of
from goals.metrics.errors import QuestionError
from goals.metrics.formula import Leaf, Node, Number, Pair, formula_of
from goals.metrics.own import OwnText, draft, text_of_row
from goals.metrics.own_book import OwnBook
from goals.metrics.parsing import Vocabulary, parse, tree
from goals.metrics.quotient import constant, dimension, quotient, text_of
from goals.metrics.reading import breakdown, daily, explain, read, rolling
from goals.targets.book import GoalBook
from goals.targets.texts import GoalText
from store.errors import ConflictError
from store.own import OwnMetrics, OwnSeries
from tests.builders import TestShop, a_shop, days

if TYPE_CHECKING:
    from goals.metrics.figures import Where
    from store.own import OwnMetricRow
    from store.spans import Span

NAMES = ("orders", "visits", "goods_sold", "spend", "net_sales", "my_followers", "revenue")
SERIES = {"my_followers": OwnSeries("my_followers", over_time="last")}
KNOWN = Vocabulary(SERIES, {"revenue": lambda: parse("net_sales").root})


@st.composite
def formulas(draw: st.DrawFn, depth: int = 4) -> str:
    """Formulas as people could type them, right or wrong in their units."""
    if depth == 0 or draw(st.booleans()):
        number = st.decimals(0, 1000, places=2).map(str)
        return draw(st.one_of(st.sampled_from(NAMES), number))
    left, right = draw(formulas(depth - 1)), draw(formulas(depth - 1))
    text = f"{left} {draw(st.sampled_from('+-*/'))} {right}"
    return f"({text})" if draw(st.booleans()) else text


def stored(node: Node) -> dict[Leaf, int]:
    """Return odd amounts for every measure, none of which is 0."""
    leaves = formula_of("", node).leaves
    return {leaf: 7 + 10 * n for n, leaf in enumerate(leaves)}


def value(node: Node, amounts: dict[Leaf, int]) -> Fraction | None:
    return formula_of("", node).value(amounts)


@settings(max_examples=300, deadline=None)
@given(st.one_of(formulas(), st.text(alphabet="abor_my?[]=|.,+-*/() 0123456789é×÷", max_size=80)))
def test_any_text_is_a_formula_or_refused_in_words(text: str) -> None:
    try:
        root = tree(text, KNOWN)
        whole = quotient(root)
        dimension(root)
    except QuestionError as error:
        assert str(error.what)
        assert str(error.remedy)
        return
    amounts = stored(root)
    plain = value(root, amounts)
    top = value(whole.top, amounts)
    bottom = Fraction(1) if whole.bottom is None else value(whole.bottom, amounts)
    # One division of what was added up says the same as the formula as it was typed.
    if plain is not None and constant(root) is None:
        assert top is not None
        assert bottom
        assert top / bottom == plain
    assert value(tree(text_of(root), KNOWN), amounts) == plain


def test_quotients_are_divided_once() -> None:
    whole = quotient(tree("carts_converted / carts - orders / visits"))
    assert text_of(whole.top) == "carts_converted * visits - orders * carts"
    assert whole.bottom is not None
    assert text_of(whole.bottom) == "carts * visits"


def test_one_less_a_quotient_is_what_is_left_of_the_whole() -> None:
    whole = quotient(tree("1 - carts_converted / carts"))
    assert (text_of(whole.top), whole.bottom) == ("carts - carts_converted", Leaf("carts"))


def test_a_name_a_number_and_signs_as_people_type_them() -> None:
    typed = tree("Orders × 2,5 ÷ visits")
    assert typed == tree("orders * 2.5 / visits")
    assert typed == Pair("/", Pair("*", Leaf("orders"), Number(Fraction(5, 2))), Leaf("visits"))


# -- in a shop ---------------------------------------------------------------------------------

MARCH = days("2026-03-01", "2026-03-02")


@pytest.fixture
def shop() -> TestShop:
    """Two days: 1 order of 10 € and 9 of 30 € each, with 1 € of shipping an order."""
    found = a_shop()
    found.order("2026-03-01", goods=10, shipping=1, device="mobile")
    for _one in range(9):
        found.order("2026-03-02", goods=30, shipping=1, device="desktop")
    for day, followers in (("2026-02-27", 90), ("2026-03-01", 100)):
        found.series("my_followers", day, followers, channel="instagram")
    found.series("my_leaflets", "2026-03-01", 40)
    found.series("my_leaflets", "2026-03-02", 60)
    found.covered("2026-02-01", "2026-03-31")
    found.covered("2026-02-27", "2026-03-31", "my_followers", "my_leaflets")
    found.publish()
    return found


def add(shop: TestShop, name: str, formula: str, **told: str) -> OwnMetricRow:
    book = OwnBook(shop.facts)
    return book.keep(book.draft(OwnText(name=name, formula=formula, **told)), at=1)


def said(shop: TestShop, name: str, span: Span = MARCH, where: Where = ()) -> Fraction | None:
    return read(shop.facts, name, span, where).value


def refused(shop: TestShop, **told: str) -> QuestionError:
    found = OwnBook(shop.facts).draft(OwnText(**({"name": "mine"} | told)))
    assert found.row is None
    return next(iter(found.errors.values()))


def test_a_rate_of_ones_own_is_divided_once_over_all_days(shop: TestShop) -> None:
    add(shop, "basket", "goods_sold / orders")
    assert said(shop, "basket") == 28, "280 € by 10 orders, and not the mean of 10 and 30"
    assert of(shop.facts)["basket"].unit == "money"
    figure = read(shop.facts, "basket", MARCH)
    assert figure.numerator == 280
    assert figure.denominator == 10
    assert figure.small, "10 orders are few: no verdict, as for any rate"


def test_members_of_a_dimension_count_alone(shop: TestShop) -> None:
    add(shop, "mobile_sales", "goods_sold[device=mobile] / goods_sold", unit="share")
    assert said(shop, "mobile_sales") == Fraction(10, 280)
    found = breakdown(shop.facts, "mobile_sales", "device", MARCH)
    assert {one.member: one.figure.value for one in found} == {"mobile": 1, "desktop": 0}


def test_it_stands_on_the_board_and_in_lists_until_it_is_put_aside(shop: TestShop) -> None:
    add(shop, "shipped", "shipping / orders", better="lower", label="Shipping an order")
    book = OwnBook(shop.facts)
    assert "shipped" in list(of(shop.facts))
    assert [one.metric.id for one in book.entries()] == ["shipped"]
    book.retire("shipped", at=2)
    assert "shipped" not in list(of(shop.facts))
    assert said(shop, "shipped") == 1, "asked for by name it still answers"
    assert of(shop.facts).metric("shipped").better == -1
    book.restore("shipped", at=3)
    assert "shipped" in list(of(shop.facts))


def test_the_texts_of_a_metric_read_as_the_same_metric_again(shop: TestShop) -> None:
    row = add(
        shop, "shipped", "shipping / orders", better="lower", label="Shipping an order",
        stage="retention", short="Shipping", note="As the carrier bills it",
    )  # fmt: skip
    assert row.note == "As the carrier bills it"
    text = text_of_row(row)
    assert (text.better, text.stage) == ("lower", "retention")
    assert draft(shop.facts, text, editing=row).row == row


def test_a_metric_of_ours_is_put_aside_and_brought_back(shop: TestShop) -> None:
    book = OwnBook(shop.facts)
    book.retire("aov", at=1)
    assert "aov" not in list(of(shop.facts))
    assert len(list(of(shop.facts))) == len(METRICS) - 1
    assert said(shop, "aov") == 28
    book.restore("aov", at=2)
    assert list(of(shop.facts)) == list(METRICS)


def test_every_change_can_be_taken_back_one_by_one(shop: TestShop) -> None:
    row = add(shop, "mine", "orders")
    book = OwnBook(shop.facts)
    book.keep(book.draft(OwnText(name="mine", formula="orders * 2"), editing=row), at=2)
    assert said(shop, "mine") == 20
    book.undo("mine", at=3)
    assert said(shop, "mine") == 10
    book.delete("mine", at=4)
    with pytest.raises(QuestionError):
        of(shop.facts).metric("mine")
    book.undo("mine", at=5)
    assert said(shop, "mine") == 10
    assert [one.change for one in book.history("mine")] == ["add", "edit", "undo", "delete", "undo"]


def test_two_who_edit_at_once_lose_nothing(shop: TestShop) -> None:
    row = add(shop, "mine", "orders")
    book = OwnBook(shop.facts)
    book.keep(book.draft(OwnText(name="mine", formula="orders * 2"), editing=row), at=2)
    late = book.draft(OwnText(name="mine", formula="orders * 3"), editing=row)
    with pytest.raises(ConflictError):
        book.keep(late, at=3)
    assert said(shop, "mine") == 20


def test_another_metric_may_be_named_but_none_names_itself_over_others(shop: TestShop) -> None:
    add(shop, "twice", "orders * 2")
    add(shop, "per_double", "revenue / twice")
    assert said(shop, "per_double") == 14
    book = OwnBook(shop.facts)
    row = book.entry("twice").row
    found = book.draft(OwnText(name="twice", formula="per_double + orders"), editing=row)
    assert "names itself" in str(found.errors["formula"].what)
    itself = book.draft(OwnText(name="twice", formula="twice / 2"), editing=row)
    assert "formula" in itself.errors


def test_what_others_name_is_not_deleted_but_put_aside(shop: TestShop) -> None:
    add(shop, "twice", "orders * 2")
    add(shop, "per_double", "revenue / twice")
    book = OwnBook(shop.facts)
    with pytest.raises(QuestionError, match="per_double"):
        book.delete("twice", at=2)
    book.retire("twice", at=2)
    assert said(shop, "per_double") == 14


def test_a_formula_that_can_be_read_no_more_says_so_and_breaks_nothing(shop: TestShop) -> None:
    row = add(shop, "twice", "orders * 2")
    add(shop, "per_double", "revenue / twice")
    rows = OwnMetrics(shop.store)
    rows.save(replace(row, formula="sold_by_nobody"), at=2)
    known = of(shop.facts)
    assert set(known.broken) == {"twice", "per_double"}
    assert said(shop, "per_double") is None
    assert "sold_by_nobody" in str(known.broken["twice"].what)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("ordrs / visits", "Did you mean “orders”"),
        ("orders[devise=mobile]", "Did you mean “device”"),
        ("goods_sold + visits", "one is money"),
        ("goods_sold * goods_sold", "money by money"),
        ("orders + 5", "plain number"),
        ("orders / 0", "divides by 0"),
        ("orders / (3 - 3)", "divides by 0"),
        ("2 + 3", "names no measure"),
        ("orders; DROP TABLE sale", "cannot be read"),
        ("__import__('os')", "cannot be read"),
        ("(" * 31 + "orders" + ")" * 31, "levels"),
        ("orders" + " + orders" * 60, "longer than"),
        ("my_folowers", "Did you mean “my_followers”"),
        ("visitors[device=mobile|desktop]", "counts people"),
        ("", "no formula yet"),
    ],
)
def test_what_is_wrong_with_a_formula_is_said(shop: TestShop, formula: str, words: str) -> None:
    error = refused(shop, formula=formula)
    assert words in f"{error.what} {error.remedy}"


def test_metrics_written_out_one_in_the_other_stay_small(shop: TestShop) -> None:
    add(shop, "a1", "orders + visits + carts + spend / shipping")
    add(shop, "a2", "a1 * a1 / (a1 + visits)")
    error = refused(shop, formula=" * ".join(["a2"] * 14))
    assert "more than" in str(error.what)


@pytest.mark.parametrize(
    ("formula", "unit", "fits"),
    [
        ("goods_sold", "share", False),
        ("goods_sold / orders", "money", True),
        ("shipping / goods_sold", "share", True),
        ("shipping / goods_sold", "money", False),
        ("orders", "count", True),
        ("orders / visits", "share", True),
        ("orders", "euro", False),
    ],
)
def test_the_unit_must_be_one_that_the_formula_gives(
    shop: TestShop, formula: str, unit: str, fits: bool
) -> None:
    found = OwnBook(shop.facts).draft(OwnText(name="mine", formula=formula, unit=unit))
    assert ("unit" not in found.errors) == fits


def test_a_member_nobody_knows_is_pointed_out_and_hinders_nobody(shop: TestShop) -> None:
    found = OwnBook(shop.facts).draft(OwnText(name="mine", formula="orders[device=mobil]"))
    assert found.row is not None
    assert [str(one) for one in found.warnings] == [
        "No row has device “mobil” yet. Did you mean “mobile”?"
    ]


@pytest.mark.parametrize("name", ["aov", "orders", "net_sales", "explain", "Été", "1st", "my_x"])
def test_names_that_mean_something_else_are_refused(shop: TestShop, name: str) -> None:
    assert "name" in OwnBook(shop.facts).draft(OwnText(name=name, formula="orders")).errors


def test_a_label_is_cleaned_and_never_read_as_a_pattern(shop: TestShop) -> None:
    row = add(shop, "mine", "orders", label="Red \x1b[31m [bold] {x}".replace("{x}", "x"))
    assert row.label == "Red [31m [bold] x"
    assert "label" in OwnBook(shop.facts).draft(
        OwnText(name="other", formula="orders", label="{orders}")
    ).errors  # fmt: skip


# -- daily series of the owner's own -------------------------------------------------------------


def test_an_imported_series_adds_up_until_it_is_said_to_be_a_stock(shop: TestShop) -> None:
    add(shop, "leaflets_an_order", "my_leaflets / orders")
    assert said(shop, "leaflets_an_order") == 10
    add(shop, "followers", "my_followers")
    assert said(shop, "followers") == 100, "one day of two has a value: both add up"
    OwnBook(shop.facts).describe("my_followers", "count", "last")
    assert said(shop, "followers") == 100
    assert said(shop, "followers", days("2026-02-27", "2026-02-28")) == 90
    assert said(shop, "followers", days("2026-03-20", "2026-03-31")) == 100, "still there"
    assert said(shop, "followers", MARCH, (("channel", "instagram"),)) == 100
    course = daily(shop.facts, "followers", days("2026-02-27", "2026-03-02"))
    assert [value for _day, value in course] == [90, 90, 100, 100]
    weeks = rolling(shop.facts, "followers", days("2026-03-05", "2026-03-06"), 3)
    assert [value for _day, value in weeks] == [100, 100], "a stock of three days is not thrice it"
    found = breakdown(shop.facts, "followers", "channel", MARCH)
    assert {one.member: one.figure.value for one in found} == {"instagram": Fraction(100)}
    assert not of(shop.facts)["followers"].totals, "a goal on it reaches a level"


def test_days_no_source_covers_have_no_figure(shop: TestShop) -> None:
    add(shop, "followers", "my_followers")
    figure = read(shop.facts, "followers", days("2026-01-01", "2026-01-05"))
    assert figure.value is None
    assert "my_followers" in str(figure.reason)


def test_the_unit_of_a_series_changes_as_long_as_nothing_is_lost(shop: TestShop) -> None:
    book = OwnBook(shop.facts)
    add(shop, "leaflets", "my_leaflets * 1", unit="count")
    book.describe("my_leaflets", "money", "sum")
    assert said(shop, "leaflets") == 100, "40 and 60 that were numbers are amounts now"
    assert explain(shop.facts, "leaflets", MARCH).measures[0].unit == "money"
    book.describe("my_leaflets", "count", "sum")
    assert said(shop, "leaflets") == 100
    with pytest.raises(QuestionError):
        book.describe("leaflets", "count", "sum")


def test_a_goal_on_a_metric_of_ones_own_is_set_judged_and_kept(shop: TestShop) -> None:
    add(shop, "shipped", "shipping / orders", better="lower", label="Shipping an order")
    today = date(2026, 3, 3)
    book = GoalBook(shop.facts, as_of=date(2026, 3, 2), today=today)
    draft = book.draft(GoalText(metric="shipped", target="< 2", by="2026-03-31"))
    assert draft.goal is not None, draft.errors
    kept = book.add(draft.goal, at=1)
    assert kept.about.label == "Shipping an order"
    assert book.assess(kept).value == 1
    with pytest.raises(QuestionError, match="goals 1"):
        OwnBook(shop.facts).delete("shipped", at=2)
    OwnBook(shop.facts).retire("shipped", at=2)
    assert book.assess(book.goal(kept.id)).value == 1


def test_no_drivers_are_known_of_a_metric_of_ones_own_and_that_is_said(shop: TestShop) -> None:
    add(shop, "shipped", "shipping / orders", label="Shipping an order")
    found, reason = drivers(shop.facts, "shipped", [MARCH], date(2026, 3, 2))
    assert found == []
    assert "Shipping an order" in str(reason)


def test_a_shop_without_metrics_of_its_own_has_ours(shop: TestShop) -> None:
    assert list(of(a_shop().facts)) == list(METRICS) == list(BUILT_IN)
    assert set(of(shop.facts).series) == {"my_followers", "my_leaflets"}
