"""Mappings: what the columns of any shop's export mean, and every mistake in one named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ImportFileError, OwnerError
from store.importers.mapped.mapping import (
    BUNDLED_LABELS,
    BUNDLED_REASONS,
    bundled,
    load_mapping,
    parse_mapping,
)
from store.importers.mapped.rules import LEFT_OUT
from tests.exports_read import a_shop, left_out, mapped, read_text, sales

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = """
[columns]
order = "Order"
day = "Day"
quantity = "Qty"
price = "Price"
"""


def test_every_bundled_mapping_reads_and_its_sentences_are_in_the_catalogue() -> None:
    assert set(bundled()) >= {"online_retail", "superstore", "superstore_states", "india_targets"}
    for name in bundled():
        mapping = load_mapping(name)
        assert mapping.label in BUNDLED_LABELS
        assert {rule.reason for rule in mapping.rules} <= {LEFT_OUT, *BUNDLED_REASONS}


def test_a_mapping_can_build_on_a_bundled_one() -> None:
    regions, states = load_mapping("superstore"), load_mapping("superstore_states")
    assert (regions.dimensions["region"], states.dimensions["region"]) == ("Region", "State")
    assert states.columns == regions.columns
    assert states.source == "superstore"
    assert not states.identifies


def test_words_for_nobody_knows_make_an_unknown_member(tmp_path: Path) -> None:
    mapping = mapped(
        f'decimal = "."\ndate = "iso"\n{COLUMNS}[dimensions]\ncountry = "Land"\n'
        '[unknown]\ncountry = ["n/a", "Unspecified"]\n'
    )
    rows = "Order,Day,Qty,Price,Land\n" + "".join(
        f"{n},2026-03-28,1,10.00,{land}\n" for n, land in enumerate(("FR", "N/A", "unspecified"))
    )
    found = sales(read_text(tmp_path, rows, context=a_shop(mapping)))
    assert [sale.dimensions.get("country") for sale in found] == ["FR", None, None]


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("columns = 3", "columns", r"\[columns\]"),
        ("[columns\n", "not well-formed TOML", "line"),
        ("x = " + "9" * 5_000, "not well-formed TOML", "line"),
        ("x = 1e" + "9" * 30, "not well-formed TOML", "line"),
        ("decimal = ';'" + COLUMNS, "“;” is not known in decimal", "Known are"),
        ("kind = 'order_line'" + COLUMNS, "“order_line”", "order_lines"),
        ("curency = 'EUR'" + COLUMNS, "“curency” is not known in the top", "currency"),
        (COLUMNS + "[unknown]\ncuntry = '?'", "“cuntry” is not known in unknown", "country"),
        (COLUMNS + "qantity = 'Qty'", "“qantity” is not known in columns", "quantity"),
        (COLUMNS.replace("order =", "ordre ="), "“ordre”", "order"),
        (COLUMNS.replace('order = "Order"\n', ""), "columns.order is missing", "Add"),
        (COLUMNS + "amount = 'Sum'", "columns.price", "Either price"),
        (COLUMNS + "cost = 'C'\nprofit = 'P'", "columns.cost", "Only one"),
        (COLUMNS + "sku = 3", "columns.sku", "quotation marks"),
        (COLUMNS + "sku = []", "columns.sku", "list"),
        ("date = '%d.%Q'" + COLUMNS, "date", "%d/%m/%Y"),
        ("zone = 'Europe/Pari'" + COLUMNS, "Europe/Pari", "Europe/Paris"),
        ("delimiter = ';;'" + COLUMNS, "delimiter", "One character"),
        ("identifies = 1" + COLUMNS, "identifies", "true or false"),
        ("extends = 'superstor'" + COLUMNS, "extends", "superstore"),
        (COLUMNS + "[dimensions]\ncontry = 'C'", "“contry” is not known in dimensions", "country"),
        (COLUMNS + "[dimensions]\nsource = 'C'", "“source”", "Known are|Did you mean"),
        (COLUMNS + "[[rule]]\ncolumn = 'Qty'", r"rule\[1\].equals", "One test"),
        (COLUMNS + "[[rule]]\ncolumn = 'Qty'\nbelow = 'x'", r"rule\[1\].below", "number"),
        (COLUMNS + "[[rule]]\ncolumn = 'Qty'\nbelow = 0\nabove = 1", "above", "One test"),
        (COLUMNS + "[[rule]]\ncolumn = 'Qty'\nblank = false", "blank", "blank = true"),
        (COLUMNS + "[[rule]]\nbelow = 0", r"rule\[1\].column is missing", "Add"),
        (COLUMNS + "[[rule]]\ncolumn = 'Q'\nbelow = 0\nthen = 'drop'", "“drop”", "leave_out"),
        (COLUMNS + "[rule]\ncolumn = 'Qty'", "rule", "Tables like"),
        (COLUMNS + "[status]\npaid = ['x']", "status.column is missing", "Add"),
        (COLUMNS + "[joined]\nfile = '../x.csv'\non = 'Order'", "joined.file", "same folder"),
    ],
)
def test_a_mistake_says_where_it_is_and_what_is_expected(text: str, what: str, remedy: str) -> None:
    with pytest.raises(ImportFileError, match=what) as raised:
        mapped(text)
    assert raised.match(remedy)
    assert "mine.toml" in str(raised.value) or "zone" in text


def test_a_mapping_nobody_knows_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="online_retail"):
        load_mapping("online_retale")
    with pytest.raises(ImportFileError, match=r"nowhere\.toml"):
        load_mapping(str(tmp_path / "nowhere.toml"))
    (tmp_path / "latin.toml").write_bytes(b"label = '\xe9'")
    with pytest.raises(ImportFileError, match="UTF-8"):
        load_mapping(str(tmp_path / "latin.toml"))
    (tmp_path / "huge.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(ImportFileError, match="too large"):
        load_mapping(str(tmp_path / "huge.toml"))


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_a_mistake_of_the_owners(text: str) -> None:
    with pytest.raises(OwnerError):
        parse_mapping(text, "mine.toml", "mine")


def test_a_column_that_is_not_in_the_file_is_named_with_the_nearest(tmp_path: Path) -> None:
    mapping = mapped(COLUMNS.replace('"Qty"', '"Quantité"'))
    with pytest.raises(ImportFileError, match="no column Quantité") as raised:
        read_text(tmp_path, "Order,Day,Quantite,Price\n", context=a_shop(mapping))
    assert raised.match("Did you mean Quantite")


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("column = 'Order'\nstarts_with = 'a'", ["B2", "C3"]),
        ("column = 'Order'\nends_with = ['1', '2']", ["C3"]),
        ("column = 'Order'\nequals = 'b2'", ["A1", "C3"]),
        ("column = 'Note'\ncontains = 'GIFT'", ["B2", "C3"]),
        ("column = 'Note'\nblank = true", ["A1", "C3"]),
        ("column = 'Price'\nbelow = 2.5", ["B2", "C3"]),
        ("column = 'Price'\nat_most = 2.5", ["C3"]),
        ("column = 'Price'\nabove = 2.5", ["A1", "B2"]),
        ("column = 'Price'\nat_least = 2.5", ["A1"]),
        ("column = 'Qty'\nat_least = 2", ["A1", "B2"]),
    ],
)
def test_rules_leave_rows_out_and_say_by_which_column(
    tmp_path: Path, rule: str, kept: list[str]
) -> None:
    mapping = mapped(f"{COLUMNS}\n[[rule]]\n{rule}")
    text = (
        "Order,Day,Qty,Price,Note\n"
        "A1,2026-03-28,1,1.00,a gift\n"
        "B2,2026-03-28,1,2.50,\n"
        "C3,2026-03-28,2,3.00,x\n"
    )
    records = read_text(tmp_path, text, context=a_shop(mapping))
    assert [sale.ref for sale in sales(records)] == kept
    assert len(left_out(records)) == 3 - len(kept)
    assert not any(row.rejected for row in left_out(records))
    for row in left_out(records):
        assert row.reason.format(**row.values).startswith("Left out by a rule on")
