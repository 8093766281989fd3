"""Where a visit or an order came from, by its referrer and the address of its first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from store.importers.channels import CLICK_IDS, DIRECT, channel_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LONGEST = 255


class Origin(NamedTuple):
    """Members of dimensions; ``''`` is unknown."""

    channel: str = ""
    campaign: str = ""
    keyword: str = ""
    landing_page: str = ""

    def members(self) -> dict[str, str]:
        """Return what is known, by dimension."""
        return {name: member for name, member in self._asdict().items() if member}


UNKNOWN = Origin()


def origin_of(
    referrer: str, address: str, own_hosts: Iterable[str], keyword: str = "", page: str = ""
) -> Origin:
    """Return the origin of a visit. ``address`` is its first page's, with or without a scheme."""
    path, query = _page(address)
    source, medium = query.get("utm_source", ""), query.get("utm_medium", "")
    channel = "" if source or medium else next(
        (known for name, known in CLICK_IDS.items() if name in query), ""
    )  # fmt: skip
    return Origin(
        channel or channel_of(source, medium, host_of(referrer), own_hosts),
        query.get("utm_campaign", ""),
        query.get("utm_term", "") or keyword,
        path or page,
    )


def better(last: Origin | None, next_one: Origin) -> Origin:
    """Return the origin that counts after one more visit: the last that was not direct."""
    if last is None or next_one.channel != DIRECT:
        return next_one
    return last


def host_of(address: str) -> str:
    """Return the host of an address, ``''`` where there is none."""
    try:
        return urlsplit(address).hostname or "" if "//" in address else ""
    except ValueError:
        return ""


def _page(address: str) -> tuple[str, Mapping[str, str]]:
    if not address:
        return "", {}
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        query = {
            name: value[:_LONGEST] for name, value in parse_qsl(parts.query, max_num_fields=99)
        }
    except ValueError:
        return "", {}
    return (parts.path or "/")[:_LONGEST], query
