"""Whatever is typed or pasted into months, or stands in the file of addresses, is no surprise."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from goals.targets.cells import CellText, parse_cell, split_cells
from goals.targets.plan_months import parse_months
from store.errors import OwnerError
from tui.notify import addresses

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNS = st.text(alphabet="0123456789.,' %€kM-+~=ptwan²½١\u202f\t", max_size=24)
_WHOLE = st.sampled_from(["12k", "+5 %", "=", "~", "-", "+2 pt", "-10%", "1 240,50 €", "9" * 400])
TYPED = _WHOLE | _SIGNS | st.text(max_size=40) | st.tuples(_WHOLE, _SIGNS).map("".join)
UNITS = st.sampled_from(["count", "money", "share", "ratio", "points"])
BESIDE = st.none() | st.fractions(max_denominator=9)
MONTHS = st.lists(
    st.sampled_from(["2026-12", "..", "2027-03", "13", "-", "2", " ", "9999-12"]), max_size=6
).map("".join)
_LINES = st.sampled_from(
    ["[to.mail]", "[to]", "[to.'\x1b[31m']", 'url = "mailtos://me:pass@host?to=me@host"', "url = 3",
     'url = "x', "x = " + "9" * 5_000, "url = [" * 900, "[to.mail.more]", 'mail = "json://h"']
)  # fmt: skip


def read_or_refused(read: Callable[[], object]) -> object | None:
    """Return what is read, ``None`` where it is refused in words."""
    try:
        return read()
    except OwnerError as refused:
        assert refused.what.text
        assert refused.remedy.text
        return None


@given(TYPED, UNITS, BESIDE, BESIDE, BESIDE)
@settings(max_examples=250, deadline=None)
def test_any_text_in_a_cell_is_an_amount_or_refused(
    text: str, unit: str, year: Fraction | None, expected: Fraction | None, before: Fraction | None
) -> None:
    cell = CellText(
        text=text, unit=unit, currency="EUR", last_year=year, expected=expected, before=before
    )
    found = read_or_refused(lambda: parse_cell(cell))
    assert found is None or isinstance(found, Fraction)


@given(MONTHS | st.text(max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_text_for_months_is_months_one_after_the_other_or_refused(text: str) -> None:
    found = read_or_refused(lambda: parse_months(text))
    if isinstance(found, list):
        assert found
        assert all(one.end == later.start for one, later in pairwise(found))


@given(st.text(alphabet="1,;\t\r\n +%", max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_paste_is_rows_of_cells_that_hold_no_line_ends(text: str) -> None:
    for row in split_cells(text):
        assert all("\n" not in cell and "\t" not in cell for cell in row)


@given(st.lists(_LINES, max_size=5).map("\n".join) | st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_file_of_addresses_is_read_or_refused_without_its_secrets(text: str) -> None:
    try:
        found = addresses.parse(text, "shop.notify.toml")
    except OwnerError as refused:
        assert "pass" not in f"{refused} {refused.what.values} {refused.remedy}"
        return
    assert all("\x1b" not in one.name and "pass" not in repr(one) for one in found)
