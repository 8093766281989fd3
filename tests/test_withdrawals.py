"""A report that is all of its days: what it no longer has counts no more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from store.facts import Facts
from store.ingest.feed import feed
from store.privacy import unkept
from store.records import WholeDays
from store.spans import Span
from tests.import_shop import EURO, MARCH, NOW, a_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from store.database import Store
    from store.ingest.stage import Stage

SPRING = Span(date(2026, 3, 1), date(2026, 6, 1))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with a_shop(tmp_path) as store:
        yield store


def figures(store: Store, *measures: str) -> tuple[int, ...]:
    found = Facts(store).totals(measures, SPRING)
    return tuple(found[measure] for measure in measures)


def feeding(store: Store, *subjects: str) -> AbstractContextManager[Stage]:
    return feed(
        store,
        importer="test",
        source="ads",
        file="",
        covers=dict.fromkeys(subjects, (MARCH, MARCH + 30)),
        pseudonyms=unkept(),
        now=NOW,
    )


def campaign(name: str, day: int, amount: int) -> dict[str, object]:
    ref = f"shop|{MARCH + day}|{name}"
    return {"day": MARCH + day, "ref": ref, "campaign": name, "amount": amount * EURO}


def test_a_campaign_that_a_whole_report_no_longer_has_counts_no_more(shop: Store) -> None:
    with feeding(shop, "spend") as stage:
        stage.add_rows("spend", [campaign("spring", n, 10) for n in range(5)])
    assert figures(shop, "spend") == (50 * EURO,)
    with feeding(shop, "spend") as stage:
        # The campaign has another name by now; its last two days are not in this report.
        stage.add_whole(WholeDays("spend", MARCH, MARCH + 2))
        stage.add_rows("spend", [campaign("spring sale", n, 10) for n in range(3)])
    assert stage.withdrawals.count == 3
    assert figures(shop, "spend") == (50 * EURO,)
    with feeding(shop, "spend") as stage:
        stage.add_whole(WholeDays("spend", MARCH, MARCH + 4))
        stage.add_rows("spend", [campaign("spring sale", n, 12) for n in range(5)])
    assert stage.withdrawals.count == 2
    assert figures(shop, "spend") == (60 * EURO,)
    assert shop.sql.execute("SELECT COUNT(*) FROM spend").fetchone() == (5,)
    assert shop.sql.execute("SELECT COUNT(*) FROM document").fetchone() == (5,)


def test_a_report_of_one_account_withdraws_nothing_of_another(shop: Store) -> None:
    with feeding(shop, "spend") as stage:
        stage.add_rows("spend", [campaign("spring", 0, 10)])
        stage.add_rows("spend", [campaign("other", 0, 7) | {"ref": "else|other"}])
    with feeding(shop, "spend") as stage:
        stage.add_whole(WholeDays("spend", MARCH, MARCH + 4, ("shop|",)))
    assert stage.withdrawals.count == 1
    assert figures(shop, "spend") == (7 * EURO,)
    with feeding(shop, "spend") as stage:
        stage.add_rows("spend", [campaign("spring", 0, 10)])
    assert (stage.tally.stored, figures(shop, "spend")) == (1, (17 * EURO,))


def test_payments_are_fed_by_name_like_any_other_row(shop: Store) -> None:
    paid = {"ref": "ch_1", "payment_method": "card", "amount": 20 * EURO, "fee": EURO, "done": 1}
    with feeding(shop, "payments") as stage:
        stage.add_rows("payment", [{"day": MARCH, **paid}])
    assert figures(shop, "paid_amount", "payment_fees", "fraud_amount") == (20 * EURO, EURO, 0)
    with feeding(shop, "payments") as stage:
        stage.add_rows("payment", [{"day": MARCH, **paid, "fraud": 20 * EURO}])
    assert stage.tally.updated == 1
    assert figures(shop, "paid_amount", "payment_fees", "fraud_amount") == (
        20 * EURO, EURO, 20 * EURO,
    )  # fmt: skip
