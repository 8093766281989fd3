"""Pseudonyms: customers are told apart without their names ever being stored.

A customer is the keyed BLAKE2b (128 bit) of an e-mail address or customer number. The key lives in
a file of its own, outside the store and its backups: without it nobody can test whether an address
is in the store. Losing it makes every known customer look new, so a store remembers which key it
was filled with (``key_check``) and refuses another one.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING

from store import settings
from store.errors import StoreError
from store.messages import N_
from store.trouble import in_plain_words

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

KEY_BYTES = 32
_CHECK = "customer_key_check"


class Pseudonyms:
    """Makes pseudonyms with one key, which it never shows."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Pseudonyms(…)"

    def of(self, identity: str, source: str = "") -> bytes:
        """Return the 16 bytes that stand for an e-mail address or customer number.

        An address is the same person wherever it comes from. A number or a name means somebody
        only within its ``source``: customer 17850 of two shops is two people.
        """
        plain = unicodedata.normalize("NFKC", identity).strip().casefold()
        if source and "@" not in plain:
            plain = f"{plain}\0{source}"
        text = plain.encode("utf-8", "surrogatepass")
        return blake2b(text, key=self._key, digest_size=16, person=b"customer").digest()

    def visitor(self, identity: str) -> int:
        """Return the number, never 0, that stands for a visitor: an address and a browser."""
        text = identity.encode("utf-8", "surrogatepass")
        number = blake2b(text, key=self._key, digest_size=8, person=b"visitor").digest()
        return (int.from_bytes(number, "big") >> 1) or 1

    @property
    def check(self) -> str:
        """A fingerprint by which a store knows its key again."""
        return blake2b(b"", key=self._key, digest_size=8, person=b"key check").hexdigest()


def unkept() -> Pseudonyms:
    """Return pseudonyms with a key that is gone with the process: for trials and tests."""
    return Pseudonyms(secrets.token_bytes(KEY_BYTES))


def read_key(path: Path) -> Pseudonyms | None:
    """Return the pseudonyms of a key file, ``None`` where there is no file.

    Raises:
        StoreError: a link, a file others may read, or not a key.
    """
    with in_plain_words(path):
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(4 * KEY_BYTES)
    if not stat.S_ISREG(mode) or mode & 0o077:
        raise StoreError(
            N_("The customers' key {path} can be read by others than you."),
            N_("Run: chmod 600 {path}"),
            path=str(path),
        )
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreError(
            N_("{path} does not hold a key of customers."),
            N_("Put the right key file back: without it every known customer would look new."),
            path=str(path),
        )
    return Pseudonyms(key)


def make_key(path: Path) -> Pseudonyms:
    """Create a key file, 0600 and whole or not at all; an existing one is read."""
    with in_plain_words(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        handle = os.open(
            draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)  # fails where another process was first: its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    found = read_key(path)
    if found is None:
        raise StoreError(
            N_("The customers' key {path} disappeared while it was made."),
            N_("Try again."),
            path=str(path),
        )
    return found


def pseudonyms(connection: sqlite3.Connection, path: Path) -> Pseudonyms:
    """Return the pseudonyms this store is filled with; the key is made on first use.

    Raises:
        StoreError: the key is not the one this store knows, or it is gone.
    """
    known = settings.read(connection, _CHECK)
    found = read_key(path)
    if found is None:
        if known is not None:
            raise StoreError(
                N_("The key of this store's customers is missing: {path}."),
                N_("Put the key file back: without it every known customer would look new."),
                path=str(path),
            )
        return make_key(path)
    if known is not None and not hmac.compare_digest(known, found.check):
        raise StoreError(
            N_("{path} is not the key this store's customers were recorded with."),
            N_("Put the right key file back: without it every known customer would look new."),
            path=str(path),
        )
    return found


def remember(connection: sqlite3.Connection, used: Pseudonyms) -> None:
    """Note in the store which key its customers have; the caller holds the transaction."""
    if settings.read(connection, _CHECK) is None:
        settings.write(connection, _CHECK, used.check)
