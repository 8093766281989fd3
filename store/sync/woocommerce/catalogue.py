"""Products of a WooCommerce: their SKUs, categories and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.columns.numbers import money
from store.records import Product
from store.sync.keys import Keys, listed
from store.sync.values import said, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.sync.woocommerce.shop import Shop

_SKU = "_sku"
_COSTS = ("_cogs_total_value", "_wc_cog_cost", "_alg_wc_cog_cost")
_PRIMARY = "_yoast_wpseo_primary_product_cat"
_KEPT = 50_000
_DEPTH = 20


class Catalogue:
    """Answers what a product is called in exports; remembers a bounded number of answers."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._skus: dict[int, str] = {}
        self._money = money("cost", ".")
        self._terms = self._read_terms()

    def skus(self, products: Iterable[int]) -> dict[int, str]:
        """Return the SKUs of products and variations; ``''`` where they have none."""
        if len(self._skus) > _KEPT:
            self._skus.clear()
        missing = sorted(set(products) - self._skus.keys() - {0})
        if missing:
            self._skus.update(dict.fromkeys(missing, ""))
            for number, _key, value in self._shop.meta(
                "postmeta", "post_id", "meta_id", missing, (_SKU,)
            ):
                self._skus[number] = self._skus[number] or value
        return self._skus

    def products(self, since: str | None) -> Iterator[Product]:
        """Yield what the catalogue says of every product, or of those changed ``since``."""
        shop = self._shop
        changed, values = ("post_modified_gmt >= %s", [since]) if since else ("TRUE", [])
        keys = Keys(
            whole(number)
            for (number,) in shop.database.rows(
                f"SELECT ID FROM {shop.table('posts')} WHERE {changed}"
                " AND post_type IN ('product', 'product_variation')"
                " AND post_status NOT IN ('trash', 'auto-draft') ORDER BY ID",
                *values,
            )
        )
        for some in keys.chunks():
            yield from self._some(some)

    def _some(self, numbers: list[int]) -> Iterator[Product]:
        shop = self._shop
        rows = shop.database.all(
            f"SELECT ID, post_title, post_parent FROM {shop.table('posts')}"
            f" WHERE ID IN ({listed(numbers)}) ORDER BY ID"
        )
        parents = {whole(parent) for _, _, parent in rows} - {0}
        meta: dict[int, dict[str, str]] = {}
        for owner, key, value in shop.meta(
            "postmeta", "post_id", "meta_id", {*numbers, *parents}, (_SKU, _PRIMARY, *_COSTS)
        ):
            meta.setdefault(owner, {}).setdefault(key, value)
        places = self._places({*numbers, *parents}, meta)
        for number, title, parent in rows:
            own = meta.get(whole(number), {})
            of_parent = meta.get(whole(parent), {}) if parent != "0" else {}
            sku, name = own.get(_SKU, ""), said(title)
            if not (sku or name):
                continue
            place = places.get(whole(number)) or places.get(whole(parent)) or ("", "")
            yield Product(sku or name, name, *place, self._cost(own) or self._cost(of_parent))

    def _cost(self, meta: dict[str, str]) -> int | None:
        """Return what one unit costs; nothing and 0 say that nobody entered it."""
        for key in _COSTS:
            if meta.get(key):
                try:
                    return self._money(meta[key]) or None
                except CellError:
                    continue
        return None

    def _places(
        self, numbers: set[int], meta: dict[int, dict[str, str]]
    ) -> dict[int, tuple[str, str]]:
        """Return category and subcategory: of the primary category, else the first by name."""
        shop = self._shop
        if not self._terms:
            return {}
        found: dict[int, list[int]] = {}
        for number, term in shop.database.rows(
            f"SELECT r.object_id, x.term_id FROM {shop.table('term_relationships')} r"
            f" JOIN {shop.table('term_taxonomy')} x ON x.term_taxonomy_id = r.term_taxonomy_id"
            f" WHERE x.taxonomy = 'product_cat' AND r.object_id IN ({listed(numbers)})"
        ):
            found.setdefault(whole(number), []).append(whole(term))
        places = {}
        for product, terms in found.items():
            told = meta.get(product, {}).get(_PRIMARY, "")
            primary = int(told) if told.isascii() and told.isdigit() else 0
            terms.sort(key=lambda term: self._terms.get(term, ("", 0)))
            places[product] = self._place(primary if primary in terms else terms[0])
        return places

    def _place(self, term: int) -> tuple[str, str]:
        name, parent = self._terms.get(term, ("", 0))
        top = name
        for _ in range(_DEPTH):
            if parent not in self._terms:
                break
            top, parent = self._terms[parent]
        return (top, name if top != name else "")

    def _read_terms(self) -> dict[int, tuple[str, int]]:
        shop = self._shop
        if not shop.has("terms", "term_taxonomy", "term_relationships"):
            return {}
        return {
            whole(number): (said(name), whole(parent))
            for number, name, parent in shop.database.rows(
                f"SELECT t.term_id, t.name, x.parent FROM {shop.table('terms')} t"
                f" JOIN {shop.table('term_taxonomy')} x ON x.term_id = t.term_id"
                " WHERE x.taxonomy = 'product_cat'"
            )
        }
