"""A set of large numbers that takes little memory: sixteen bytes each instead of a hundred."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Seen:
    """Numbers above 0 that were seen: some from before, in ascending order, and those added."""

    def __init__(self, before: Sequence[int] = ()) -> None:
        self._before = before
        self._size = 1 << 12
        self._table = array("q", bytes(8 * self._size))
        self._count = 0

    def add(self, number: int) -> bool:
        """Add a number; return whether it was seen before."""
        if self._put(number):
            return True
        before = self._before
        place = bisect_left(before, number)
        return place < len(before) and before[place] == number

    def _put(self, number: int) -> bool:
        table, mask = self._table, self._size - 1
        place = number & mask
        while found := table[place]:
            if found == number:
                return True
            place = (place + 1) & mask
        table[place] = number
        self._count += 1
        if self._count * 2 > self._size:
            self._grow()
        return False

    def _grow(self) -> None:
        old = self._table
        self._size *= 4
        self._table = array("q", bytes(8 * self._size))
        self._count = 0
        for number in old:
            if number:
                self._put(number)
