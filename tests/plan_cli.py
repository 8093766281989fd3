"""Runs ``kpi-tui`` on a small shop on disk, as of 19 November 2026."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from store.database import create
from store.spans import Span
from tests.plan_shop import HISTORY, PlanShop
from tui.cli import main

if TYPE_CHECKING:
    import pytest

DAYS = Span(HISTORY.start, date(2026, 11, 20))


def a_shop_on_disk(path: Path) -> Path:
    """Return a store of a shop with carts, orders, sales, visits and spend."""
    path.write_bytes(_shop())
    path.chmod(0o600)
    return path


@cache
def _shop() -> bytes:
    with TemporaryDirectory() as folder:
        return _made(Path(folder) / "shop.db").read_bytes()


def _made(path: Path) -> Path:
    with create(
        path, currency="EUR", timezone="Europe/Paris", country="FR", name="La Test"
    ) as store:
        shop = PlanShop(store)
        shop.give("carts", 100, DAYS)
        shop.give("carts_converted", lambda day: 37 + (day.month > 10), DAYS)
        shop.give("orders", 40, DAYS)
        shop.give("goods_sold", 2400, DAYS, money=True)
        shop.give("refunds", 100, DAYS, money=True)
        shop.give("visits", 1500, DAYS)
        shop.give("visits", 500, DAYS, channel="facebook")
        shop.give("spend", 300, DAYS, money=True)
    return path


class Runner:
    """One store, one day; ``run`` returns exit code, stdout, stderr."""

    def __init__(self, db: Path, capsys: pytest.CaptureFixture[str], day: str = "2026-11-19"):
        self.db = db
        self.day = day
        self.capsys = capsys

    def run(self, *words: str, day: str = "", lang: str = "en") -> tuple[int, str, str]:
        self.capsys.readouterr()
        code = main(
            ["--db", str(self.db), "--as-of", day or self.day, "--lang", lang, *map(str, words)]
        )
        out, err = self.capsys.readouterr()
        for line in out.splitlines():
            assert len(line) <= 80 or line.startswith("{"), line
        return code, out, err

    def fine(self, *words: str, day: str = "", lang: str = "en") -> str:
        code, out, err = self.run(*words, day=day, lang=lang)
        assert (code, err) == (0, "")
        return out

    def json(self, *words: str, day: str = "") -> Any:
        return json.loads(self.fine(*words, "--json", day=day))
