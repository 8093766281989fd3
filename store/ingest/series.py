"""Daily series on their way into the store: values of one key added up, then compared.

A file may have many rows for one key (a campaign's ads, say, when only the channel is mapped):
they are one value. So all values are collected first, in a private temporary database that may
outgrow memory, and compared with the store at the end.

The same source restates: a key given again replaces its value. When a file breaks a measure down
by other dimensions than what is stored of these days, or says that it is all of them, the old
values of these days are replaced altogether, for both together would count everything twice. But
what is stored stays where it says the same in more detail: a tool's total of a day after its
channels takes nothing away.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from store.measures import FAMILIES
from store.visible import SERIES_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.ingest.bulk import Row
    from store.ingest.coding import Coding
    from store.ingest.receipt import Tally
    from store.records import SeriesValue, WholeDays

_MEMBERS = SERIES_KEY[2:]
_SHAPE = tuple(name for name in _MEMBERS if name != "source")
_NAMES = ", ".join(SERIES_KEY)
_MARKS = ", ".join("?" * len(SERIES_KEY))
_BATCH = 2_000
_REMEMBERED = 20_000
"""Combinations of members whose codes are remembered: files repeat theirs day after day."""
_ADDED_UP = frozenset(measure.id for family in FAMILIES for measure in family.measures)
"""Measures whose members add up to the total; people who come by two channels do not."""


class SeriesStage:
    """Collects the values of one import."""

    COLUMNS = (*SERIES_KEY, "import", "value")

    def __init__(self, coding: Coding, source: str) -> None:
        self._coding = coding
        self._source = source
        self._batch: list[tuple[object, ...]] = []
        self._scratch: sqlite3.Connection | None = None
        self._whole: list[WholeDays] = []
        self._codes: dict[tuple[tuple[str, str], ...], tuple[int, ...]] = {}

    def expect(self, whole: WholeDays) -> None:
        """Take the word that the file is all of some measures on some days."""
        self._whole.append(whole)

    def add(self, value: SeriesValue) -> None:
        told = tuple(value.dimensions.items())
        codes = self._codes.get(told)
        if codes is None:
            named = {"source": self._source, **value.dimensions}
            codes = tuple(self._coding.members(name)[named.get(name, "")] for name in _MEMBERS)
            if len(self._codes) >= _REMEMBERED:
                self._codes.clear()
            self._codes[told] = codes
        self._batch.append((value.measure, value.day, *codes, value.value, value.rows))
        if len(self._batch) >= _BATCH:
            self._collect()

    def _collect(self) -> sqlite3.Connection:
        if self._scratch is None:
            self._scratch = sqlite3.connect("", isolation_level=None)
            self._scratch.execute("PRAGMA journal_mode = OFF")
            self._scratch.execute(
                f"CREATE TABLE given ({_NAMES}, value INTEGER NOT NULL, rows INTEGER NOT NULL,"
                f" PRIMARY KEY ({_NAMES})) WITHOUT ROWID"
            )
        self._scratch.executemany(
            f"INSERT INTO given VALUES ({_MARKS}, ?, ?) ON CONFLICT DO UPDATE"
            " SET value = value + excluded.value, rows = rows + excluded.rows",
            self._batch,
        )
        self._batch.clear()
        return self._scratch

    def days(self) -> dict[str, set[int]]:
        """Return the days of each measure given."""
        if not self._batch and self._scratch is None:
            return {}
        found: dict[str, set[int]] = {}
        for measure, day in self._collect().execute("SELECT DISTINCT measure, day FROM given"):
            found.setdefault(str(measure), set()).add(int(day))
        return found

    def channels(self, measure: str) -> set[tuple[int, int]]:
        """Return the days and channels (0: none) of one measure that are given and not nothing."""
        if not self._batch and self._scratch is None:
            return set()
        return {
            (int(day), int(channel))
            for day, channel in self._collect().execute(
                "SELECT DISTINCT day, channel FROM given WHERE measure = ? AND value <> 0",
                (measure,),
            )
        }

    def settle(
        self, connection: sqlite3.Connection, importing: int, tally: Tally
    ) -> Iterator[tuple[int, Row]]:
        """Yield the rows to write, each with its day, and count what became of the file's rows."""
        if not self._batch and self._scratch is None:
            return
        scratch = self._collect()
        for (measure,) in scratch.execute("SELECT DISTINCT measure FROM given").fetchall():
            stored = self._stored(connection, str(measure), scratch)
            void, finer = self._compared(str(measure), stored, scratch)
            for *key, value, rows in scratch.execute(
                f"SELECT {_NAMES}, value, rows FROM given WHERE measure = ? ORDER BY {_NAMES}",
                (measure,),
            ):
                if key[1] in finer:
                    tally.unchanged += rows
                    continue
                known = stored.pop(tuple(key[1:]), None)
                if known is None:
                    tally.stored += rows
                elif known == value:
                    tally.unchanged += rows
                    continue
                else:
                    tally.updated += rows
                yield key[1], (*key, importing, value)
            for left, value in stored.items():
                if left[0] in void and value:
                    # Nothing of the old breakdown may count beside the new one.
                    yield left[0], (measure, *left, importing, 0)
        scratch.close()
        self._scratch = None

    def _stored(
        self, connection: sqlite3.Connection, measure: str, scratch: sqlite3.Connection
    ) -> dict[tuple[int, ...], int]:
        """Return what this source said of the measure on the days given, by day and members."""
        first, last = scratch.execute(
            "SELECT MIN(day), MAX(day) FROM given WHERE measure = ?", (measure,)
        ).fetchone()
        names = ", ".join(SERIES_KEY[1:])
        source = self._coding.members("source")[self._source]
        return {
            tuple(key): value
            for *key, value in connection.execute(
                f"SELECT {names}, value FROM series WHERE measure = ? AND day BETWEEN ? AND ?"
                " AND source = ? ORDER BY import",
                (measure, first, last, source),
            )
        }

    def _compared(
        self, measure: str, stored: dict[tuple[int, ...], int], scratch: sqlite3.Connection
    ) -> tuple[set[int], set[int]]:
        """Return the days whose old values are void, and those told in more detail before."""
        before, now = _Shapes(), _Shapes()
        for (day, *members), value in stored.items():
            if value:
                before.add(day, members, value)
        for day, *members, value in scratch.execute(
            f"SELECT {', '.join(SERIES_KEY[1:])}, value FROM given WHERE measure = ?", (measure,)
        ):
            now.add(day, members, value)
        reshaped = {day for day, shape in now.used.items() if shape != before.used.get(day, shape)}
        finer = {
            day
            for day in reshaped
            if not now.used[day] and measure in _ADDED_UP and now.sums[day] == before.sums[day]
        }
        told = {
            day
            for whole in self._whole
            if measure in whole.within
            for day in range(whole.first, whole.last + 1)
        }
        return (reshaped | told) - finer, finer


class _Shapes:
    """By day: the dimensions a measure is broken down by, and the sum of its values."""

    def __init__(self) -> None:
        self.used: dict[int, set[int]] = {}
        self.sums: dict[int, int] = {}

    def add(self, day: int, members: list[int], value: int) -> None:
        self.used.setdefault(day, set()).update(_used(members))
        self.sums[day] = self.sums.get(day, 0) + value


def _used(members: list[int]) -> Iterator[int]:
    return (place for place, member in enumerate(members) if member and _MEMBERS[place] != "source")
