"""The columns of Search Console's tables, of its interface in English and French and of programs'.

The interface exports a folder: ``Queries.csv``, ``Pages.csv``, ``Countries.csv``, ``Devices.csv``,
``Search appearance.csv``, ``Dates.csv`` (``Chart.csv``, ``Graphique.csv``) and ``Filters.csv``.
Only the last but one has days. Exports of its interface for programs have a column of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.titles import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

QUERY, PAGE, DAY, COUNTRY, DEVICE, LOOK = "query", "page", "day", "country", "device", "look"
CLICKS, IMPRESSIONS, CTR, POSITION = "clicks", "impressions", "ctr", "position"


def _names(role: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split("|"), role)


_ROLES = {
    **_names(QUERY, "top queries|queries|query|requêtes les plus fréquentes|requêtes|requête"
                    "|keyword|mot clé"),
    **_names(PAGE, "top pages|pages|page|pages les plus populaires|landing page|url"),
    **_names(DAY, "date|day|dates|jour"),
    **_names(COUNTRY, "country|countries|pays"),
    **_names(DEVICE, "device|devices|appareil|appareils"),
    **_names(LOOK, "search appearance|searchappearance|search_appearance"
                   "|apparence dans les résultats de recherche|search type|type"),
    **_names(CLICKS, "clicks|clics|url clicks"),
    **_names(IMPRESSIONS, "impressions"),
    **_names(CTR, "ctr|site ctr|url ctr|average ctr|ctr moyen"),
    **_names(POSITION, "position|average position|position moyenne|avg. position|avg position"),
}  # fmt: skip
_FILTERS = frozenset({("filter", "value"), ("filtre", "valeur")})
DAY_FILES = ("dates", "chart", "graphique", "graph", "date")
"""Names, without their end, of the file with the days."""
QUERY_FILES = ("queries", "requêtes", "requetes")
FILTER_FILES = ("filters", "filtres")


@dataclass(frozen=True, slots=True)
class SearchColumns:
    """Places by role; ``known`` says whether every column is Search Console's."""

    header: tuple[str, ...]
    places: Mapping[str, int]
    known: bool

    @classmethod
    def of(cls, header: Sequence[str]) -> SearchColumns:
        places: dict[str, int] = {}
        known = True
        for at, name in enumerate(header):
            role = _ROLES.get(folded(name))
            known = known and role is not None and role not in places
            if role is not None:
                places.setdefault(role, at)
        return cls(tuple(header), places, known)

    @property
    def is_table(self) -> bool:
        """Whether this is one of Search Console's tables of results."""
        return (
            self.known
            and {CLICKS, IMPRESSIONS, POSITION} <= self.places.keys()
            and not self.places.keys().isdisjoint({QUERY, PAGE, DAY, COUNTRY, DEVICE, LOOK})
        )


def is_filters(header: Sequence[str]) -> bool:
    """Return whether this is the list of filters that were on."""
    return tuple(folded(name) for name in header) in _FILTERS


def is_comparison(header: Sequence[str]) -> bool:
    """Return whether this is a table of two periods side by side: each figure twice."""
    names = [folded(name) for name in header]
    if len(names) < 5 or _ROLES.get(names[0]) in (None, CLICKS, IMPRESSIONS, CTR, POSITION):
        return False
    clicks = [name for name in names if name.endswith((" clicks", " clics"))]
    shown = [name for name in names if name.endswith(" impressions")]
    return len(clicks) == 2 and len(shown) == 2
