"""Opening the owner's files and reading their rows: never a link, never a guess, never a crash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileSample:
    """The first rows of a file, for ``Importer.identify``: ``rows`` are at most 50, cells raw."""

    path: Path
    size: int
    encoding: str
    delimiter: str
    rows: tuple[tuple[str, ...], ...]

    def header(self) -> tuple[str, ...]:
        """Return the first row that is not blank, cells trimmed; ``()`` when there is none."""
        for row in self.rows:
            if any(cell.strip() for cell in row):
                return tuple(cell.strip() for cell in row)
        return ()


class SourceFile:
    """A regular file open for reading; ``position`` of ``size`` bytes say how far it was read."""

    path: Path
    size: int
    position: int


def open_file(path: Path, *, encoding: str = "") -> SourceFile:
    """Open a file to import, a context manager; ``ImportFileError`` for links and devices."""
    raise NotImplementedError


def sample(file: SourceFile) -> FileSample:
    """Return the first rows of the file and leave it at its beginning."""
    raise NotImplementedError
