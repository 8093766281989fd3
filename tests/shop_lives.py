"""Random lives of a small shop, import by import: what properties of figures are tested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from store.records import Status
from tests.builders import TestShop, item

Event = "Callable[[TestShop], None]"

_DAYS = [f"2026-01-{day:02}" for day in range(1, 10)] + ["2026-03-31", "2026-04-01", "2026-07-01"]
_day = st.sampled_from(_DAYS)
_people = st.sampled_from(["", "ana", "bob", "cleo"])
_channel = st.sampled_from(["", "email", "social"])
_device = st.sampled_from(["", "mobile"])
_country = st.sampled_from(["", "FR", "DE"])
_category = st.sampled_from(["", "", "Care", "Bath"])
_amount = st.integers(0, 9)


@dataclass(frozen=True)
class Told:
    """One call of a builder, shown by hypothesis as it is written."""

    what: str
    kept: tuple[tuple[str, Any], ...]

    def tell(self, shop: TestShop) -> None:
        told = dict(self.kept)
        refund = told.pop("refund", None)
        day = told.pop("day")
        if self.what == "series":
            shop.series(told.pop("measure"), day, told.pop("value"), **told)
            return
        if self.what == "spend":
            shop.spend(day, told.pop("amount"), **told)
            return
        if self.what == "refund":
            shop.refund(day, told.pop("goods"), **told)
            return
        doc = getattr(shop, self.what)(day, **told)
        if refund:
            back, goods, cost = refund
            members = {
                name: told[name] for name in ("channel", "device", "country") if name in told
            }
            shop.refund(
                back, goods, of=doc, ordered=day, by=told["by"], cost=cost,
                lines=told["lines"][:1], **members,
            )  # fmt: skip


def _told(what: str, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Told]:
    return st.fixed_dictionaries(parts).map(lambda kept: Told(what, tuple(kept.items())))


_lines = st.lists(
    st.builds(
        item,
        st.sampled_from(["soap", "box", "towel"]),
        _amount,
        units=st.integers(1, 3),
        cost=st.none() | _amount,
        category=_category,
    ),
    max_size=3,
)
orders = _told(
    "order",
    day=_day, by=_people, ref=st.sampled_from(["", "A", "B", "C", "D"]),
    status=st.sampled_from([Status.PAID, Status.PAID, Status.PAID, Status.CANCELLED]),
    at=st.none() | st.integers(1, 3), lines=_lines, goods=st.none() | _amount,
    channel=_channel, device=_device, country=_country,
    refund=st.none() | st.tuples(_day, _amount, _amount),
)  # fmt: skip
refunds = _told("refund", day=_day, goods=_amount, by=_people, country=_country)
visits = _told(
    "visit",
    day=_day, by=_people, ref=st.sampled_from(["", "V1", "V2"]), pages=st.integers(1, 2),
    channel=_channel, device=_device,
)  # fmt: skip
carts = _told(
    "cart",
    day=_day, by=_people, ref=st.sampled_from(["", "C1"]),
    step=st.sampled_from(["filled", "paid"]), channel=_channel,
)  # fmt: skip
series = _told(
    "series",
    measure=st.sampled_from(["visits", "orders", "goods_sold", "visitors", "parcels"]), day=_day,
    value=st.integers(0, 50), channel=_channel, category=_category,
)  # fmt: skip
spends = _told("spend", day=_day, amount=_amount, channel=_channel)

imports = st.lists(
    st.lists(st.one_of(orders, orders, orders, refunds, visits, carts, series, spends), max_size=8),
    min_size=1,
    max_size=4,
)
"""Some imports, each of some rows; orders, visits and carts may be told again."""


def tell(shop: TestShop, events: list[Told]) -> None:
    """Tell one import, a daily value only once."""
    seen = set()
    for event in events:
        if event.what == "series":
            key = tuple(sorted((name, value) for name, value in event.kept if name != "value"))
            if key in seen:
                continue
            seen.add(key)
        event.tell(shop)
