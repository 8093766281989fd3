"""A backup's seal: a checksum behind its last page, so that no damage goes unnoticed.

SQLite's own check sees damaged structure, not a flipped bit inside a text or a number. It ignores
what follows the last page, so a sealed backup still is a store that can be opened as it is. Once
it was opened for writing its change counter has moved on, and the seal says nothing any more.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MARK = b"kpi-tui backup 1"
_SIZE = len(_MARK) + 4 + 32
_COUNTER, _VALID_FOR = slice(24, 28), slice(92, 96)


def seal(draft: Path) -> None:
    """Append the checksum of a finished file to it."""
    with draft.open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        file.seek(0)
        counter = file.read(28)[_COUNTER]
        file.seek(0, os.SEEK_END)
        file.write(_MARK + counter + digest)


def broken(draft: Path) -> bool:
    """Say whether a sealed file is not what was sealed; a sound seal is taken off the file.

    A file without a seal, or one used as a store since, is not broken as far as the seal goes.
    """
    with draft.open("r+b") as file:
        size = file.seek(0, os.SEEK_END) - _SIZE
        if size <= 0:
            return False
        file.seek(size)
        tail = file.read(_SIZE)
        if not tail.startswith(_MARK):
            return False
        file.seek(0)
        head = file.read(100)
        counter, expected = tail[len(_MARK) :][:4], tail[-32:]
        if head[_COUNTER] != counter and head[_COUNTER] == head[_VALID_FOR]:
            return False
        file.truncate(size)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").digest() != expected
