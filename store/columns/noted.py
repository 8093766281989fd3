"""What a reading takes a file's columns for, noted as it goes: what a dry run tells the owner.

Inside ``noting()`` every table that is found, every parser that is made and every column that is
read with it leaves a note. Outside, nothing is noted and nothing costs anything.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY, MONEY, COUNT, NUMBER, TEXT = "day", "money", "count", "number", "text"
"""Kinds of cells."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are read: ``decimal`` is ``""`` where each number proves its own sign.

    ``form`` is a format of days as in ``store.columns.days``, ``zone`` the clock of the file.
    """

    kind: str = TEXT
    decimal: str = ""
    form: str = ""
    zone: str = ""


@dataclass(slots=True)
class Noted:
    """What was noted: columns in the order they were looked for, tables as (header, …)."""

    columns: dict[str, Reading] = field(default_factory=dict)
    headers: list[tuple[str, ...]] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""


_noted: ContextVar[Noted | None] = ContextVar("noted", default=None)
_readings: WeakKeyDictionary[Callable[..., Any], Reading] = WeakKeyDictionary()


@contextmanager
def noting() -> Iterator[Noted]:
    """Note what is read in this block."""
    noted = Noted()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def parser(parse: Callable[..., Any], reading: Reading, column: str = "") -> None:
    """Note how a parser reads cells, and of which column where it knows."""
    noted = _noted.get()
    if noted is None:
        return
    _readings[parse] = reading
    if column:
        noted.columns[column] = reading


def wrapped(outer: Callable[..., Any], inner: Callable[..., Any]) -> None:
    """Note that ``outer`` reads what ``inner`` reads."""
    if _noted.get() is not None and inner in _readings:
        _readings[outer] = _readings[inner]


def column(name: str, parse: Callable[..., Any]) -> None:
    """Note that a column is read with ``parse``."""
    noted = _noted.get()
    if noted is None or not name:
        return
    try:
        reading = _readings.get(parse, Reading())
    except TypeError:  # a built-in function has no weak references
        reading = Reading()
    if reading.kind != TEXT or name not in noted.columns:
        noted.columns[name] = reading


def table(header: tuple[str, ...], encoding: str, delimiter: str) -> None:
    """Note where the rows are."""
    noted = _noted.get()
    if noted is not None:
        noted.headers.append(header)
        if not noted.encoding:
            noted.encoding, noted.delimiter = encoding, delimiter
