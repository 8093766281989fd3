"""Order lines of any shop: rows become whole orders, whatever the file is like."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.columns.questions import AmbiguousFileError
from store.errors import ImportFileError, OwnerError
from store.files import open_file
from store.importers import importers
from store.records import Lines, Sale, Status
from store.tables import sample
from tests.exports_read import (
    a_shop,
    left_out,
    load,
    mapped,
    read,
    read_text,
    sales,
    told,
    warnings,
)

EXPORTS = Path(__file__).parent / "exports"
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

MAPPING = """
date = "iso"
decimal = "."

[columns]
order = "order"
day = "day"
sku = "sku"
quantity = "qty"
price = "price"
customer = "mail"

[[rule]]
column = "qty"
below = 0
then = "refund"
"""
HEADER = "order,day,sku,qty,price,mail\n"


def test_the_sample_export_gives_the_expected_records() -> None:
    folder = EXPORTS / "order_lines"
    context = a_shop(load(str(folder / "mapping.toml")))
    records = read(folder / "commandes.csv", "order_lines", context)
    assert [told(record) for record in records] == json.loads(
        (folder / "expected.json").read_text("utf-8")
    )


def test_an_order_whose_rows_are_scattered_is_still_one_order(tmp_path: Path) -> None:
    text = HEADER + (
        "1,2026-03-28,A,1,10.00,a@x.org\n2,2026-03-28,B,1,20.00,b@x.org\n"
        "1,2026-03-28,C,2,5.00,a@x.org\n3,2026-03-28,B,1,20.00,b@x.org\n"
        "1,2026-03-28,D,-1,5.00,a@x.org\n"
    )
    found = {
        sale.ref: sale for sale in sales(read_text(tmp_path, text, context=a_shop(mapped(MAPPING))))
    }
    assert set(found) == {"1", "2", "3"}
    assert [line.sku for line in found["1"].lines] == ["A", "C"]
    assert found["1"].rows == 3
    assert found["1"].refunds[0].goods == 50_000
    assert found["1"].paid == 200_000


@given(st.integers(0, 2**32), st.booleans(), st.integers(64, 4096))
@QUIET
def test_the_order_of_a_files_rows_changes_no_order(
    tmp_path: Path, seed: int, first: bool, chunk: int
) -> None:
    dice = random.Random(seed)
    rows = [
        (f"N{dice.randrange(12)}", f"S{dice.randrange(5)}", dice.choice((1, 2, 3, -1)))
        for _ in range(60)
    ]
    columns = "order,sku,day,qty,price,mail\n" if first else "sku,order,day,qty,price,mail\n"

    def written(these: list[tuple[str, str, int]]) -> str:
        lines = (
            f"{','.join((ref, sku) if first else (sku, ref))},2026-03-28,{units},1.25,{ref}@x.org\n"
            for ref, sku, units in these
        )
        return columns + "".join(lines)

    context = a_shop(mapped(MAPPING))
    straight = sales(read_text(tmp_path, written(sorted(rows)), context=context))
    with pytest.MonkeyPatch.context() as small:
        small.setattr("store.files.CHUNK", chunk)
        mixed = sales(read_text(tmp_path, written(rows), context=context))

    def by_ref(found: list[Sale]) -> dict[str, tuple[object, ...]]:
        return {
            sale.ref: (
                sale.rows, sale.paid, sorted(sale.lines),
                sum(refund.goods for refund in sale.refunds),
            )
            for sale in found
        }  # fmt: skip

    assert len(mixed) == len({sale.ref for sale in mixed})
    assert by_ref(mixed) == by_ref(straight)


def test_repeated_lines_are_real_and_kept(tmp_path: Path) -> None:
    row = "1,2026-03-28,A,1,10.00,a@x.org\n"
    (sale,) = sales(read_text(tmp_path, HEADER + row * 3, context=a_shop(mapped(MAPPING))))
    assert len(sale.lines) == 3


def test_rows_that_cannot_be_read_leave_the_rest_of_their_order(tmp_path: Path) -> None:
    text = HEADER + (
        "1,2026-02-30,A,1,10.00,a@x.org\n"
        "1,2026-03-28,B,1,10.00,a@x.org\n"
        "1,2026-03-28,C,one,10.00,a@x.org\n"
        ",2026-03-28,D,1,10.00,a@x.org\n"
        "2,2026-03-28,E,1,-10.00,a@x.org\n"
        "2,2026-03-28,F,0,10.00,a@x.org\n"
        "2,2026-03-28,G,1,0.00,a@x.org\n"
    )
    records = read_text(tmp_path, text, context=a_shop(mapped(MAPPING)))
    assert {sale.ref: [line.sku for line in sale.lines] for sale in sales(records)} == {
        "1": ["B"],
        "2": ["G"],
    }
    assert [(row.line, row.column) for row in left_out(records)] == [
        (2, "day"), (4, "qty"), (5, "order"), (6, "price"), (7, "qty"),
    ]  # fmt: skip
    assert all(row.rejected for row in left_out(records))


def test_nothing_a_person_could_be_known_by_is_in_a_reason(tmp_path: Path) -> None:
    shifted = "ada@example.org,Ada Example,1 rue du Test,A,1,10.00\n"
    records = read_text(
        tmp_path,
        HEADER + "1,2026-03-28,A,1,10.00,a@x.org\n" + shifted,
        context=a_shop(mapped(MAPPING)),
    )
    (row,) = left_out(records)
    said = row.reason.format(**row.values) + row.column + str(dict(row.values))
    assert "ada" not in said.lower()
    assert "rue" not in said


def test_a_file_of_which_no_row_reads_says_so_at_once(tmp_path: Path) -> None:
    text = HEADER + "1,28/03/2026,A,1,10.00,a@x.org\n" * 50
    with pytest.raises(ImportFileError, match="column day") as raised:
        read_text(tmp_path, text, context=a_shop(mapped(MAPPING)))
    assert raised.match("YYYY-MM-DD")


def test_without_a_mapping_the_owner_is_told_how_to_give_one(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="--map"):
        read_text(tmp_path, HEADER)


STATUS = """
[status]
column = "state"
paid = ["done"]
pending = ["waiting"]
test = "try"
cancelled = "off"
"""


def test_statuses_say_what_counts_and_all_is_kept(tmp_path: Path) -> None:
    text = (
        "state,"
        + HEADER
        + "".join(
            f"{state},{number},2026-03-28,A,1,10.00,a@x.org\n"
            for number, state in enumerate(("DONE", "waiting", "try", " off "))
        )
    )
    found = sales(read_text(tmp_path, text, context=a_shop(mapped(MAPPING + STATUS))))
    assert [sale.status for sale in found] == [
        Status.PAID, Status.PENDING, Status.TEST, Status.CANCELLED,
    ]  # fmt: skip
    assert [sale.paid for sale in found] == [100_000, 0, 0, 0]


def test_unknown_statuses_stop_the_file_and_are_all_named(tmp_path: Path) -> None:
    text = (
        "state,"
        + HEADER
        + "".join(
            f"{state},{number},2026-03-28,A,1,10.00,a@x.org\n"
            for number, state in enumerate(("done", "sent", "done", "lost"))
        )
    )
    with pytest.raises(ImportFileError, match="“sent”, “lost”") as raised:
        read_text(tmp_path, text, context=a_shop(mapped(MAPPING + STATUS)))
    assert raised.match(r"\[status\]")


def test_money_of_another_currency_is_changed_at_its_days_rate_or_put_aside(tmp_path: Path) -> None:
    text = HEADER.replace("mail", "mail,cur") + (
        "1,2026-03-28,A,1,12.00,a@x.org,USD\n"
        "2,2026-03-28,A,1,12.00,a@x.org,THB\n"
        "3,2026-03-28,A,1,12.00,a@x.org,eur\n"
        "4,2026-03-28,A,1,12.00,a@x.org,\n"
        "5,2026-03-28,A,1,12.00,a@x.org,euros\n"
    )
    mapping = mapped(MAPPING.replace("[columns]", '[columns]\ncurrency = "cur"'))
    records = read_text(tmp_path, text, context=a_shop(mapping))
    found = [(s.status, s.currency, s.lines[0].goods) for s in sales(records)]
    assert found == [
        (Status.PAID, "USD", 100_000),
        (Status.NO_RATE, "THB", 120_000),
        (Status.PAID, "", 120_000),
        (Status.PAID, "", 120_000),
    ]
    assert [row.column for row in left_out(records)] == ["cur"]
    said, remedy = warnings(records)
    assert said == "1 order in THB has no exchange rate of its day and does not count."
    assert "init --currency THB" in remedy


@pytest.mark.parametrize(
    ("columns", "row", "goods", "discount", "cost"),
    [
        ('price = "a"\ndiscount = "b"', "5.00,2.50", 75_000, 25_000, None),
        ('price = "a"\ndiscount_share = "b"', "5.00,25 %", 75_000, 25_000, None),
        ('amount = "a"\ndiscount_share = "b"', "7.50,0.25", 75_000, 25_000, None),
        ('amount = "a"\ndiscount_share = "b"', "0.00,1", 0, 0, None),
        ('amount = "a"\nprofit = "b"', "7.50,-2.50", 75_000, 0, 100_000),
        ('amount = "a"\ncost = "b"', "7.50,2.50", 75_000, 0, 25_000),
        ('amount = "a"\nunit_cost = "b"', "7.50,2.50", 75_000, 0, 50_000),
        ('amount = "a"\ncost = "b"', "7.50,", 75_000, 0, None),
        ('amount = "a"\nline_tax = "b"', "7.50,1.25", 62_500, 0, None),
    ],
)
def test_goods_are_what_was_charged_without_tax_and_after_discounts(
    tmp_path: Path, columns: str, row: str, goods: int, discount: int, cost: int | None
) -> None:
    mapping = mapped(f'[columns]\norder = "o"\nday = "d"\nquantity = "q"\n{columns}')
    text = f"o,d,q,a,b\n1,2026-03-28,2,{row}\n"
    (sale,) = sales(read_text(tmp_path, text, context=a_shop(mapping)))
    (line,) = sale.lines
    assert (line.goods, line.discount, line.cost) == (goods, discount, cost)


def test_a_second_file_beside_the_first_tells_the_day(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(
        "no,day,who\n1,28-03-2026,Ada\n2,29-03-2026,Bo\n,,\n2,30-03-2026,Bo\n", "utf-8"
    )
    mapping = mapped(
        'date = "%d-%m-%Y"\n[joined]\nfile = "orders.csv"\non = "order"\nkey = "no"\n'
        '[columns]\norder = "order"\nday = "day"\nquantity = "q"\namount = "a"\ncustomer = "who"\n'
    )
    context = a_shop(mapping)
    records = read_text(tmp_path, "order,q,a\n1,1,5\n2,1,5\n3,1,5\n", context=context)
    assert [(sale.ref, sale.customer) for sale in sales(records)] == [("1", "Ada"), ("2", "Bo")]
    assert [(row.line, row.column) for row in left_out(records)] == [(4, "order")]
    assert "orders.csv" in warnings(records)[0]
    importer = importers()["order_lines"]
    assert importer.companions(tmp_path / "export.csv", context) == [tmp_path / "orders.csv"]
    (tmp_path / "orders.csv").unlink()
    with pytest.raises(ImportFileError, match=r"orders\.csv"):
        read_text(tmp_path, "order,q,a\n1,1,5\n", context=context)


def test_days_that_read_two_ways_wait_for_an_answer(tmp_path: Path) -> None:
    mapping = mapped(MAPPING.replace('date = "iso"', ""))
    text = HEADER + "1,03/04/2026,A,1,10.00,a@x.org\n"
    with pytest.raises(AmbiguousFileError) as asked:
        read_text(tmp_path, text, context=a_shop(mapping))
    assert asked.value.question == "date_order"
    days = {
        answer: sales(read_text(tmp_path, text, context=a_shop(mapping, date_order=answer)))[0].day
        for answer in ("dmy", "mdy")
    }
    assert days["mdy"] - days["dmy"] == -30


def test_numbers_that_read_two_ways_wait_for_an_answer(tmp_path: Path) -> None:
    mapping = mapped(MAPPING.replace('decimal = "."', ""))
    text = HEADER + "1,2026-03-28,A,1,1.234,a@x.org\n"
    with pytest.raises(AmbiguousFileError) as asked:
        read_text(tmp_path, text, context=a_shop(mapping))
    assert asked.value.question == "decimal"
    (sale,) = sales(read_text(tmp_path, text, context=a_shop(mapping, decimal=",")))
    assert sale.paid == 12_340_000


def test_bundled_mappings_know_their_files_and_no_others(tmp_path: Path) -> None:
    importer = importers()["order_lines"]
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    for text, expected in ((header, "online_retail"), (HEADER, None)):
        path = tmp_path / "x.csv"
        path.write_text(text, "utf-8")
        with open_file(path) as file:
            claim = importer.identify(sample(file))
        assert (claim.mapping if claim else None) == expected


@given(st.lists(st.integers(0, 300), max_size=6), st.binary(max_size=6), st.integers(30, 300))
@QUIET
def test_a_damaged_file_adds_up_or_is_refused(
    tmp_path: Path, places: list[int], junk: bytes, chunk: int
) -> None:
    good = HEADER + "".join(
        f'{number // 2},2026-03-28,A,1,10.00,"a@x.org"\n' for number in range(8)
    )
    damaged = good.encode()
    for place in places:
        damaged = damaged[:place] + junk + damaged[place + 1 :]
    with pytest.MonkeyPatch.context() as small:
        small.setattr("store.files.CHUNK", chunk)
        try:
            records = read_text(tmp_path, damaged, context=a_shop(mapped(MAPPING)))
        except OwnerError:
            return
    assert len({sale.ref for sale in sales(records)}) == len(sales(records))
    for sale in sales(records):
        assert isinstance(sale.lines, Lines)
