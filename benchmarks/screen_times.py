"""How long every page of the app takes to be there, on the sample shop or on any store.

    python benchmarks/screen_times.py [--db FILE] [--period 365d] [--size 80x24] [--runs 5]

The whole app runs without a terminal on a copy of the store; the keys of ``WAYS`` open one page
after the other. For each are printed, as median and 95th percentile over the runs, the milliseconds
from the key until all answers are on screen:

first    in a process that has asked nothing of the kind before
again    after new figures: nothing is remembered, the process is warm
kept     with nothing changed since

The bar stands beside it, and a row that misses it is marked. The line “a panel” says what of this
is pressing the key and waiting for the screen to be still. A page of the app that no way leads to
fails the run: list it in ``WAYS``.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import pkgutil
import shutil
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program itself does

import tui.screens
from store.daily import ensure_current
from store.database import connect
from tests.desks import opened, press, settled
from tui.app import KpiApp
from tui.cli.context import Session
from tui.sample import shipped
from tui.screens.base import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.pilot import Pilot

BAR_FIRST, BAR_AGAIN, BAR_KEPT = 600, 400, 300
"""Milliseconds."""
BAR_HEAVY = 3_000
"""For what is worked out in the background, with the page saying so."""


@dataclass(frozen=True)
class Way:
    """How to a page: the keys from the figures; ``heavy`` where a model or a search is behind."""

    page: str
    keys: tuple[str, ...]
    what: str
    heavy: bool = False


WAYS = (
    Way("", ("question_mark",), "a panel"),
    Way("Cockpit", ("r",), "figures"),
    Way("MetricPage", ("enter",), "one figure"),
    Way("MetricPage", ("enter", "right"), "one figure, the next breakdown"),
    Way("BridgePage", ("w",), "why"),
    Way("TunnelPage", ("t",), "tunnel"),
    Way("ProductsPage", ("P",), "products"),
    Way("ProductsPage", ("P", "right"), "categories"),
    Way("ProductsPage", ("P", "left"), "products bought together", heavy=True),
    Way("ChannelsPage", ("A",), "channels"),
    Way("SituationsPage", ("S",), "situations"),
    Way("CustomersPage", ("C",), "customers", heavy=True),
    Way("ValuePage", ("V",), "value of customers", heavy=True),
    Way("CustomerPage", ("V", "tab", "enter"), "a customer", heavy=True),
    Way("SegmentsPage", ("G",), "saved segments", heavy=True),
    Way("SegmentPage", ("G", "enter"), "a segment", heavy=True),
    Way("AnomaliesPage", ("N",), "odd days", heavy=True),
    Way("OwnPage", ("F",), "figures of one's own"),
    Way("SourcesPage", ("s",), "sources"),
    Way("ConventionsPage", ("B",), "back office"),
    Way("PaymentsPage", ("Y",), "payments"),
    Way("GoalPage", ("tab", "enter"), "a goal", heavy=True),
    Way("GoalsPage", ("X",), "every goal"),
    Way("MorningPage", ("W",), "this morning, with odd days", heavy=True),
    Way("ProjectsPage", ("J",), "projects"),
    Way("ProjectPage", ("J", "enter"), "a project"),
)
NO_FIGURES = {"Welcome"}
"""Pages that ask nothing of the store."""


def pages() -> set[str]:
    """Return every page of the app, found by what the folder of screens holds."""
    for module in pkgutil.iter_modules(tui.screens.__path__):
        importlib.import_module(f"{tui.screens.__name__}.{module.name}")

    def kinds(kind: type[object]) -> Iterator[type[object]]:
        for one in kind.__subclasses__():
            yield one
            yield from kinds(one)

    return {kind.__name__ for kind in kinds(Page) if not kind.__subclasses__()}


def unlisted() -> set[str]:
    """Return the pages that no way leads to."""
    return pages() - {way.page for way in WAYS} - NO_FIGURES


@dataclass
class Times:
    """Seconds of each run."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time every page of the app.")
    parser.add_argument("--db", type=Path)
    parser.add_argument("--period", default="365d")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    if missing := unlisted():
        sys.exit(f"No way is listed to {', '.join(sorted(missing))}: add it to WAYS.")
    columns, lines = (int(part) for part in asked.size.split("x"))
    times: dict[Way, Times] = defaultdict(Times)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            HOME=folder, XDG_CONFIG_HOME=folder, XDG_STATE_HOME=folder, LANG="C.UTF-8"
        )
        path = Path(folder) / "shop.db"
        for _run in range(asked.runs):
            shutil.copyfile(asked.db or shipped(), path)
            path.chmod(0o600)
            with connect(path) as store:
                ensure_current(store)
            asyncio.run(run(path, asked.period, (columns, lines), times))
            for beside in Path(folder).glob("shop.db*"):
                beside.unlink()
    report(times, asked.period)


async def run(path: Path, period: str, size: tuple[int, int], times: dict[Way, Times]) -> None:
    app = KpiApp(Session(path), marks="braille")
    app.question = replace(app.question, period=period)
    async with opened(app, size) as pilot:
        app.ask_for(app.question)
        await settled(pilot)
        for way in WAYS:
            here = times[way]
            first = await timed(pilot, way)
            await home(pilot)
            if first is None:
                continue
            here.first.append(first)
            app.desk._answers.clear()
            here.again.append(await timed(pilot, way) or 0)
            await home(pilot)
            here.kept.append(await timed(pilot, way) or 0)
            await home(pilot)


async def timed(pilot: Pilot[None], way: Way) -> float | None:
    """Open a page and return the seconds of its last key; ``None`` where the shop has none."""
    await press(pilot, *way.keys[:-1])
    began = perf_counter()
    await press(pilot, way.keys[-1])
    taken = perf_counter() - began
    seen = type(pilot.app.screen).__name__
    return taken if way.page in ("", seen) else None


async def home(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, KpiApp)
    app.go_home()
    await settled(pilot)
    if app.cockpit.place == "goals":
        await press(pilot, "tab")


def report(times: dict[Way, Times], period: str) -> None:
    print(f"{period}, {len(next(iter(times.values())).first)} runs, ms: median (95 %)")
    print(f"{'page':32}{'first':>14}{'again':>14}{'kept':>14}   bar")
    for way, found in times.items():
        if not found.first:
            print(f"{way.what:32}{'not reached in this shop':>42}")
            continue
        bars = (BAR_HEAVY,) * 2 + (BAR_KEPT,) if way.heavy else (BAR_FIRST, BAR_AGAIN, BAR_KEPT)
        cells, missed = "", False
        for seconds, bar in zip((found.first, found.again, found.kept), bars, strict=True):
            middle = median(seconds) * 1000
            worst = sorted(seconds)[round(0.95 * (len(seconds) - 1))] * 1000
            cells += f"{middle:8.0f} ({worst:.0f})".rjust(14)
            missed |= middle > bar
        print(f"{way.what:32}{cells}   {' '.join(map(str, bars))}{'  MISSED' if missed else ''}")


if __name__ == "__main__":
    main()
