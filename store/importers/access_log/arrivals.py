"""How a visit came: its channel, campaign and keyword, of its first page's tag and referrer."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote

from store.importers.access_log.addresses import FILE, Tag, search_term
from store.importers.channels import CLICK_IDS, channel_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.importers.access_log.addresses import Requests
    from store.importers.access_log.lines import Hit

_ASKED = ("q", "p", "query", "wd", "text", "search", "eingabe", "as_q")
"""Parameters in which search engines once told what was looked for."""
_MOST = 20_000
_ENOUGH, _SHARE = 5, 5
"""A host is the shop's own when it leads to this many files of pages, and a fifth of them."""


class Arrival(NamedTuple):
    """How a visit came."""

    channel: str
    campaign: str = ""
    keyword: str = ""


class Arrivals(dict[tuple[str, Tag | None], Arrival]):
    """Arrivals by referrer and tag. ``own_hosts``, the shop's, are no referrers."""

    def __init__(self, own_hosts: Iterable[str]) -> None:
        super().__init__()
        self.own_hosts = tuple(own_hosts)

    def __missing__(self, key: tuple[str, Tag | None]) -> Arrival:
        if len(self) >= _MOST:
            self.clear()
        arrival = self[key] = self._arrival(*key)
        return arrival

    def _arrival(self, referrer: str, tag: Tag | None) -> Arrival:
        host = host_of(referrer)
        if tag is None:
            channel = channel_of("", "", host, self.own_hosts)
            return Arrival(
                channel, keyword=_keyword(referrer) if channel == "organic search" else ""
            )
        if tag.source or tag.medium:
            channel = channel_of(tag.source, tag.medium, host, self.own_hosts)
            if channel in ("organic search", "social", "other") and tag.click in CLICK_IDS:
                channel = CLICK_IDS[tag.click]
        else:
            channel = CLICK_IDS.get(tag.click) or channel_of("", "", host, self.own_hosts)
        return Arrival(channel, tag.campaign, tag.term)


def host_of(referrer: str) -> str:
    """Return the host of a referrer in small letters; ``""`` where there is none."""
    scheme, found, rest = referrer[:2000].partition("://")
    if not found or not scheme:
        return ""
    host = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0].rpartition("@")[2]
    name = host.partition(":")[0].lower().rstrip(".")
    if not name or len(name) > 253 or not all(c.isalnum() or c in ".-_" for c in name):
        return ""
    return name


def _keyword(referrer: str) -> str:
    _, _, query = referrer[:2000].partition("?")
    try:
        pairs = dict(reversed(parse_qsl(query, max_num_fields=60, errors="replace")))
    except ValueError:
        return ""
    words = next((pairs[name] for name in _ASKED if pairs.get(name)), "")
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        words = unquote(words).encode("latin-1").decode("utf-8")
    if words.startswith(("http://", "https://", "cache:", "related:")):
        return ""
    return search_term("".join(letter if letter.isprintable() else " " for letter in words))


def likely_own(hits: Iterable[Hit], requests: Requests) -> list[str]:
    """Return the hosts that the files of pages were asked from: almost always the shop's own."""
    leading: Counter[str] = Counter()
    for hit in hits:
        if hit.host:
            leading[hit.host.lower()] += 1
        elif requests[hit.request].kind == FILE and (host := host_of(hit.referrer)):
            leading[host] += 1
    total = sum(leading.values())
    return [
        host
        for host, times in leading.most_common(5)
        if times >= _ENOUGH and times * _SHARE >= total
    ]
