"""Importing files: one import at a time, one receipt a file."""

from __future__ import annotations

import gc
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from store.daily import ensure_current
from store.errors import ImportFileError
from store.files import open_file
from store.ingest.file_import import FileImport
from store.ingest.lock import only_import
from store.ingest.receipt import Receipt
from store.ingest.request import Request, Stopped
from store.ingest.tidy import finish_last
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from store.database import Store

__all__ = ["Request", "Stopped", "run_import"]


def run_import(store: Store, paths: Sequence[Path], request: Request) -> list[Receipt]:
    """Import files one after the other; each is published alone and gets its receipt.

    A file that cannot be read has a receipt with an ``error``, and the next one goes on.

    Raises:
        StoreError: the store is in use by another import, read-only, full or damaged.
        Stopped: the owner stopped it; files before the one in work are imported.
    """
    if request.dry_run:
        return [_tried(store, path, request) for path in paths]
    with alone(store, clean(", ".join(path.name for path in paths))):
        ensure_current(store)
        finish_last(store)
        return [_imported(store, path, request) for path in paths]


@contextmanager
def alone(store: Store, doing: str) -> Iterator[None]:
    """Hold the store's import lock, without Python's garbage collector in the way.

    Records make no cycles, and looking for some costs a third of the time.
    """
    with store.writing():
        pass  # a store that cannot be written says so before anything is read
    in_memory = str(store.path) == ":memory:"
    collected = gc.isenabled()
    with nullcontext() if in_memory else only_import(store.path, doing):
        gc.disable()
        try:
            yield
        finally:
            if collected:
                gc.enable()


def _imported(store: Store, path: Path, request: Request) -> Receipt:
    try:
        with open_file(path) as file:
            return FileImport(store, file, request).imported()
    except ImportFileError as error:
        return Receipt(clean(path.name), error=error)


def _tried(store: Store, path: Path, request: Request) -> Receipt:
    try:
        with open_file(path) as file:
            return FileImport(store, file, request).tried()
    except ImportFileError as error:
        return Receipt(clean(path.name), error=error, dry_run=True)
