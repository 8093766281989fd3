"""A text that is read from left to right, whatever its capitals and accents."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from goals.customers import rule_words as words

if TYPE_CHECKING:
    from collections.abc import Sequence

JOINED = re.compile(rf"\s+(?:{'|'.join((*words.AND, *words.OR))})\b|[()]|$")
"""What ends a value: a joining word, a parenthesis, the end."""


def folded(letter: str) -> str:
    """Return one letter, small and without its accent; never more than one."""
    if letter.isspace():
        return " "
    small = unicodedata.normalize("NFD", letter)[0].lower()
    return small if len(small) == 1 else letter


class Cursor:
    """``plain`` has a sign for every sign of ``text``, small and without accents."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.plain = "".join(map(folded, self.text))
        self.at = 0

    def rest(self) -> str:
        return self.text[self.at :].strip()

    def skip(self) -> None:
        while self.at < len(self.plain) and self.plain[self.at] == " ":
            self.at += 1

    def takes(self, phrases: Sequence[str]) -> bool:
        """Whether one of the words comes next; it is passed."""
        self.skip()
        for phrase in phrases:
            end = self.at + len(phrase)
            if self.plain.startswith(phrase, self.at) and not self.plain[end : end + 1].isalnum():
                self.at = end
                return True
        return False

    def takes_sign(self, sign: str) -> bool:
        self.skip()
        if self.plain.startswith(sign, self.at):
            self.at += 1
            return True
        return False

    def chunk(self) -> str:
        """Return what stands before the next joining word or parenthesis, and pass it."""
        end = JOINED.search(self.plain, self.at)
        assert end is not None
        chunk = self.text[self.at : end.start()].strip()
        self.at = end.start()
        return chunk
