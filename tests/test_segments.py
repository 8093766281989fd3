"""Segments: fifths as large as each other, one segment a customer, whatever order they come in."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from goals.customers.segments import FEWEST, NAMES, SEGMENTS, booked, customers, scored
from store.customers import Life
from store.records import Status
from store.spans import to_number
from tests.builders import a_shop

if TYPE_CHECKING:
    from random import Random

AS_OF = date(2026, 6, 30)
TODAY = to_number(AS_OF)

_LIVES = st.lists(
    st.builds(
        Life,
        st.integers(1, 10**6),
        st.just(TODAY - 900),
        st.integers(TODAY - 5, TODAY) | st.integers(TODAY - 900, TODAY),
        st.integers(1, 3) | st.integers(1, 200),
        st.integers(-10_000, 10_000) | st.integers(-(10**12), 10**12),
    ),
    unique_by=lambda life: life.customer,
    max_size=120,
)


@settings(deadline=None)  # numpy is imported by the first
@given(_LIVES.filter(bool), st.randoms(use_true_random=False))
def test_the_order_of_the_customers_changes_no_score(lives: list[Life], dice: Random) -> None:
    shuffled = list(lives)
    dice.shuffle(shuffled)
    found, expected = scored(shuffled), scored(lives)
    for column in fields(found):
        assert (getattr(found, column.name) == getattr(expected, column.name)).all()


@settings(deadline=None)
@given(st.permutations(range(1, 41)))
def test_another_order_of_imports_changes_nobody_s_score(numbers: list[int]) -> None:
    """An import numbers customers as they come; who is alike is told apart by the pseudonym."""
    people = [(TODAY - 90, TODAY - n // 20, 1, 1000) for n in range(40)]
    one = scored([Life(n, *life) for n, life in enumerate(people, 1)], range(1, 41))
    again = scored(
        [Life(number, *life) for number, life in zip(numbers, people, strict=True)], numbers
    )
    places = np.array(numbers) - 1
    for column in ("recency", "frequency", "value", "segment"):
        assert (getattr(again, column)[places] == getattr(one, column)).all()


@given(_LIVES.filter(bool))
def test_fifths_are_as_large_as_each_other_but_for_one(lives: list[Life]) -> None:
    found = scored(lives)
    for score in (found.recency, found.frequency, found.value):
        sizes = Counter(score.tolist())
        assert set(sizes) <= {1, 2, 3, 4, 5}
        counts = [sizes[fifth] for fifth in range(1, 6)]
        assert max(counts) - min(counts) <= 1


@given(_LIVES)
def test_every_customer_is_in_exactly_one_segment(lives: list[Life]) -> None:
    book = booked(lives, AS_OF)
    assert book.customers == len(lives)
    if len(lives) < FEWEST:
        assert book.segments == ()
        assert book.reason is not None
        return
    assert [one.segment.id for one in book.segments] == list(SEGMENTS)
    assert sum(one.customers for one in book.segments) == len(lives)
    assert sum(one.share for one in book.segments) == 1
    assert sum((one.sales for one in book.segments), Fraction(0)) == book.sales
    if book.sales > 0:
        assert sum(one.sales_share or 0 for one in book.segments) == 1
    assert sum(one.orders for one in book.segments) == book.orders


@given(_LIVES.filter(lambda lives: len(lives) > 1))
def test_who_bought_later_more_often_or_for_more_never_scores_less(lives: list[Life]) -> None:
    found = scored(lives)
    for score, figure in (
        (found.recency, found.last_day), (found.frequency, found.orders), (found.value, found.goods)
    ):  # fmt: skip
        pairs = sorted(zip(figure.tolist(), score.tolist(), strict=True))
        for (less, lower), (more, higher) in pairwise(pairs):
            assert less == more or lower <= higher


def life(customer: int, *, ago: int, orders: int, goods: int) -> Life:
    return Life(customer, TODAY - 700, TODAY - ago, orders, goods * 10_000)


def segments_of(*extra: Life) -> dict[int, str]:
    """Return the segments of some customers among 100 that ordered twice or less, evenly spread."""
    crowd = [
        life(1000 + n, ago=30 + 6 * n, orders=1 + n % 2, goods=20 + 7 * n % 100) for n in range(100)
    ]
    found = scored([*crowd, *extra])
    names = [NAMES[place] for place in found.segment.tolist()]
    return dict(zip(found.customer.tolist(), names, strict=True))


def test_segments_are_called_what_their_customers_do() -> None:
    found = segments_of(
        life(1, ago=2, orders=9, goods=900),
        life(2, ago=320, orders=9, goods=5),
        life(3, ago=3, orders=2, goods=30),
        life(4, ago=4, orders=1, goods=30),
        life(5, ago=330, orders=1, goods=30),
        life(6, ago=620, orders=9, goods=900),
        life(7, ago=450, orders=1, goods=5),
        life(8, ago=690, orders=1, goods=5),
    )
    assert [found[n] for n in range(1, 9)] == [
        "champions", "loyal", "promising", "new", "cooling", "at_risk", "asleep", "lost",
    ]  # fmt: skip


def test_nobody_comes_back_often_with_two_orders() -> None:
    found = segments_of(life(1, ago=2, orders=2, goods=900))
    assert found[1] == "promising", "even where two are more than most have"


def test_only_paid_orders_of_known_customers_count_less_what_was_given_back() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-06-30")
    for n in range(40):
        shop.order("2026-05-01", by=f"c{n}", goods=10)
    again = shop.order("2026-06-20", by="c0", goods=90)
    shop.order("2026-06-21", by="c1", goods=999, status=Status.PENDING)
    shop.order("2026-06-22", goods=5)
    shop.refund("2026-06-29", 40, of=again, ordered="2026-06-20", by="c0")
    book = customers(shop.publish(), AS_OF)
    assert (book.customers, book.repeat, book.orders) == (40, 1, 41)
    assert book.sales == 450
    assert str(book.notes[0]) == "1 order of a guest belongs to no customer and is left out."
    earlier = customers(shop.facts, date(2026, 6, 20))
    assert earlier.repeat == 1
    assert earlier.sales == 490, "the refund is not known yet"
    assert customers(shop.facts, date(2026, 6, 19)).repeat == 0


def test_a_few_customers_are_counted_but_not_compared() -> None:
    shop = a_shop()
    shop.covered("2026-01-01", "2026-06-30")
    shop.order("2026-05-01", by="ana", goods=10)
    book = customers(shop.publish(), AS_OF)
    assert (book.customers, book.segments) == (1, ())
    assert "at least 30" in str(book.reason)


def test_under_a_limit_some_are_counted_and_all_are_compared() -> None:
    """Forty customers of e-mail order once, forty of search twice and lately."""
    shop = a_shop()
    for n in range(40):
        shop.order("2026-01-10", by=f"mail-{n}", goods=50, channel="email")
        for day in ("2026-05-01", "2026-06-20"):
            shop.order(day, by=f"search-{n}", goods=80, channel="search")
    shop.publish()
    everybody = customers(shop.facts, AS_OF)
    mail = customers(shop.facts, AS_OF, (("channel", "email"),))
    search = customers(shop.facts, AS_OF, (("channel", "search"),))
    assert (everybody.customers, mail.customers, search.customers) == (80, 40, 40)
    assert (mail.repeat, search.repeat) == (0, 40)
    assert (mail.sales, search.sales) == (Fraction(2000), Fraction(6400))
    for whole, *parts in zip(
        everybody.segments, mail.segments, search.segments, strict=True
    ):  # the same scores as without a limit
        assert whole.customers == sum(part.customers for part in parts)
    assert sum(one.share for one in mail.segments) == 1
    nobody = customers(shop.facts, AS_OF, (("channel", "fax"),))
    assert (nobody.customers, nobody.segments) == (0, ())
    assert nobody.reason is not None and "within the limit" in nobody.reason.text
