"""The dashboard in tests: a shop of known figures, keys pressed by Pilot, the screen as text."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING

from textual._context import visible_screen_stack
from textual.worker import WorkerCancelled

from goals.levers.book import LeverBook
from store.database import connect, create
from store.plans import Plans
from store.spans import Span
from tests.plan_shop import PlanShop
from tui.app import KpiApp
from tui.cli.context import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from store.database import Store

HISTORY = Span(date(2026, 4, 1), date(2026, 11, 1))
AS_OF = date(2026, 10, 31)
SET = 1_790_000_000
"""When goals and levers of the tests were set: an instant of September 2026."""


_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")
"""Babel's unbreakable and thin spaces, which nobody types into a test."""


def _week(base: int, gain: int = 0) -> Callable[[date], int]:
    """A shop's week: busier on Sundays, and a little more from month to month."""
    return lambda day: base + base * (day.weekday() == 6) // 4 + gain * (day - HISTORY.start).days


def build_shop(path: Path) -> None:
    """Make a store with a year of daily series, four goals and a running lever."""
    with create(
        path, currency="EUR", timezone="Europe/Paris", country="FR", name="La Lavandière"
    ) as store:
        shop = PlanShop(store)
        shop.give("visits", _week(700, 1), HISTORY)
        shop.give("carts", _week(80), HISTORY)
        shop.give("carts_converted", _week(28), HISTORY)
        shop.give("orders", _week(25), HISTORY)
        shop.give("goods_sold", _week(1500), HISTORY, money=True)
        for channel, euros in (("facebook", 40), ("google", 60)):
            spend = _week(euros)
            shop.give("spend", spend, HISTORY, money=True, channel=channel)
        reminder = shop.goal(
            date(2026, 9, 20), metric="cart_abandonment", target="< 60 %", by="2026-12-31"
        )
        shop.goal(
            date(2026, 10, 1), metric="gmv", target=">= 100000", by="2026-12-31", kind="total"
        )
        shop.goal(date(2026, 9, 1), metric="visits", target=">= 150000", by="2026-12-31")
        _link(store, reminder.id, "Relance par e-mail")


def _link(store: Store, goal: int, name: str) -> None:
    levers = LeverBook(Plans(store))
    lever = levers.add(levers.from_library("reminder_hours", name), at=SET)
    levers.start(lever.id, date(2026, 9, 22), at=SET + 1, today=AS_OF)
    levers.link(goal, lever.id, at=SET + 1)


def copied(built: Path, target: Path) -> Path:
    """Return a copy of a store that a test may write to."""
    for ending in ("", "-wal"):
        source = built.with_name(built.name + ending)
        if source.exists():
            shutil.copyfile(source, target.with_name(target.name + ending))
    target.chmod(0o600)
    return target


def app_on(path: Path, *, as_of: date | None = AS_OF) -> KpiApp:
    return KpiApp(Session(path, sample=False, as_of=as_of), marks="braille")


@asynccontextmanager
async def opened(app: KpiApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """Run the app without a terminal until its figures are there."""
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until every question is answered, those it led to as well, and all is painted.

    A pause alone is not enough: on a busy machine it ends before keys have come where they lead.
    """
    quiet = 0
    while quiet < 2:
        running = [one for one in pilot.app.workers if not one.is_finished]
        quiet = 0 if running or _waiting(pilot) else quiet + 1
        if running:
            with suppress(WorkerCancelled):
                await pilot.app.workers.wait_for_complete(running)
        await pilot.pause()


def _waiting(pilot: Pilot[None]) -> bool:
    """Whether a message still waits for the app, or for anything on one of its screens."""
    screens = pilot.app.screen_stack
    nodes = (node for screen in screens for node in screen.walk_children(with_self=True))
    return any(node.message_queue_size for node in (pilot.app, *nodes))


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other; a key in quotes is a text that is typed in one go."""
    for key in keys:
        if key.startswith("'"):
            letters = ("space" if letter == " " else letter for letter in key[1:])
            await asyncio.gather(*map(pilot.press, letters))
        else:
            await pilot.press(key)
        await settled(pilot)


def screen_lines(pilot: Pilot[None]) -> list[str]:
    """Return what is on screen, line by line."""
    compositor = pilot.app.screen._compositor
    seen = visible_screen_stack.set(pilot.app._background_screens)
    try:
        strips = compositor.render_strips()
    finally:
        visible_screen_stack.reset(seen)
    lines = ("".join(segment.text for segment in strip) for strip in strips)
    return [line.translate(_SPACES).rstrip() for line in lines]


def screen_text(pilot: Pilot[None]) -> str:
    return "\n".join(screen_lines(pilot))


def plans_of(path: Path) -> list[tuple[str, str, str]]:
    """Return (metric, target, state) of every goal that a store keeps."""
    with connect(path, write=False) as store:
        rows = Plans(store).goals(("open", "closed", "archived", "deleted"))
    return [(row.metric, f"{row.operator} {row.target}", row.state) for row in rows]
