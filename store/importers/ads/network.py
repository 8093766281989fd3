"""What an advertising network calls its columns, in the languages of its exports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.importers.plain.words import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WITH_CURRENCY = re.compile(r"(.*?)\s*\(([A-Za-z]{3})\)\s*\Z")


@dataclass(frozen=True, slots=True)
class Roles:
    """Where a header has what: positions by role, and the currency that the cost's title names."""

    places: Mapping[str, int]
    currency: str

    def __contains__(self, role: str) -> bool:
        return role in self.places


@dataclass(frozen=True, slots=True)
class Network:
    """One network: its money goes to ``channel``, ``titles`` are its words for each role.

    Words are as ``plain`` writes them. ``by_day`` is a msgid: how to have the report by day.
    Roles are ``day``; ``first`` and ``last`` (of the days a row adds up); ``campaign``,
    ``campaign_id``, ``account``, ``cost``, ``currency``, ``impressions``, ``clicks``.
    """

    channel: str
    by_day: str
    titles: Mapping[str, tuple[str, ...]]

    def roles(self, header: Sequence[str]) -> Roles:
        """Return what the columns of a header are; of two with one title the first counts.

        Titles of a role are looked for in their order: clicks on links before clicks of any kind.
        """
        words: dict[str, int] = {}
        for place, title in enumerate(header[:1_000]):
            words.setdefault(plain(title[:100]), place)
        places: dict[str, int] = {}
        for role, titles in self.titles.items():
            found = next((words[title] for title in titles if title in words), None)
            if found is not None:
                places[role] = found
        currency = ""
        if "cost" not in places:
            for place, title in enumerate(header[:1_000]):
                named = _WITH_CURRENCY.match(title[:100])
                if named and plain(named[1]) in self.titles["cost"]:
                    places["cost"], currency = place, named[2].upper()
                    break
        return Roles(places, currency)
