"""Every system figures are compared with: another one is one module and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.explain.conventions.ga4 import GA4
from goals.explain.conventions.matomo import MATOMO
from goals.explain.conventions.prestashop import PRESTASHOP
from goals.explain.conventions.shopify import SHOPIFY
from goals.explain.conventions.woocommerce import WOOCOMMERCE
from goals.metrics.catalogue import METRICS

if TYPE_CHECKING:
    from goals.explain.conventions.rule import System

SYSTEMS: tuple[System, ...] = (SHOPIFY, WOOCOMMERCE, PRESTASHOP, MATOMO, GA4)

_COMPARED = {rule.metric for system in SYSTEMS for rule in system.conventions}
_FIRST = ("revenue", "orders", "aov", "refunds", "conversion", "conversion_visits", "visits",
          "cart_abandonment", "abandoned_carts", "customers", "new_customers",
          "returning_share")  # fmt: skip
SUBJECTS: tuple[str, ...] = tuple(
    sorted(_COMPARED, key=lambda one: (_FIRST.index(one) if one in _FIRST else len(_FIRST),
                                       list(METRICS).index(one)))
)  # fmt: skip
"""The metrics that other systems have figures for, those asked about most first."""
