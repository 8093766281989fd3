"""What a measure can be broken down by: which family knows it, and where there is data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import recency
from store.derived import dimension_number, table
from store.dimensions import SEGMENT
from store.errors import OwnerError
from store.measures import DISTINCTS, FAMILIES, SERIES_DIMENSIONS
from store.messages import N_
from store.questions import DAY, Snapshot, Where
from store.spans import to_number
from store.visible import visible

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    from store.family import Distinct, Family
    from store.spans import Span

DISTINCTS_BY_ID = {distinct.id: distinct for distinct in DISTINCTS}
MEASURES = {(family.id, measure.id): measure for family in FAMILIES for measure in family.measures}
FAMILIES_OF: dict[str, tuple[Family, ...]] = {
    name: tuple(family for family in FAMILIES if (family.id, name) in MEASURES)
    for _, name in MEASURES
}
"""The families that know a measure, the one that knows all of it first."""


class NoBreakdownError(OwnerError):
    """A measure was asked by dimensions that none of its rows know together."""


def family_of(measure: str, where: Where, by: str) -> Family:
    """Return the first family that knows the measure by all these dimensions."""
    asked = {dimension for dimension, _ in where} | ({by} - {"", DAY})
    families = FAMILIES_OF[measure]
    for family in families:
        if asked <= family.dimensions.keys():
            return family
    for family in families:
        if asked <= family.dimensions.keys() | family.wide_dimensions.keys():
            return family
    known = set().union(*(family.dimensions for family in families))
    check_known(measure, asked, known if not asked <= known else set())
    raise AssertionError


def check_known(measure: str, asked: Collection[str], known: Collection[str]) -> None:
    """Refuse dimensions that are not among the known ones."""
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise NoBreakdownError(
            N_("“{measure}” is not known by {dimensions}."),
            N_("Choose another breakdown or filter."),
            measure=measure,
            dimensions=", ".join(unknown),
        )


def has_series(connection: sqlite3.Connection, measure: str, span: Span | None) -> bool:
    """Whether a daily series gives the measure, on the days of the span."""
    days = (to_number(span.start), to_number(span.end)) if span else (-(2**31), 2**31)
    question = "SELECT 1 FROM {} WHERE measure = ? AND day >= ? AND day < ? LIMIT 1"
    if connection.execute(question.format("series"), (measure, *days)).fetchone() is None:
        return False
    rows = visible(connection)["series"]
    return connection.execute(question.format(rows), (measure, *days)).fetchone() is not None


def dimensions_of(snapshot: Snapshot, measure: str) -> set[str]:
    """Return the dimensions with data to break the measure down by."""
    found = _series_dimensions(snapshot, measure)
    if measure in DISTINCTS_BY_ID:
        found |= _distinct_dimensions(snapshot, DISTINCTS_BY_ID[measure])
    for family in FAMILIES_OF.get(measure, ()):
        found |= _family_dimensions(snapshot, family)
    return found


def _distinct_dimensions(snapshot: Snapshot, distinct: Distinct) -> set[str]:
    found = {
        name
        for name in distinct.dimensions
        if recency.kept(snapshot.connection, snapshot.generation, distinct.id, name)
    }
    relation = f"{snapshot.relation(distinct.relation)} WHERE {distinct.telling}"
    return found | {
        name
        for name, sql in distinct.row_dimensions.items()
        if _askable(snapshot, name) and _any(snapshot, f"{relation} AND {sql} <> 0")
    }


def _family_dimensions(snapshot: Snapshot, family: Family) -> set[str]:
    if family.live:
        return {
            name
            for name, sql in family.dimensions.items()
            if _any(snapshot, f"{snapshot.relation(family.relation)} WHERE {sql} <> ''")
        }
    found = {
        name
        for name in family.stored_dimensions
        if _any(
            snapshot,
            f"{table(family)} WHERE generation = {snapshot.generation}"
            f" AND dimension = {dimension_number(name)} AND member <> {family.nobody(name)}",
        )
    }
    for name in family.raw_only:
        sql = family.dimensions[name]
        condition = f"{sql} <> {family.nobody(name)}"
        if name == SEGMENT:
            condition += f" AND {family.telling}"
        rows = f"{snapshot.relation(family.relation)} WHERE {condition}"
        if _askable(snapshot, name) and _any(snapshot, rows):
            found.add(name)
    return found


def _askable(snapshot: Snapshot, dimension: str) -> bool:
    """Whether there is a member to ask for at all: by segments only once one was saved."""
    return dimension != SEGMENT or _any(snapshot, "segment")


def _series_dimensions(snapshot: Snapshot, measure: str) -> set[str]:
    """Of measures in the catalogue only dimensions their families know can be asked."""
    if measure in FAMILIES_OF or not has_series(snapshot.connection, measure, None):
        return set()
    kept: tuple[str, ...] = SERIES_DIMENSIONS
    if measure in DISTINCTS_BY_ID:
        kept = tuple(name for name in kept if name in DISTINCTS_BY_ID[measure].dimensions)
    return {
        name
        for name in kept
        if _any(
            snapshot, f"{snapshot.tables['series']} WHERE measure = '{measure}' AND {name} <> 0"
        )
    }


def _any(snapshot: Snapshot, rows: str) -> bool:
    found = snapshot.connection.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchone()
    return found is not None
