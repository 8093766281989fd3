"""The rows behind a figure, a page at a time: what the owner can check by eye."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store import own
from store.breakdowns import DISTINCTS_BY_ID, FAMILIES_OF, check_known, dimensions_of, family_of
from store.dimensions import DIMENSIONS, SEGMENT
from store.measures import FAMILIES, SERIES_DIMENSIONS
from store.messages import N_
from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from store.family import Measure
    from store.questions import Snapshot, Where
    from store.spans import Span

Cell = "date | int | str"
_TEXT, _DAY = "text", "day"


@dataclass(frozen=True, slots=True)
class Column:
    """``unit`` is ``day``, ``text``, or that of a measure; ``label`` is a msgid."""

    id: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some of ``total`` rows, by day. Money is in stored units; members are names."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[date | int | str, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the rows of a measure are: SQL by what a row shows."""

    relation: str
    day: str
    value: str
    condition: str
    members: Mapping[str, str]
    text: frozenset[str]
    subject: tuple[Column, str] | None
    order: str
    own_series: bool = True


_NAME = "CASE WHEN p.name = '' THEN p.sku ELSE p.name END"
_SUBJECTS: dict[str, tuple[Column, str]] = {
    "sales": (Column("ref", N_("Order"), _TEXT), "s.ref"),
    "sale_lines": (Column("product", N_("Product"), _TEXT), _NAME),
    "refunds": (Column("ref", N_("Refund"), _TEXT), "r.ref"),
    "refund_lines": (Column("product", N_("Product"), _TEXT), _NAME),
    "refunds_by_order": (Column("ref", N_("Refund"), _TEXT), "r.ref"),
    "milestones": (Column("milestone", N_("Milestone"), _TEXT), "m.title"),
    "project_entries": (Column("note", N_("Note"), _TEXT), "e.note"),
}
_PEOPLE = {
    "buyers": Column("customer", N_("Customer no."), "count"),
    "visitors": Column("visitor", N_("Visitor no."), "count"),
    "cart_visitors": Column("visitor", N_("Visitor no."), "count"),
    "cart_buyers": Column("visitor", N_("Visitor no."), "count"),
}
_COUNT_OF_CASES = re.compile(r"COUNT\(DISTINCT CASE WHEN (.+) THEN .+ END\)")


def of_measure(
    snapshot: Snapshot, measure: str, span: Span, where: Where, *, limit: int, offset: int
) -> RowPage:
    """Return a page of the rows that a measure is made of, those that add nothing left out."""
    source = _source(measure, where)
    members = _shown(snapshot, measure, source, where)
    question, values = _question(snapshot, measure, source, members, span, where)
    sql = snapshot.connection
    (total,) = sql.execute(f"SELECT COUNT(*) FROM ({question})", values).fetchone()
    rows = sql.execute(
        f"{question} ORDER BY 1, 2, 3 LIMIT ? OFFSET ?", (*values, limit, offset)
    ).fetchall()
    first = 4 if source.subject else 3
    coded = [place for place, name in enumerate(members, first) if name not in source.text]
    names = snapshot.names({row[place] for row in rows for place in coded})
    columns = [Column("day", N_("Day"), _DAY)]
    if source.subject:
        columns.append(source.subject[0])
    columns += [Column(name, DIMENSIONS[name].label, _TEXT) for name in members]
    columns.append(_value_column(snapshot, measure))
    return RowPage(tuple(columns), tuple(_decoded(row, coded, names) for row in rows), int(total))


def _decoded(
    row: tuple[int | str, ...], coded: list[int], names: Mapping[int, str]
) -> tuple[date | int | str, ...]:
    cells: list[date | int | str] = list(row)
    for place in coded:
        cells[place] = names[int(row[place])]
    cells[0] = to_day(int(row[0]))
    return (cells[0], *cells[3:])  # what rows are ordered by is not shown


def _source(measure: str, where: Where) -> _Source:
    if measure in DISTINCTS_BY_ID:
        distinct = DISTINCTS_BY_ID[measure]
        check_known(measure, {name for name, _ in where}, distinct.known)
        return _Source(
            distinct.relation,
            distinct.day,
            distinct.id_sql,
            f"{distinct.condition} AND {distinct.id_sql} <> 0",
            distinct.known,
            frozenset(),
            None,
            f"{distinct.day.partition('.')[0]}.doc",
            own_series=False,
        )
    if measure not in FAMILIES_OF:
        members = {name: f"s.{name}" for name in SERIES_DIMENSIONS}
        return _Source(
            "(SELECT 0 AS day WHERE FALSE) n", "n.day", "0", "TRUE",
            dict.fromkeys(members, "0"), frozenset(), None, "0",
        )  # fmt: skip
    family = family_of(measure, where, "")
    known, relation = family.dimensions, family.relation
    if not {name for name, _ in where} <= known.keys():
        known, relation = known | family.wide_dimensions, family.wide
    value = row_value(next(one for one in family.measures if one.id == measure))
    alias = family.day.strip("(").partition(".")[0]
    document = {"b": "b.first_doc", "m": "m.id", "e": "e.id" if family.live else "e.doc"}
    return _Source(
        relation,
        family.day,
        value,
        f"{value} <> 0",
        known,
        family.text,
        _SUBJECTS.get(family.id),
        document.get(alias, f"{alias}.doc"),
        own_series=not family.live,
    )


def row_value(measure: Measure) -> str:
    """Return the SQL of what one row adds to the measure."""
    if measure.sql == "COUNT(*)":
        return "1"
    cases = _COUNT_OF_CASES.fullmatch(measure.sql)
    if cases:
        return f"CASE WHEN {cases[1]} THEN 1 ELSE 0 END"
    assert measure.sql.startswith("SUM("), measure.sql
    return measure.sql.removeprefix("SUM(").removesuffix(")")


def _shown(snapshot: Snapshot, measure: str, source: _Source, where: Where) -> list[str]:
    """Return the dimensions worth a column: those with members, less the ones asked for."""
    asked = {name for name, _ in where} | {SEGMENT}  # a row may be of several
    subject = source.subject[0].id if source.subject else ""
    return [
        name
        for name in DIMENSIONS
        if name in dimensions_of(snapshot, measure)
        and name in source.members
        and name not in asked
        and name != subject
    ]


def _question(
    snapshot: Snapshot,
    measure: str,
    source: _Source,
    members: list[str],
    span: Span,
    where: Where,
) -> tuple[str, list[int | str]]:
    days = (to_number(span.start), to_number(span.end))
    shown = [source.members[name] for name in members]
    subject = [source.subject[1]] if source.subject else []
    conditions = [f"{source.day} >= ?", f"{source.day} < ?", source.condition]
    values: list[int | str] = [*days]
    for name, member in where:
        condition, value = snapshot.condition(
            source.members[name], name, member, text=name in source.text
        )
        conditions.append(condition)
        values.append(value)
    columns = ", ".join([source.day, source.order, "0", *subject, *shown, source.value])
    question = (
        f"SELECT {columns} FROM {snapshot.relation(source.relation)}"
        f" WHERE {' AND '.join(conditions)}"
    )
    if source.own_series:
        extra, more = _series_question(snapshot, measure, source, members, days, where)
        question, values = f"{question} UNION ALL {extra}", [*values, *more]
    return question, values


def _series_question(
    snapshot: Snapshot,
    measure: str,
    source: _Source,
    members: list[str],
    days: tuple[int, int],
    where: Where,
) -> tuple[str, list[int | str]]:
    """Return the values of daily series in the same columns, after the rows of their day."""
    shown = [
        name if name in SERIES_DIMENSIONS else "''" if name in source.text else "0"
        for name in members
    ]
    subject = ["''"] if source.subject else []
    conditions = ["measure = ?", "day >= ?", "day < ?", "value <> 0"]
    values: list[int | str] = [measure, *days]
    for name, member in where:
        if name in SERIES_DIMENSIONS:
            conditions.append(f"{name} = ?")
            values.append(snapshot.member(name, member))
        elif member:
            conditions.append("FALSE")
    columns = ", ".join(["day", "0", "1", *subject, *shown, "value"])
    question = f"SELECT {columns} FROM {snapshot.tables['series']} WHERE {' AND '.join(conditions)}"
    return question, values


def _value_column(snapshot: Snapshot, measure: str) -> Column:
    if measure in _PEOPLE:
        return _PEOPLE[measure]
    if measure in FAMILIES_OF:
        unit = next(m.unit for f in FAMILIES for m in f.measures if m.id == measure)
    else:
        unit = own.unit(snapshot.connection, measure)
    return Column(measure, N_("Amount") if unit == "money" else N_("Value"), unit)
