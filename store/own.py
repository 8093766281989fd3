"""What the owner makes of the catalogue: metrics of their own, those put aside, their series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from store import settings
from store.errors import StoreError
from store.messages import N_
from store.versioned import Shelf, Words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from store.database import Store
    from store.versioned import HistoryEntry

SeriesUnit = Literal["count", "money", "thousandths"]
OverTime = Literal["sum", "last"]
SCALES: dict[str, int] = {"count": 1, "thousandths": 1_000, "money": 10_000}
"""How many stored units one is, by unit."""
_PREFIX = "my_"
_WORDS = Words(
    N_("There is no metric of your own with the number {number}."),
    N_("Somebody else changed this metric while it was being edited."),
    N_("There is already a metric named “{name}”."),
)


STATES = ("shown", "retired", "deleted")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMetricRow:
    """A metric of the owner's own. ``state``: shown, retired, deleted; ``better``: −1, 0, 1.

    ``name`` is the id that people and goals use. ``formula`` is kept as it was typed.
    """

    name: str
    label: str
    formula: str
    unit: str
    stage: str
    id: int = 0
    version: int = 0
    state: str = "shown"
    short: str = ""
    better: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class OwnSeries:
    """A daily series of the owner's own: what one value is, and what a week makes of its days.

    ``last``: a stock, like followers or items on the shelf; a day without a value has the last
    one known.
    """

    name: str
    unit: SeriesUnit = "count"
    over_time: OverTime = "sum"

    @property
    def lasts(self) -> bool:
        return self.over_time == "last"


class OwnMetrics:
    """Metrics of one store. Every write is one short transaction and bumps plan_version."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = Shelf(store, "own_metric", OwnMetricRow, _WORDS, history=True)

    def rows(self) -> list[OwnMetricRow]:
        """Return every one that ever was, deleted ones too, oldest first."""
        return self._rows.rows()

    def row(self, row_id: int) -> OwnMetricRow:
        return self._rows.get(row_id)

    def add(self, row: OwnMetricRow, *, at: int) -> OwnMetricRow:
        """Store a new one. A deleted one of the same name comes back as this one."""
        gone = next((one for one in self.rows() if one.name == row.name), None)
        if gone is not None and gone.state == "deleted":
            return self._rows.save(
                replace(row, id=gone.id, version=gone.version), at=at, change="add"
            )
        return self._rows.add(row, at=at)

    def save(self, row: OwnMetricRow, *, at: int, change: str = "edit") -> OwnMetricRow:
        """Store a change of the version ``row`` names; ConflictError when it is not the last."""
        return self._rows.save(row, at=at, change=change)

    def undo(self, row_id: int, *, at: int) -> OwnMetricRow:
        """Take back the last change that still stands."""
        return self._rows.undo(row_id, at=at)

    def history(self, row_id: int) -> list[HistoryEntry]:
        return self._rows.history(row_id)

    # -- those of the catalogue that were put aside ------------------------------------------

    def retired(self) -> list[str]:
        """Return the built-in metrics that the owner put aside."""
        with self._store.reading() as connection:
            return [
                str(name)
                for (name,) in connection.execute("SELECT name FROM retired_metric ORDER BY name")
            ]

    def retire(self, name: str) -> None:
        """Put a built-in metric aside."""
        self._change("INSERT OR IGNORE INTO retired_metric VALUES (?)", name)

    def restore(self, name: str) -> None:
        """Put a built-in metric back."""
        self._change("DELETE FROM retired_metric WHERE name = ?", name)

    def _change(self, statement: str, name: str) -> None:
        with self._store.writing() as connection:
            if connection.execute(statement, (name,)).rowcount:
                settings.bump(connection, settings.PLAN_VERSION)

    # -- daily series of the owner's own -----------------------------------------------------

    def series(self) -> list[OwnSeries]:
        """Return every series that was named or imported, by name."""
        with self._store.reading() as connection:
            named = {one.name: one for one in described(connection)}
            found = {name: OwnSeries(name) for name in _imported(connection)}
        return sorted((found | named).values(), key=lambda one: one.name)

    def describe(self, series: OwnSeries) -> None:
        """Say what a series is. Values imported before are taken as whole units of it.

        Raises:
            StoreError: values with fractions are there already, which would be lost.
        """
        with self._store.writing() as connection:
            before = next(
                (one for one in described(connection) if one.name == series.name),
                OwnSeries(series.name),
            )
            old, new = SCALES[before.unit], SCALES[series.unit]
            if old != new:
                _rescaled(connection, series.name, old, new)
            connection.execute(
                "INSERT INTO own_series (name, unit, over_time) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET unit = excluded.unit,"
                " over_time = excluded.over_time",
                (series.name, series.unit, series.over_time),
            )
            for counter in (settings.PLAN_VERSION, settings.DATA_VERSION):
                settings.bump(connection, counter)


def described(connection: sqlite3.Connection) -> Iterable[OwnSeries]:
    """Return the series whose unit was told."""
    return [
        OwnSeries(str(name), unit, over_time)
        for name, unit, over_time in connection.execute(
            "SELECT name, unit, over_time FROM own_series ORDER BY name"
        )
    ]


def units(store: Store) -> dict[str, str]:
    """Return the unit of each series whose unit was told, for importers."""
    with store.reading() as connection:
        return {one.name: one.unit for one in described(connection)}


def unit(connection: sqlite3.Connection, measure: str) -> SeriesUnit:
    """Return what one value of a series is."""
    return next((one.unit for one in described(connection) if one.name == measure), "count")


def lasting(connection: sqlite3.Connection, measure: str) -> bool:
    """Whether a measure is a stock, of which a week has the last day's and not the sum."""
    if not measure.startswith(_PREFIX):
        return False
    found = connection.execute(
        "SELECT 1 FROM own_series WHERE name = ? AND over_time = 'last'", (measure,)
    ).fetchone()
    return found is not None


def _imported(connection: sqlite3.Connection) -> list[str]:
    """Return the names of series that no measure of ours has: a seek for each, not a scan."""
    found: list[str] = []
    name = _PREFIX
    while True:
        row = connection.execute(
            "SELECT MIN(measure) FROM series WHERE measure > ? AND measure < 'my`'", (name,)
        ).fetchone()
        if row[0] is None:
            return found
        name = str(row[0])
        found.append(name)


def _rescaled(connection: sqlite3.Connection, name: str, old: int, new: int) -> None:
    (odd,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM series WHERE measure = ? AND (value * ?) % ? <> 0)",
        (name, new, old),
    ).fetchone()
    if odd:
        raise StoreError(
            N_("“{name}” has values with fractions already, which this unit does not have."),
            N_("Keep its unit, or import the series under another name."),
            name=name,
        )
    connection.execute(
        "UPDATE series SET value = value * ? / ? WHERE measure = ?", (new, old, name)
    )
