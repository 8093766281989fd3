"""Exports of web analytics: whatever state they are in, the receipt adds up and nothing is lost."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.columns.questions import AmbiguousFileError
from store.facts import Facts
from store.importers import importers
from store.importers.traffic.figures import share
from store.spans import Span, to_number
from tests.traffic_import import bring, founded, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.database import Store

EXPORTS = Path(__file__).parent / "exports"
NAMES = {
    "ga4": "ga4", "ga4_flat": "ga4_flat", "plausible": "plausible", "matomo": "matomo",
    "awstats": "awstats", "search_console": "search_console_days",
}  # fmt: skip
SAMPLES = sorted(
    path
    for folder in NAMES
    for path in (EXPORTS / folder).rglob("*")
    if path.suffix in (".csv", ".txt")
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    with founded(tmp_path) as store:
        yield store


def visits(store: Store, first: date, last: date, **where: str) -> int:
    return Facts(store).totals(["visits"], Span.of(first, last), tuple(where.items()))["visits"]


# -- whole files ---------------------------------------------------------------------------------


@pytest.mark.real_data
def test_every_real_download_of_google_analytics_is_understood(
    shop: Store, real_data: Callable[[str], Path]
) -> None:
    files = sorted(real_data("ga4_exports").glob("*.csv"))
    receipts = bring(shop, *files)
    assert [receipt.error for receipt in receipts] == [None] * 7
    assert {receipt.importer for receipt in receipts} == {"ga4"}
    assert [(receipt.read, receipt.excluded) for receipt in receipts] == [
        (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (4, 4), (3, 3),
    ]  # fmt: skip
    empty = [str(receipt.warnings[0]) for receipt in receipts[:5]]
    assert empty == ["1 table of this file is empty."] * 4 + ["12 tables of this file are empty."]
    reasons = {str(reason) for receipt in receipts[5:] for reason, _ in receipt.excluded_by}
    assert reasons == {"These are totals of a whole period, without days."}
    assert receipts[5].covers is None


JUNK = (b"\0", b'"', b",", b";", b"\n", b"\r", b"\xff", b"#", b"9" * 50, b"nan", b"-1", b"1.234",
        b"%", b"2026-13-45", b"Grand total", b"\t", b"BEGIN_DAY 1\n", b"END_", b"\xef\xbb\xbf",
        b"# Start date: 20260901\n", "\u0661\u0662".encode(), b"1e5")  # fmt: skip


def spoilt(content: bytes, dice: random.Random) -> bytes:
    body = bytearray(content)
    for _ in range(dice.choice((1, 2, 5, 12))):
        at = dice.randrange(len(body) + 1)
        match dice.randrange(5):
            case 0:
                body[at:at] = dice.choice(JUNK)
            case 1:
                del body[at : at + dice.choice((1, 5, 60))]
            case 2:
                body[at : at + 3] = dice.choice(JUNK)
            case 3:
                body[at:at] = body[dice.randrange(len(body) + 1) :][:80]
            case _:
                lines = bytes(body).split(b"\n")
                lines.insert(dice.randrange(len(lines) + 1), dice.choice(lines))
                body = bytearray(b"\n".join(lines))
    return bytes(body)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), really=st.booleans())
def test_a_spoilt_file_is_refused_or_accounted_for_row_by_row(
    shop: Store, tmp_path: Path, seed: int, really: bool
) -> None:
    dice = random.Random(seed)
    sample = dice.choice(SAMPLES)
    for other in sample.parent.glob("*.csv"):
        (tmp_path / other.name).write_bytes(other.read_bytes())
    path = tmp_path / sample.name
    path.write_bytes(spoilt(sample.read_bytes(), dice))
    folder = sample.relative_to(EXPORTS).parts[0]
    said = {"importer": NAMES[folder] if dice.random() < 0.7 else None, "dry_run": not really}
    (receipt,) = bring(shop, path, source=f"trial {seed}", **said)
    assert receipt.error is not None or receipt.importer
    for other in tmp_path.glob("*.csv"):
        other.unlink()


def test_every_sample_is_claimed_by_its_own_importer_alone() -> None:
    from store.files import open_file
    from store.tables import sample

    for path in SAMPLES:
        with open_file(path) as file:
            found = sample(file)
        claims = [claim for one in importers().values() if (claim := one.identify(found))]
        own = [claim.importer for claim in claims if not claim.general]
        assert len(own) == 1, f"{path.name}: {own}"
        assert own[0].startswith(path.relative_to(EXPORTS).parts[0].removesuffix("_flat"))


# -- days ------------------------------------------------------------------------------------------


PLAUSIBLE = "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration\n"


def test_today_waits_for_an_export_that_has_all_of_it(shop: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "visitors.csv",
        PLAUSIBLE + "2026-11-20,8,9,9,1,50,10\n2026-11-21,2,3,3,1,50,10\n",
    )
    (receipt,) = bring(shop, path)
    assert (receipt.stored, receipt.excluded) == (1, 1)
    assert receipt.covers == Span.of(date(2026, 11, 20), date(2026, 11, 20))


def test_weeks_and_months_of_plausible_are_no_days(shop: Store, tmp_path: Path) -> None:
    weeks = "2026-09-06,5,9,9,1,50,10\n2026-09-07,8,9,9,1,50,10\n2026-09-14,8,9,9,1,50,1\n"
    months = "2026-08-01,5,9,9,1,50,10\n2026-09-01,8,9,9,1,50,10\n"
    for rows in (weeks, months):
        (receipt,) = bring(shop, written(tmp_path, "visitors.csv", PLAUSIBLE + rows))
        assert receipt.stored == 0 and receipt.excluded == rows.count("\n")
        assert receipt.covers is None


def test_hours_of_plausible_add_up_to_visits_but_not_to_visitors(
    shop: Store, tmp_path: Path
) -> None:
    rows = "2026-09-03 09:00:00,5,9,6,1,50,10\n2026-09-03 10:00:00,4,9,4,1,50,10\n"
    (receipt,) = bring(shop, written(tmp_path, "visitors.csv", PLAUSIBLE + rows))
    assert receipt.stored == 2
    day = Span.of(date(2026, 9, 3), date(2026, 9, 3))
    assert Facts(shop).totals(["visits", "visitors"], day) == {"visits": 10, "visitors": 0}
    assert Facts(shop).coverage("visitors") == []


def test_a_later_export_takes_away_what_it_no_longer_says_of_its_days(
    shop: Store, tmp_path: Path
) -> None:
    head = "date,sessionDefaultChannelGroup,sessions\n"
    first = written(
        tmp_path,
        "a.csv",
        head + "20260901,Direct,10\n20260901,Email,4\n20260902,Email,5\n20260903,Email,7\n",
    )
    later = written(tmp_path, "b.csv", head + "20260901,Direct,12\n20260902,Organic Search,5\n")
    bring(shop, first, later)
    september = (date(2026, 9, 1), date(2026, 9, 3))
    assert visits(shop, *september) == 12 + 5 + 7
    assert visits(shop, *september, channel="email") == 7


def test_the_total_of_a_day_takes_no_channels_away_unless_it_is_another_total(
    shop: Store, tmp_path: Path
) -> None:
    by_channel = written(
        tmp_path,
        "a.csv",
        "date,sessionDefaultChannelGroup,sessions\n20260901,Direct,10\n20260901,Email,4\n"
        "20260902,Direct,3\n",
    )
    totals = written(tmp_path, "b.csv", "date,sessions,totalUsers\n20260901,14,9\n20260902,5,4\n")
    bring(shop, by_channel, totals)
    assert visits(shop, date(2026, 9, 1), date(2026, 9, 1), channel="direct") == 10
    assert visits(shop, date(2026, 9, 1), date(2026, 9, 1)) == 14
    assert visits(shop, date(2026, 9, 2), date(2026, 9, 2)) == 5
    assert visits(shop, date(2026, 9, 2), date(2026, 9, 2), channel="direct") == 0


@pytest.mark.parametrize("covers", ["2026-09-06", "2026-09-01..2026-09-30"])
def test_a_report_without_days_is_of_one_day_or_of_none(
    shop: Store, tmp_path: Path, covers: str
) -> None:
    path = written(
        tmp_path, "a.csv", "label,nb_uniq_visitors,nb_visits\nDirect Entry,3,4\nWebsites,1,1\n"
    )
    (unsaid,) = bring(shop, path)
    assert unsaid.error is not None
    assert str(unsaid.error.what) == "a.csv does not say which day it is of."
    first, _, last = covers.partition("..")
    span = Span.of(date.fromisoformat(first), date.fromisoformat(last or first))
    (receipt,) = bring(shop, path, covers=span)
    assert (receipt.stored, receipt.excluded) == ((0, 2) if last else (2, 0))


def test_pages_and_devices_of_matomo_are_left_out_with_the_reason(shop: Store) -> None:
    (receipt,) = bring(shop, EXPORTS / "matomo" / "pages.csv")
    ((reason, rows),) = receipt.excluded_by
    assert rows == 1
    assert str(reason).startswith("Visits are kept by channel")


DOWNLOAD = """# ---
# Start date: 20261119
# End date: {end}
# ---

Nth day,Sessions
0000,6
0001,3
{last}

# Start date: 20261119
# End date: {end}
Session default channel group,Sessions
Direct,{direct}
"""


def test_totals_that_have_more_than_the_days_are_not_spread(shop: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", DOWNLOAD.format(end=20261120, last="", direct=10))
    (receipt,) = bring(shop, path)
    assert (receipt.stored, receipt.excluded) == (2, 1)
    ((reason, _),) = receipt.excluded_by
    assert str(reason) == "These totals add up to more than the days of the same file."
    assert visits(shop, date(2026, 11, 19), date(2026, 11, 20)) == 9


def test_the_part_of_today_is_left_out_of_totals_as_well(shop: Store, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", DOWNLOAD.format(end=20261121, last="0002,3", direct=8))
    (receipt,) = bring(shop, path)
    assert (receipt.read, receipt.stored, receipt.excluded) == (4, 3, 1)
    # 8 of 12 are direct: 4 of 6, 2 of 3, and 2 of today's 3.
    both = (date(2026, 11, 19), date(2026, 11, 20))
    assert visits(shop, *both, channel="direct") == 6
    assert visits(shop, *both) == 9
    assert receipt.covers == Span.of(*both)


@pytest.mark.parametrize(
    ("name", "text", "measure"),
    [
        ("Dates.csv", "Date,Clicks,Impressions,CTR,Position\n03/04/2026,2,9,22%,4.5\n",
         "search_clicks"),
        ("matomo.csv", "date,nb_uniq_visitors,nb_visits\n03/04/2026,1,2\n", "visits"),
        ("ga4.csv", "Date,Sessions,Engaged sessions\n03/04/2026,2,1\n", "visits"),
    ],
)  # fmt: skip
def test_days_that_read_in_two_ways_are_asked_about_and_never_guessed(
    shop: Store, tmp_path: Path, name: str, text: str, measure: str
) -> None:
    path = written(tmp_path, name, text)
    (asked,) = bring(shop, path)
    assert isinstance(asked.error, AmbiguousFileError)
    assert asked.error.question == "date_order"
    (receipt,) = bring(shop, path, answers={"date_order": "dmy"})
    assert receipt.stored == 1
    day = Span.of(date(2026, 4, 3), date(2026, 4, 3))
    assert Facts(shop).totals([measure], day) == {measure: 2}


@pytest.mark.parametrize(
    ("cell", "percent", "thousandths"),
    [("45%", False, 450), ("45 %", False, 450), ("62,5\u00a0%", False, 625), ("0.4166", False, 417),
     ("40", True, 400), ("1", False, 1000), ("100", True, 1000)],
)  # fmt: skip
def test_rates_are_read_as_tools_write_them(cell: str, percent: bool, thousandths: int) -> None:
    assert round(share(cell, percent=percent) * 1000) == thousandths


def test_days_are_numbered_from_the_start_of_their_own_table() -> None:
    from store.importers.traffic.ga4_reading import day_parser

    start = to_number(date(2026, 9, 1))
    parse = day_parser("Europe/Paris", start)
    assert parse("0000") == start and parse("0027") == start + 27
    assert parse("20260902") == parse("2026-09-02") == parse("2026090223") == start + 1
