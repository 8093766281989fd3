"""One truth of what campaigns cost, written as each network writes it: always the same figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.columns.questions import AmbiguousFileError
from store.errors import ImportFileError, OwnerError
from store.files import open_file
from store.importers.spend import month
from store.ingest.identify import choose
from store.records import Fact, WholeDays
from store.spans import to_number
from store.tables import sample
from tests.exports_read import a_shop, left_out, read_text

EXPORTS = Path(__file__).parent / "exports"
QUIET = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
START = date(2026, 9, 1)


@dataclass(frozen=True)
class Spent:
    day: int
    campaign: str
    cents: int
    impressions: int
    clicks: int


TRUTH = st.lists(
    st.builds(
        Spent,
        st.integers(0, 27),
        st.sampled_from(
            ("Brand", "Shopping, all", 'The "best"', "Été", "Total look", "-50 %", "x|y")
        ),
        st.integers(0, 999_999_99),
        st.integers(0, 9_999_999),
        st.integers(0, 9_999),
    ),
    min_size=1,
    max_size=12,
)


def sums(truth: list[Spent]) -> dict[tuple[int, str], tuple[int, int, int]]:
    found: dict[tuple[int, str], tuple[int, int, int]] = {}
    for one in truth:
        key = (to_number(START) + one.day, one.campaign)
        cents, seen, clicked = found.get(key, (0, 0, 0))
        found[key] = (cents + one.cents * 100, seen + one.impressions, clicked + one.clicks)
    return found


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def english(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"


def french(cents: int) -> str:
    return english(cents).replace(",", "\u202f").replace(".", ",")


def day(one: Spent) -> date:
    return START + timedelta(days=one.day)


def google(truth: list[Spent]) -> bytes:
    rows = ["Campaign report", '"September 1, 2026 - September 28, 2026"',
            "Day,Campaign,Currency code,Impr.,Clicks,Cost"]  # fmt: skip
    rows += [
        f'{day(one)},{quoted(one.campaign)},EUR,"{one.impressions:,}",{one.clicks},'
        f'"{english(one.cents)}"'
        for one in truth
    ]
    rows += ['Total: Account, --,EUR, "9,999",7,"99.00"']
    return "\n".join(rows).encode()


def google_french(truth: list[Spent]) -> bytes:
    rows = ["Rapport sur les campagnes", "1 septembre 2026 - 28 septembre 2026",
            "Campagne\tJour\tCode de devise\tCoût\tImpr.\tClics"]  # fmt: skip
    rows += [
        f"{quoted(one.campaign)}\t{day(one)}\tEUR\t{french(one.cents)}\t{one.impressions}\t{one.clicks}"
        for one in truth
    ]
    rows += ["Total : campagnes\t --\t --\t99,00\t7\t7"]
    return b"\xff\xfe" + "\r\n".join(rows).encode("utf-16-le")


def meta(truth: list[Spent]) -> bytes:
    rows = ["Reporting starts,Reporting ends,Campaign name,Ad name,Impressions,Link clicks,"
            "Amount spent (EUR)", "2026-09-01,2026-09-28,,,1,1,1.00"]  # fmt: skip
    rows += [
        f"{day(one)},{day(one)},{quoted(one.campaign)},Ad,{one.impressions},{one.clicks},"
        f"{one.cents / 100:.2f}"
        for one in truth
    ]
    return "\n".join(rows).encode()


def meta_french(truth: list[Spent]) -> bytes:
    rows = ["Jour;Nom de la campagne;Montant dépensé (EUR);Impressions;Clics sur un lien"]
    rows += [
        f"{day(one):%d/%m/%Y};{quoted(one.campaign)};{french(one.cents)};{one.impressions};"
        f"{one.clicks}"
        for one in truth
    ]
    return b"\xef\xbb\xbf" + "\r\n".join(rows).encode()


def microsoft(truth: list[Spent]) -> bytes:
    rows = ['"Report Name: All"', '"Report Time: 9/1/2026 - 9/28/2026"', "",
            "Gregorian date,Campaign name,Currency code,Impressions,Clicks,Spend"]  # fmt: skip
    rows += [
        f"{day(one).month}/{day(one).day}/{day(one).year},{quoted(one.campaign)},EUR,"
        f'"{one.impressions:,}",{one.clicks},"{english(one.cents)}"'
        for one in truth
    ]
    rows += ["", '"©2026 Microsoft Corporation. All rights reserved. "']
    return "\n".join(rows).encode()


LAYOUTS = {
    "google_ads": (google, google_french),
    "meta_ads": (meta, meta_french),
    "microsoft_ads": (microsoft,),
}


@QUIET
@given(truth=TRUTH)
def test_every_layout_of_one_truth_gives_the_same_figures(
    tmp_path: Path, truth: list[Spent]
) -> None:
    for name, layouts in LAYOUTS.items():
        for layout in layouts:
            in_french = layout in (google_french, meta_french)
            context = a_shop(
                date_order="dmy" if in_french else "mdy", decimal="," if in_french else "."
            )
            records = read_text(tmp_path, layout(truth), name, context)
            facts = [record for record in records if isinstance(record, Fact)]
            assert {
                (one.values["day"], one.values["campaign"]): (
                    one.values["amount"], one.values["impressions"], one.values["clicks"],
                )
                for one in facts
            } == sums(truth), layout.__name__  # fmt: skip
            assert len({one.values["ref"] for one in facts}) == len(facts)
            (whole,) = [record for record in records if isinstance(record, WholeDays)]
            assert whole.first <= min(sums(truth))[0] and max(sums(truth))[0] <= whole.last


SAMPLES = sorted(
    path
    for name in (
        "google_ads",
        "meta_ads",
        "microsoft_ads",
        "stripe",
        "stripe_balance",
        "paypal",
        "spend",
    )
    for path in (EXPORTS / name).glob("*.csv")
    if path.name not in ("rates.csv", "amazon.csv")
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_one_importer_claims_each_sample(path: Path) -> None:
    with open_file(path) as file:
        assert choose(sample(file)).importer.name == path.parent.name


ROWS = st.sampled_from(
    [b"", b"\n", b"\x00", b'"', b";", b",", b"\t", b"\xff", b"\xe2\x80\xae", b"\r", b"Total: x",
     b"--", b"1e9", b"NaN", b"99999999999999999999", b"2026-13-45", b"=cmd|' /C calc'!A0",
     b"<b>", b"\x1b[2J", b"-" * 300, b"(EUR)", b"EUR", b"9/9/2026"]
)  # fmt: skip


@settings(parent=QUIET, max_examples=150)
@given(data=st.data(), path=st.sampled_from(SAMPLES))
def test_a_mutated_export_is_read_or_refused_in_plain_words(
    tmp_path: Path, data: st.DataObject, path: Path
) -> None:
    body = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        length = data.draw(st.integers(0, 30))
        body = body[:at] + data.draw(ROWS) + body[at + length :]
    answers = {"date_order": "dmy", "decimal": ".", "currency": "EUR", "zone": "Europe/Paris",
               "encoding": "cp1252"}  # fmt: skip
    try:
        records = read_text(tmp_path, body, path.parent.name, a_shop(**answers))
    except OwnerError as error:
        assert "\n" not in str(error.what) and "\x1b" not in str(error)
        return
    refs = [one.values["ref"] for one in records if isinstance(one, Fact)]
    assert len(set(refs)) == len(refs)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("google_ads", 'Campaign report\n"September 1, 2026 - September 30, 2026"\n'
                       "Campaign,Impr.,Clicks,Cost,Currency code\nBrand,5,1,7.00,EUR\n"),
        ("google_ads", "Campaign,Month,Impr.,Clicks,Cost,Currency code\n"
                       "Brand,2026-09-01,5,1,7.00,EUR\n"),
        ("meta_ads", "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)\n"
                     "2026-09-01,2026-09-30,Brand,7.00\n"),
        ("microsoft_ads", '"Report Name: x"\nCampaign name,Spend,Currency code\nBrand,7,EUR\n'),
    ],
)  # fmt: skip
def test_rows_that_add_up_several_days_are_refused_with_the_way_to_have_days(
    tmp_path: Path, name: str, text: str
) -> None:
    with pytest.raises(ImportFileError, match="several days") as refused:
        read_text(tmp_path, text, name)
    assert "Day" in str(refused.value.remedy)


def test_a_report_of_one_day_needs_no_column_of_days(tmp_path: Path) -> None:
    text = 'Campaign report\n"Sep 1, 2026 - Sep 1, 2026"\nCampaign,Impr.,Cost\nBrand,5,€7.00\n'
    records = read_text(tmp_path, text, "google_ads")
    (fact,) = [record for record in records if isinstance(record, Fact)]
    assert (fact.values["day"], fact.values["amount"]) == (to_number(START), 70_000)


@pytest.mark.parametrize("title", ["01/09/2026 - 30/09/2026", "1 sept. 2026 - 30 sept. 2026",
                                   "September 1, 2026 - September 30, 2026"])  # fmt: skip
def test_the_period_of_the_title_is_covered_however_it_is_written(
    tmp_path: Path, title: str
) -> None:
    text = f'Rapport\n"{title}"\nJour,Campagne,Impr.,Coût\n2026-09-05,Brand,5,€7.00\n'
    (whole,) = [
        one for one in read_text(tmp_path, text, "google_ads") if isinstance(one, WholeDays)
    ]
    assert (whole.first, whole.last) == (to_number(START), to_number(START) + 29)


def test_an_amount_without_any_currency_is_asked_about_and_the_answer_used(tmp_path: Path) -> None:
    text = "Day,Campaign,Impr.,Cost\n2026-09-01,Brand,5,12.00\n"
    with pytest.raises(AmbiguousFileError) as asked:
        read_text(tmp_path, text, "google_ads")
    assert asked.value.question == "currency"
    dollars = replace(a_shop(), answers={"currency": "USD"})
    (fact,) = [
        one for one in read_text(tmp_path, text, "google_ads", dollars) if isinstance(one, Fact)
    ]
    assert fact.values["amount"] == 100_000  # 12.00 at 1.2 for one


def test_a_dollar_sign_is_asked_about_in_a_shop_without_dollars(tmp_path: Path) -> None:
    text = "Day,Campaign,Impr.,Cost\n2026-09-01,Brand,5,$12.00\n"
    with pytest.raises(AmbiguousFileError):
        read_text(tmp_path, text, "google_ads")


def test_a_report_with_an_unreadable_row_withdraws_nothing(tmp_path: Path) -> None:
    text = (
        "Day,Campaign,Impr.,Cost,Currency code\n2026-09-01,Brand,5,1.00,EUR\n2026-09-02,B,x,1,EUR\n"
    )
    records = read_text(tmp_path, text, "google_ads")
    assert len(left_out(records)) == 1
    assert not [record for record in records if isinstance(record, WholeDays)]


@pytest.mark.parametrize(
    "cell", ["2026-09", "09/2026", "9.2026", "Sept. 2026", "septembre 2026", "202609", "2026-09-01"]
)
def test_months_are_read_however_they_are_written(cell: str) -> None:
    assert month(cell) == (2026, 9)
