"""Rows that people edit as a table holds them: days as numbers, lists as JSON; and back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from store.spans import to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Collection
    from dataclasses import Field


class Versioned(Protocol):
    """A frozen dataclass that mirrors a table; ``id`` and ``version`` are 0 before it is stored."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...


Row = TypeVar("Row", bound=Versioned)


class Coding(Generic[Row]):
    """Columns are the row's fields: those that end in ``_day`` are days, ``json_columns`` JSON."""

    def __init__(self, row: type[Row], json_columns: Collection[str]) -> None:
        self._row = row
        self._json = frozenset(json_columns)
        self._flags = frozenset(field.name for field in fields(row) if field.type == "bool")
        self.columns = tuple(field.name for field in fields(row))

    def encoded(self, name: str, value: Any) -> object:
        if name in self._json:
            return None if value is None else dumped(value)
        if isinstance(value, date):
            return to_number(value)
        return int(value) if name in self._flags else value

    def decoded(self, values: tuple[Any, ...]) -> Row:
        row = dict(zip(self.columns, values, strict=True))
        for name, value in row.items():
            if value is None:
                continue
            if name in self._json:
                row[name] = _frozen(json.loads(value))
            elif name.endswith("_day"):
                row[name] = to_day(value)
            elif name in self._flags:
                row[name] = bool(value)
        return self._row(**row)

    def revived(self, body: dict[str, Any]) -> Row:
        """Return the row of a history entry; columns of later schemas have their defaults."""
        row = {name: body[name] for name in self.columns if name in body}
        for name, value in row.items():
            if name in self._json:
                row[name] = _frozen(value)
            elif name.endswith("_day") and value is not None:
                row[name] = date.fromisoformat(value)
        return self._row(**row)


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_as_text)


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not kept in plans: give it as a text")


def _frozen(value: Any) -> Any:
    """Return decoded JSON with its outer lists as tuples, as rows hold them."""
    return tuple(value) if isinstance(value, list) else value
