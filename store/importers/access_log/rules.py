"""What the owner may say of a log: its shop, its own hosts, the addresses of its steps.

kind = "access_log"
label = "our nginx"
shop = "prestashop"            # prestashop, woocommerce, magento, shopify or generic
own_hosts = ["www.example.org", "example.org"]
own_addresses = ["192.0.2.7"]  # the office: not counted
ignore = ["/intranet/*"]       # pages that are not the shop's
parameters = ["id"]            # that name a page
searches = ["q"]               # that hold what somebody looked for
slow = "3"                     # seconds from which an answer is slow
duration = "microseconds"      # of a whole number at the end of a line

[steps]                        # replaces what such shops mostly have
cart = ["/mon-panier*"]
order = ["/merci*"]

[keys]                         # of a JSON log with keys of its own
address = "client"
agent = "browser"
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.importers.access_log.lines import DURATIONS
from store.importers.access_log.steps import SHOPS, STEPS, Fitting, StepPatterns
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.importers.mapped.sections import Section

KEYS = ("address", "time", "request", "method", "target", "status", "size", "referrer", "agent",
        "host", "duration")  # fmt: skip
"""What a key of a JSON log can be."""
SLOW = 3_000
SEARCHES = ("q", "s", "search", "search_query", "query", "keyword", "keywords", "recherche", "mot")


@dataclass(frozen=True, slots=True)
class Rules:
    """How a log is read; the defaults fit most shops."""

    steps: StepPatterns = field(default_factory=lambda: StepPatterns("", {}))
    own_hosts: tuple[str, ...] = ()
    own_addresses: frozenset[str] = frozenset()
    ignored: Fitting = field(default_factory=lambda: Fitting(()))
    parameters: frozenset[str] = frozenset()
    searches: frozenset[str] = frozenset(SEARCHES)
    slow: int = SLOW
    duration: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


def read_rules(top: Section) -> Rules:
    """Return the rules of a mapping; a mistake names the file and the key."""
    slow = top.text("slow", "3")
    if not (slow.isascii() and slow.replace(".", "", 1).isdigit() and len(slow) < 8):
        raise top.wrong("slow", N_("A number of seconds in quotation marks is expected."))
    whole, _, part = slow.partition(".")
    steps = top.section("steps")
    own = {step: steps.several(step) for step in STEPS if steps.has(step)}
    steps.nothing_else()
    return Rules(
        steps=StepPatterns(top.choice("shop", ("", *SHOPS), default=""), own),
        own_hosts=tuple(host.lower() for host in top.several("own_hosts")),
        own_addresses=frozenset(top.several("own_addresses")),
        ignored=Fitting(top.several("ignore")),
        parameters=frozenset(name.lower() for name in top.several("parameters")),
        searches=frozenset(name.lower() for name in top.several("searches") or SEARCHES),
        slow=int(whole or 0) * 1000 + int(part.ljust(3, "0")[:3] or 0),
        duration=top.choice("duration", DURATIONS, default=""),
        keys=top.section("keys").texts_by(KEYS),
    )
