"""What WooCommerce's exports have in common: where an order came from and went to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from store.columns.texts import text
from store.importers.channels import DIRECT, ORGANIC, channel_of, channel_of_group
from store.importers.shops.headers import fold

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = "woocommerce"
ATTRIBUTION = "_wc_order_attribution_"
"""How the keys of WooCommerce's own order attribution begin."""
_NOTHING = ("", "(none)", "(direct)", "(not set)", "none")
_DEVICES = {"desktop": "desktop", "mobile": "mobile", "tablet": "tablet"}
_SALES_CHANNELS = {
    "checkout": "web",
    "store-api": "web",
    "pos": "store",
    "pos-rest-api": "store",
    "admin": "manual order",
    "rest-api": "api",
}
_NOT_MARKETING = ("admin", "mobile_app")
_ORIGINS = {
    "organic": "organic", "organique": "organic", "recherche organique": "organic",
    "naturel": "organic", "source": "source", "referral": "referral", "reference": "referral",
    "site referent": "referral", "referent": "referral", "utm": "source",
}  # fmt: skip
_UNKNOWN = ("unknown", "inconnu", "inconnue", "web admin", "administration web", "admin web",
            "mobile app", "application mobile", "")  # fmt: skip


def reference(number: str) -> str:
    """Return an order's number as all exports agree on it: ``#1001`` is ``1001``."""
    return text(number).lstrip("#").strip()


def code_list(codes: list[str]) -> str:
    """Return promotion codes as one member."""
    found = {code.strip().upper() for code in codes if code.strip()} - {"NONE", "N/A"}
    return ", ".join(sorted(found))


def sales_channel(created_via: str) -> str:
    """Return where an order was placed."""
    word = text(created_via).lower()
    return _SALES_CHANNELS.get(word, word)


def attribution(read: Callable[[str], str]) -> dict[str, str]:
    """Return the members that WooCommerce's order attribution tells; ``read`` gives one by key."""
    kind = read("source_type").strip().lower()
    source, medium = _told(read("utm_source")), _told(read("utm_medium"))
    found = {"device": _DEVICES.get(read("device_type").strip().lower(), "")}
    if kind in _NOT_MARKETING:
        return found
    if kind == "typein" or (not kind and read("utm_source").strip() == "(direct)"):
        found["channel"] = DIRECT
    elif kind or source or medium:
        found["channel"] = channel_of(source, medium or kind_medium(kind), _host(read("referrer")))
    return found | {
        "campaign": _told(read("utm_campaign")),
        "keyword": _told(read("utm_term")),
        "landing_page": _path(read("session_entry")),
    }


def kind_medium(kind: str) -> str:
    """Return the medium that stands for a kind of origin."""
    return {"organic": "organic", "referral": "referral"}.get(kind, "")


def origin_channel(origin: str) -> str:
    """Return the channel of an origin as Analytics shows it: ``Organic: Google``, ``Direct``."""
    plain = fold(origin)
    if plain in _UNKNOWN:
        return ""
    kind, _colon, name = (part.strip() for part in plain.partition(":"))
    word = _ORIGINS.get(kind, "")
    if word == "organic":
        return channel_of(name, "organic", "") if name else ORGANIC
    if word == "referral":
        return channel_of(name, "referral", name) if name else "referral"
    if word == "source" and name:
        return channel_of(name, "", "")
    return channel_of_group(plain) or channel_of(plain, "", "")


def _told(value: str) -> str:
    plain = text(value)
    return "" if plain.lower() in _NOTHING else plain


def _host(address: str) -> str:
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""


def _path(address: str) -> str:
    """Return the page without its query, which may hold anything."""
    try:
        return text(urlsplit(address.strip()).path)
    except ValueError:
        return ""
