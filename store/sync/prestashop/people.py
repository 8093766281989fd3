"""Customers as events: an account opened, a newsletter asked for. Nothing else of them is kept.

Guests have no account. Somebody who leaves the newsletter has signed up all the same, on that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.records import Fact, LeftOut
from store.sync.origin import origin_of
from store.sync.values import said, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.importers.protocol import Record
    from store.sync.prestashop.changes import Changes
    from store.sync.prestashop.shop import Shop

SIGN_UP, ACCOUNT = 1, 2
_NO_DAY = ("", "0000-00-00 00:00:00")


class People:
    """Reads accounts and newsletter sign-ups."""

    def __init__(self, shop: Shop, changes: Changes) -> None:
        self._shop = shop
        self._changes = changes

    def read(self) -> Iterator[Record]:
        yield from self._customers()
        yield from self._visitors()

    def _customers(self) -> Iterator[Record]:
        shop, changes = self._shop, self._changes
        changed, values = "TRUE", []
        if not changes.full:
            changed = "(c.id_customer > %s OR c.date_upd >= %s)"
            values = [changes.last("customer"), changes.since("customer")]
        for number, email, guest, added, newsletter in shop.database.rows(
            "SELECT c.id_customer, c.email, c.is_guest, c.date_add, c.newsletter_date_add"
            f" FROM {shop.table('customer')} c WHERE {changed} AND {shop.where('c')}"
            " ORDER BY c.id_customer",
            *values,
        ):
            if guest != "1":
                yield self._event(f"account|{number}", ACCOUNT, added, email, number)
            if (newsletter or "") not in _NO_DAY:
                yield self._event(f"newsletter|{number}", SIGN_UP, newsletter, email, number)

    def _visitors(self) -> Iterator[Record]:
        """Yield the sign-ups of people who are no customers: the newsletter's module keeps them."""
        shop = self._shop
        if not shop.has("emailsubscription"):
            return
        for number, email, day, referrer in shop.database.rows(
            "SELECT e.id, e.email, e.newsletter_date_add, e.http_referer"
            f" FROM {shop.table('emailsubscription')} e WHERE {shop.where('e')} ORDER BY e.id"
        ):
            if (day or "") not in _NO_DAY:
                channel = origin_of(said(referrer), "", shop.hosts).channel if referrer else ""
                yield self._event(
                    f"newsletter|visitor|{number}", SIGN_UP, day, email, number, channel
                )

    def _event(
        self,
        ref: str,
        kind: int,
        at: str | None,
        email: str | None,
        number: str | None,
        channel: str = "",
    ) -> Record:
        try:
            day = self._shop.clock.moment(at).day
        except CellError as error:
            return LeftOut(whole(number), "customer", error.reason, values=error.values)
        return Fact(
            "engagement",
            {
                "ref": ref,
                "day": day,
                "kind": kind,
                "times": 1,
                "customer": said(email),
                "channel": channel,
            },
        )
