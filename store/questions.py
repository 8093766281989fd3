"""One question on one family of measures, answered from the daily facts or from the rows.

Both ways give the same integers; ``store.facts`` takes the daily facts wherever they know the
dimension asked for, and the rows for two dimensions at once and for what is not kept by day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from store import product_sums
from store.derived import dimension_number, table
from store.dimensions import SEGMENT
from store.measures import PRODUCT_FAMILIES, SERIES_DIMENSIONS
from store.visible import visible

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from store.family import Distinct, Family, Measure

Where = tuple[tuple[str, str], ...]
Key = int | str
"""A day number, a member's name, or ``''`` for one total."""
Sums = dict[Key, list[int]]
"""Sums in the order of the measures, by key."""

DAY = "day"
NOBODY = -1
"""Stands for a member that no row has."""
_WITH_SEGMENTS = "JOIN segment_member sm ON sm.customer = {}"
_SEGMENT_NAME = "(SELECT g.name FROM segment g WHERE g.id = sm.segment)"


@dataclass(frozen=True, slots=True)
class Question:
    """``measures`` of ``family`` on days [first, end) of the rows that meet ``where``.

    ``by`` is ``''`` for one total, ``'day'``, or a dimension. ``rows`` asks the rows even where
    the daily facts know.
    """

    family: Family
    measures: tuple[Measure, ...]
    first: int
    end: int
    where: Where = ()
    by: str = ""
    rows: bool = False

    @property
    def dimensions(self) -> set[str]:
        named = {dimension for dimension, _ in self.where}
        return named | ({self.by} if self.by not in ("", DAY) else set())

    @property
    def from_rows(self) -> bool:
        """Whether the daily facts cannot answer."""
        if self.rows or self.family.live:
            return True
        if self.from_products:
            return False
        asked = self.dimensions
        return (
            len(asked) > 1 or len(self.where) > 1 or not asked <= {*self.family.stored_dimensions}
        )

    @property
    def from_products(self) -> bool:
        """Whether the weeks kept by product answer: by product, or of one product."""
        alone = self.dimensions == {"product"} and len(self.where) + (self.by == "product") == 1
        return not self.rows and self.family in PRODUCT_FAMILIES and alone and self.by != DAY


@dataclass(slots=True)
class Snapshot:
    """What one read transaction sees: the live generation and the visible rows."""

    connection: sqlite3.Connection
    generation: int
    _tables: Mapping[str, str] | None = None

    @property
    def tables(self) -> Mapping[str, str]:
        """What stands for each fact table; looked up only where rows are asked."""
        if self._tables is None:
            self._tables = visible(self.connection)
        return self._tables

    def member(self, dimension: str, name: str) -> int:
        """Return the id of a member; 0 for ``''`` and ``NOBODY`` for a name no row has."""
        if not name:
            return 0
        row = self.connection.execute(
            "SELECT id FROM member WHERE dimension = ? AND name = ?", (dimension, name)
        ).fetchone()
        return NOBODY if row is None else int(row[0])

    def condition(self, sql: str, dimension: str, member: str, *, text: bool) -> tuple[str, Key]:
        """Return the condition, with one value for it, that a row has a member.

        A row has a segment when its customer is in it, and the unknown one when it has none.
        """
        if dimension != SEGMENT:
            return f"{sql} = ?", member if text else self.member(dimension, member)
        if not member:
            return f"{sql} NOT IN (SELECT customer FROM segment_member WHERE segment <> ?)", NOBODY
        row = self.connection.execute("SELECT id FROM segment WHERE name = ?", (member,)).fetchone()
        return (
            f"{sql} IN (SELECT customer FROM segment_member WHERE segment = ?)",
            NOBODY if row is None else int(row[0]),
        )

    def names(self, numbers: set[int]) -> dict[int, str]:
        """Return the names of members by id."""
        wanted = sorted(numbers)
        found = dict.fromkeys((0, *wanted), "")
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            found |= dict(
                self.connection.execute(
                    f"SELECT id, name FROM member WHERE id IN ({', '.join('?' * len(some))})", some
                )
            )
        return found

    def answer(self, question: Question) -> Sums:
        """Return the sums asked for; keys without rows are left out."""
        if question.from_rows:
            return self._from_rows(question)
        if question.from_products:
            return self._from_products(question)
        return self._from_days(question)

    def _from_products(self, question: Question) -> Sums:
        sums = product_sums.by_name(self, question.family, question.first, question.end)
        if question.by:
            return {name: _chosen(question, values) for name, values in sums.items()}
        member = question.where[0][1]
        return {"": _chosen(question, sums[member])} if member in sums else {}

    def of_all_products(self, question: Question) -> Sums:
        """Return what the lines say that a question by product is about, whatever they hold."""
        sums = product_sums.of_all(self, question.family, question.first, question.end)
        return {"": _chosen(question, sums)}

    def _from_days(self, question: Question) -> Sums:
        family = question.family
        dimension, member = question.where[0] if question.where else ("", "")
        by_member = question.by not in ("", DAY)
        if by_member:
            dimension = question.by
        sums = ", ".join(f"SUM({measure.id})" for measure in question.measures)
        key = {"": "0", DAY: "day"}.get(question.by, "member")
        condition, values = "", []
        if question.where:
            condition = " AND member = ?"
            values = [member if dimension in family.text else self.member(dimension, member)]
        rows = self.connection.execute(
            f"SELECT {key}, {sums} FROM {table(family)} WHERE generation = ? AND dimension = ?"
            f" AND day >= ? AND day < ?{condition} GROUP BY 1",
            (self.generation, dimension_number(dimension), question.first, question.end, *values),
        ).fetchall()
        return self._keyed(question, rows)

    def known(self, question: Question, dimension: str) -> Sums:
        """Return the sums of all known members of a dimension kept in the daily facts."""
        sums = ", ".join(f"SUM({measure.id})" for measure in question.measures)
        rows = self.connection.execute(
            f"SELECT {'day' if question.by == DAY else '0'}, {sums} FROM {table(question.family)}"
            " WHERE generation = ? AND dimension = ? AND day >= ? AND day < ? GROUP BY 1",
            (self.generation, dimension_number(dimension), question.first, question.end),
        ).fetchall()
        return self._keyed(question, rows)

    def _from_rows(self, question: Question) -> Sums:
        family = question.family
        known = family.dimensions
        relation = family.relation
        if not question.dimensions <= known.keys():
            known, relation = known | family.wide_dimensions, family.wide
        conditions = [f"{family.day} >= ?", f"{family.day} < ?"]
        values: list[Key] = [question.first, question.end]
        for dimension, member in question.where:
            condition, value = self.condition(
                known[dimension], dimension, member, text=dimension in family.text
            )
            conditions.append(condition)
            values.append(value)
        key = {"": "0", DAY: family.day}.get(question.by) or known[question.by]
        joined = _WITH_SEGMENTS.format(key) if question.by == SEGMENT else ""
        sums = ", ".join(measure.sql for measure in question.measures)
        rows = self.connection.execute(
            f"SELECT {_SEGMENT_NAME if joined else key}, {sums}"
            f" FROM {self.relation(relation)} {joined}"
            f" WHERE {' AND '.join(conditions)} GROUP BY 1",
            values,
        ).fetchall()
        answer = self._keyed(question, rows)
        if joined:
            rest = replace(question, by="", where=(*question.where, (SEGMENT, "")))
            return answer | self._from_rows(rest)
        if not family.live:
            for position, measure in enumerate(question.measures):
                for name, value in self.series(measure.id, question).items():
                    answer[name][position] += value
        return answer

    def series(self, measure: str, question: Question) -> dict[Key, int]:
        """Return what daily series add to a measure, by the key asked for."""
        conditions = ["measure = ?", "day >= ?", "day < ?"]
        values: list[int | str] = [measure, question.first, question.end]
        for dimension, member in question.where:
            if dimension in SERIES_DIMENSIONS:
                conditions.append(f"{dimension} = ?")
                values.append(self.member(dimension, member))
            elif member:
                return {}
        by = question.by
        key = {"": "0", DAY: "day"}.get(by, by if by in SERIES_DIMENSIONS else "0")
        rows = self.connection.execute(
            f"SELECT {key}, SUM(value) FROM {self.tables['series']}"
            f" WHERE {' AND '.join(conditions)} GROUP BY 1",
            values,
        ).fetchall()
        return dict(rows) if by == DAY else self._by_name(rows)

    def distinct_from_rows(self, distinct: Distinct, question: Question) -> dict[Key, int]:
        """Return distinct ids over the whole period, counted in the rows."""
        conditions, values = self._of_people(distinct, question)
        key = {"": "0", DAY: distinct.day}.get(question.by) or distinct.known[question.by]
        joined = _WITH_SEGMENTS.format(key) if question.by == SEGMENT else ""
        rows = self.connection.execute(
            f"SELECT {_SEGMENT_NAME if joined else key}, COUNT(DISTINCT {distinct.id_sql})"
            f" FROM {self.relation(distinct.relation)} {joined}"
            f" WHERE {' AND '.join(conditions)} GROUP BY 1",
            values,
        ).fetchall()
        if joined:
            rest = replace(question, by="", where=(*question.where, (SEGMENT, "")))
            return dict(rows) | self.distinct_from_rows(distinct, rest)
        return dict(rows) if question.by == DAY else self._by_name(rows)

    def active_days(self, distinct: Distinct, question: Question) -> list[tuple[int, int]]:
        """Return every id with each day it was active on, sorted."""
        conditions, values = self._of_people(distinct, question)
        return self.connection.execute(
            f"SELECT DISTINCT {distinct.id_sql}, {distinct.day}"
            f" FROM {self.relation(distinct.relation)} WHERE {' AND '.join(conditions)}"
            " ORDER BY 1, 2",
            values,
        ).fetchall()

    def _of_people(self, distinct: Distinct, question: Question) -> tuple[list[str], list[Key]]:
        """Return the conditions on rows of people, and their values."""
        conditions = [
            distinct.condition, f"{distinct.id_sql} <> 0",
            f"{distinct.day} >= ?", f"{distinct.day} < ?",
        ]  # fmt: skip
        values: list[Key] = [question.first, question.end]
        for dimension, member in question.where:
            sql = distinct.known[dimension]
            condition, value = self.condition(sql, dimension, member, text=False)
            conditions.append(condition)
            values.append(value)
        return conditions, values

    def _by_name(self, rows: list[tuple[int, int]]) -> dict[Key, int]:
        names = self.names({number for number, _ in rows})
        return {names[number]: value for number, value in rows}

    def relation(self, text: str) -> str:
        """Return a relation of ``store.measures`` over the visible rows."""
        return text.format(**self.tables, generation=self.generation)

    def _keyed(self, question: Question, rows: list[tuple[Any, ...]]) -> Sums:
        """Put sums under their keys: names may be shared by several members' ids."""
        by_id = question.by not in ("", DAY, SEGMENT) and question.by not in question.family.text
        names = self.names({number for number, *_ in rows}) if by_id else {}
        answer: Sums = defaultdict(lambda: [0] * len(question.measures))
        for key, *sums in rows:
            name: Key = names[key] if by_id else key if question.by else ""
            answer[name] = [
                value + (more or 0) for value, more in zip(answer[name], sums, strict=True)
            ]
        return answer


def _chosen(question: Question, sums: list[int]) -> list[int]:
    """Return the sums of the measures asked for, out of those of the whole family."""
    places = {measure.id: place for place, measure in enumerate(question.family.measures)}
    return [sums[places[measure.id]] for measure in question.measures]
