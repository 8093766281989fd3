"""A column of text cells becomes a column of values, each different text parsed once.

Files repeat themselves: half a million order lines hold four thousand products and twenty thousand
instants. A ``Column`` is therefore a dictionary that parses what it has not seen yet, and a whole
block is read with ``map(column.__getitem__, cells)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from store.columns import noted
from store.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")

CACHE_LIMIT = 100_000
"""Different texts a column remembers; past it, it forgets all of them and starts again."""


class CellError(Exception):
    """A cell that cannot be read: ``reason`` is a msgid, ``values`` fill its gaps.

    Never the cell's own text: a shifted row puts names and addresses into any column.
    """

    def __init__(self, reason: str, **values: str | int) -> None:
        self.reason = reason
        self.values: Mapping[str, str | int] = values
        super().__init__(reason)


class BadCellError(Exception):
    """A cell of a row that cannot be read; ``column`` is called as in the file."""

    def __init__(self, column: str, problem: CellError) -> None:
        self.column = column
        self.problem = problem
        super().__init__(column)

    def left_out(self, line: int) -> LeftOut:
        """Return the record of its row."""
        return LeftOut(line, self.column, self.problem.reason, values=self.problem.values)


class Column(dict[str, T], Generic[T]):
    """Values of one column by their text; ``name`` is the column's in the file.

    A cell that cannot be read gives ``default``; ``failed`` then says so, and ``problem`` why.
    """

    def __init__(self, name: str, parse: Callable[[str], T], default: T) -> None:
        super().__init__()
        self.name = name
        self.parse = parse
        self.default = default
        self.failed = False
        self._problems: dict[str, CellError] = {}
        noted.column(name, parse)

    def __missing__(self, text: str) -> T:
        if len(self) >= CACHE_LIMIT:
            self.clear()
        try:
            value = self.parse(text)
        except CellError as error:
            # Not remembered as a value, so that `failed` is set for every block it is in.
            self.failed = True
            if len(self._problems) < CACHE_LIMIT:
                self._problems[text] = error
            return self.default
        self[text] = value
        return value

    def read(self, cells: Sequence[str]) -> list[T]:
        """Return the values of a block; ``failed`` says whether any cell could not be read."""
        self.failed = False
        return list(map(self.__getitem__, cells))

    def of(self, text: str) -> T:
        """Return the value of one cell; ``BadCellError`` when it cannot be read."""
        value = self[text]
        if self.failed:
            self.failed = False
            problem = self.problem(text)
            if problem is not None:
                raise BadCellError(self.name, problem)
        return value

    def problem(self, text: str) -> CellError | None:
        """Return why ``text`` cannot be read, or ``None`` when it can."""
        if text in self:
            return None
        known = self._problems.get(text)
        if known is None:
            try:
                self.parse(text)
            except CellError as error:
                return error
        return known


AnyColumn = Column[Any]
