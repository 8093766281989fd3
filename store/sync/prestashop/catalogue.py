"""Products of the shop: their names and places, asked for once and by many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from store.money import rounded
from store.records import Product
from store.sync.keys import listed
from store.sync.values import amount, said, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.sync.prestashop.shop import Shop

_KEPT = 50_000
_DEPTH = 20
_FIRST_LEVEL = 2
"""Depth of the categories that customers see first: root and home lie above."""


class Known(NamedTuple):
    """What the catalogue says of a product today."""

    name: str = ""
    category: str = ""
    subcategory: str = ""


class Catalogue:
    """Answers what a product is; remembers a bounded number of answers."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._known: dict[int, Known] = {}
        self._places = self._read_places()

    def known(self, products: Iterable[int]) -> dict[int, Known]:
        """Return what is known of each of these products."""
        if len(self._known) > _KEPT:
            self._known.clear()
        wanted = set(products)
        missing = sorted(wanted - self._known.keys())
        if missing:
            self._known.update(dict.fromkeys(missing, Known()))
            self._known.update(self._read(missing))
            self._name_gone([number for number in missing if not self._known[number].name])
        return self._known

    def products(self, since: str | None) -> Iterator[Product]:
        """Yield what the catalogue says of every product, or of those changed ``since``."""
        shop = self._shop
        worth = shop.worth
        changed = "p.date_upd >= %s" if since else "TRUE"
        values = [since] if since else []
        for number, reference, category, cost, name in shop.database.rows(
            "SELECT p.id_product, p.reference, p.id_category_default, p.wholesale_price, l.name"
            f" FROM {shop.table('product')} p LEFT JOIN {shop.table('product_lang')} l"
            f" ON l.id_product = p.id_product AND l.id_lang = {shop.language}"
            f" AND l.id_shop = {shop.names_of} WHERE {changed} ORDER BY p.id_product",
            *values,
        ):
            place = self._places.get(whole(category), ("", ""))
            sku = sku_of(reference, whole(number))
            yield Product(sku, said(name), *place, _cost(cost, worth))
        if shop.has("product_attribute"):
            yield from self._combinations(changed, values, worth)

    def _combinations(
        self, changed: str, values: list[str], worth: int | None
    ) -> Iterator[Product]:
        """Yield the variants of products that are sold under a reference of their own."""
        shop = self._shop
        for reference, category, own, cost, name in shop.database.rows(
            "SELECT a.reference, p.id_category_default, a.wholesale_price, p.wholesale_price,"
            f" l.name FROM {shop.table('product_attribute')} a JOIN {shop.table('product')} p"
            f" ON p.id_product = a.id_product LEFT JOIN {shop.table('product_lang')} l"
            f" ON l.id_product = p.id_product AND l.id_lang = {shop.language}"
            f" AND l.id_shop = {shop.names_of} WHERE {changed} AND a.reference <> ''"
            " AND a.reference <> COALESCE(p.reference, '') ORDER BY a.id_product_attribute",
            *values,
        ):
            place = self._places.get(whole(category), ("", ""))
            unit = _cost(own, worth) or _cost(cost, worth)
            yield Product(said(reference), said(name), *place, unit)

    def _read(self, products: list[int]) -> Iterator[tuple[int, Known]]:
        shop = self._shop
        for number, category, name in shop.database.rows(
            "SELECT p.id_product, p.id_category_default, l.name"
            f" FROM {shop.table('product')} p LEFT JOIN {shop.table('product_lang')} l"
            f" ON l.id_product = p.id_product AND l.id_lang = {shop.language}"
            f" AND l.id_shop = {shop.names_of} WHERE p.id_product IN ({listed(products)})"
        ):
            place = self._places.get(whole(category), ("", ""))
            yield whole(number), Known(said(name), *place)

    def _name_gone(self, products: list[int]) -> None:
        """Name products that the catalogue no longer has as they were called when last sold."""
        if not products:
            return
        shop = self._shop
        for number, name in shop.database.rows(
            "SELECT d.product_id, d.product_name FROM (SELECT MAX(id_order_detail) AS last"
            f" FROM {shop.table('order_detail')} WHERE product_id IN ({listed(products)})"
            f" GROUP BY product_id) x JOIN {shop.table('order_detail')} d"
            " ON d.id_order_detail = x.last"
        ):
            known = self._known[whole(number)]
            self._known[whole(number)] = known._replace(name=said(name))

    def _read_places(self) -> dict[int, tuple[str, str]]:
        """Return the category and subcategory that stand for each category of the tree."""
        shop = self._shop
        if not shop.has("category", "category_lang"):
            return {}
        tree = {
            whole(number): (whole(parent), whole(depth), said(name))
            for number, parent, depth, name in shop.database.rows(
                "SELECT c.id_category, c.id_parent, c.level_depth, l.name"
                f" FROM {shop.table('category')} c LEFT JOIN {shop.table('category_lang')} l"
                f" ON l.id_category = c.id_category AND l.id_lang = {shop.language}"
                f" AND l.id_shop = {shop.names_of}"
            )
        }
        return {number: _place(number, tree) for number in tree}


def _place(number: int, tree: dict[int, tuple[int, int, str]]) -> tuple[str, str]:
    """Return the category of the first level above, and the category itself where it is deeper."""
    parent, depth, name = tree[number]
    if depth < _FIRST_LEVEL:
        return "", ""  # the root and the home page are no categories
    if depth == _FIRST_LEVEL:
        return name, ""
    for _ in range(_DEPTH):
        if parent not in tree:
            break
        above, depth, top = tree[parent]
        if depth <= _FIRST_LEVEL:
            return (top, name) if depth == _FIRST_LEVEL else (name, "")
        parent = above
    return name, ""


def sku_of(reference: str | None, product: int) -> str:
    """Return what a product goes by: its reference, or its number where it has none."""
    return said(reference) or f"#{product}"


def _cost(text: str | None, worth: int | None) -> int | None:
    """Return a cost in the store's currency; 0 is what PrestaShop has where nobody said one."""
    cost = amount(text)
    if cost <= 0 or worth is None:
        return None
    return cost if worth == 10**6 else rounded(cost * worth, 10**6)
