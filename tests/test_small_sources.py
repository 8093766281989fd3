"""Surveys, sales in town, deliveries and checks: the odd cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goals.metrics.reading import read as figure
from store.columns.questions import AmbiguousFileError
from store.database import in_memory
from store.errors import ImportFileError
from store.facts import Facts
from store.files import open_file
from store.importers.survey_scale import NPS, SATISFACTION, Scale, scale_of
from store.ingest.identify import choose
from store.records import LeftOut
from store.spans import Span, to_day
from store.tables import sample
from tests.exports_read import a_shop, mapped, read_text
from tests.small_sources import EXPORTS, bring, counts, facts, number

if TYPE_CHECKING:
    from pathlib import Path


# -- surveys -----------------------------------------------------------------------------------


def test_fifty_answers_half_promoters_a_fifth_detractors_are_30_more_or_less_22(
    tmp_path: Path,
) -> None:
    with in_memory() as store:
        path = tmp_path / "nps.csv"
        path.write_bytes((EXPORTS / "surveys/nps_fr.csv").read_bytes())
        assert bring(store, path, answers={"date_order": "dmy"}).stored == 50
        span = Span(to_day(number("2026-09-01")), to_day(number("2026-10-01")))
        found = figure(Facts(store), "nps", span)
    assert found.value == 30
    assert found.interval is not None
    low, high = found.interval
    assert round((high - low) / 2) == 22


@pytest.mark.parametrize(
    ("title", "cells", "expected"),
    [
        ("NPS", ["9", "4"], Scale(NPS, 0, 10)),
        ("NPS (1-10)", ["9"], Scale(NPS, 1, 10)),
        ("Recommanderiez-vous ? (de 0 à 10)", ["9"], Scale(NPS, 0, 10)),
        ("Would you recommend us? 1 to 5", ["4"], None),
        ("Stars", ["5", "1"], Scale(SATISFACTION, 1, 5)),
        ("Nombre d'étoiles", ["4"], Scale(SATISFACTION, 1, 5)),
        ("Satisfaction /10", ["4"], Scale(SATISFACTION, 1, 10)),
        ("Satisfaction", ["8", "3"], Scale(SATISFACTION, 1, 10)),
        ("Satisfaction", ["8", "0"], Scale(SATISFACTION, 0, 10)),
        ("CSAT", ["4/5", "2/5"], Scale(SATISFACTION, 1, 5)),
        ("Satisfaction Score", ["Good", "Offered", "Bad"], Scale(SATISFACTION, 0, 1)),
        ("Êtes-vous satisfait ?", ["Oui", "non", ""], Scale(SATISFACTION, 0, 1)),
    ],
)
def test_a_question_and_its_scale_are_told_by_title_and_cells(
    title: str, cells: list[str], expected: Scale | None
) -> None:
    assert scale_of(title, cells, "", "a.csv") == expected


@pytest.mark.parametrize(
    ("title", "cells"), [("Score", ["9", "10"]), ("Note", ["4"]), ("Satisfaction", ["4", "5"])]
)
def test_what_neither_says_is_asked_and_the_answer_is_taken(title: str, cells: list[str]) -> None:
    with pytest.raises(AmbiguousFileError) as asked:
        scale_of(title, cells, "", "a.csv")
    assert asked.value.question == "survey"
    said = scale_of(title, cells, "satisfaction-1-10", "a.csv")
    assert said == Scale(SATISFACTION, 1, 10)


def test_verdicts_by_scale() -> None:
    def verdicts(scale: Scale) -> list[int]:
        return [scale.verdict(score) for score in range(scale.low, scale.high + 1)]

    assert verdicts(Scale(NPS, 0, 10)) == [-1] * 7 + [0, 0] + [1, 1]
    assert verdicts(Scale(NPS, 1, 10)) == [-1] * 6 + [0, 0] + [1, 1]
    assert verdicts(Scale(SATISFACTION, 1, 5)) == [-1, -1, 0, 1, 1]
    assert verdicts(Scale(SATISFACTION, 1, 10)) == [-1] * 4 + [0] * 3 + [1] * 3
    assert verdicts(Scale(SATISFACTION, 0, 1)) == [-1, 1]


def test_answers_keep_their_scale_and_never_a_comment_or_a_name(tmp_path: Path) -> None:
    text = "date,nps,comment,name,email\n2026-09-01,9,secret words,Ada Lovelace,ada@example.org\n"
    (answer,) = facts(read_text(tmp_path, text, "surveys"))
    assert answer["scale"] == "0-10"
    told = repr({name: value for name, value in answer.items() if name != "customer"})
    assert "secret" not in told and "Lovelace" not in told and "@" not in told


def test_an_address_is_never_the_number_of_an_answer(tmp_path: Path) -> None:
    text = "date,nps,id\n2026-09-01,9,ada@example.org\n2026-09-01,9,ada@example.org\n"
    found = facts(read_text(tmp_path, text, "surveys"))
    assert len({one["ref"] for one in found}) == 2
    assert not any("@" in one["ref"] for one in found)


def test_a_longer_export_of_the_same_survey_adds_only_what_is_new(tmp_path: Path) -> None:
    rows = [f"2026-09-0{day},{score}\n" for day in (1, 2) for score in (9, 9, 3)]
    path = tmp_path / "nps.csv"
    with in_memory() as store:
        path.write_text("date,nps\n" + "".join(rows[:3]))
        assert counts(bring(store, path)) == (3, 3, 0, 0, 0, 0)
        path.write_text("date,nps\n" + "".join(rows))
        assert counts(bring(store, path)) == (6, 3, 0, 3, 0, 0)


def test_two_surveys_of_the_same_day_are_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "nps.csv"
    with in_memory() as store:
        path.write_text("date,nps\n2026-09-01,9\n")
        assert counts(bring(store, path)) == (1, 1, 0, 0, 0, 0)
        path.write_text("date,Recommendation 0-10\n2026-09-01,9\n")
        assert counts(bring(store, path)) == (1, 1, 0, 0, 0, 0)


# -- sales in town -----------------------------------------------------------------------------


def test_tax_is_taken_off_by_column_or_by_rate_and_never_guessed(tmp_path: Path) -> None:
    def goods(text: str, **answers: str) -> list[int]:
        found = facts(read_text(tmp_path, text, "shop_sales", a_shop(**answers)))
        return [one["goods"] for one in found]

    assert goods("date,receipts,amount excl tax\n2026-09-01,1,10\n") == [100_000]
    assert goods("date,receipts,ttc,tva\n2026-09-01,1,12,2\n") == [100_000]
    assert goods("date,receipts,ttc\n2026-09-01,1,12\n", tax_rate="20") == [100_000]
    assert goods("date,receipts,ttc\n2026-09-01,1,10.55\n", tax_rate="5,5 %") == [100_000]
    assert goods("date,receipts,amount\n2026-09-01,1,10\n", tax="excluded") == [100_000]
    for text, answers, question in (
        ("date,receipts,ttc\n2026-09-01,1,12\n", {}, "tax_rate"),
        ("date,receipts,amount\n2026-09-01,1,12\n", {}, "tax"),
        ("date,receipts,amount\n2026-09-01,1,12\n", {"tax": "included"}, "tax_rate"),
    ):
        with pytest.raises(AmbiguousFileError) as asked:
            goods(text, **answers)
        assert asked.value.question == question


def test_a_mapping_names_columns_channel_and_rate(tmp_path: Path) -> None:
    mapping = mapped(
        'kind = "shop_sales"\ndate = "%d.%m.%Y"\n[columns]\nday = "Tag"\nwith_tax = "Umsatz"\n'
        '[constants]\nsales_channel = "ebay"\n[options]\ntax_rate = "19"\n'
    )
    found = facts(
        read_text(tmp_path, "Tag;Umsatz\n01.09.2026;11,90\n", "shop_sales", a_shop(mapping))
    )
    assert [(one["goods"], one["sales_channel"]) for one in found] == [(100_000, "ebay")]


def test_daily_figures_called_like_measures_are_left_to_their_importer(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("day,sales channel,orders\n2026-09-01,store,3\n")
    with open_file(path) as file:
        assert choose(sample(file)).importer.name == "daily_series"


def test_rules_unknown_members_and_a_missing_column_of_a_mapping(tmp_path: Path) -> None:
    toml = (
        'kind = "surveys"\ndate = "%d.%m.%Y"\nzone = "UTC"\n[columns]\nday = "Tag"\n'
        'score = ["NPS", "Zufrieden"]\n[dimensions]\nchannel = "Kanal"\n'
        '[unknown]\nchannel = ["k.A."]\n[options]\nsurvey = "satisfaction-1-10"\n'
        '[[rule]]\ncolumn = "Kanal"\nequals = "Test"\nthen = "leave_out"\n'
    )
    text = "Tag;NPS;Zufrieden;Kanal\n01.09.2026;9;8;k.A.\n02.09.2026;9;8;Test\n"
    records = read_text(tmp_path, text, "surveys", a_shop(mapped(toml)))
    nps, satisfaction = facts(records)
    assert (nps["kind"], nps["scale"], nps.get("channel", "")) == (NPS, "0-10", "")
    assert (satisfaction["kind"], satisfaction["scale"]) == (SATISFACTION, "1-10")
    assert [one.rejected for one in records if isinstance(one, LeftOut)] == [False]
    with pytest.raises(ImportFileError, match="no column Zufrieden"):
        read_text(tmp_path, "Tag;NPS;Kanal\n", "surveys", a_shop(mapped(toml)))
    with pytest.raises(ImportFileError, match=r"columns\.score is missing"):
        mapped('kind = "surveys"\n[columns]\nday = "Tag"\n')


# -- deliveries --------------------------------------------------------------------------------


def test_a_delivery_gets_the_country_of_its_order(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("order,day,sku,quantity,amount,land\n#77,2026-09-01,s,1,10,BE\n")
    toml = tmp_path / "orders.toml"
    toml.write_text(
        'kind = "order_lines"\ndecimal = "."\ndate = "iso"\n[columns]\norder = "order"\n'
        'day = "day"\nsku = "sku"\nquantity = "quantity"\namount = "amount"\n'
        '[dimensions]\ncountry = "land"\n'
    )
    parcels = tmp_path / "parcels.csv"
    parcels.write_text(
        "order,shipped,promised,delivered\n77,2026-09-01,2026-09-03,2026-09-03\n"
        "78,2026-09-01,2026-09-03,2026-09-04\n"
    )
    span = Span(to_day(number("2026-09-03")), to_day(number("2026-09-05")))
    with in_memory() as store:
        assert bring(store, orders, mapping=str(toml)).stored == 1
        assert counts(bring(store, parcels)) == (2, 2, 0, 0, 0, 0)
        assert counts(bring(store, parcels)) == (2, 0, 0, 2, 0, 0)
        found = Facts(store).by_member(["delivered"], "country", span)
        assert found == {"BE": {"delivered": 1}, "": {"delivered": 1}}
        stored = store.sql.execute("SELECT promised_day - shipped_day FROM delivery").fetchall()
        assert stored == [(2,), (2,)]


def test_a_promise_is_asked_for_where_the_file_has_none(tmp_path: Path) -> None:
    text = "order,shipped,delivered\n1,2026-09-01,2026-09-04\n"
    with pytest.raises(AmbiguousFileError) as asked:
        read_text(tmp_path, text, "deliveries")
    assert asked.value.question == "within_days"
    (one,) = facts(read_text(tmp_path, text, "deliveries", a_shop(within_days="3")))
    assert (one["on_time"], one["promised_day"]) == (1, None)
    (one,) = facts(read_text(tmp_path, text, "deliveries", a_shop(within_days="2")))
    assert one["on_time"] == 0


def test_parcels_of_two_carriers_for_one_order_are_two(tmp_path: Path) -> None:
    path = tmp_path / "parcels.csv"
    with in_memory() as store:
        for carrier in ("DHL", "UPS"):
            path.write_text(
                f"order,carrier,promised,delivered\n1,{carrier},2026-09-03,2026-09-03\n"
            )
            assert counts(bring(store, path)) == (1, 1, 0, 0, 0, 0)


# -- availability ------------------------------------------------------------------------------


def minutes(tmp_path: Path, text: str) -> list[tuple[str, int, int]]:
    found = facts(read_text(tmp_path, text, "uptime_checks"))
    return [(str(to_day(one["day"])), one["minutes_checked"], one["minutes_up"]) for one in found]


def test_checks_may_come_newest_first_and_of_several_pages(tmp_path: Path) -> None:
    text = (
        "time,status,url\n2026-09-01 10:10:00,up,/a\n2026-09-01 10:05:00,down,/a\n"
        "2026-09-01 10:00:00,up,/a\n2026-09-01 10:00:00,up,/b\n2026-09-01 10:01:00,up,/b\n"
    )
    assert minutes(tmp_path, text) == [("2026-09-01", 15, 10), ("2026-09-01", 2, 2)]


def test_a_monitor_without_an_address_goes_by_its_name(tmp_path: Path) -> None:
    text = "event,monitor,date-time,duration (in mins.)\nUp,Shop,2026-09-01 10:00:00,30\n"
    (day,) = facts(read_text(tmp_path, text, "uptime_checks"))
    assert (day["landing_page"], day["minutes_checked"]) == ("Shop", 30)


def test_a_short_failure_costs_a_minute_at_least(tmp_path: Path) -> None:
    text = (
        "time,status\n2026-09-01 10:00:00,up\n2026-09-01 10:01:00,up\n2026-09-01 10:02:00,down\n"
        "2026-09-01 10:02:10,up\n"
    )
    assert minutes(tmp_path, text) == [("2026-09-01", 3, 2)]


def test_a_time_without_its_hour_is_no_check(tmp_path: Path) -> None:
    records = read_text(tmp_path, "time,status\n2026-09-01,up\n", "uptime_checks")
    assert [one.reason for one in records if isinstance(one, LeftOut)] == [
        "The time of day is missing."
    ]
