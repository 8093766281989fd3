"""Every source has a page for owners, in both languages, that a terminal of 80 columns can show."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from store.importers import importers
from store.importers.pages import HEADINGS, LINES, WIDTH, page, pages, path_of
from store.sync.config import IMPORTERS
from tui.cli.columns import width
from tui.page_text import as_lines, as_paragraphs, blocks, title

if TYPE_CHECKING:
    from pathlib import Path

DATABASES = tuple(IMPORTERS.values())
EACH = [(name, language) for name in (*importers(), *DATABASES) for language in HEADINGS]


@pytest.mark.parametrize(("name", "language"), EACH)
def test_every_importer_has_its_page_with_the_same_parts(name: str, language: str) -> None:
    path = path_of(name, language)
    assert path.is_file(), f"Write {path.name}: how an owner gets this export, and how it counts."
    found = blocks(path.read_text("utf-8"))
    assert [one.text for one in found if one.kind == "heading"] == list(HEADINGS[language])
    assert [one.kind for one in found].count("title") == 1 and found[0].kind == "title"
    for heading, after in pairwise(found):
        assert (heading.kind, after.kind) != ("heading", "heading"), f"empty: {heading.text}"
    assert found[-1].kind != "heading"


@pytest.mark.parametrize("path", sorted(path_of("x").parent.glob("*.md")), ids=lambda one: one.name)
def test_a_page_fits_a_terminal_as_it_is_written_and_as_it_is_shown(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LINES
    assert max(map(width, text.splitlines())) <= WIDTH
    assert max(map(width, as_lines(text))) <= 80


def test_no_page_is_of_an_importer_that_is_gone() -> None:
    assert set(pages()) <= {*importers(), *DATABASES}, (
        "a page without its importer says what is not true"
    )


def test_a_page_is_english_where_a_language_has_none_and_nothing_outside_is_read() -> None:
    assert page("shopify_orders", "de") == page("shopify_orders")
    assert page("shopify_orders", "fr") != page("shopify_orders")
    assert page("../daily_series") is None and page("no_such_importer") is None


PAGE = """# Shop: a file

## Get it

Press **Export**, then run
this:

    kpi-tui import a.csv

- first, `code` and
  its second line
  - a smaller one
- see [the manual](https://example.org/m)
"""


def test_a_page_becomes_plain_lines() -> None:
    assert as_lines(PAGE) == [
        "Shop: a file",
        "============",
        "Get it",
        "------",
        "Press Export, then run this:",
        "",
        "    kpi-tui import a.csv",
        "",
        "  - first, code and its second line",
        "    - a smaller one",
        "  - see the manual (https://example.org/m)",
    ]


def test_a_page_becomes_paragraphs_of_a_screen() -> None:
    found = as_paragraphs(PAGE)
    assert title(PAGE) == "Shop: a file"
    assert found[0] == (("Get it", "title"),)
    assert found[1] == (("Press ", ""), ("Export", "strong"), (", then run this:", ""))
    assert (("  kpi-tui import a.csv", "strong"),) in found
