"""What the values of a row are called where its owner sees how a file is read."""

from __future__ import annotations

from store.messages import N_

TABLES: dict[str, str] = {
    "spend": N_("ad spend"),
    "search_result": N_("search results"),
    "engagement": N_("sign-ups and shares"),
    "answer": N_("answer of a survey"),
    "uptime": N_("availability"),
    "running_cost": N_("running cost"),
    "other_sale": N_("sales elsewhere"),
    "payment": N_("payment"),
    "delivery": N_("delivery"),
    "cart": N_("cart"),
    "visit": N_("visit"),
    "page": N_("page"),
    "page_step": N_("way between pages"),
    "answered": N_("answers of the server"),
}
VALUES: dict[str, str] = {
    # of rows
    "amount": N_("amount"),
    "goods": N_("goods"),
    "fee": N_("fee"),
    "fraud": N_("lost to fraud"),
    "discount": N_("discount"),
    "shipping": N_("shipping"),
    "tax": N_("tax"),
    "cost": N_("cost"),
    "orders": N_("orders"),
    "units": N_("items"),
    "pages": N_("pages"),
    "impressions": N_("impressions"),
    "clicks": N_("clicks"),
    "score": N_("score"),
    "scale": N_("of a scale"),
    "times": N_("times"),
    "minutes_checked": N_("minutes checked"),
    "minutes_up": N_("minutes available"),
    "milliseconds": N_("milliseconds"),
    "views": N_("pages seen"),
    "entries": N_("entries"),
    "exits": N_("exits"),
    "failures": N_("failures"),
    "slow": N_("slow"),
    "requests": N_("requests"),
    "bytes": N_("bytes"),
    "bots": N_("requests of robots"),
    # of days
    "visits": N_("visits"),
    "visitors": N_("visitors"),
    "page_views": N_("pages seen"),
    "bounces": N_("visits of one page"),
    "returning_visits": N_("returning visits"),
    "product_visits": N_("visits that see a product"),
    "carts": N_("filled carts"),
    "carts_converted": N_("carts that became an order"),
    "checkouts": N_("carts at the checkout"),
    "spend": N_("marketing spend"),
    "ad_impressions": N_("advertisements shown"),
    "ad_clicks": N_("clicks on advertisements"),
    "search_impressions": N_("showings in results"),
    "search_clicks": N_("clicks on results"),
    "signups": N_("newsletter sign-ups"),
    "accounts": N_("accounts created"),
}
"""Others go by their own name; what is coded as a number is not shown."""
CODED = frozenset(
    ("kind", "verdict", "step", "steps", "known", "done", "secured", "status", "n", "on_time",
     "promised_day", "shipped_day", "position", "timed", "ended")
)  # fmt: skip
