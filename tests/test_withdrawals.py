"""A report that is all of its days: what it no longer has counts no more."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.daily import ensure_current
from store.database import create
from store.facts import Facts
from store.ingest.feed import feed
from store.ingest.run import Request, run_import
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


REPORTS = st.lists(
    st.tuples(
        st.integers(0, 6),  # first day
        st.integers(0, 3),  # days after it
        st.dictionaries(
            st.tuples(st.integers(0, 3), st.sampled_from(("spring", "summer", "x|y"))),
            st.integers(0, 99_99),
            max_size=5,
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(reports=REPORTS)
def test_days_are_always_what_the_last_report_said_of_them(
    tmp_path: Path, reports: list[tuple[int, int, dict[tuple[int, str], int]]]
) -> None:
    start = date(2026, 3, 2)
    known: dict[tuple[int, str], int] = {}
    path = tmp_path / "shop.db"
    path.unlink(missing_ok=True)
    with closing(create(path, currency="EUR", timezone="Europe/Paris", country="FR")) as store:
        ensure_current(store)
        for first, more, told in reports:
            rows = {
                (first + after, name): cents
                for (after, name), cents in told.items()
                if after <= more
            }
            known = {key: v for key, v in known.items() if not first <= key[0] <= first + more}
            known |= rows
            begin, end = start + timedelta(days=first), start + timedelta(days=first + more)
            lines = [
                "Campaign report", f'"{begin:%B %d, %Y} - {end:%B %d, %Y}"',
                "Day,Campaign,Currency code,Impr.,Cost",
                *(f"{start + timedelta(days=day)},{name},EUR,1,{cents // 100}.{cents % 100:02d}"
                  for (day, name), cents in rows.items()),
            ]  # fmt: skip
            file = tmp_path / "report.csv"
            file.write_text("\n".join(lines) + "\n", "utf-8")
            (receipt,) = run_import(store, [file], Request(now=NOW, key=tmp_path / "key"))
            assert receipt.error is None
            facts = Facts(store)
            days = {day for day, _ in known} | set(range(first, first + more + 1))
            for day in days:
                span = Span(start + timedelta(days=day), start + timedelta(days=day + 1))
                told_of = sum(cents for key, cents in known.items() if key[0] == day)
                assert facts.totals(["spend"], span)["spend"] == told_of * 100
        assert store.sql.execute("SELECT COUNT(*) FROM spend").fetchone() == (len(known),)
        assert store.sql.execute("SELECT COUNT(*) FROM replaced").fetchone() == (0,)


SERIES = "day,channel,spend\n2026-03-02,{},10\n2026-03-03,{},10\n"
REPORT = "Day,Campaign,Currency code,Impr.,Cost\n2026-03-03,Brand,EUR,1,5.00\n"


@pytest.mark.parametrize("series_first", [True, False])
@pytest.mark.parametrize(
    ("channel", "refused"), [("print", False), ("google ads", True), ("", True)]
)
def test_daily_figures_and_a_report_add_up_but_of_the_same_channel(
    shop: Store, tmp_path: Path, series_first: bool, channel: str, refused: bool
) -> None:
    files = [tmp_path / "figures.csv", tmp_path / "report.csv"]
    files[0].write_text(SERIES.format(channel, channel), "utf-8")
    files[1].write_text(REPORT, "utf-8")
    order = files if series_first else files[::-1]
    request = Request(now=NOW, key=tmp_path / "key")
    first, second = run_import(shop, order, request)
    assert first.error is None
    assert (second.error is not None) == refused
    if refused:
        assert "already known" in str(second.error)
        assert figures(shop, "spend") == ((20 if series_first else 5) * EURO,)
    else:
        assert figures(shop, "spend") == (25 * EURO,)
