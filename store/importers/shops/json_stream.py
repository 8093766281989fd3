"""Orders out of a JSON file, one at a time: the file may be larger than the memory.

Read are an array of orders, an object that holds one (``{"orders": [...]}``), one order a line, and
several of these one after the other, as pages are appended to a file. Numbers stay texts: never is
an amount made a binary fraction.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from store.errors import ImportFileError
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import SourceFile

LARGEST = 8 << 20
"""Characters of one order."""
_SPACE = re.compile(r"[\s,\ufeff]*")
_KEY = re.compile(r'\s*"((?:[^"\\]|\\.){0,200})"\s*:\s*')
_LONGEST_KEY = 1_000
_LISTS = ("orders", "data", "items", "results")


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_constant)


class JsonOrders:
    """Reads the objects of one file; every one counts as a row of it."""

    def __init__(self, file: SourceFile, encoding: str) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._final = False
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._chunks = (decoder.decode(chunk) for chunk in file.chunks())

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.rows = 0
        while self._skip():
            if self._text[self._at] == "[":
                self._at += 1
                yield from self._array()
            elif self._text[self._at] == "{":
                yield from self._object()
            else:
                raise self._broken()

    def _array(self) -> Iterator[dict[str, Any]]:
        while True:
            if not self._skip():
                raise self._cut_off()
            if self._text[self._at] == "]":
                self._at += 1
                return
            yield from self._order(self._value())

    def _object(self) -> Iterator[dict[str, Any]]:
        """Yield an order, or the orders that an object holds under one of its keys."""
        key = self._key(self._at + 1)
        if key is None or (key[0] not in _LISTS and not self._holds_list(key)):
            yield from self._order(self._value())
            return
        self._at += 1
        while True:
            if not self._skip():
                raise self._cut_off()
            if self._text[self._at] == "}":
                self._at += 1
                return
            found = self._key(self._at)
            if found is None:
                raise self._broken()
            name, self._at = found
            if name in _LISTS and self._skip() and self._text[self._at] == "[":
                self._at += 1
                yield from self._array()
            else:
                self._value()

    def _holds_list(self, key: tuple[str, int]) -> bool:
        """Whether what stands first in an object is a word about the orders that follow."""
        return key[0] in ("count", "total", "page", "per_page", "pages", "meta", "exported_at")

    def _key(self, at: int) -> tuple[str, int] | None:
        """Return the key that stands at a place, and where its value begins."""
        while True:
            found = _KEY.match(self._text, at)
            if found is not None and found.end() < len(self._text):
                return found[1], found.end()
            offset = at - self._at
            if len(self._text) - at > _LONGEST_KEY or not self._more():
                return None
            at = offset

    def _value(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if not isinstance(error, json.JSONDecodeError):
                    raise self._broken() from None
                if len(self._text) - self._at > LARGEST:
                    raise self._broken() from None
                if not self._more():
                    wrong = self._text[error.pos :].strip() and "Unterminated" not in error.msg
                    raise (self._broken() if wrong else self._cut_off()) from None
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._at = end
            return value

    def _order(self, value: Any) -> Iterator[dict[str, Any]]:
        self._file.rows += 1
        yield value if isinstance(value, dict) else {}

    def _skip(self) -> bool:
        """Go to the next sign that is no space; whether there is one."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return True
            if not self._more():
                return False

    def _more(self) -> bool:
        """Read on, forgetting what was read; whether there was any more."""
        chunk = next(self._chunks, None)
        if chunk is None:
            self._final = True
            return False
        # Twice as much each time, so that a long order is not begun anew for every piece of it.
        wanted = len(self._text) - self._at
        parts = [self._text[self._at :], chunk]
        gained = len(chunk)
        while gained < wanted and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            gained += len(chunk)
        self._text, self._at = "".join(parts), 0
        return True

    def _broken(self) -> ImportFileError:
        return ImportFileError(
            N_("{file} is not readable JSON to its end; orders read until there: {orders}."),
            N_("Save the answer of the shop once more, whole."),
            file=self._file.name,
            orders=self._file.rows,
        )

    def _cut_off(self) -> ImportFileError:
        return ImportFileError(
            N_("{file} ends in the middle of an order; whole ones before: {orders}."),
            N_("Save the answer of the shop once more, whole."),
            file=self._file.name,
            orders=self._file.rows,
        )
