"""The sample shop: its shipped file is never written, ``--sample`` works on a private copy.

The copy lies in the user's cache directory (0700), named after the content of the shipped file: it
is kept from one run to the next, so that goals tried on the sample are still there tomorrow, and a
new version of the sample starts afresh. Removing the directory starts afresh too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import store
from store.errors import OwnerError
from store.messages import N_
from tui import paths

NAME = "sample.db"
FOLDER = "sample"


def shipped() -> Path:
    """Return the shipped file: in the wheel beside ``store``, in a checkout at its root."""
    package = Path(store.__file__).parent
    for place in (package / NAME, package.parent / NAME):
        if place.is_file() and place.stat().st_size:
            return place
    raise OwnerError(
        N_("The sample shop (sample.db) is missing from this installation."),
        N_("Install kpi-tui again; your own shop is not concerned."),
    )


def working_copy() -> Path:
    """Return the private copy of the sample shop, made when there is none of this version yet."""
    original = shipped()
    body = original.read_bytes()
    version = hashlib.blake2b(body, digest_size=8).hexdigest()
    folder = _private_folder() / version
    copy = folder / NAME
    if copy.is_file():
        return copy
    _forget_older(folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".copy-")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        # link and not rename: where two runs start at once, the first copy stays, with its edits.
        with contextlib.suppress(FileExistsError):
            os.link(name, copy)
    finally:
        Path(name).unlink()
    return copy


def _private_folder() -> Path:
    folder = paths.cache_path() / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="kpi-tui-sample-"))  # 0700, for this run alone
    return folder


def _forget_older(folder: Path) -> None:
    for other in folder.parent.iterdir():
        if other != folder and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
