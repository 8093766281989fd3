"""Many keys in little room: sorted whole numbers, eight bytes each."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CHUNK = 1_000
"""Documents read at once: as many as fit comfortably, with all that belongs to them."""


class Keys:
    """Keys in rising order; ``in`` finds one, ``chunks`` cuts them."""

    def __init__(self, keys: Iterable[int]) -> None:
        """Take keys that come in rising order, repeated ones once."""
        self._keys = array("q")
        last = -1
        for key in keys:
            if key != last:
                self._keys.append(key)
                last = key

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, int):
            return False
        place = bisect_left(self._keys, key)
        return place < len(self._keys) and self._keys[place] == key

    def chunks(self) -> Iterator[list[int]]:
        for start in range(0, len(self._keys), CHUNK):
            yield list(self._keys[start : start + CHUNK])


def listed(keys: Iterable[int]) -> str:
    """Return keys as SQL lists them; whole numbers only, so nothing can hide among them."""
    return ", ".join(str(int(key)) for key in keys) or "0"


class Refs:
    """Refs of documents, eight bytes each: ``in`` may be wrong once in many lifetimes."""

    def __init__(self) -> None:
        self._known = array("Q")
        self._sorted = True

    def add(self, ref: str) -> None:
        self._known.append(_short(ref))
        self._sorted = False

    def __contains__(self, ref: object) -> bool:
        if not isinstance(ref, str):
            return False
        if not self._sorted:
            self._known = array("Q", sorted(self._known))
            self._sorted = True
        place = bisect_left(self._known, _short(ref))
        return place < len(self._known) and self._known[place] == _short(ref)


class Numbered:
    """Refs that are the keys of a table, as texts."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def __contains__(self, ref: object) -> bool:
        return isinstance(ref, str) and ref.isascii() and ref.isdigit() and int(ref) in self._keys


def _short(ref: str) -> int:
    return int.from_bytes(blake2b(ref.encode(), digest_size=8).digest(), "big")
