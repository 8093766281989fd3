"""Rows that add up others, and cells that say there is nothing, in any importer."""

from __future__ import annotations

import pytest

from store.columns.numbers import is_none, is_unknown
from store.columns.titles import folded, unaccented
from store.importers.totals import begins_with_total, is_total


@pytest.mark.parametrize("cell", ["Total", " TOTAUX ", "Grand total", "Total général", "Gesamt"])
def test_a_word_for_a_sum_is_a_total(cell: str) -> None:
    assert is_total(cell)


@pytest.mark.parametrize("cell", ["Total comfort", "totally", "", "sum of it"])
def test_a_name_that_holds_such_a_word_is_none(cell: str) -> None:
    assert not is_total(cell)


@pytest.mark.parametrize(
    "cell", ["Total: Campaigns", "Totaux", "Somme de septembre", "Grand Total"]
)
def test_a_cell_may_begin_with_a_total(cell: str) -> None:
    assert begins_with_total(cell)


@pytest.mark.parametrize("cell", ["Totally new", "Summer sale", "sommeil", "2026-09-01"])
def test_words_that_only_begin_alike_are_no_totals(cell: str) -> None:
    assert not begins_with_total(cell)


def test_a_dash_is_nothing_and_a_word_for_it_is_unknown() -> None:
    assert is_none(" -- ") and is_none("–") and not is_none("n/a") and not is_none("0")
    assert is_unknown("N/A") and is_unknown("null") and is_unknown("") and not is_unknown("0")


def test_titles_are_one_whatever_their_capitals_spaces_and_apostrophes() -> None:
    assert folded("\ufeffTaux  d’engagement ") == folded("taux d'engagement")
    assert unaccented("ÉTAT") == unaccented("état") == "etat"
