"""A cancellation may be imported before the order it names: the order's day is found later."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from store.facts import Facts
from store.ingest import stage
from store.records import Refund
from store.spans import Span
from tests.import_shop import EURO, MARCH, a_shop, give, order, sums

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store
    from store.records import Sale

SPRING = Span.of(date(2026, 3, 1), date(2026, 5, 31))
BOUGHT = order("1", 0, euros=20)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with closing(a_shop(tmp_path)) as store:
        yield store


def cancellation(ref: str = "9", day: int = 5, of: str = "1") -> Sale:
    return replace(
        order(ref, day), lines=[], refunds=[Refund(MARCH + day, 10 * EURO)], order_ref=of
    )


def cohort(store: Store) -> tuple[dict[date, int], int]:
    facts = Facts(store)
    by_day = facts.by_day(["refunds_of_orders"], SPRING)["refunds_of_orders"]
    return by_day, facts.totals(["orders_returned"], SPRING)["orders_returned"]


OF_THE_ORDER = ({date(2026, 3, 1): 10 * EURO}, 1)
OF_NONE = ({date(2026, 3, 6): 10 * EURO}, 0)


def test_the_history_imported_last_takes_its_cancellations_to_the_days_of_their_orders(
    shop: Store,
) -> None:
    give(shop, [cancellation()], file="april.csv")
    assert cohort(shop) == OF_NONE
    give(shop, [BOUGHT], file="march.csv")
    assert cohort(shop) == OF_THE_ORDER
    assert sums(give(shop, [cancellation()], file="april.csv"))[3] == 1, "it is told just so"
    assert cohort(shop) == OF_THE_ORDER
    assert shop.sql.execute("SELECT COUNT(*) FROM refund").fetchone() == (1,)


def test_a_cancellation_that_comes_before_its_order_in_a_long_file_finds_it(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_CANCELLATIONS_KEPT", 0)
    give(shop, [cancellation(), BOUGHT])
    assert cohort(shop) == OF_THE_ORDER


def test_a_cancellation_that_came_to_name_another_order_waits_for_that_one(shop: Store) -> None:
    give(shop, [cancellation(of="1")], file="a.csv")
    give(shop, [cancellation(of="2")], file="b.csv")
    give(shop, [BOUGHT], file="c.csv")
    assert cohort(shop) == OF_NONE
    give(shop, [order("2", 2)], file="d.csv")
    assert cohort(shop) == ({date(2026, 3, 3): 10 * EURO}, 1)


def test_a_cancellation_that_names_no_order_any_more_waits_for_none(shop: Store) -> None:
    give(shop, [cancellation()], file="a.csv")
    give(shop, [cancellation(of="")], file="b.csv")
    give(shop, [BOUGHT], file="c.csv")
    assert cohort(shop) == OF_NONE


def test_a_cancellation_told_again_with_the_order_it_named_first_keeps_to_what_it_names_now(
    shop: Store,
) -> None:
    give(shop, [cancellation(of="2")], file="a.csv")
    give(shop, [order("2", 2), cancellation(of="1"), BOUGHT], file="b.csv")
    assert cohort(shop) == OF_THE_ORDER
    give(shop, [order("2", 3), order("3")], file="c.csv")
    assert cohort(shop) == OF_THE_ORDER


def test_an_order_of_another_source_is_not_meant(shop: Store) -> None:
    give(shop, [cancellation()], file="a.csv", source="till")
    give(shop, [BOUGHT], file="b.csv", source="web")
    assert cohort(shop) == OF_NONE


def test_an_import_that_is_stopped_leaves_the_cancellation_waiting(shop: Store) -> None:
    give(shop, [cancellation()], file="a.csv")
    give(shop, [BOUGHT], file="b.csv", dry_run=True)
    assert cohort(shop) == OF_NONE
    give(shop, [BOUGHT], file="b.csv")
    assert cohort(shop) == OF_THE_ORDER
