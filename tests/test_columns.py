"""Cells of the owner's files: numbers and days read exactly, or a reason why not."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store.columns.cells import CellError, Column
from store.columns.days import Clocks, date_form, moments
from store.columns.numbers import count, decimal_sign, money, optional
from store.columns.questions import AmbiguousFileError
from store.columns.texts import text
from store.errors import ImportFileError
from store.money import rounded, shared_out, to_stored
from store.spans import to_day

if TYPE_CHECKING:
    from decimal import Decimal

PARIS = Clocks.of("Europe/Paris")
NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("cell", "decimal", "stored"),
    [
        ("12.50", ".", 125_000),
        ("-12.5", ".", -125_000),
        ("1,234.56", ".", 12_345_600),
        ("1.234,56", ",", 12_345_600),
        (f"1{NARROW}234,56{NO_BREAK}€", ",", 12_345_600),
        (f"1{NO_BREAK}234{NO_BREAK}567,00", ",", 12_345_670_000),
        ("1'234.50", ".", 12_345_000),
        ("$172.45", ".", 1_724_500),
        ("-$3.00", ".", -30_000),
        ("EUR 3,00", ",", 30_000),
        ("3,00 EUR", ",", 30_000),
        ("(12.00)", ".", -120_000),
        ("12.00-", ".", -120_000),
        ("\u221212,00", ",", -120_000),
        (".5", ".", 5_000),
        ("5.", ".", 50_000),
        ("41.9136", ".", 419_136),
        ("0.00005", ".", 0),
        ("0.00015", ".", 2),
        ("0.000150000001", ".", 2),
    ],
)
def test_amounts_are_read_as_people_and_programs_write_them(
    cell: str, decimal: str, stored: int
) -> None:
    assert money("Total", decimal)(cell) == stored


@pytest.mark.parametrize(
    "cell",
    ["nan", "inf", "-inf", "1_000", "1e3", "0x10", "\u0661\u0662", "１２", "1 2", "12,34,56",
     "1,23", "", " ", "-", "--5", "+-5", "(5", "5)", "1.2.3", "twelve", "1" * 60, "=1+1",
     "1,2345.0"],
)  # fmt: skip
def test_what_only_looks_like_a_number_to_a_program_is_none(cell: str) -> None:
    with pytest.raises(CellError):
        money("Total", ".")(cell)


def test_a_number_too_large_to_be_true_is_refused() -> None:
    with pytest.raises(CellError, match="too large"):
        money("Total", ".")("99999999999999")


@pytest.mark.parametrize("cell", ["1.234", "1,234", "12.345", "-1,234 €"])
def test_a_number_that_reads_two_ways_is_asked_about_and_never_guessed(cell: str) -> None:
    with pytest.raises(AmbiguousFileError, match="Total") as asked:
        money("Total")(cell)
    assert asked.value.question == "decimal"
    assert set(asked.value.choices) == {".", ","}


@pytest.mark.parametrize(
    ("cell", "stored"),
    [("12.50", 125_000), ("12,50", 125_000), ("1.234,50", 12_345_000), ("0.125", 1_250),
     ("7", 70_000), ("1234.567", 12_345_670)],
)  # fmt: skip
def test_a_number_that_reads_one_way_needs_no_answer(cell: str, stored: int) -> None:
    assert money("Total")(cell) == stored


def test_one_plain_number_tells_the_decimal_sign_of_a_column() -> None:
    assert decimal_sign(["7", "1.234", "", "name", "12,50"]) == ","
    assert decimal_sign(["7", "1,234", "1,234.50"]) == "."
    assert decimal_sign(["7", "1.234", "1,234"]) == ""


@pytest.mark.parametrize(
    ("cell", "found"), [("6", 6), ("-1", -1), ("1,204", 1204), ("1.204", 1204), ("6.00", 6)]
)
def test_counts_are_whole(cell: str, found: int) -> None:
    assert count("Quantity")(cell) == found


def test_half_an_item_is_no_count() -> None:
    with pytest.raises(CellError, match="whole"):
        count("Quantity", ".")("6.5")
    with pytest.raises(CellError, match="negative"):
        count("Quantity", ".", negative=False)("-6")


def test_a_thousand_written_with_zeros_only_is_asked_about() -> None:
    with pytest.raises(AmbiguousFileError):
        count("Quantity")("1.000")


def test_an_empty_optional_amount_is_nothing() -> None:
    parse = optional(money("Discount", "."))
    assert [parse(cell) for cell in ("", " ", "--", "\u2014", "2.00")] == [0, 0, 0, 0, 20_000]


@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.sampled_from([".", ","]),
    st.sampled_from(["", NARROW, " ", "'"]),
)
def test_every_amount_written_out_is_read_back(amount: Decimal, decimal: str, group: str) -> None:
    written = f"{amount:,.4f}".replace(".", "D").replace(",", group).replace("D", decimal)
    assert money("Total", decimal)(written) == to_stored(amount)


@given(st.text(max_size=50), st.sampled_from(["", ".", ","]))
def test_any_text_is_a_number_or_a_reason(cell: str, decimal: str) -> None:
    try:
        value = money("Total", decimal)(cell)
    except (CellError, AmbiguousFileError):
        return
    assert re.search("[0-9]", cell)
    assert abs(value) <= 10**16 + 10**4


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_an_amount_shared_out_loses_nothing(amount: int, weights: list[int]) -> None:
    parts = shared_out(amount, weights)
    assert sum(parts) == amount
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - amount * weight / whole) <= 1.001


def test_halves_go_to_the_even_one() -> None:
    assert [rounded(n, 2) for n in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]


# -- days ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "form", "day", "utc"),
    [
        ("2026-03-28", "iso", "2026-03-28", None),
        ("2026-03-28 23:30:00 +0100", "iso", "2026-03-28", "2026-03-28 22:30:00"),
        ("2026-03-29 23:30:00 +0200", "iso", "2026-03-29", "2026-03-29 21:30:00"),
        ("2026-12-31T22:50Z", "iso", "2026-12-31", "2026-12-31 22:50:00"),
        ("2026-12-31T23:10:00.123456Z", "iso", "2027-01-01", "2026-12-31 23:10:00"),
        ("20260328", "compact", "2026-03-28", None),
        ("28/03/2026", "dmy", "2026-03-28", None),
        ("28.3.2026 9:05", "dmy", "2026-03-28", "2026-03-28 08:05:00"),
        ("03/28/2026", "mdy", "2026-03-28", None),
        ("28-03-26 14:05", "%d-%m-%y %H:%M", "2026-03-28", "2026-03-28 13:05:00"),
        ("Apr-18", "%b-%y", "2018-04-01", None),
        ("5 févr. 2026", "%d %b %Y", "2026-02-05", None),
        ("12:30 AM 03/28/2026", "%I:%M %p %m/%d/%Y", "2026-03-28", "2026-03-27 23:30:00"),
        ("30/03/2026 24:00", "dmy", "2026-03-31", "2026-03-30 22:00:00"),
    ],
)
def test_days_and_instants_are_read_by_their_format(
    cell: str, form: str, day: str, utc: str | None
) -> None:
    moment = moments(PARIS, form)(cell)
    assert to_day(moment.day).isoformat() == day
    if utc is None:
        assert moment.at is None
    else:
        told = datetime.fromisoformat(f"{utc}+00:00")
        assert moment.at == int(told.timestamp())


def test_an_hour_the_clock_skips_is_read_as_if_it_had_not_been_put_forward() -> None:
    moment = moments(PARIS, "iso")("2026-03-29 02:30:00")
    assert moment.at == int(datetime.fromisoformat("2026-03-29T03:30:00+02:00").timestamp())


def test_an_hour_the_clock_repeats_is_the_first_of_both() -> None:
    moment = moments(PARIS, "iso")("2026-10-25 02:30:00")
    assert moment.at == int(datetime.fromisoformat("2026-10-25T02:30:00+02:00").timestamp())


def test_a_file_from_another_zone_is_put_on_the_shops_clock() -> None:
    clocks = Clocks.of("Europe/Paris", "America/New_York")
    moment = moments(clocks, "iso")("2026-03-28 20:00:00")
    assert to_day(moment.day) == date(2026, 3, 29)
    assert to_day(moments(clocks, "iso")("2026-03-28").day) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("cell", "form"),
    [("2026-02-30", "iso"), ("2026-13-01", "iso"), ("31/04/2026", "dmy"), ("28/03/26", "dmy"),
     ("2026-03-28 25:00", "iso"), ("2026-03-28 24:01", "iso"), ("2026-03-28 10:61", "iso"),
     ("", "iso"),
     ("0001-01-01", "iso"), ("9999-01-01", "iso"), ("\u0662\u0660\u0662\u0666-03-28", "iso"),
     ("2026-03-28 10:00 +9900", "iso"), ("28/03/2026", "iso"), ("2026-03-28x", "iso"),
     ("Foo-18", "%b-%y"), ("1" * 100, "iso")],
)  # fmt: skip
def test_a_day_that_is_none_has_a_reason(cell: str, form: str) -> None:
    with pytest.raises(CellError):
        moments(PARIS, form)(cell)


def test_one_day_past_the_twelfth_tells_the_order_of_day_and_month() -> None:
    assert date_form("Date", ["03/04/2026", "13/04/2026"]) == "dmy"
    assert date_form("Date", ["03/04/2026", "04/13/2026"]) == "mdy"
    assert date_form("Date", ["name", "2026-04-03"]) == "iso"
    assert date_form("Date", ["20260403"]) == "compact"


def test_days_that_read_two_ways_are_asked_about_once() -> None:
    with pytest.raises(AmbiguousFileError, match="Date") as asked:
        date_form("Date", ["03/04/2026", "05/06/2026"])
    assert asked.value.question == "date_order"
    assert date_form("Date", ["03/04/2026"], answer="mdy") == "mdy"


@pytest.mark.parametrize("form", ["%Q", "%d", "%Y", "%Y-%Y-%m", "abc", ""])
def test_a_format_that_is_none_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        moments(PARIS, form)


def test_a_zone_nobody_knows_is_named() -> None:
    with pytest.raises(ImportFileError, match="Paris/Europe"):
        Clocks.of("Paris/Europe")
    with pytest.raises(ImportFileError):
        Clocks.of("../../etc/passwd")


@given(
    st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_every_local_time_is_put_where_the_zone_has_it(local: datetime, name: str) -> None:
    local = local.replace(microsecond=0, fold=0)
    moment = moments(Clocks.of(name), "iso")(local.isoformat(sep=" "))
    zoned = local.replace(tzinfo=ZoneInfo(name))
    assert moment.at == int(zoned.timestamp())
    skipped = zoned.utcoffset() != zoned.replace(fold=1).utcoffset()
    if not skipped:
        assert to_day(moment.day) == local.date()


@given(st.text(max_size=40), st.sampled_from(["iso", "dmy", "mdy", "compact", "%d %b %y %I:%M %p"]))
def test_any_text_is_a_moment_or_a_reason(cell: str, form: str) -> None:
    try:
        moment = moments(PARIS, form)(cell)
    except CellError:
        return
    assert date(1969, 12, 31) <= to_day(moment.day) <= date(2101, 1, 1)


# -- columns ---------------------------------------------------------------------------------


def test_a_column_reads_each_different_cell_once() -> None:
    asked: list[str] = []

    def parse(cell: str) -> int:
        asked.append(cell)
        return len(cell)

    column = Column("Name", parse, 0)
    assert column.read(["a", "bb", "a", "bb", "a"]) == [1, 2, 1, 2, 1]
    assert asked == ["a", "bb"]
    assert not column.failed


def test_a_cell_that_cannot_be_read_says_so_every_time_it_comes() -> None:
    column = Column("Total", money("Total", "."), 0)
    for _ in range(2):
        assert column.read(["1.00", "one"]) == [10_000, 0]
        assert column.failed
    problem = column.problem("one")
    assert problem is not None
    assert "one" not in str(problem)
    assert column.problem("1.00") is None
    assert column.read(["1.00"]) == [10_000]
    assert not column.failed


@given(st.text(max_size=400))
def test_texts_come_out_harmless_and_short(cell: str) -> None:
    shown = text(cell)
    assert len(shown) <= 300
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    shown.encode()


@given(st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_day_of_the_change_of_clocks_has_every_instant_on_it(passed: timedelta) -> None:
    spring = datetime(2026, 3, 28, 23, 0, tzinfo=ZoneInfo("UTC"))
    instant = spring + timedelta(seconds=int(passed.total_seconds()))
    assume(instant < datetime(2026, 3, 29, 22, 0, tzinfo=ZoneInfo("UTC")))
    moment = moments(PARIS, "iso")(instant.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert to_day(moment.day) == date(2026, 3, 29)
