"""Every row of a file is in its receipt once, whatever the file holds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import in_memory
from store.errors import ImportFileError
from store.facts import Facts
from store.files import FileSample
from store.importers.protocol import Claim
from store.ingest.identify import choose, named
from store.ingest.receipt import SHOWN_REJECTS
from store.ingest.run import Request, run_import
from store.messages import Message
from store.records import LeftOut, Line, Refund, Sale, Status
from store.spans import Span, to_day
from tests.import_shop import MARCH, NOW, Told, a_shop, bad_row, give, order, sums, visits

if TYPE_CHECKING:
    from store.importers.protocol import Importer

amounts = st.integers(-(10**14), 10**14)
texts = st.text(max_size=12)
lines = st.builds(
    Line, texts, texts, st.integers(0, 10**6), amounts, amounts, st.none() | amounts, texts, texts
)
refunds = st.builds(
    Refund,
    st.integers(MARCH - 50, MARCH + 50),
    amounts,
    amounts,
    st.integers(0, 99),
    st.booleans(),
    st.lists(lines, max_size=2),
)
sales = st.builds(
    Sale,
    ref=st.text(min_size=1, max_size=6),
    day=st.integers(MARCH - 60, MARCH + 60),
    rows=st.integers(1, 4),
    status=st.sampled_from(Status),
    customer=texts,
    lines=st.lists(lines, max_size=4),
    refunds=st.lists(refunds, max_size=2),
    dimensions=st.dictionaries(st.sampled_from(["channel", "country", "device"]), texts),
    order_ref=st.text(max_size=2),
)
left_out = st.builds(
    LeftOut,
    st.integers(1, 10**6),
    texts,
    st.just("“{value}” is not an amount."),
    st.booleans(),
    st.fixed_dictionaries({"value": texts}),
)
values = st.builds(
    visits,
    st.integers(-60, 60),
    st.integers(0, 10**9),
    st.sampled_from(["page_views", "spend"]),
    channel=texts,
)
files = st.lists(sales | left_out | values, max_size=12).map(
    lambda found: [
        one
        for n, one in enumerate(found)
        # An importer never gives the same order twice.
        if not isinstance(one, Sale) or all(
            one.ref != other.ref for other in found[:n] if isinstance(other, Sale)
        )
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files, files)
def test_read_is_the_sum_of_the_rest_and_the_same_file_again_changes_nothing(
    first: list[Sale], second: list[Sale]
) -> None:
    with tempfile.TemporaryDirectory() as name, in_memory() as store:
        folder = Path(name)
        for records in (first, second, second):
            path = folder / "a.csv"
            path.write_text("told\n1\n")
            told = Told(list(records))
            (receipt,) = run_import(
                store, [path], Request(now=NOW, key=folder / "key", known={"told": told})
            )
            assert receipt.error is None
            read, stored, updated, unchanged, excluded, rejected = sums(receipt)
            assert read == stored + updated + unchanged + excluded + rejected
            assert read == sum(one.rows for one in records)
        assert (stored, updated) == (0, 0)
        (orders,) = store.sql.execute("SELECT COUNT(*) FROM sale WHERE status = 0").fetchone()
        span = Span(to_day(MARCH - 99), to_day(MARCH + 99))
        assert Facts(store).totals(["orders"], span)["orders"] == orders


def test_a_receipt_shows_some_rejects_and_the_store_keeps_them_all(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        receipt = give(store, [bad_row(n) for n in range(SHOWN_REJECTS + 500)])
        assert len(receipt.rejects) == SHOWN_REJECTS
        assert receipt.rejected == SHOWN_REJECTS + 500
        assert receipt.covers is None
        kept = store.sql.execute("SELECT COUNT(*) FROM left_out").fetchone()
        assert kept == (SHOWN_REJECTS + 500,)
        assert Facts(store).as_of() is None


def test_left_out_rows_of_the_same_file_are_listed_once_by_the_newest_import(
    tmp_path: Path,
) -> None:
    with a_shop(tmp_path) as store:
        for _ in range(3):
            give(store, [order("1"), bad_row(2), bad_row(3)])
        assert store.sql.execute("SELECT DISTINCT import FROM left_out").fetchall() == [(3,)]


def test_an_order_of_a_day_that_has_not_come_is_rejected(tmp_path: Path) -> None:
    with a_shop(tmp_path) as store:
        receipt = give(store, [order("1"), order("2", 40_000, rows=2), visits(40_000, 5)])
        assert sums(receipt) == (4, 1, 0, 0, 0, 3)
        assert receipt.covers == Span(to_day(MARCH), to_day(MARCH + 1))
        asked = Span(to_day(MARCH), to_day(MARCH + 40_000))
        assert give(store, [order("1")], covers=asked).covers != asked


def sample_of(*header: str) -> FileSample:
    return FileSample(Path("export.csv"), 10, "utf-8", ",", (header,))


def test_a_file_nobody_knows_says_what_was_tried_and_what_it_holds() -> None:
    with pytest.raises(ImportFileError) as told:
        choose(sample_of("a", "b\x1b[31m"), known={"told": Told(), "other": Told(name="other")})
    assert str(told.value.what) == (
        "export.csv was not recognised; tried: told, other. Its columns: a, b[31m."
    )


def test_a_file_two_importers_claim_is_left_to_the_owner() -> None:
    class Grabbing(Told):
        def identify(self, sample: FileSample) -> Claim | None:
            return Claim(self.name, Message("Mine."))

    known = {"told": Told(), "grabbing": Grabbing(name="grabbing")}
    with pytest.raises(ImportFileError) as told:
        choose(sample_of("told"), known=known)
    assert "told, grabbing" in str(told.value.what)
    assert choose(sample_of("told"), known=known, importer="told").importer.name == "told"


def test_a_mistyped_importer_is_answered_with_the_nearest() -> None:
    with pytest.raises(ImportFileError) as told:
        named("shopfy_orders", {"shopify_orders": Told(), "other": Told()})
    assert "Did you mean shopify_orders?" in str(told.value.remedy)


def test_layouts_of_one_system_share_their_source() -> None:
    @dataclass
    class Grid(Told):
        source: str = "prestashop"

    known: dict[str, Importer] = {"told": Grid()}
    assert choose(sample_of("told"), known=known).source == "prestashop"
    assert choose(sample_of("told"), known={"told": Told()}).source == "told"
