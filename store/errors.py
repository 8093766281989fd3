"""Mistakes an owner can mend: what happened and where, and what to do about it."""

from __future__ import annotations

from store.messages import Message


class OwnerError(Exception):
    """Something the owner can put right; shown as two lines, never as a traceback.

    ``what`` says what is wrong and where, ``remedy`` what to do; both are ``Message`` so that the
    screens translate them. ``values`` fill the gaps of both.
    """

    def __init__(self, what: str, remedy: str, **values: object) -> None:
        self.what = Message(what, values)
        self.remedy = Message(remedy, values)
        super().__init__(f"{self.what} {self.remedy}")


class StoreError(OwnerError):
    """The store's file cannot be used as asked (missing, foreign, newer, read-only, busy, full)."""


class ImportFileError(OwnerError):
    """A file to import cannot be read as any source, or not without an answer from the owner."""


class StoppedError(StoreError):
    """A running question to the store was interrupted; nobody needs to be told."""


class ConflictError(OwnerError):
    """Somebody else changed the same goal, lever or project since it was read.

    ``mine`` is the row that was not saved, ``theirs`` the row as it is stored now: the editor shows
    both, and saving ``mine`` with the version of ``theirs`` is a decision, not an accident.
    """

    def __init__(
        self, what: str, remedy: str, *, mine: object, theirs: object, **values: object
    ) -> None:
        super().__init__(what, remedy, **values)
        self.mine = mine
        self.theirs = theirs
