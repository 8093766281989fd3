"""What the store knows of orders it read before: where they came from, and which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import Kind, Sale, Status
from store.sync.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from store.database import Store

_PLACES = (*Origin._fields, "device")
_PAGE = 5_000


_TABLES = {Kind.SALE: "sale", Kind.CART: "cart"}


def origins(
    store: Store, source: str, kind: Kind, refs: Sequence[str]
) -> Mapping[str, Mapping[str, str]]:
    """Return where orders or carts came from, as an earlier sync found it: shops forget visits."""
    marks = ", ".join("?" * len(refs))
    joins = " ".join(f"LEFT JOIN member m_{name} ON m_{name}.id = s.{name}" for name in _PLACES)
    names = ", ".join(f"m_{name}.name" for name in _PLACES)
    with store.reading() as connection:
        rows = connection.execute(
            f"SELECT d.ref, {names} FROM document d"
            f" JOIN {_TABLES[kind]} s ON s.day = d.day AND s.doc = d.id AND s.import = d.import"
            f" {joins} WHERE d.kind = ? AND d.source ="
            " (SELECT id FROM member WHERE dimension = 'source' AND name = ?)"
            f" AND d.ref IN ({marks})",
            (int(kind), source, *refs),
        ).fetchall()
    return {
        ref: {name: member for name, member in zip(_PLACES, places, strict=True) if member}
        for ref, *places in rows
    }


def vanished(store: Store, source: str, importer: str, live: Container[str]) -> Iterator[Sale]:
    """Yield, as cancelled and empty, the orders of this importer that the shop has no more.

    Orders that only a file told of are left alone, and those that are noted so already.
    """
    after = ""
    while True:
        with store.reading() as connection:
            rows = connection.execute(
                "SELECT d.ref, d.day, s.status, s.units, s.paid FROM document d"
                " JOIN sale s ON s.day = d.day AND s.doc = d.id AND s.import = d.import"
                " JOIN import i ON i.id = d.import"
                " WHERE d.kind = ? AND d.ref > ? AND i.importer = ? AND d.source ="
                " (SELECT id FROM member WHERE dimension = 'source' AND name = ?)"
                " ORDER BY d.ref LIMIT ?",
                (int(Kind.SALE), after, importer, source, _PAGE),
            ).fetchall()
        for ref, day, status, units, paid in rows:
            known = status == Status.CANCELLED and units == 0 and paid == 0
            if not known and ref not in live:
                yield Sale(ref, day, 1, Status.CANCELLED)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]
