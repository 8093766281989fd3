"""What the columns of Google Analytics 4 are, by the names of its reports and of its interface.

Reports name them in the owner's language; English and French are known here, old names (Users,
Conversions, Session default channel group) and new ones alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns import noted
from store.columns.texts import text
from store.columns.titles import folded
from store.importers.channels import channel_of, channel_of_group
from store.importers.traffic.figures import (
    BOUNCE_RATE,
    ENGAGED,
    ENGAGEMENT_RATE,
    PAGE_VIEWS,
    VISITORS,
    VISITS,
    Figures,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def _names(role: str, names: str) -> dict[str, str]:
    return dict.fromkeys((name.strip() for name in names.split("|")), role)


# Of several columns for one role the first named here counts: all users before active ones.
_MEASURES = {
    **_names(VISITS, "sessions"),
    **_names(
        VISITORS,
        "total users|totalusers|nombre total d'utilisateurs|total des utilisateurs"
        "|utilisateurs au total|active users|activeusers|utilisateurs actifs|users|utilisateurs",
    ),
    **_names(PAGE_VIEWS, "views|screenpageviews|vues|page views|pages vues|page_view"),
    **_names(ENGAGED, "engaged sessions|engagedsessions|sessions avec engagement"),
    **_names(ENGAGEMENT_RATE, "engagement rate|engagementrate|taux d'engagement"),
    **_names(BOUNCE_RATE, "bounce rate|bouncerate|taux de rebond"),
}
_GROUP, _PAIR, _SOURCE, _MEDIUM = "group", "pair", "source", "medium"
_DIMENSIONS = {
    **_names(
        _GROUP,
        "session default channel group|session primary channel group (default channel group)"
        "|session default channel grouping|sessiondefaultchannelgroup|sessionprimarychannelgroup"
        "|session primary channel group|default channel group|defaultchannelgroup"
        "|groupe de canaux par défaut de la session|groupe de canaux par défaut pour la session"
        "|groupe de canaux principal de la session (groupe de canaux par défaut)"
        "|groupe de canaux principal de la session|groupe de canaux par défaut|groupe de canaux",
    ),
    **_names(
        _PAIR,
        "session source / medium|session source/medium|sessionsourcemedium|source / medium"
        "|source/support de la session|source / support de la session|sourcemedium",
    ),
    **_names(_SOURCE, "session source|sessionsource|source de la session"),
    **_names(_MEDIUM, "session medium|sessionmedium|support de la session"),
    **_names(
        "campaign",
        "session campaign|sessioncampaignname|session manual campaign name|campagne de la session"
        "|campaign",
    ),
    **_names("device", "device category|devicecategory|catégorie d'appareil"),
    **_names("country", "country id|countryid|id du pays|code pays|country|pays"),
    **_names(
        "landing_page",
        "landing page|landingpage|landing page + query string|landingpageplusquerystring"
        "|page de destination|page de destination + chaîne de requête",
    ),
}
_COMMON = frozenset(
    {"sessions", "users", "utilisateurs", "views", "vues", "page views", "pages vues", "campaign",
     "country", "pays", "bounce rate", "taux de rebond", "groupe de canaux", "source / medium",
     "default channel group", "landing page", "page de destination", "page_view"}
)  # fmt: skip
"""Names that other tools use as well."""
# A visit has one of these, so that its rows may be added up over them. Views have one of all.
_OF_ONE_VISIT = re.compile(
    r"(?:first user|firstuser|premi[eè]re? |city|ville|region|région|browser|navigateur|language"
    r"|langue|operating ?system|système d'exploitation|platform|plate-forme|session|new / estab)"
)
_OF_ONE_VIEW = re.compile(r"(?:page|screen|écran|host ?name|nom d'hôte|content group|landing)")
_DAY = re.compile(r"(?:nth ?day|date|day|jour|.*\bjour)\b|date ?\+|datehour", re.ASCII)
_NOT_A_DAY = re.compile(r"date range|day of|dayof|plage de dates|week|semaine|month|mois|since")

_UNKNOWN = frozenset(
    {"(not set)", "(not provided)", "(data not available)", "(other)", "(none)", "not set",
     "(non défini)", "(organic)", "(direct)", "(referral)", ""}
)  # fmt: skip
_DEVICES = {"desktop": "desktop", "ordinateur": "desktop", "mobile": "mobile",
            "tablet": "tablet", "tablette": "tablet"}  # fmt: skip

ADDED_UP, BY_VIEW, NOT_ADDED_UP = "added up", "by view", "not added up"


@dataclass(frozen=True, slots=True)
class Ga4Columns:
    """Where a table has what. ``kind`` says what may be added up over its other columns."""

    header: tuple[str, ...]
    day: int | None
    hourly: bool
    places: Mapping[str, int]
    dimensions: Mapping[str, int]
    kind: str

    @classmethod
    def of(cls, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Ga4Columns:
        """Return the columns of a header, whatever it is of; ``rows`` are some of its rows."""
        names = [folded(name) for name in header]
        places = _first_named(names, _MEASURES)
        dimensions = _first_named(names, _DIMENSIONS)
        day = next((at for at, name in enumerate(names) if is_day(name)), None)
        known = {*places.values(), *dimensions.values(), day}
        others = [
            (name, _all_numbers(rows, at))
            for at, name in enumerate(names)
            if at not in known and name not in _MEASURES and name not in _DIMENSIONS
        ]
        hourly = day is not None and ("hour" in names[day] or "heure" in names[day])
        return cls(tuple(header), day, hourly, places, dimensions, _kind(others))

    def figures(self) -> Figures:
        """Return what reads the measures of a row."""
        for at in self.dimensions.values():
            noted.column(self.header[at], text)
        if self.day is not None:
            noted.parser(is_day, noted.Reading(noted.DAY, form="compact"), self.header[self.day])
        alone = not (self.dimensions or self.hourly) and self.kind == ADDED_UP
        places = dict(self.places)
        if self.kind != ADDED_UP:
            places = {PAGE_VIEWS: places[PAGE_VIEWS]} if PAGE_VIEWS in places else {}
        if self.kind == NOT_ADDED_UP:
            places = {}
        return Figures(self.header, places, people=alone)

    def broken_down_by(self) -> frozenset[str]:
        """Return the dimensions of the table's rows."""
        of_channel = {_GROUP, _PAIR, _SOURCE, _MEDIUM}
        return frozenset("channel" if role in of_channel else role for role in self.dimensions)

    def is_total(self, row: Sequence[str]) -> bool:
        """Return whether a row names nothing that it is of: it adds up the others."""
        named = [*self.dimensions.values()]
        if self.day is not None:
            named.append(self.day)
        return not any(row[at].strip() for at in named or (0,))

    def members(self, row: Sequence[str]) -> dict[str, str]:
        """Return the members of a row by dimension, unknown ones left out."""
        found = {"channel": self._channel(row)}
        for name in ("campaign", "country", "landing_page"):
            if name in self.dimensions:
                member = text(row[self.dimensions[name]])
                found[name] = "" if member.casefold() in _UNKNOWN else member
        if len(found.get("country", "")) == 2:
            found["country"] = found["country"].upper()
        if "device" in self.dimensions:
            found["device"] = _DEVICES.get(folded(row[self.dimensions["device"]]), "other")
        return {name: member for name, member in found.items() if member}

    def _channel(self, row: Sequence[str]) -> str:
        def cell(role: str) -> str:
            at = self.dimensions.get(role)
            return folded(row[at]) if at is not None else ""

        source, medium = cell(_SOURCE), cell(_MEDIUM)
        if _PAIR in self.dimensions:
            source, _, medium = (part.strip() for part in cell(_PAIR).partition(" / "))
        if "(not set)" in (source, medium):
            return ""
        if source or medium:
            medium = "" if medium == "(not set)" else medium
            return channel_of(source, medium, "")
        group = cell(_GROUP)
        if group in ("", "(not set)"):
            return ""
        return channel_of_group(group) or text(group)


def is_day(name: str) -> bool:
    """Return whether a column of this (folded) name holds days, or hours of days."""
    return bool(_DAY.match(name)) and not _NOT_A_DAY.search(name)


def is_ga4_name(name: str) -> bool:
    """Return whether only Google Analytics names a column (folded) so."""
    return (name in _MEASURES or name in _DIMENSIONS) and name not in _COMMON


def _first_named(names: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, role in known.items():
        if role not in found and name in names:
            found[role] = names.index(name)
    return found


_NUMBER = re.compile(r"[-+]?[0-9][0-9.,: \u00a0\u202f]*(?:[eE]-?[0-9]+)?[%€$£]?\Z|\Z")
_PARTS_IN_NUMBERS = re.compile(
    r"\bid\b|[a-z]id\Z|hour|heure|week|semaine|month|mois|year|année|^nth|minute|day of|age\Z"
)


def _kind(others: Sequence[tuple[str, bool]]) -> str:
    """Say what may be added up over columns that are no known figure and no known dimension.

    They come with whether their cells are numbers: those are further figures, mostly.
    """
    kind = ADDED_UP
    for name, numbers in others:
        if numbers and not _PARTS_IN_NUMBERS.search(name):
            continue
        if _OF_ONE_VISIT.match(name):
            continue
        if not _OF_ONE_VIEW.match(name):
            return NOT_ADDED_UP
        kind = BY_VIEW
    return kind


def _all_numbers(rows: Iterable[Sequence[str]], at: int) -> bool:
    return all(_NUMBER.match(row[at].strip()) for row in rows if at < len(row))
