"""``kpi-tui bridge`` and its page: the same amounts as text, JSON and on screen, to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import commands
from tests.commands import run
from tests.desks import app_on, opened, press, screen_lines, screen_text, settled
from tui import language
from tui.screens.bridge import BridgePage
from tui.screens.cockpit import Cockpit

if TYPE_CHECKING:
    from pathlib import Path


def data(capsys: pytest.CaptureFixture[str], db: Path, *args: object) -> dict[str, Any]:
    return commands.data(capsys, "--db", db, *args)


def cents(amount: float) -> int:
    return round(amount * 100)


@pytest.mark.parametrize("period", ["28d", "2026-09", "2026-Q3", "365d"])
def test_parts_and_members_sum_to_the_change_of_the_figures_that_kpi_shows(
    capsys: pytest.CaptureFixture[str], sample_store: Path, period: str
) -> None:
    found = data(capsys, sample_store, "bridge", "--period", period, "--by", "channel")
    kpi = data(capsys, sample_store, "kpi", "revenue", "gross_margin", "contribution",
               "--period", period)  # fmt: skip
    for one, figure in zip(found["bridges"], kpi["metrics"], strict=True):
        assert one["reason"] is None
        assert (one["value"], one["before"]) == (figure["value"], figure["compare"]["value"])
        change = cents(one["change"])
        assert change == cents(one["value"]) - cents(one["before"])
        assert sum(cents(part["amount"]) for part in one["parts"]) == change
        assert sum(cents(part["amount"]) for part in one["sums"]) == change
        assert sum(cents(member["change"]) for member in one["members"]) == change
        for member in one["members"]:
            amounts = [cents(part["amount"]) for part in member["parts"]]
            assert sum(amounts) == cents(member["change"])


def test_the_waterfall_can_be_read_in_80_cells(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    code, out, err = run(capsys, "--db", sample_store, "bridge", "--by", "channel")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines)) <= 80
    for word in ("REVENUE", "GROSS MARGIN", "PROFIT AFTER ACQUISITION", "Traffic", "Conversion",
                 "Average basket", "Refunds", "did most of it", "By channel, in EUR"):  # fmt: skip
        assert word in out
    assert "█" in out
    assert "░" in out or "▓" in out


def test_where_it_cannot_be_split_the_reason_stands_instead(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    early = ("bridge", "--period", "2020-01", "--of", "revenue", "--by", "channel")
    found = data(capsys, sample_store, *early)["bridges"][0]
    assert found["parts"] == []
    assert found["members"] == []
    assert "Data start" in found["reason"]
    code, out, _err = run(capsys, "--db", sample_store, *early)
    assert code == 0
    assert "Data start" in out
    by_method = data(capsys, sample_store, "bridge", "--of", "revenue", "--by", "payment_method")
    assert "Visits are not known" in " ".join(by_method["bridges"][0]["notes"])


def test_mistakes_of_usage_are_named(
    capsys: pytest.CaptureFixture[str], sample_store: Path
) -> None:
    for wrong, named in (
        (("--by", "chanel"), "channel"),
        (("--where", "channel=emial"), "email"),
        (("--period", "tomorrow"), "2026-Q1"),
        (("--compare", "none"), "--compare"),
    ):
        code, out, err = run(capsys, "--db", sample_store, "bridge", *wrong)
        assert (code, out) == (2, "")
        assert named in err


# -- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "lang"), [((80, 24), "en"), ((80, 24), "fr"), ((60, 20), "fr"), ((120, 40), "en")]
)
async def test_w_shows_why_at_every_size(
    size: tuple[int, int], lang: str, sample_store: Path
) -> None:
    language.use(lang)
    async with opened(app_on(sample_store, as_of=None), size) as pilot:
        await press(pilot, "w")
        assert isinstance(pilot.app.screen, BridgePage)
        lines = screen_lines(pilot)
        text = "\n".join(lines)
        assert "2026" in lines[0]
        assert "‹1/3›" in lines[1]
        assert "█" in text
        assert "email" in text
        assert "Esc" in lines[-1]
        assert max(map(len, lines)) <= size[0]


async def test_the_page_goes_from_revenue_to_margin_to_profit_and_from_channel_to_device(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "w")
        assert screen_lines(pilot)[1].strip().startswith("Revenue")
        await press(pilot, "m")
        assert "Margin rate" in screen_text(pilot)
        await press(pilot, "m")
        assert "Marketing spend" in screen_text(pilot)
        await press(pilot, "m", "b", "'device", "enter")
        assert "By device" in screen_text(pilot)
        assert "mobile" in screen_text(pilot)
        await press(pilot, "enter")
        assert "Device = " in screen_lines(pilot)[1]
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, Cockpit)


async def test_the_days_on_screen_are_kept_from_the_cockpit_and_changed_for_all(
    sample_store: Path,
) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "p", "'2026-09", "enter", "w")
        before = screen_lines(pilot)[1]
        assert "Sep" in screen_lines(pilot)[0]
        await press(pilot, "c", "'last", "enter")
        assert screen_lines(pilot)[1] != before
        await press(pilot, "c", "'nothing", "enter")
        assert "compare with" in screen_text(pilot)
        await press(pilot, "L")
        await settled(pilot)
        assert "█" not in screen_text(pilot)


async def test_a_member_of_a_figure_is_explained_by_itself(sample_store: Path) -> None:
    async with opened(app_on(sample_store, as_of=None)) as pilot:
        await press(pilot, "ctrl+p", "'Revenue", "enter", "enter", "w")
        page = pilot.app.screen
        assert isinstance(page, BridgePage)
        assert page.where
        assert "⧩" in screen_lines(pilot)[1]
