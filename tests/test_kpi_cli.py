"""``kpi-tui kpi``: the same figures as text, JSON and CSV, and mistakes named in two lines."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest

from goals.metrics.catalogue import METRICS
from goals.metrics.periods import parse_period
from goals.metrics.reading import read
from store.database import connect, create
from store.facts import Facts
from store.records import Status
from tests.builders import a_shop, item
from tests.commands import data, run
from tui.cli.columns import fit, paragraph, table, width

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = date(2026, 3, 31)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A shop of two months: 40 carts and 35 orders each, one hostile channel."""
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", country="FR", name="Lin") as s:
        shop = a_shop(store=s)
        shop.covered("2026-02-01", "2026-03-31", "sales", "sale_lines", "refunds", "refund_lines",
                     "refunds_by_order", "carts", "spend")  # fmt: skip
        for month, goods in (("02", 20), ("03", 30)):
            for n in range(35):
                channel = "email" if n % 2 else '=cmd("x")\x1b[31m'
                shop.order(f"2026-{month}-{n % 28 + 1:02}", by=f"c{n}", channel=channel,
                           lines=[item("soap", goods, cost=10)])  # fmt: skip
            for n in range(40):
                shop.cart(f"2026-{month}-05", step="paid" if n < 10 else "filled")
        shop.spend("2026-03-01", 70, channel="email")
        shop.order("2026-03-09", goods=999, status=Status.NO_RATE, currency="THB")
        shop.publish()
    return path


def test_json_has_the_shape_of_the_contract(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "--db", db, "kpi", "aov", "--period", "2026-03")
    assert found["as_of"] == "2026-03-31"
    assert (found["currency"], found["timezone"]) == ("EUR", "Europe/Paris")
    assert found["period"] == {"start": "2026-03-01", "end": "2026-03-31"}
    (aov,) = found["metrics"]
    assert set(aov) >= {"id", "label", "unit", "value", "numerator", "denominator", "interval",
                        "reason", "partial", "compare", "members", "series"}  # fmt: skip
    assert (aov["value"], aov["numerator"], aov["denominator"]) == (30, 1050, 35)
    assert aov["compare"]["start"] == "2026-02-01"
    assert aov["compare"]["end"] == "2026-02-28"
    assert (aov["compare"]["value"], aov["compare"]["change"]) == (20, 0.5)
    assert aov["interval"] is None
    assert found["notes"] == ["Left out: 1 order in THB, without a rate for its day."]


def test_json_gives_every_metric_the_value_that_the_catalogue_reads(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(capsys, "--db", db, "kpi")
    assert [one["id"] for one in found["metrics"]] == list(METRICS)
    with connect(db) as store:
        for one in found["metrics"]:
            figure = read(Facts(store), one["id"], parse_period("28d", AS_OF))
            if figure.value is None:
                assert one["value"] is None
                assert one["reason"]
            else:
                assert one["value"] == pytest.approx(float(figure.value), abs=0.0051)
                assert one["reason"] is None


def test_a_share_is_a_fraction_with_its_interval(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = data(capsys, "--db", db, "kpi", "cart_abandonment", "--period", "2026-03")["metrics"]
    assert one["value"] == 0.75
    low, high = one["interval"]
    assert low < 0.75 < high


def test_members_and_series_add_up_in_json(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = data(capsys, "--db", db, "kpi", "orders", "--period", "2026-03", "--by", "channel",
                  "--grain", "week")["metrics"]  # fmt: skip
    assert sum(member["value"] for member in one["members"]) == one["value"] == 35
    assert sum(point["value"] for point in one["series"]) == 35
    assert one["series"][0]["start"] == "2026-03-01"
    assert one["series"][-1]["partial"]


def test_a_course_says_of_each_stretch_without_a_value_why(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (one,) = data(capsys, "--db", db, "kpi", "aov", "--period", "2026-01-30..2026-02-02",
                  "--grain", "day")["metrics"]  # fmt: skip
    told = [(point["value"] is None, point["reason"] is None) for point in one["series"]]
    assert told == [(True, False)] * 2 + [(False, True)] * 2


def test_only_a_comparison_that_is_shown_is_named(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*args: str) -> tuple[bool, bool, bool]:
        code, out, _err = run(capsys, "--db", db, "--as-of", "2026-03-20", "kpi", "orders",
                              "--period", "mtd", *args)  # fmt: skip
        assert code == 0
        return (
            "against Feb" in out, "compared with as many days" in out, "its data end earlier" in out
        )  # fmt: skip

    assert said() == (True, True, False)
    assert said("--compare", "none") == (False, False, True)
    assert said("--grain", "week") == (False, False, True)
    assert said("--by", "channel") == (True, True, False)
    assert said("--by", "channel", "--grain", "week") == (True, True, False)


def test_new_and_known_customers_and_products_can_be_asked_for(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for member, orders in (("customer_type=new", 0), ("customer_type=returning", 35),
                           ("product=Soap", 35)):  # fmt: skip
        (one,) = data(capsys, "--db", db, "kpi", "orders", "--period", "2026-03",
                      "--where", member)["metrics"]  # fmt: skip
        assert one["value"] == orders


def test_a_filter_counts_only_its_member(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "--db", db, "kpi", "orders", "cac", "--period", "2026-03",
                 "--where", "channel=email")  # fmt: skip
    assert [one["value"] for one in found["metrics"]] == [17, round(70 / 17, 2)]
    assert found["where"] == {"channel": "email"}


def test_text_fits_80_columns_and_carries_no_control_character(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for args in ((), ("revenue", "--by", "channel"), ("orders", "--grain", "day"),
                 ("explain", "aov"), ("explain", "cart_abandonment")):  # fmt: skip
        for lang in ("en", "fr"):
            code, out, err = run(capsys, "--db", db, "--lang", lang, "kpi", *args)
            assert (code, err) == (0, "")
            assert [line for line in out.splitlines() if width(line) > 80] == []
            assert not any(ord(one) < 32 and one != "\n" for one in out)


def test_large_amounts_go_without_cents_rather_than_beyond_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with create(tmp_path / "big.db", currency="USD", timezone="Europe/Paris") as store:
        shop = a_shop(store=store)
        shop.covered("2026-02-01", "2026-03-31")
        shop.order("2026-02-01", goods="123456789012.34", channel="x" * 90)
        shop.order("2026-03-01", goods="123456789012.34", channel="日本" * 40)
        shop.publish()
    for args in ((), ("revenue", "--by", "channel"), ("explain", "revenue")):
        code, out, _err = run(capsys, "--db", tmp_path / "big.db", "--lang", "fr", "kpi", *args)
        assert code == 0
        assert [line for line in out.splitlines() if width(line) > 80] == []


def test_text_says_value_change_and_verdict_in_words(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _code, out, _err = run(capsys, "--db", db, "kpi", "aov", "--period", "2026-03")
    (line,) = [one for one in out.splitlines() if one.startswith("Average order value")]
    assert line.split() == [
        "Average",
        "order",
        "value",
        "€30.00",
        "€20.00",
        "▲",
        "+50.0%",
        "better",
    ]


def test_csv_is_a_table_that_no_spreadsheet_takes_for_a_formula(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _err = run(capsys, "--db", db, "kpi", "orders", "--by", "channel",
                          "--period", "2026-03", "--csv")  # fmt: skip
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["member"]: row["value"] for row in rows} == {
        '\'=cmd("x")[31m': "18", "email": "17",
    }  # fmt: skip
    assert rows[0]["start"] == "2026-03-01"


def test_explain_shows_the_formula_the_measures_and_the_rows(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _code, out, _err = run(capsys, "--db", db, "kpi", "explain", "aov", "--period", "2026-03",
                           "--rows", "3")  # fmt: skip
    for part in (
        "goods_sold / orders",
        "· €1,050.00 ÷ 35",
        "ROWS of goods_sold: 1–3 of 35",
        "--page 2",
    ):
        assert part in out


def test_explain_pages_through_all_rows_and_their_sum_is_the_figure(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    amounts = []
    for page in range(1, 5):
        found = data(capsys, "--db", db, "kpi", "explain", "gmv", "--period", "2026-03",
                     "--rows", "10", "--page", page)  # fmt: skip
        amounts += [row[-1] for row in found["rows"]["rows"]]
    assert len(amounts) == found["rows"]["total"] == 35
    assert sum(amounts) == found["value"] == 1050
    assert found["measures"][0]["coverage"] == [{"start": "2026-02-01", "end": "2026-03-31"}]


def test_figures_can_be_had_as_on_an_earlier_day(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = data(capsys, "--db", db, "--as-of", "2026-03-10", "kpi", "orders", "--period", "mtd")
    assert found["period"] == {"start": "2026-03-01", "end": "2026-03-10"}
    assert found["metrics"][0]["partial"]
    assert found["metrics"][0]["compare"]["end"] == "2026-02-10"


@pytest.mark.parametrize(
    ("args", "what", "remedy"),
    [
        (["aovv"], "“aovv” is not a metric.", "Did you mean “aov”?"),
        (["aov", "--by", "chanel"], "“chanel” is not a dimension.", "Did you mean “channel”?"),
        (["--where", "chanel=a"], "“chanel” is not a dimension.", "Did you mean “channel”?"),
        (["--where", "channel=emial"], "“emial” is not there: Channel.", "“email”?"),
        (["--where", "customer_type=nw"], "“nw” is not there: New or known customer.", "“new”"),
        (["--where", "customer_type=guests"], "“guests” is not there", "There are: new"),
        (["--where", "product=sope"], "“sope” is not there: Product.", "Did you mean “Soap”?"),
        (["--where", "email"], "“email” is not a filter.", "Write a dimension, = and a member"),
        (["--period", "march"], "“march” is not a period.", "Try 28d, mtd"),
        (["explain", "aov", "--measure", "order"], "“order” is not a measure", "“orders”"),
        (["explain"], "Name one metric", ""),
        (["--json", "--csv"], "Choose --json or --csv, not both.", ""),
        (["--compare", "forever"], "forever", ""),
        (["explain", "aov", "--page", "0"], "0", ""),
    ],
)
def test_a_mistake_exits_2_with_what_and_remedy_and_nothing_on_stdout(
    db: Path, capsys: pytest.CaptureFixture[str], args: list[str], what: str, remedy: str
) -> None:
    code, out, err = run(capsys, "--db", db, "kpi", *args)
    assert (code, out) == (2, "")
    assert what in err
    assert remedy in err


def test_a_store_without_figures_says_how_to_get_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(tmp_path / "new.db", currency="EUR", timezone="Europe/Paris").close()
    code, out, err = run(capsys, "--db", tmp_path / "new.db", "kpi", "--json")
    assert (code, out) == (1, "")
    assert "The store has no figures yet." in err
    assert "kpi-tui import FILE" in err


def test_a_breakdown_that_nobody_recorded_says_why(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _err = run(capsys, "--db", db, "kpi", "orders", "--by", "device")
    assert code == 0
    assert "Device: not known for orders." in out


def test_columns_count_cells_and_not_characters() -> None:
    assert width("é") == width("e\u0301") == 1
    assert width("日本") == 4
    assert fit("日本語", 5) == "日本…"
    assert table([["a", "1"], ["日本", "22"]], "lr") == ["a      1", "日本  22"]
    assert paragraph("one two", 6, first="In") == ["In    one two"]
