"""What is asked of an import."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Importer
    from store.ingest.receipt import Progress
    from store.spans import Span


def _silent(_progress: Progress) -> None:
    return None


def _never() -> bool:
    return False


class Stopped(Exception):  # noqa: N818 - nothing is wrong: the owner asked for it
    """The owner stopped the import; nothing of the file in work is in the store."""


@dataclass(frozen=True, slots=True)
class Request:
    """How files are to be imported.

    ``importer`` and ``mapping`` (a name, a path, or one just made) are ``None`` to let the file be
    recognised, ``source`` to take the importer's or mapping's own. ``covers`` are the days the
    file speaks for, ``None`` for those of its rows. ``key`` is the file with the key of the
    customers' pseudonyms. ``now`` is in seconds, UTC. ``known`` are the importers to choose from,
    ``mappings`` is the folder of the owner's own mappings.
    """

    now: int
    importer: str | None = None
    mapping: str | FileMapping | None = None
    source: str | None = None
    covers: Span | None = None
    dry_run: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    key: Path | None = None
    progress: Callable[[Progress], None] = _silent
    stop: Callable[[], bool] = _never
    known: Mapping[str, Importer] | None = None
    mappings: Path | None = None
