"""What the next import of a log must know: how far each log was read, and the visits open then.

A log is known by its first bytes, so that it is known again as ``access.log.1`` or ``….2.gz``; that
it was read up to a place is proved by the bytes before that place. Nothing of a line is kept, only
fingerprints, the numbers of visitors and the pages they were on.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.files import SourceFile

KEY = "access_log"
PRINT = 4_096
"""Bytes of which the beginning of a log, and the end of what was read, are known again."""
_MOST_LOGS, _MOST_HOURS = 400, 9_000


@dataclass(frozen=True, slots=True)
class Place:
    """How far one log was read, in bytes and lines; ``head`` and ``tail`` prove that it is it."""

    head: str
    head_bytes: int
    tail: str
    tail_bytes: int
    position: int
    lines: int


@dataclass(slots=True)
class Open:
    """A visit that was not over where the log ended."""

    visitor: int
    ref: str
    first: int
    last: int
    pages: int
    steps: int
    page: str
    """The page it was on, of which it was counted to leave."""
    known: int
    where: dict[str, str]
    """What it came with, by dimension."""


@dataclass(slots=True)
class State:
    """``hours`` are requests and bytes by hour: the same again is the same log again."""

    places: list[Place] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    hours: dict[int, tuple[int, int]] = field(default_factory=dict)
    own_hosts: list[str] = field(default_factory=list)
    last_minute: int = 0

    @classmethod
    def read(cls, kept: Mapping[str, str]) -> State:
        """Return what the last import kept; nothing for the first one."""
        told: dict[str, Any] = json.loads(kept.get(KEY) or "{}")
        if not told:
            return cls()
        return cls(
            [Place(**place) for place in told["places"]],
            [Open(**visit) for visit in told["open"]],
            {int(hour): (requests, size) for hour, (requests, size) in told["hours"].items()},
            list(told["own_hosts"]),
            int(told["last_minute"]),
        )

    def text(self) -> str:
        """Return it as ``read`` takes it."""
        hours = sorted(self.hours.items())[-_MOST_HOURS:]
        return json.dumps(
            {
                "places": [asdict(place) for place in self.places[-_MOST_LOGS:]],
                "open": [asdict(visit) for visit in self.open],
                "hours": dict(hours),
                "own_hosts": self.own_hosts,
                "last_minute": self.last_minute,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def places_in(self, file: SourceFile) -> list[Place]:
        """Return the logs, read before, that a file begins with; of the last, as a place in it.

        Mostly none or one: the file itself, shorter. A file put together of several logs begins
        with all that were read, one behind the other.
        """
        found: list[Place] = []
        position = lines = 0
        while place := self._place_at(file, position):
            position += place.position
            lines += place.lines
            found.append(replace(place, position=position, lines=lines))
        return found

    def _place_at(self, file: SourceFile, start: int) -> Place | None:
        """Return how far the log that begins at byte ``start`` was read before."""
        head = _bytes_at(file, start, PRINT) if self.places else b""
        begun = [
            place
            for place in self.places
            if place.head_bytes <= len(head) and digest(head[: place.head_bytes]) == place.head
        ]
        # The same log may have been read several times: the furthest place that holds counts.
        for place in sorted(begun, key=lambda one: one.position, reverse=True):
            before = start + place.position - place.tail_bytes
            if digest(_bytes_at(file, before, place.tail_bytes)) == place.tail:
                return place
        return None

    def note(self, place: Place, before: list[Place]) -> None:
        """Remember how far a log was read now; it began with what was read ``before``."""
        shorter = {one.head for one in before[:1] if len(before) == 1}
        self.places = [old for old in self.places if old.head not in shorter]
        if place.position:  # of nothing read, nothing could be known again
            self.places.append(place)


def _bytes_at(file: SourceFile, start: int, count: int) -> bytes:
    found = b""
    for chunk in file.chunks(start):
        found += chunk
        if len(found) >= count:
            break
    return found[:count]


def digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()
