"""Visits, as PrestaShop's own statistics keep them in ``ps_connections``.

A visit is a connection of a guest: PrestaShop begins a new one half an hour after the last began,
and leaves out the robots it knows. How many pages it had is kept only where the shop's owner had
page views saved for each customer; then, and only then, bounces and page views can be said.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.coverage import measure_subject
from store.records import Fact, LeftOut
from store.sync.origin import Origin, better, origin_of
from store.sync.prestashop.tables import PAGES, VISITS
from store.sync.values import earlier, said, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.importers.protocol import Record
    from store.sync.prestashop.shop import Shop

_RUNNING = timedelta(hours=6)
"""A visit this old has ended: it is not read again."""
_AT_ONCE = 5_000
_PRODUCT_SEEN = 1
_ALONE = ("visits", "visitors", "returning_visits")


class Visits:
    """Reads the visits after ``last``; ``settled`` is the last that has surely ended."""

    def __init__(self, shop: Shop, last: int, now: str) -> None:
        self._shop = shop
        self._last = last
        self.kept = shop.has(*VISITS)
        self.settled = last
        self._pages_from = ""
        """From when on pages are kept: PrestaShop clears away older ones."""
        self._old = earlier(now, _RUNNING)
        if self.kept and shop.has(*PAGES):
            (first,) = shop.database.one(
                f"SELECT MIN(time_start) FROM {shop.table('connections_page')}"
                " WHERE time_start > '1990-01-01'"
            )
            self._pages_from = first or ""

    def covers(self) -> dict[str, int]:
        """Return from which day on visits can be told of, and from which their pages too."""
        shop = self._shop
        if not self.kept:
            return {}
        (first,) = shop.database.one(
            f"SELECT MIN(v.date_add) FROM {shop.table('connections')} v"
            f" WHERE {shop.where('v')} AND v.date_add > '1990-01-01'"
        )
        day, paged = shop.clock.day(first), shop.clock.day(self._pages_from)
        found = {} if day is None else {measure_subject(one): day for one in _ALONE}
        return found if day is None or paged is None else {**found, "visits": max(day, paged)}

    def total(self) -> int:
        """Return how many visits there are to read."""
        if not self.kept:
            return 0
        shop = self._shop
        (number,) = shop.database.one(
            f"SELECT COUNT(*) FROM {shop.table('connections')} v"
            f" WHERE v.id_connections > %s AND {shop.where('v')}",
            self._last,
        )
        return whole(number)

    def read(self) -> Iterator[list[Record]]:
        """Yield the visits in the order of their keys, some thousands at a time."""
        last = self._last
        while self.kept:
            rows = self._rows(last)
            if not rows:
                return
            first, last = last + 1, whole(rows[-1][0])
            sources = self._sources(first, last)
            pages = self._pages_of(first, last)
            yield [self._record(row, sources.get(row[0]), pages) for row in rows]
            for row in rows:
                if row[2] < self._old:
                    self.settled = max(self.settled, whole(row[0]))

    def _rows(self, last: int) -> list[list[str]]:
        shop = self._shop
        table = shop.table("connections")
        page, joined = "NULL", ""
        if shop.has("page", "page_type"):
            page = "t.name"
            joined = (
                f" LEFT JOIN {shop.table('page')} p ON p.id_page = v.id_page"
                f" LEFT JOIN {shop.table('page_type')} t ON t.id_page_type = p.id_page_type"
            )
        columns = (
            "v.id_connections", "v.id_guest", "v.date_add", "v.http_referer", page,
            "g.id_operating_system", "g.mobile_theme",
            f"(SELECT MIN(f.id_connections) FROM {table} f WHERE f.id_guest = v.id_guest)",
        )  # fmt: skip
        rows = shop.database.packed(
            columns,
            f"FROM {table} v LEFT JOIN {shop.table('guest')} g ON g.id_guest = v.id_guest{joined}"
            f" WHERE v.id_connections > %s AND {shop.where('v')}"
            f" ORDER BY v.id_connections LIMIT {_AT_ONCE}",
            last,
        )
        return list(rows)

    def _sources(self, first: int, last: int) -> dict[str | None, Origin]:
        shop = self._shop
        found: dict[str | None, Origin] = {}
        for visit, referrer, address, keyword in shop.database.rows(
            "SELECT id_connections, http_referer, request_uri, keywords"
            f" FROM {shop.table('connections_source')}"
            " WHERE id_connections BETWEEN %s AND %s ORDER BY id_connections_source",
            first,
            last,
        ):
            origin = origin_of(said(referrer), said(address), shop.hosts, said(keyword))
            found[visit] = better(found.get(visit), origin)
        return found

    def _pages_of(self, first: int, last: int) -> dict[str | None, tuple[int, bool]]:
        """Return how many pages each visit saw, and whether a product was among them."""
        if not self._pages_from:
            return {}
        shop = self._shop
        return {
            visit: (whole(pages), product == "1")
            for visit, pages, product in shop.database.rows(
                "SELECT c.id_connections, COUNT(*), MAX(t.name = 'product')"
                f" FROM {shop.table('connections_page')} c"
                f" LEFT JOIN {shop.table('page')} p ON p.id_page = c.id_page"
                f" LEFT JOIN {shop.table('page_type')} t ON t.id_page_type = p.id_page_type"
                " WHERE c.id_connections BETWEEN %s AND %s GROUP BY c.id_connections",
                first,
                last,
            )
        }

    def _record(
        self, row: list[str], source: Origin | None, pages: dict[str | None, tuple[int, bool]]
    ) -> Record:
        number, guest, added, referrer, page, system, mobile, earliest = row
        shop = self._shop
        try:
            moment = shop.clock.moment(added)
        except CellError as error:
            return LeftOut(whole(number), "connections", error.reason, values=error.values)
        origin = source or origin_of(said(referrer), "", shop.hosts)
        if not origin.landing_page:
            origin = origin._replace(landing_page=said(page))
        seen, product = pages.get(number, (1, page == "product"))
        if not self._pages_from or added < self._pages_from:
            seen, product = 0, False
        values: dict[str, object] = {
            "ref": str(number), "day": moment.day, "at": moment.at, "visitor": whole(guest),
            "pages": seen, "known": int(whole(earliest) < whole(number)),
            "steps": _PRODUCT_SEEN if product else 0,
            "device": "mobile" if mobile == "1" else shop.devices.get(whole(system), ""),
            **origin.members(),
        }  # fmt: skip
        return Fact("visit", values)
