"""Small text files that hold secrets or lead to them: the owner's alone, or not read at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_
from store.trouble import in_plain_words

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1 << 18


def read_private(path: Path) -> str | None:
    """Return the text of a file that only its owner can read, ``None`` where there is no file.

    Raises:
        OwnerError: it is no regular file, others may read it, or it is no UTF-8 text.
    """
    with in_plain_words(path):
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise OwnerError(
                    N_("{path} is not a regular file."), N_("Name a file."), path=str(path)
                )
            if status.st_mode & 0o077 or status.st_uid not in (os.geteuid(), 0):
                raise OwnerError(
                    N_("{path} can be read or changed by others than you."),
                    N_("Run: chmod 600 {path}"),
                    path=str(path),
                )
            data = file.read(LARGEST + 1)
    try:
        if len(data) > LARGEST:
            raise ValueError
        return data.decode("utf-8-sig")
    except ValueError:
        raise OwnerError(
            N_("{path} is not a short UTF-8 text."), N_("Write it anew."), path=str(path)
        ) from None
