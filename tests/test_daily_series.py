"""Daily series: measures by day as any tool exports them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.columns.questions import AmbiguousFileError
from store.database import create
from store.errors import ImportFileError, OwnerError
from store.files import open_file
from store.importers import importers
from store.ingest.run import Request, run_import
from store.records import ExchangeRate
from store.spans import to_number
from store.tables import sample
from tests.exports_read import a_shop, left_out, mapped, read, read_text, told, values

EXPORTS = Path(__file__).parent / "exports"
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
DAY = to_number(date(2026, 4, 1))


def test_the_sample_export_gives_the_expected_records() -> None:
    folder = EXPORTS / "daily_series"
    records = read(folder / "traffic.csv", "daily_series", a_shop())
    assert [told(record) for record in records] == json.loads(
        (folder / "expected.json").read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("header", "recognised"),
    [
        ("day,visits", True),
        ("Date,Channel,Visits,Spend", True),
        ("jour;spend", True),
        ("day,measure,value", True),
        ("day,currency,rate", True),
        ("visits,spend", False),
        ("day,name", False),
        ("Name,Financial Status,Created at,Lineitem quantity,Lineitem price", False),
    ],
)
def test_a_file_with_a_day_and_a_measure_is_recognised(
    tmp_path: Path, header: str, recognised: bool
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(header + "\n", "utf-8")
    with open_file(path) as file:
        assert bool(importers()["daily_series"].identify(sample(file))) == recognised


def test_wide_and_long_files_say_the_same(tmp_path: Path) -> None:
    wide = "day,channel,visits,spend\n2026-04-01,Mail,5,1.50\n2026-04-02,,7,\n"
    long = (
        "day,measure,value,channel\n2026-04-01,visits,5,Mail\n2026-04-01,spend,1.50,Mail\n"
        "2026-04-02,visits,7,\n"
    )

    def said(text: str) -> list[tuple[object, ...]]:
        found = values(read_text(tmp_path, text, "daily_series"))
        return [(v.measure, v.day, v.value, dict(v.dimensions)) for v in found]

    assert said(wide) == said(long) == [
        ("visits", DAY, 5, {"channel": "Mail"}),
        ("spend", DAY, 15_000, {"channel": "Mail"}),
        ("visits", DAY + 1, 7, {}),
    ]  # fmt: skip


def test_an_empty_cell_is_no_value_and_a_zero_is_one(tmp_path: Path) -> None:
    records = read_text(tmp_path, "day,visits\n2026-04-01,\n2026-04-02,0\n", "daily_series")
    assert [(each.day, each.value) for each in values(records)] == [(DAY + 1, 0)]
    assert [(row.line, row.rejected) for row in left_out(records)] == [(2, False)]


@pytest.mark.parametrize(
    ("header", "found", "meant"),
    [
        ("day,visits,vistors", "vistors", "visitors"),
        ("day,visits,chanel", "chanel", "channel"),
        ("day,visits,xyzzy", "xyzzy", "my_"),
    ],
)
def test_a_column_nobody_can_place_is_named_with_what_was_meant(
    tmp_path: Path, header: str, found: str, meant: str
) -> None:
    with pytest.raises(ImportFileError, match=f"“{found}”") as raised:
        read_text(tmp_path, f"{header}\n2026-04-01,1,2\n", "daily_series")
    assert raised.match(meant)


def test_an_unknown_measure_of_a_long_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="“vists”") as raised:
        read_text(tmp_path, "day,measure,value\n2026-04-01,vists,3\n", "daily_series")
    assert raised.match("visits")


def test_a_measure_of_ones_own_starts_with_my(tmp_path: Path) -> None:
    (value,) = values(read_text(tmp_path, "day,my_calls\n2026-04-01,3\n", "daily_series"))
    assert (value.measure, value.value) == ("my_calls", 3)


def test_a_mapping_names_measures_dimensions_and_what_to_leave_out(tmp_path: Path) -> None:
    mapping = mapped(
        'kind = "daily_series"\ndecimal = ","\ndate = "%d/%m/%Y"\n'
        '[columns]\nday = "Jour"\n[dimensions]\ncampaign = "Nom de la campagne"\n'
        '[constants]\nchannel = "Meta Ads"\n'
        '[measures]\n"Montant dépensé (EUR)" = "spend"\nImpressions = "ad_impressions"\n'
        '[[rule]]\ncolumn = "Nom de la campagne"\nstarts_with = "Brouillon"\n'
    )
    text = (
        "Jour;Nom de la campagne;Montant dépensé (EUR);Impressions;Portée\n"
        "01/04/2026;Été;1\u202f234,56;1\u00a0204;7\n01/04/2026;Brouillon 3;1,00;1;1\n"
    )
    records = read_text(tmp_path, text, "daily_series", a_shop(mapping))
    assert [(each.measure, each.value) for each in values(records)] == [
        ("spend", 12_345_600),
        ("ad_impressions", 1204),
    ]
    assert values(records)[0].dimensions == {"channel": "Meta Ads", "campaign": "Été"}
    assert [row.rejected for row in left_out(records)] == [False]


def test_a_mapping_with_a_measure_nobody_knows_says_which(tmp_path: Path) -> None:
    mapping = mapped('kind = "daily_series"\n[columns]\nday = "d"\n[measures]\nS = "sesions"\n')
    with pytest.raises(ImportFileError, match="“sesions”"):
        read_text(tmp_path, "d,S\n", "daily_series", a_shop(mapping))


def test_spend_in_another_currency_is_changed_or_left_out(tmp_path: Path) -> None:
    text = "day,spend,currency\n2026-04-01,12.00,USD\n2026-04-01,12.00,THB\n2026-04-01,1.00,EUR\n"
    records = read_text(tmp_path, text, "daily_series")
    assert [each.value for each in values(records)] == [100_000, 10_000]
    (row,) = left_out(records)
    assert (row.line, row.rejected, dict(row.values)) == (3, False, {"currency": "THB"})


def test_rows_that_cannot_be_read_are_rejected_with_their_column(tmp_path: Path) -> None:
    text = (
        "day,visits,spend\n2026-04-31,1,1.00\n2026-04-01,-1,1.00\n2026-04-01,1.5,1.00\n"
        "2026-04-01,1,one\n2026-04-01,1,1.00\n"
    )
    records = read_text(tmp_path, text, "daily_series")
    assert [row.column for row in left_out(records)] == ["day", "visits", "visits", "spend"]
    assert len(values(records)) == 2


@pytest.mark.parametrize("total", ["Total", "Grand total", "Totaux", "Total: all days"])
def test_totals_of_other_rows_are_left_out(tmp_path: Path, total: str) -> None:
    records = read_text(tmp_path, f"day,visits\n2026-04-01,1\n{total},1\n", "daily_series")
    assert len(values(records)) == 1
    assert [row.rejected for row in left_out(records)] == [False]


def test_days_that_read_two_ways_wait_for_an_answer(tmp_path: Path) -> None:
    text = "day,visits\n01/04/2026,1\n02/04/2026,2\n"
    with pytest.raises(AmbiguousFileError, match="day first or month first"):
        read_text(tmp_path, text, "daily_series")
    found = values(read_text(tmp_path, text, "daily_series", a_shop(date_order="dmy")))
    assert [each.day for each in found] == [DAY, DAY + 1]


def test_exchange_rates_are_read_by_currency(tmp_path: Path) -> None:
    text = "day,currency,rate\n2026-04-01,USD,1.0825\n2026-04-01,,2\n2026-04-01,JPY,0\n"
    records = read_text(tmp_path, text, "daily_series")
    assert [each for each in records if isinstance(each, ExchangeRate)] == [
        ExchangeRate("USD", DAY, 1_082_500)
    ]
    assert [row.column for row in left_out(records)] == ["currency", "rate"]


def test_the_measures_of_the_file_are_what_it_covers(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("day,measure,value\n2026-04-01,visits,3\n2026-04-01,spend,3.00\n", "utf-8")
    with open_file(path) as file:
        covered = importers()["daily_series"].fills(sample(file), a_shop())
    assert covered == {"visits", "spend"}


@given(st.lists(st.integers(0, 200), max_size=5), st.binary(max_size=5), st.integers(30, 300))
@QUIET
def test_a_damaged_file_adds_up_or_is_refused(
    tmp_path: Path, places: list[int], junk: bytes, chunk: int
) -> None:
    damaged = b"day,channel,visits,spend\n" + b'2026-04-01,"Mail",5,1.50\n' * 6
    for place in places:
        damaged = damaged[:place] + junk + damaged[place + 1 :]
    with pytest.MonkeyPatch.context() as small:
        small.setattr("store.files.CHUNK", chunk)
        try:
            records = read_text(tmp_path, damaged, "daily_series")
        except OwnerError:
            return
    assert all(abs(each.value) < 2**60 for each in values(records))


def test_rates_of_a_file_are_used_by_the_orders_imported_after_it(tmp_path: Path) -> None:
    store = create(tmp_path / "shop.db", currency="EUR", timezone="Europe/Paris")
    rates = tmp_path / "rates.csv"
    rates.write_text("day,currency,rate\n2026-03-30,USD,1.2\n2026-03-31,USD,1.5\n", "utf-8")
    request = Request(now=1_790_000_000, key=tmp_path / "key")
    for expected in ({"stored": 2}, {"unchanged": 2}):
        (receipt,) = run_import(store, [rates], request)
        assert receipt.error is None
        assert {"stored": receipt.stored} | {"unchanged": receipt.unchanged} == {
            "stored": 0, "unchanged": 0,
        } | expected  # fmt: skip
    (receipt,) = run_import(store, [EXPORTS / "shopify" / "orders_export.csv"], request)
    assert receipt.error is None
    (goods,) = store.sql.execute("SELECT goods FROM sale WHERE ref = '#1009'").fetchone()
    assert goods == 100_000
    store.close()
