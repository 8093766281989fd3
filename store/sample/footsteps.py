"""What the shop's web server wrote of its last months: pages, paths through them, and answers.

The same visits as in the store: each begins on its landing page, has as many pages, and goes as far
as its steps say. Logs are kept for three months, so there is nothing of before.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from store.sample.dice import Choice
from store.sample.fiction import LAST_DAY
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from store.sample.dice import Dice
    from store.sample.shopping import Visit

Row = dict[str, object]
FIRST_LOGGED = LAST_DAY.replace(month=LAST_DAY.month - 2, day=1)
SLOW = 3_000

_STEPS = ((2, "/panier"), (4, "/commande"), (8, "/paiement"), (16, "/merci"))
_PRODUCT = Choice({
    "/savons/savon-lavande": 0.5, "/lavande/brume-oreiller": 0.3, "/coffrets/provence": 0.2,
})  # fmt: skip
_ROAMED = Choice({"/": 0.3, "/savons": 0.4, "/coffrets": 0.3})
_TIMES = {"/panier": 650, "/commande": 820, "/paiement": 1_250, "/merci": 700}
"""Milliseconds of an answer; other pages take 340."""


def walk(dice: Dice, visit: Visit) -> list[str]:
    """Return the pages of a visit, in their order."""
    end = [page for bit, page in _STEPS if visit.steps & bit]
    first = [visit.landing_page or "/"]
    if visit.steps & 1:
        end.insert(0, _PRODUCT.pick(dice))
    roamed = [_ROAMED.pick(dice) for _ in range(visit.pages - len(first) - len(end))]
    return (first + roamed + end)[: max(1, visit.pages)]


def footsteps(dice: Dice, day: date, visits: list[Visit]) -> tuple[list[Row], list[Row]]:
    """Return the rows of ``page`` and of ``page_step`` that a day's visits leave."""
    views: Counter[str] = Counter()
    entries: Counter[str] = Counter()
    exits: Counter[str] = Counter()
    steps: Counter[tuple[str, str]] = Counter()
    for visit in visits:
        pages = walk(dice, visit)
        views.update(pages)
        entries[pages[0]] += 1
        exits[pages[-1]] += 1
        steps.update(zip(["", *pages], [*pages, ""], strict=True))
    number = to_number(day)
    rows = [
        {"day": number, "page": page, "views": count, "entries": entries[page],
         "exits": exits[page], **_answered(dice, page, count)}
        for page, count in sorted(views.items())
    ]  # fmt: skip
    paths: list[Row] = [
        {"day": number, "page": page, "next_page": after, "times": times}
        for (page, after), times in sorted(steps.items())
    ]
    return rows, paths


def _answered(dice: Dice, page: str, views: int) -> Row:
    failures = dice.poisson(views * (0.004 if page in _TIMES else 0.0006))
    each = max(60, round(dice.normal(_TIMES.get(page, 340), 45)))
    slow = dice.poisson(views * (0.03 if page == "/paiement" else 0.002))
    timed = views + failures
    return {
        "failures": failures,
        "timed": timed,
        "slow": min(slow, timed),
        "milliseconds": timed * each + min(slow, timed) * SLOW,
    }


def answers(dice: Dice, day: date, pages: list[Row]) -> Iterator[Row]:
    """What the server answered in all: the files of pages, what was not found, and robots."""
    number = to_number(day)
    views = sum(int(str(row["views"])) for row in pages)
    failures = sum(int(str(row["failures"])) for row in pages)
    robots = dice.poisson(views * 0.6)
    files = views * 9 + dice.poisson(views)
    told = {
        200: (views + files + robots, 31_000), 301: (dice.poisson(views * 0.05), 420),
        304: (dice.poisson(files * 0.2), 0), 404: (dice.poisson(8 + views * 0.02), 2_300),
        500: (failures, 900),
    }  # fmt: skip
    for status, (requests, size) in told.items():
        if requests:
            yield {"day": number, "status": status, "requests": requests, "bytes": requests * size}
    yield {"day": number, "status": 0, "bots": robots}
