"""``kpi-tui conventions`` and its page: the same gaps as text, JSON, CSV and on screen."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from goals.explain.conventions import SUBJECTS
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.cli import main
from tui.screens.conventions import ConventionsPage
from tui.screens.item_rows import ItemRows

if TYPE_CHECKING:
    from pathlib import Path


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    code = main([str(one) for one in args])
    out, err = capsys.readouterr()
    return code, out, err


def data(capsys: pytest.CaptureFixture[str], db: Path, *args: object) -> dict[str, Any]:
    code, out, err = run(capsys, "--db", db, "conventions", *args, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize("period", ["28d", "2026-Q3", "365d"])
def test_on_the_sample_every_gap_sums_to_the_digits_that_are_shown(
    capsys: pytest.CaptureFixture[str], sample_store: Path, period: str
) -> None:
    found = data(capsys, sample_store, "--period", period)
    assert [one["id"] for one in found["metrics"]] == list(SUBJECTS)
    for metric in found["metrics"]:
        scale = {"money": 100, "share": 10_000}.get(metric["unit"], 1)
        for figure in metric["figures"]:
            assert figure["value"] is not None, (metric["id"], figure["id"], figure["reason"])
            parts = sum(round(item["amount"] * scale) for item in figure["items"])
            assert round(metric["value"] * scale) + parts == round(figure["value"] * scale)


def test_our_figure_is_the_one_that_kpi_shows(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    _code, out, _err = run(capsys, "--db", sample_store, "kpi", "revenue", "orders", "--json")
    known = {one["id"]: one["value"] for one in json.loads(out)["metrics"]}
    for name in ("revenue", "orders"):
        assert data(capsys, sample_store, name)["metrics"][0]["value"] == known[name]


def test_as_text_a_gap_fits_80_columns_and_names_its_source(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    db = ("--db", sample_store, "conventions")
    year = ("--period", "365d")
    for args in ((), ("revenue",), ("conversion", "--system", "prestashop", *year)):
        code, out, err = run(capsys, *db, *args)
        assert (code, err) == (0, "")
        assert all(len(line) <= 80 or line.startswith("https://") for line in out.splitlines())
    assert "https://docs.prestashop-project.org" in out
    assert "Orders given back whole since" in out


def test_what_is_typed_is_measured_against_the_system_s_rule(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    asked = ("orders", "--system", "shopify")
    whole = data(capsys, sample_store, *asked)["metrics"][0]["figures"][0]
    typed = whole["value"] + 3
    found = data(capsys, sample_store, *asked, "--theirs", typed)["metrics"][0]["figures"][0]
    assert (found["theirs"], found["unexplained"]) == (typed, 3)
    code, out, _err = run(capsys, "--db", sample_store, "conventions", *asked, "--theirs", typed)
    assert code == 0
    assert "Not explained by the rows here" in out


def test_an_item_opens_on_its_rows_and_what_cannot_be_asked_is_refused(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    db = ("--db", sample_store, "conventions")
    asked = ("revenue", "--system", "prestashop", "--period", "365d")
    code, out, _err = run(capsys, *db, *asked, "--rows", "refunds")
    assert code == 0
    assert "Rows 1 to 20 of" in out
    for wrong in (
        ("revenu",), ("nps",), ("revenue", "--theirs", "9"), (*asked, "--rows", "refundz"),
        (*asked, "--figure", "salez"), (*asked, "--theirs", "much"),
        ("conversion", "--system", "prestashop", "--rows", "visits"),
    ):  # fmt: skip
        code, out, err = run(capsys, *db, *wrong)
        assert (code, out) == (2, ""), wrong
        assert err


def test_as_csv_a_line_is_an_item(capsys: pytest.CaptureFixture[str], sample_store: Path) -> None:
    code, out, _err = run(capsys, "--db", sample_store, "conventions", "orders", "--csv")
    assert code == 0
    rows = [row for row in csv.DictReader(out.splitlines()) if row["system"] == "matomo"]
    assert rows[0]["item"] == "ours"
    assert rows[-1]["item"] == "value"
    amounts = [int(row["amount"]) for row in rows]
    assert sum(amounts[:-1]) == amounts[-1]


# -- on screen --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((80, 24), "fr"), ((60, 20), "fr"), ((120, 40), "en")]
)
async def test_b_shows_what_the_back_office_says_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await press(pilot, "B")
        page = pilot.app.screen
        assert isinstance(page, ConventionsPage)
        page.metric = "revenue"
        page.refigured()
        await press(pilot, "right", "left")
        lines = screen_lines(pilot)
        assert "Shopify" in "\n".join(lines)
        assert "‹ 1/5 ›" in "\n".join(lines)
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_arrows_turn_systems_and_enter_opens_the_orders_behind_an_item(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "B", "m", "'revenue", "enter")
        page = pilot.app.screen
        assert isinstance(page, ConventionsPage)
        assert page.metric == "revenue"
        await press(pilot, "right", "right", "right")
        assert "‹ 4/5 › f 1/2 Matomo" in screen_text(pilot)
        await press(pilot, "f")
        assert "Subtotals" in screen_text(pilot)
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, ItemRows)
        assert "LV-" in screen_text(pilot)
        await press(pilot, "escape", "up", "enter")
        assert "Move to an item" in screen_text(pilot)


async def test_a_figure_that_nobody_else_has_opens_on_revenue_and_says_so(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        pilot.app.push_screen(ConventionsPage("nps"))
        await settled(pilot)
        page = pilot.app.screen
        assert isinstance(page, ConventionsPage)
        assert page.metric == "revenue"
        assert "here is revenue" in screen_text(pilot)


async def test_the_owner_types_what_they_see_and_reads_what_is_left_over(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "B", "m", "'orders", "enter")
        page = pilot.app.screen
        assert isinstance(page, ConventionsPage)
        assert page.gap is not None
        assert page.gap.value is not None
        await press(pilot, "e", f"'{int(page.gap.value) + 2}", "enter")
        assert "Not explained by the rows here" in screen_text(pilot)
        await press(pilot, "e", "'nonsense", "enter")
        assert "nonsense" in screen_text(pilot)
        if not isinstance(pilot.app.screen, ConventionsPage):
            await press(pilot, "escape")
        await press(pilot, "e", "enter")
        assert page.gap.theirs is None


async def test_a_figure_without_gaps_names_those_that_differ(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "B")
        assert "Other figures differ: Revenue, Orders" in screen_text(pilot), "visits are alike"
        await press(pilot, "f")
        assert "Shopify has no other figure for it." in screen_lines(pilot)[-1]
        await press(pilot, "m")
        rows = screen_lines(pilot)
        assert any("Revenue" in row and "+€" in row for row in rows), "the widest gap beside it"
        assert any("Refunds" in row and "no gap" in row for row in rows)
        await press(pilot, "'revenue", "enter")
        assert "Other figures differ" not in screen_text(pilot)
