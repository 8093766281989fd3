"""Pseudonyms as people read and copy them: a few letters and digits in place of 16 bytes.

The same customer has the same letters in every list and file of one shop. They say nothing about
the person: without the shop's key nobody can make them from an address (``store.privacy``).
"""

from __future__ import annotations

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are taken for 1, 0 and V."""
_LETTERS = _SIGNS[10:26]
_REST = 11


def printable(key: bytes) -> str:
    """Return the 12 signs that stand for a customer's key: its first 59 bits.

    The first is a letter, so that no spreadsheet takes ``12E456`` for a number. Of ten million
    customers two have the same signs once in ten thousand shops.
    """
    bits = int.from_bytes(key[:8], "big") >> 5
    first, rest = bits >> (5 * _REST), bits & ((1 << (5 * _REST)) - 1)
    signs = (_SIGNS[rest >> (5 * place) & 31] for place in reversed(range(_REST)))
    return _LETTERS[first] + "".join(signs)
